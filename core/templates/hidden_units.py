"""The units of a hidden layer: how often they are active, how much training changed them, which matter most."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import statistics
from core.networks import dense


@dataclass(frozen=True)
class Activity:
    """How often the units of a hidden layer are active (ReLU above 0) on n images.

    Attributes
    ----------
    share : (units,) float
        Share of the images on which each unit is active.
    linear_error : float
        Largest difference between the network's logits and those of the linear map that it becomes when every ReLU is
        taken away, relative to the largest logit. 0 to float precision when all units are always active.
    linear_agreement : float
        Share of the images to which that linear map gives the network's own prediction.
    """

    share: np.ndarray
    linear_error: float
    linear_agreement: float

    @property
    def ever(self) -> float:
        """Share of the units that are active on at least one image."""
        return float((self.share > 0).mean())

    @property
    def always(self) -> float:
        """Share of the units that are active on every image."""
        return float((self.share == 1).mean())


def activity(weights: Sequence[np.ndarray], x: np.ndarray) -> Activity:
    """Measure the activity of the hidden layer of a network with one hidden layer."""
    hidden, logits = dense.outputs(weights, x)
    collapsed = x @ (weights[0] @ weights[2]) + (weights[1] @ weights[2] + weights[3])
    error = float(np.abs(collapsed - logits).max() / np.abs(logits).max())
    agreement = float((collapsed.argmax(1) == logits.argmax(1)).mean())
    return Activity((hidden > 0).mean(0), error, agreement)


def filter_change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Pearson's r between each unit's kernel before and after training: kernels (inputs, units) -> (units,)."""
    return statistics.pearson(before.T, after.T)


def strongest_units(output_kernel: np.ndarray, count: int, label: int | None = None) -> np.ndarray:
    """Indices of the hidden units that matter most, strongest first.

    Measured by the magnitude of the output weight to class `label`, or by the norm over all classes.
    """
    strength = np.abs(output_kernel[:, label]) if label is not None else np.linalg.norm(output_kernel, axis=1)
    return np.argsort(-strength, kind="stable")[:count]
