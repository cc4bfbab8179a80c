"""The runs of this topic that are baked, and the picture on its card."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from core.charts import images
from core.data import image_sets
from core.gallery.topic import Recipe
from core.networks.training import Training, TrainingParams, train
from core.runs import archive
from core.templates import capacity
from core.templates import cifar as colours
from core.templates import seed_sensitivity as luck
from core.templates import weights as templates
from core.templates.topic import TOPIC


def recipes() -> Iterator[Recipe]:
    """Everything of this topic that is baked."""
    yield from _trainings()
    yield from _depths()


def _trainings() -> Iterator[Recipe]:
    """Weight Templates: default and presets, on the full and on the bundled sets, and what they are compared with."""
    chosen = [TrainingParams()]
    for preset in TOPIC.presets:
        chosen += [TrainingParams(**preset.values), TrainingParams(**{**preset.values, **preset.offline})]
    for params in list(chosen):
        chosen.append(replace(params, architecture="one layer"))
        if params.architecture == "hidden from images":
            chosen.append(replace(params, unit_norm=True))
    for params in chosen:
        yield Recipe("training", params.canonical(), train, half=("weights", "probabilities"))


def _depths() -> Iterator[Recipe]:
    """Weight Templates in depth: nets that differ by luck, curves of capacity, and CIFAR-10 in colour."""
    for repeated in luck.study():
        yield Recipe("luck", repeated.canonical(), luck.compute, half=("filters",))
    for dataset in capacity.STUDIED:
        for point in capacity.study(dataset):
            yield Recipe("capacity", point, capacity.compute)
    yield Recipe("colours", colours.ColourParams(), colours.compute, half=("kernel", "means"))


def thumbnail() -> np.ndarray:
    recipe = Recipe("training", TrainingParams(), train)
    run = archive.load(recipe.path, Training, params=TrainingParams)
    data = image_sets.load(run.params.dataset)
    x = templates.flatten(data.x_test)
    pictures = templates.class_templates(run.final(), x, data.y_test, len(data.class_names)).reshape(-1, *data.shape)
    limit = np.quantile(np.abs(pictures), 0.997)
    sheet = images.tile(images.signed(pictures, limit), columns=5, gap=2)
    return images.enlarge(images.colour(sheet), 4)
