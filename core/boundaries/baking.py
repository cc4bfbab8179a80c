"""The runs of this topic that are baked, and the image on its card."""

from collections.abc import Iterator

import numpy as np

from core.boundaries import atlas, planes, seeds, training
from core.boundaries.params import BoundaryParams, switches
from core.boundaries.topic import TOPIC
from core.charts import images
from core.gallery import claims
from core.gallery.topic import Recipe
from core.runs import archive
from core.runs.sweep import SUGGESTED


def recipes() -> Iterator[Recipe]:
    """Presets, other seeds of two tanh units, twenty networks for each, the donut's widths, the phase, the atlas."""
    chosen = [BoundaryParams(), *(BoundaryParams(**preset.values) for preset in TOPIC.presets)]
    phase = BoundaryParams(layers=0, **switches("phase"))
    lifted = BoundaryParams(dataset="donut", units=3)
    deep = BoundaryParams(dataset="donut", units=2, layers=5)
    repeated = [BoundaryParams(units=2, seed=seed) for seed in range(1, SUGGESTED)]
    for params in [*chosen, phase, lifted, *repeated]:
        yield Recipe("boundaries", params.canonical(), training.train)
    for params in [*chosen, lifted, deep]:
        yield Recipe("boundaries_seeds", params.canonical(), seeds.train_many)
    yield Recipe("boundaries_atlas", BoundaryParams(), atlas.atlas)
    yield from claims.recipes(TOPIC.slug)


def thumbnail() -> np.ndarray:
    """Draw the boundaries of the spiral and of the donut at three moments of ten tanh units."""
    drawn = []
    for params in (BoundaryParams(), BoundaryParams(dataset="donut")):
        recipe = Recipe("boundaries", params, training.train)
        run = archive.load(recipe.path, training.BoundaryRun, params=BoundaryParams)
        at = np.searchsorted(run.steps, (30, 80, 3000))
        ground = images.class_ground(planes.probability_film(run, at, 1.2, 200))
        spots = planes.pixels_of(run.points, 1.2, 200, radius=2)
        drawn += [images.spotted(images.colour(g, "two classes"), spots, run.labels) for g in ground]
    return images.tile(np.stack(drawn), columns=3, gap=4, ground=255)
