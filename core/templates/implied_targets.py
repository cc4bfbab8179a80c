"""The implied target of a layer: what its output would have to be for the gradient to vanish.

For softmax outputs p under cross-entropy the gradient of the logits is p - y, so that output - gradient is the one-hot
label y itself. The article asks the same of the hidden layer: target = h - dout, dout = dout_next · W_nextᵀ (without
the ReLU's mask: it is what the layer above asks for, whether the unit can follow or not).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.networks.training import score
from core.statistics import participation_ratio
from core.templates.weights import activations


@dataclass(frozen=True)
class LayerTarget:
    """One layer's output, gradient and implied target on n pictures, each (n, units)."""

    output: np.ndarray
    gradient: np.ndarray

    @property
    def target(self) -> np.ndarray:
        """output - gradient."""
        return self.output - self.gradient


def layer_targets(weights: Sequence[np.ndarray], x: np.ndarray, labels: np.ndarray) -> list[LayerTarget]:
    """From the output layer back to the first hidden one: what each gave, and what was asked of it."""
    outputs = activations(weights, x)
    probabilities = score(outputs[-1], labels)[2]
    onehot = np.eye(probabilities.shape[1])[labels]
    found = [LayerTarget(probabilities, probabilities - onehot)]
    gradient = probabilities - onehot
    for layer in range(len(outputs) - 2, -1, -1):
        gradient = gradient @ weights[2 * layer + 2].T
        found.append(LayerTarget(outputs[layer], gradient))
        gradient = gradient * (outputs[layer] > 0)
    return found


@dataclass(frozen=True)
class TargetStatistics:
    """What a layer's target is like: means over n pictures.

    Attributes
    ----------
    participation : float
        Of the target, in units.
    negative : float
        Share of the target's entries below 0 (beyond rounding): no ReLU and no softmax can give them.
    distance : float
        |gradient| / |output|: how far the target still is, as a ratio of mean lengths.
    """

    participation: float
    negative: float
    distance: float


def target_statistics(layer: LayerTarget) -> TargetStatistics:
    """Measure a layer."""
    target = layer.target
    lengths = [np.linalg.norm(part, axis=1).mean() for part in (layer.gradient, layer.output)]
    return TargetStatistics(
        float(participation_ratio(target**2).mean()),
        float((target < -1e-9).mean()),
        float(lengths[0] / lengths[1]) if lengths[1] > 0 else float("nan"),
    )
