"""Dense networks in NumPy: initial weights and the forward pass.

Weights are kernels (inputs, units) and biases (units,) by turns, as Keras orders them; each may have leading axes (of
networks, or of moments of a training).
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence

import numpy as np

Weights = Sequence[np.ndarray]
INITIALIZERS = ("glorot_uniform", "he_uniform")


def _sigmoid(z: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def _relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def _identity(z: np.ndarray) -> np.ndarray:
    return z


ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "tanh": np.tanh,
    "relu": _relu,
    "sigmoid": _sigmoid,
    "linear": _identity,
}


def initial_weights(sizes: Sequence[int], initializer: str, seed: int | Sequence[int]) -> list[np.ndarray]:
    """Return float32 kernels and zero biases of a dense network of `sizes` (inputs, hidden …, outputs).

    Glorot uniform has the limit sqrt(6 / (inputs + units)), He uniform sqrt(6 / inputs), as in Keras.
    """
    rng = np.random.default_rng(seed)
    weights = []
    for inputs, units in itertools.pairwise(sizes):
        limit = math.sqrt(6 / (inputs + units if initializer == "glorot_uniform" else inputs))
        weights += [rng.uniform(-limit, limit, (inputs, units)).astype(np.float32), np.zeros(units, np.float32)]
    return weights


def rows(images: np.ndarray) -> np.ndarray:
    """Return uint8 images (n, ...) as rows (n, pixels) float32 from 0 to 1, the input of every dense network here."""
    return images.reshape(len(images), -1).astype(np.float32) / 255


def layers(
    weights: Weights, x: np.ndarray, activation: str = "relu", *, units_first: bool = False
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield each layer's sums (before the activation) and outputs; the last layer is linear, its outputs are the sums.

    Parameters
    ----------
    x : (..., n, inputs)
        With `units_first` (..., inputs, n): the long axis is innermost then, which is faster for many small networks.
    """
    activate = ACTIVATIONS[activation]
    for layer in range(0, len(weights), 2):
        kernel, bias = weights[layer], weights[layer + 1]
        sums = np.swapaxes(kernel, -1, -2) @ x + bias[..., None] if units_first else x @ kernel + bias[..., None, :]
        x = activate(sums) if layer + 2 < len(weights) else sums
        yield sums, x


def outputs(weights: Weights, x: np.ndarray, activation: str = "relu") -> list[np.ndarray]:
    """Return the output of each layer for rows `x` (n, inputs); the last ones are the logits."""
    return [output for _, output in layers(weights, x, activation)]


def logits(weights: Weights, x: np.ndarray, activation: str = "relu", *, units_first: bool = False) -> np.ndarray:
    """Return the last layer's output (..., n, classes), or (..., classes, n) with `units_first`."""
    for _, output in layers(weights, x, activation, units_first=units_first):
        last = output
    return last
