"""Exact Jacobian spectra of a dense ReLU classifier, from its weights alone.

At x the network is the linear map W₂ diag(h > 0) W₁ (Mototake & Ikegami's J_all with frozen masks).
"""

from collections.abc import Sequence

import numpy as np

from core.networks.training import Training
from core.runs.blas import one_thread


def spectra(weights: Sequence[np.ndarray], x: np.ndarray) -> list[np.ndarray]:
    """Return the singular values of ∂h/∂x of each layer (ReLU where hidden, the logits last) at each input.

    Parameters
    ----------
    weights
        Kernels (in, out) and biases (out,) by turns.
    x : (B, pixels)
        In [0, 1].

    Returns
    -------
    list of (B, min(pixels, out)) float64
        In descending order, one array per layer.
    """
    kernels, biases = [w.astype(np.float64) for w in weights[::2]], weights[1::2]
    found: list[list[np.ndarray]] = [[] for _ in kernels]
    with one_thread():
        for image in x.astype(np.float64):
            h, jacobian = image, np.eye(0)
            for index, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
                jacobian = kernel.T if index == 0 else kernel.T @ jacobian
                h = h @ kernel + bias
                if index < len(kernels) - 1:
                    jacobian = jacobian * (h > 0)[:, None]
                    h = np.maximum(h, 0)
                found[index].append(np.linalg.svd(jacobian, compute_uv=False))
    return [np.stack(values) for values in found]


def of_training(run: Training, x: np.ndarray) -> np.ndarray:
    """Return the spectra (2, layers, B, k) of a trained classifier, after and before training, padded with NaN."""
    states = [spectra([weight[at] for weight in run.weights], x) for at in (-1, 0)]
    width = max(values.shape[1] for values in states[0])
    padded = np.full((2, len(states[0]), len(x), width), np.nan)
    for state, layers in enumerate(states):
        for index, values in enumerate(layers):
            padded[state, index, :, : values.shape[1]] = values
    return padded


def layer_names(count: int) -> tuple[str, ...]:
    """Return the names of the layers of a dense classifier with `count` of them."""
    hidden = [f"hidden {i + 1}" for i in range(count - 1)]
    return (*(["hidden"] if count == 2 else hidden), "logits")
