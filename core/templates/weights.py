"""Rows of images, and the forward pass."""

from collections.abc import Sequence

import numpy as np

from core.networks import dense

Weights = Sequence[np.ndarray]


def flatten(pictures: np.ndarray) -> np.ndarray:
    """Turn uint8 pictures (n, ...) into rows (n, pixels) float32 from 0 to 1."""
    return pictures.reshape(len(pictures), -1).astype(np.float32) / 255


def activations(weights: Weights, x: np.ndarray) -> list[np.ndarray]:
    """Return every layer's output for rows `x`: ReLU for hidden layers, logits for the last."""
    return dense.outputs(weights, x)
