"""The runs of this topic that are baked, and the image on its card."""

from collections.abc import Iterator

import numpy as np

from core.gallery import claims
from core.gallery.topic import Recipe
from core.jacobian import (
    contractive,
    epochs,
    experiments,
    imagenet_amplify,
    imagenet_maps,
    imagenet_noise,
    imagenet_spectra,
    imagenet_steps,
    layerwise,
    pretrained_measurement,
    steepness,
)
from core.jacobian.pretrained import NETS, PretrainedParams
from core.jacobian.topic import TOPIC
from core.jacobian.training import JacobianParams
from core.runs import archive


def recipes() -> Iterator[Recipe]:
    """Everything of this topic that is baked."""
    yield from _own_runs()
    yield from _trainings()
    yield from _pretrained()
    yield from imagenet_spectra.recipes()
    yield from imagenet_maps.recipes()
    yield from imagenet_amplify.recipes()
    yield from imagenet_noise.recipes()
    yield from imagenet_steps.recipes()
    yield from claims.recipes(TOPIC.slug)


def _own_runs() -> Iterator[Recipe]:
    """Jacobian Spectra: default and presets, all on bundled sets."""
    for preset in TOPIC.presets:
        params = JacobianParams(**preset.values).canonical()
        half = ("values", "noise_values", "flips", "moved", "contrast", "weights")
        yield Recipe("jacobian", params, experiments.compute, half=half)


def _trainings() -> Iterator[Recipe]:
    """Jacobian Spectra while training and layer by layer, for default and presets; steepness against accuracy."""
    for preset in TOPIC.presets:
        params = JacobianParams(**preset.values).canonical()
        yield Recipe("jacobian_epochs", params, epochs.compute, half=("values",))
        yield Recipe("jacobian_layers", params, layerwise.compute)
    yield Recipe("jacobian_steepness", steepness.SteepnessParams(), steepness.compute)
    for encoder in contractive.baked():
        yield Recipe("jacobian_contractive", encoder, contractive.compute, half=("mean_values",))


def _pretrained() -> Iterator[Recipe]:
    """Jacobian Spectra: networks with trained weights."""
    for net in NETS:
        params = PretrainedParams(net=net)
        yield Recipe("jacobian_elsewhere", params, pretrained_measurement.compute, half=("values",))


def thumbnail(width: int = 600, height: int = 400) -> np.ndarray:
    """Return spectra drawn as light, s/s₁ against the index: one line per input
    and layer, from yellow (first layer) to cyan (last)."""
    recipe = Recipe("jacobian", JacobianParams(), experiments.compute)
    run = archive.load(recipe.path, experiments.JacobianRun, params=JacobianParams)
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
