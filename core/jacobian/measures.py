"""How a singular vector is spread over the picture, and how signals survive depth."""

from collections.abc import Callable
from typing import Any

import numpy as np

from core import statistics

# Participation ratio of a Gaussian vector with c channels: E[e]² / E[e²] = c / (c + 2).
RANDOM_PARTICIPATION = {1: 1 / 3, 3: 0.6}


def known_mean(values: np.ndarray, axis: int | tuple[int, ...]) -> np.ndarray:
    """Return the mean of what is known, and NaN where nothing is."""
    return np.ma.masked_invalid(values.astype(float)).mean(axis).filled(np.nan)


def participation_ratio(vectors: np.ndarray) -> np.ndarray:
    """Return 1 / (N Σe²) of vectors (..., h, w, c), with e = Σ_channels v² scaled to sum 1 over N positions.

    1 is spread evenly, 1/N a single position; Gaussian noise in three channels has .60.
    """
    energy = _energy(vectors)
    return statistics.participation_ratio(energy) / energy.shape[-1]


def entropy_share(vectors: np.ndarray) -> np.ndarray:
    """Return exp(entropy of e) / N, between 1/N and 1."""
    energy = _energy(vectors)
    logs = np.log(np.where(energy > 0, energy, 1))
    return np.exp(-(energy * logs).sum(-1)) / energy.shape[-1]


def rms_radius(vectors: np.ndarray) -> np.ndarray:
    """Return the root mean square distance of e from its own centre, in picture heights."""
    height, width = vectors.shape[-3:-1]
    energy = _energy(vectors)
    places = np.stack(np.meshgrid(np.arange(height), np.arange(width), indexing="ij"), -1).reshape(-1, 2) / height
    centre = energy @ places
    return np.sqrt(np.maximum(energy @ (places**2).sum(1) - (centre**2).sum(-1), 0))


def mean_frequency(vectors: np.ndarray) -> np.ndarray:
    """Return the mean radial frequency in cycles a pixel, weighted by power over all channels."""
    power = (np.abs(np.fft.fft2(vectors.astype(np.float64), axes=(-3, -2))) ** 2).sum(-1)
    rows, columns = np.fft.fftfreq(vectors.shape[-3]), np.fft.fftfreq(vectors.shape[-2])
    radius = np.hypot(rows[:, None], columns[None])
    return (power * radius).sum((-2, -1)) / power.sum((-2, -1))


MEASURES = {
    "participation ratio": participation_ratio,
    "entropy share": entropy_share,
    "RMS radius": rms_radius,
    "mean frequency": mean_frequency,
}


def isometry(width: int, depth: int, activation: str, orthogonal: bool, sigma: float, seed: int) -> np.ndarray:
    """Return the singular values (depth, width) of the Jacobians from the input to each layer of a random net.

    Saxe et al. (2014), Pennington et al. (2017): orthogonal weights keep a deep linear net an isometry, Gaussian
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


def _energy(vectors: np.ndarray) -> np.ndarray:
    energy = (vectors.astype(np.float64) ** 2).sum(-1).reshape(*vectors.shape[:-3], -1)
    return energy / energy.sum(-1, keepdims=True)
