"""What a small net does with points of the plane, in NumPy: every layer's output, and pictures of it.

Arrays are units-first: (..., units, points), with any leading axes (frames or nets) that the weights have.
"""

import numpy as np

from core.boundaries.engine import Architecture, unpack


def activate(name: str, z: np.ndarray) -> np.ndarray:
    """tanh, relu, sigmoid or linear, element by element."""
    if name == "tanh":
        return np.tanh(z)
    if name == "relu":
        return np.maximum(z, 0)
    if name == "sigmoid":
        return 0.5 + 0.5 * np.tanh(0.5 * z)
    return z


def softmax(logits: np.ndarray) -> np.ndarray:
    """Softmax over the units axis (-2)."""
    odds = np.exp(logits - logits.max(axis=-2, keepdims=True))
    return odds / odds.sum(axis=-2, keepdims=True)


def forward(weights: np.ndarray, net: Architecture, x: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """(before, after) the activation of each layer, each (..., units, n), for features x (f, n).

    The last pair is the logits and their softmax.
    """
    layers = unpack(weights, net)
    outputs: list[tuple[np.ndarray, np.ndarray]] = []
    h = x
    for depth, (kernel, bias) in enumerate(layers):
        before = np.swapaxes(kernel, -1, -2) @ h + bias[..., None]
        h = softmax(before) if depth == len(layers) - 1 else activate(net.activation, before)
        outputs.append((before, h))
    return outputs


def predict(weights: np.ndarray, net: Architecture, x: np.ndarray) -> np.ndarray:
    """Logits (..., classes, n), without keeping the layers before them."""
    layers, h = unpack(weights, net), x
    for kernel, bias in layers[:-1]:
        h = activate(net.activation, np.swapaxes(kernel, -1, -2) @ h + bias[..., None])
    kernel, bias = layers[-1]
    return np.swapaxes(kernel, -1, -2) @ h + bias[..., None]


def cross_entropy(logits: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mean over the points of log sum exp(logits) minus the true class's logit, for logits (..., classes, n)."""
    top = logits.max(axis=-2)
    total = top + np.log(np.exp(logits - top[..., None, :]).sum(axis=-2))
    true = np.take_along_axis(logits, np.broadcast_to(labels, (*logits.shape[:-2], 1, len(labels))), axis=-2)
    return (total - true[..., 0, :]).mean(axis=-1)


def margin(logits: np.ndarray) -> np.ndarray:
    """Each class's logit minus the best other one, (..., classes, n): 0 on that class's boundary."""
    best = np.sort(logits, axis=-2)
    rest = np.where(logits == best[..., -1:, :], best[..., -2:-1, :], best[..., -1:, :])
    return logits - rest
