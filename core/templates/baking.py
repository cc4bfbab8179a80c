"""The runs of this topic that are baked, and the image on its card."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from core.charts import images
from core.data import image_sets
from core.gallery import claims
from core.gallery.topic import Recipe
from core.networks.training import Training, TrainingParams, train
from core.runs import archive
from core.templates import capacity, cifar, seed_sensitivity
from core.templates.class_templates import class_templates
from core.templates.images import as_images, sheet
from core.templates.topic import TOPIC


def recipes() -> Iterator[Recipe]:
    """Everything of this topic that is baked."""
    yield from _trainings()
    yield from _studies()
    yield from claims.recipes(TOPIC.slug)


def _trainings() -> Iterator[Recipe]:
    """Default and presets, on the full and on the bundled sets, and what they are compared with."""
    chosen = [TrainingParams()]
    for preset in TOPIC.presets:
        chosen += [TrainingParams(**preset.values), TrainingParams(**{**preset.values, **preset.offline})]
    for params in list(chosen):
        chosen.append(replace(params, architecture="one layer"))
        if params.architecture == "hidden from images":
            chosen.append(replace(params, unit_norm=True))
    for params in chosen:
        yield Recipe("training", params.canonical(), train, half=("weights", "probabilities"))


def _studies() -> Iterator[Recipe]:
    """Networks that differ in their seeds, curves over width and depth, and CIFAR-10."""
    for repeated in seed_sensitivity.study():
        yield Recipe("luck", repeated.canonical(), seed_sensitivity.compute, half=("filters",))
    for dataset in capacity.STUDIED:
        for point in capacity.study(dataset):
            yield Recipe("capacity", point, capacity.compute)
    yield Recipe("colours", cifar.CifarParams(), cifar.compute, half=("kernel", "means"))


def thumbnail() -> np.ndarray:
    """Return the templates of six digits in the default run."""
    recipe = Recipe("training", TrainingParams(), train)
    run = archive.load(recipe.path, Training, params=TrainingParams)
    data = image_sets.load(run.params.dataset)
    templates = class_templates(run.final(), data.x_test, data.y_test, len(data.class_names))
    return images.enlarge(sheet(as_images(templates, data.shape)[:6], columns=3), 8)
