"""What a small network does with points of the plane, in NumPy: the output of every layer.

Arrays are units-first: (..., units, points), with any leading axes (frames or networks) that the weights have.
"""

import numpy as np
from scipy.special import log_softmax, softmax

from core.boundaries.engine import Architecture, unpack
from core.networks import dense


def forward(weights: np.ndarray, net: Architecture, x: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return (before, after) the activation of each layer, each (..., units, n), for features x (f, n).

    The last pair is the logits and their softmax.
    """
    *hidden, (logits, _) = dense.layers(_flat(weights, net), x, net.activation, units_first=True)
    return [*hidden, (logits, softmax(logits, axis=-2))]


def predict(weights: np.ndarray, net: Architecture, x: np.ndarray) -> np.ndarray:
    """Return logits (..., classes, n), without keeping the layers before them."""
    return dense.logits(_flat(weights, net), x, net.activation, units_first=True)


def _flat(weights: np.ndarray, net: Architecture) -> list[np.ndarray]:
    """Kernels and biases by turns."""
    return [part for layer in unpack(weights, net) for part in layer]


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Return the mean over the points of −log softmax at the true class, for logits (..., classes, n)."""
    logarithms = log_softmax(logits, axis=-2)
    true = np.broadcast_to(labels, (*logits.shape[:-2], 1, len(labels)))
    return -np.take_along_axis(logarithms, true, axis=-2)[..., 0, :].mean(axis=-1)


def margin(logits: np.ndarray) -> np.ndarray:
    """Return each class's logit minus the best other one, (..., classes, n): 0 on that class's boundary."""
    best = np.sort(logits, axis=-2)
    rest = np.where(logits == best[..., -1:, :], best[..., -2:-1, :], best[..., -1:, :])
    return logits - rest
