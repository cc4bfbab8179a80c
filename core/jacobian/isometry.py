"""Jacobian spectra of wide random networks, layer by layer."""

from collections.abc import Callable
from typing import Any

import numpy as np


def spectra(width: int, depth: int, activation: str, orthogonal: bool, sigma: float, seed: int) -> np.ndarray:
    """Return the singular values (depth, width) of the Jacobians from the input to each layer of a random network.

    Saxe et al. (2014), Pennington et al. (2017): orthogonal weights keep a deep linear network an isometry, Gaussian
    ones do not. Weights are sigma x orthogonal, or Gaussian with variance sigma² / width; the input is unit Gaussian.
    """
    rng = np.random.default_rng(seed)
    slopes: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
        "linear": (lambda z: z, np.ones_like),
        "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
        "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(float)),
    }
    value, slope = slopes[activation]
    x, product, spectra = rng.standard_normal(width), np.eye(width), []
    for _ in range(depth):
        weights = rng.standard_normal((width, width))
        if orthogonal:
            q, r = np.linalg.qr(weights)
            weights = q * np.sign(np.diag(r))
        else:
            weights /= np.sqrt(width)
        z = sigma * weights @ x
        product = slope(z)[:, None] * (sigma * weights @ product)
        x = value(z)
        spectra.append(np.linalg.svd(product, compute_uv=False))
    return np.array(spectra)
