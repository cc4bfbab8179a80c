"""Where a logit comes from: shares of pixels, units and biases that sum to it exactly.

A ReLU net at a given picture is a linear map: the units that are active pass their sum on, the others nothing. Its
logit is therefore a sum over pixels plus what the biases send (weight times input, as for one layer; the same as
gradient x input of Shrikumar, Greenside & Kundaje 2017, plus the biases).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.networks.dense import layers


@dataclass(frozen=True)
class Maps:
    """What each pixel gives to two classes and to their difference, (pixels,) each.

    `limit` is the magnitude at which the scale that both classes share ends: the 99.8th percentile.
    """

    first: np.ndarray
    second: np.ndarray
    difference: np.ndarray
    limit: float


@dataclass(frozen=True)
class Evidence:
    """The shares of one picture's logits, float64.

    Attributes
    ----------
    pixels : (pixels, classes)
        What each pixel gives to each class; with hidden layers through the active units only.
    biases : (classes,)
        What reaches each class from all biases, those of active hidden units included.
    units : (units, classes) or None
        What each unit of the last hidden layer gives (its output times its weight); None with one layer.
    own_bias : (classes,)
        The output layer's bias: with `units` it sums to the logits as well.
    logits : (classes,)
        As the net computes them, layer by layer.
    """

    pixels: np.ndarray
    biases: np.ndarray
    units: np.ndarray | None
    own_bias: np.ndarray
    logits: np.ndarray

    @property
    def positive(self) -> np.ndarray:
        """Sum of the pixels that speak for each class, (classes,)."""
        return np.maximum(self.pixels, 0).sum(0)

    @property
    def negative(self) -> np.ndarray:
        """Sum of the pixels that speak against each class, (classes,)."""
        return np.minimum(self.pixels, 0).sum(0)

    def maps(self, first: int, second: int) -> "Maps":
        """Return what each pixel gives to two classes, and the difference."""
        a, b = self.pixels[:, first], self.pixels[:, second]
        return Maps(a, b, a - b, float(np.quantile(np.abs([a, b]), 0.998)) or 1.0)

    def top(self) -> tuple[int, int]:
        """The classes with the largest and the second largest logit."""
        first, second = np.argsort(-self.logits, kind="stable")[:2]
        return int(first), int(second)


def evidence(weights: Sequence[np.ndarray], x: np.ndarray) -> Evidence:
    """Take the logits of one picture apart.

    Parameters
    ----------
    weights
        Kernels (inputs, units) and biases (units,) by turns: ReLU layers, then logits.
    x : (pixels,)
        The picture as the net sees it (scaled to 0–1).
    """
    weights = [np.asarray(part, np.float64) for part in weights]
    rows = np.asarray(x, np.float64)[None]
    passed = list(layers(weights, rows))
    # Each column of `linear` says what a unit's sum gets from each pixel, `constant` what it gets from biases.
    linear, constant = None, np.zeros(rows.shape[1])
    for layer, (sums, _) in enumerate(passed[:-1]):
        kernel, bias = weights[2 * layer], weights[2 * layer + 1]
        active = sums[0] > 0
        linear = (rows[0][:, None] * kernel if linear is None else linear @ kernel) * active
        constant = (constant @ kernel + bias) * active
    kernel, bias = weights[-2:]
    shares = (passed[-2][1] if len(passed) > 1 else rows)[0][:, None] * kernel
    return Evidence(
        pixels=shares if linear is None else linear @ kernel,
        biases=constant @ kernel + bias,
        units=None if linear is None else shares,
        own_bias=bias,
        logits=passed[-1][1][0],
    )
