"""Measures of how a singular vector is spread over the image."""

import numpy as np

from core import statistics

# Participation ratio of a Gaussian vector with c channels: E[e]² / E[e²] = c / (c + 2).
RANDOM_PARTICIPATION = {1: 1 / 3, 3: 0.6}


def finite_mean(values: np.ndarray, axis: int | tuple[int, ...]) -> np.ndarray:
    """Return the mean of the finite values, and NaN where there are none."""
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
    """Return the root mean square distance of e from its own centre, in image heights."""
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


def _energy(vectors: np.ndarray) -> np.ndarray:
    energy = (vectors.astype(np.float64) ** 2).sum(-1).reshape(*vectors.shape[:-3], -1)
    return energy / energy.sum(-1, keepdims=True)
