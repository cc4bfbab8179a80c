"""The runs of this topic that are baked, and the image on its card."""

from collections.abc import Iterator

import numpy as np

from core.charts import images
from core.gallery import claims
from core.gallery.topic import Recipe
from core.runs import archive
from core.semantics import scaling
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun, train
from core.semantics.scaling import ScalingParams
from core.semantics.similarity import sweep, sweep_params
from core.semantics.topic import TOPIC


def recipes() -> Iterator[Recipe]:
    """Yield what is baked: default and presets, their sweeps of initial scales, and the study on digits."""
    for preset in TOPIC.presets:
        params = SemanticsParams(**preset.values)
        yield Recipe("semantics", params.canonical(), train)
        yield Recipe("semantics-sweep", sweep_params(params), sweep)
    for dataset in ("mnist-5k", "mnist"):
        yield Recipe("semantics-images", ScalingParams(dataset=dataset), scaling.compute)
    yield from claims.recipes(TOPIC.slug)


def thumbnail() -> np.ndarray:
    """Beliefs about eight things at three moments, from one blur to every fact."""
    preset = next(p for p in TOPIC.presets if p.values.get("world") == "binary tree")
    params = SemanticsParams(**preset.values)
    path = Recipe("semantics", params.canonical(), train).path
    run = archive.load(path, SemanticsRun, params=SemanticsParams)
    moments = np.searchsorted(run.frame_times, (2.5, 3.5, 9.0))
    sheet = images.tile(images.signed(run.maps[0, moments], 1.0), columns=3, gap=2)
    return images.enlarge(images.colour(np.pad(sheet, 2, constant_values=128)), 24)
