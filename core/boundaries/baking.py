"""The runs of this topic that are baked, and the picture on its card."""

from collections.abc import Iterator

import numpy as np

from core.boundaries import atlas as boundaries_atlas
from core.boundaries import planes as boundaries_planes
from core.boundaries import seeds as boundaries_seeds
from core.boundaries import training as boundaries
from core.boundaries.topic import TOPIC
from core.boundaries.training import BoundaryParams
from core.charts import images
from core.gallery.topic import Recipe
from core.runs import archive


def recipes() -> Iterator[Recipe]:
    """Everything of this topic that is baked."""
    yield from _boundaries()


def _boundaries() -> Iterator[Recipe]:
    """Decision Boundaries: presets, twenty nets for each and for the donut's widths, the phase's answer, the atlas."""
    chosen = [BoundaryParams(), *(BoundaryParams(**preset.values) for preset in TOPIC.presets)]
    phase = BoundaryParams(layers=0, **boundaries.switches("phase"))
    lifted = BoundaryParams(dataset="donut", units=3)
    for params in [*chosen, phase, lifted]:
        yield Recipe("boundaries", params.canonical(), boundaries.train)
    for params in [
        *chosen,
        lifted,
        BoundaryParams(dataset="donut", units=2, layers=5),
    ]:
        yield Recipe("boundaries_seeds", params.canonical(), boundaries_seeds.train_many)
    yield Recipe("boundaries_atlas", BoundaryParams(), boundaries_atlas.atlas)


def thumbnail() -> np.ndarray:
    """The boundaries of the spiral and of the donut at five moments of ten tanh units."""
    pictures = []
    for params in (BoundaryParams(), BoundaryParams(dataset="donut")):
        recipe = Recipe("boundaries", params, boundaries.train)
        run = archive.load(recipe.path, boundaries.BoundaryRun, params=BoundaryParams)
        at = np.searchsorted(run.steps, (0, 30, 80, 200, 3000))
        ground = images.class_ground(boundaries_planes.probability_film(run, at, 1.2, 160))
        spots = boundaries_planes.pixels_of(run.points, 1.2, 160, radius=2)
        pictures += [images.spotted(images.colour(g, "two classes"), spots, run.labels) for g in ground]
    return images.tile(np.stack(pictures), columns=5, gap=4, ground=255)
