"""Exact Jacobian spectra of a dense ReLU classifier, from its weights alone.

At x the net is the linear map W₂ diag(h > 0) W₁ (Mototake & Ikegami's J_all with frozen masks).
"""

from collections.abc import Sequence

import numpy as np

from core.runs.blas import one_thread


def spectra(weights: Sequence[np.ndarray], x: np.ndarray) -> list[np.ndarray]:
    """Singular values of ∂h/∂x of each layer (ReLU where hidden, the logits last) at each input.

    Parameters
    ----------
    weights
        Kernels (in, out) and biases (out,) by turns.
    x : (B, pixels)
        In [0, 1].

    Returns
    -------
    list of (B, min(pixels, out)) float64
        In descending order, one array a layer.
    """
    kernels, biases = [w.astype(np.float64) for w in weights[::2]], weights[1::2]
    found: list[list[np.ndarray]] = [[] for _ in kernels]
    with one_thread():
        for picture in x.astype(np.float64):
            h, jacobian = picture, np.eye(0)
            for index, (kernel, bias) in enumerate(zip(kernels, biases, strict=True)):
                jacobian = kernel.T if index == 0 else kernel.T @ jacobian
                h = h @ kernel + bias
                if index < len(kernels) - 1:
                    jacobian = jacobian * (h > 0)[:, None]
                    h = np.maximum(h, 0)
                found[index].append(np.linalg.svd(jacobian, compute_uv=False))
    return [np.stack(values) for values in found]
