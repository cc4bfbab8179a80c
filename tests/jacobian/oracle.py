"""Jacobians that share nothing with the engine: by the chain rule in NumPy, or by TensorFlow's reverse mode."""

from collections.abc import Sequence
from typing import Any

import numpy as np


def of_tanh_network(weights: Sequence[np.ndarray], x: np.ndarray) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """Return the Jacobians (inputs, out, pixels) and outputs (inputs, out) of each layer, in float64.

    `weights` are kernels and biases of a dense network with tanh units and linear logits.
    """
    kernels, biases = ([w.astype(float) for w in weights[at::2]] for at in (0, 1))
    h = x.reshape(len(x), -1).astype(float)
    matrix: Any = np.eye(h.shape[1])
    matrices, outputs = [], []
    for index, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
        h, matrix = h @ kernel + bias, kernel.T @ matrix
        if index < len(kernels) - 1:
            h = np.tanh(h)
            matrix = (1 - h**2)[:, :, None] * matrix
        elif matrix.ndim == 2:
            matrix = np.tile(matrix, (len(x), 1, 1))
        matrices.append(matrix)
        outputs.append(h)
    return matrices, outputs


def singular_values(model: Any, layer: str, x: np.ndarray) -> np.ndarray:
    """Return all singular values (inputs, min(n, m)) of a Keras model's Jacobian, by reverse mode."""
    import keras
    import tensorflow as tf

    part = keras.Model(model.inputs[0], model.get_layer(layer).output)
    given = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(given)
        value = tf.reshape(part(given, training=False), (len(x), -1))
    matrix = tape.batch_jacobian(value, given).numpy().reshape(len(x), value.shape[1], -1)
    values: np.ndarray = np.linalg.svd(matrix.astype(float), compute_uv=False)
    return values
