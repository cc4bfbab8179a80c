"""The bundled runs of imagenet_noise.py and imagenet_steps.py, whichever there are, as arrays over photographs."""

from dataclasses import dataclass

import numpy as np

from core.jacobian import imagenet_noise, imagenet_steps
from core.jacobian.imagenet import PHOTOGRAPHS, TOP
from core.jacobian.imagenet_noise import LEVELS, NoiseParams, NoiseRun
from core.jacobian.imagenet_steps import KINDS, LENGTHS, StepParams, Steps
from core.runs import archive

LOW, HIGH = 0, 1


@dataclass(frozen=True)
class NoiseBundle:
    """Everything over 16 photographs; NaN where nothing is bundled.

    Attributes
    ----------
    kept : (16, L) float64
        Share of draws in which the trained network keeps the prediction that it makes without noise.
    probability : (16, L) float64
        Of the class predicted without noise.
    values, untrained : (2, 16, L, TOP) and (16, L, TOP) float64
        Singular values at the low and the high layer, and at the high one without training.
    changed : (16, KINDS, LENGTHS) float64
        1 where a step changes the prediction with one of its signs, else 0.
    stepped : (16, 1 + KINDS, TOP) float64
        Singular values at the high layer without a step and after one along each direction.
    """

    kept: np.ndarray
    probability: np.ndarray
    values: np.ndarray
    untrained: np.ndarray
    changed: np.ndarray
    stepped: np.ndarray

    def shrinkage(self, layer: int) -> np.ndarray:
        """Return ln s without noise minus ln s with it, (16, L, TOP): positive where noise shrinks s."""
        return shrinkage(self.values[layer])

    def untrained_shrinkage(self) -> np.ndarray:
        """Return the same of the untrained network at the high layer."""
        return shrinkage(self.untrained)

    def count(self) -> int:
        """Return at how many photographs the trained network was measured under noise."""
        return int(np.isfinite(self.kept[:, 0]).sum())


def shrinkage(values: np.ndarray) -> np.ndarray:
    """Return ln of `values` (photographs, L, TOP) at the first level minus ln of them."""
    logarithms = np.log(values)
    found: np.ndarray = logarithms[:, :1] - logarithms
    return found


def load() -> NoiseBundle:
    """Read every run that is there."""
    count, levels = len(PHOTOGRAPHS), len(LEVELS)
    kept, probability = np.full((2, count, levels), np.nan)
    values = np.full((2, count, levels, TOP), np.nan)
    untrained = np.full((count, levels, TOP), np.nan)
    for recipe in imagenet_noise.recipes():
        if not recipe.path.exists():
            continue
        run = archive.load(recipe.path, NoiseRun, params=NoiseParams)
        row = PHOTOGRAPHS.index(run.params.photograph)
        if run.params.trained:
            kept[row], probability[row], values[:, row] = run.kept.mean(1), run.probability.mean(1), run.values
        else:
            untrained[row] = run.values[0]
    return archive.freeze(NoiseBundle(kept, probability, values, untrained, *_steps()))


def _steps() -> tuple[np.ndarray, np.ndarray]:
    changed = np.full((len(PHOTOGRAPHS), len(KINDS), len(LENGTHS)), np.nan)
    stepped = np.full((len(PHOTOGRAPHS), 1 + len(KINDS), TOP), np.nan)
    for recipe in imagenet_steps.recipes():
        if recipe.path.exists():
            run = archive.load(recipe.path, Steps, params=StepParams)
            row = PHOTOGRAPHS.index(run.params.photograph)
            changed[row], stepped[row] = run.changed, run.values
    return changed, stepped
