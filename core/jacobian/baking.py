"""The runs of this topic that are baked, and the picture on its card."""

from collections.abc import Iterator

import numpy as np

from core.gallery.topic import Recipe
from core.jacobian import contractive as jacobian_contractive
from core.jacobian import epochs as jacobian_epochs
from core.jacobian import experiments as jacobian_experiments
from core.jacobian import layerwise as jacobian_layerwise
from core.jacobian import pretrained as jacobian_elsewhere
from core.jacobian import steepness as jacobian_steepness
from core.jacobian.topic import TOPIC
from core.jacobian.training import JacobianParams
from core.runs import archive


def recipes() -> Iterator[Recipe]:
    """Everything of this topic that is baked."""
    yield from _jacobians()
    yield from _jacobian_trainings()
    yield from _elsewhere()


def _jacobians() -> Iterator[Recipe]:
    """Jacobian Spectra: default and presets, all on bundled sets."""
    for preset in TOPIC.presets:
        params = JacobianParams(**preset.values).canonical()
        half = ("values", "noise_values", "flips", "moved", "contrast", "weights")
        yield Recipe("jacobian", params, jacobian_experiments.compute, half=half)


def _jacobian_trainings() -> Iterator[Recipe]:
    """Jacobian Spectra while training and layer by layer, for default and presets; steepness against accuracy."""
    for preset in TOPIC.presets:
        params = JacobianParams(**preset.values).canonical()
        yield Recipe("jacobian_epochs", params, jacobian_epochs.compute, half=("values",))
        yield Recipe("jacobian_layers", params, jacobian_layerwise.compute)
    yield Recipe("jacobian_steepness", jacobian_steepness.SteepnessParams(), jacobian_steepness.compute)
    for encoder in jacobian_contractive.baked():
        yield Recipe("jacobian_contractive", encoder, jacobian_contractive.compute, half=("mean_values",))


def _elsewhere() -> Iterator[Recipe]:
    """Jacobian Spectra: nets that were trained elsewhere."""
    for net in jacobian_elsewhere.NETS:
        params = jacobian_elsewhere.ElsewhereParams(net=net)
        yield Recipe("jacobian_elsewhere", params, jacobian_elsewhere.compute, half=("values",))


def thumbnail(width: int = 800, height: int = 320) -> np.ndarray:
    """Spectra as light, s/s₁ against the index: a line an input and layer, from yellow (first) to cyan (last)."""
    recipe = Recipe("jacobian", JacobianParams(), jacobian_experiments.compute)
    run = archive.load(recipe.path, jacobian_experiments.JacobianRun, params=JacobianParams)
    ramp = ("#ffe23c", "#ffaa32", "#ff695a", "#f04696", "#be50dc", "#785afa", "#3c82ff", "#28c8ff")
    rows, index = np.arange(height)[:, None], np.linspace(0, run.values.shape[3] - 1, width)
    light = np.zeros((height, width, 3))
    for values, colour in zip(run.values[0], ramp, strict=True):
        tint = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        for s in np.nan_to_num(values / values[:, :1]):
            # Zero lies well below the frame.
            far = rows - (16 + (height + 30) * (1 - np.interp(index, np.arange(len(s)), s)))
            light += (0.5 * np.exp(-((far / 1.3) ** 2)) + 0.035 * np.exp(-((far / 14) ** 2)))[..., None] * tint
    dark = 1 - np.array((14, 12, 30)) / 255
    return np.rint(255 * (1 - dark * np.exp(-light))).astype(np.uint8)
