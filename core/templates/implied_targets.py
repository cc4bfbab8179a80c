"""The implied target of a layer: what its output would have to be for the gradient to vanish.

For softmax outputs p under cross-entropy the gradient of the logits is p - y, so that output - gradient is the one-hot
label y itself. The article asks the same of the hidden layer: target = h - dout, dout = dout_next · W_nextᵀ (without
the mask of the ReLU: what the layer above asks for, whether or not the unit can give it).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.charts import images
from core.networks import dense
from core.networks.epochs import score
from core.statistics import participation_ratio
from core.templates.images import code


@dataclass(frozen=True)
class LayerTarget:
    """One layer's output, gradient and implied target on n images, each (n, units)."""

    output: np.ndarray
    gradient: np.ndarray

    @property
    def target(self) -> np.ndarray:
        """output - gradient."""
        return self.output - self.gradient


def layer_targets(weights: Sequence[np.ndarray], x: np.ndarray, labels: np.ndarray) -> list[LayerTarget]:
    """Return output, gradient and target of every layer, from the output layer back to the first hidden one."""
    outputs = dense.outputs(weights, x)
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
    """What a layer's target is like: means over n images.

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
    """Return what the target of a layer is like."""
    target = layer.target
    lengths = [np.linalg.norm(part, axis=1).mean() for part in (layer.gradient, layer.output)]
    return TargetStatistics(
        float(participation_ratio(target**2).mean()),
        float((target < -1e-9).mean()),
        float(lengths[0] / lengths[1]) if lengths[1] > 0 else float("nan"),
    )


def statistics_over_training(
    weights: Sequence[np.ndarray], x: np.ndarray, labels: np.ndarray
) -> list[list[TargetStatistics]]:
    """Return for each layer, from the output layer back, its statistics at every kept epoch.

    `weights` are kernels and biases with the epochs as first axis.
    """
    epochs = range(len(weights[0]))
    found = [[target_statistics(e) for e in layer_targets([w[k] for w in weights], x, labels)] for k in epochs]
    return [list(layer) for layer in zip(*found, strict=True)]


def output_film(weights: Sequence[np.ndarray], x: np.ndarray, label: int) -> np.ndarray:
    """Return output, gradient and target of the output layer for one image, a row `x` (pixels,).

    Returns
    -------
    (epochs, 3, classes) uint8
        Diverging indices on the scale from -1 to 1, which holds all three.
    """
    found = []
    for k in range(len(weights[0])):
        layer = layer_targets([w[k] for w in weights], x[None], np.array([label]))[0]
        found.append([layer.output[0], layer.gradient[0], layer.target[0]])
    return images.signed(np.array(found), 1.0)


def films(weights: Sequence[np.ndarray], x: np.ndarray, label: int) -> list[np.ndarray]:
    """Return for each layer, from the output layer back, its film for one image, a row `x` (pixels,).

    Returns
    -------
    list of (epochs, 3, h, w) uint8
        Output, gradient and target at every kept epoch as diverging indices. Output and target share one scale; each
        gradient has its own.
    """
    epochs = [layer_targets([w[k] for w in weights], x[None], np.array([label])) for k in range(len(weights[0]))]
    found = []
    for layers in zip(*epochs, strict=True):
        output, gradient, target = (
            np.stack([code(getattr(layer, part)[0]) for layer in layers]) for part in ("output", "gradient", "target")
        )
        common = float(max(np.abs(output).max(), np.abs(target).max()))
        own = np.abs(gradient).max((1, 2), keepdims=True)
        shown = images.signed(output, common), images.signed(gradient, own), images.signed(target, common)
        found.append(np.stack(shown, 1))
    return found
