"""Spectra of two networks with trained weights: SqueezeNet on ImageNet, and an AlexNet-style network on CIFAR-10.

Both are measured once (pretrained_measurement.py) and bundled as numbers, so that a page needs neither their weights
nor TensorFlow.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from core.data import image_sets
from core.runs import settings
from core.runs.params import Params, choice

SQUEEZENET, CIFAR = "SqueezeNet on ImageNet", "AlexNet-style on CIFAR-10"
NETS = (SQUEEZENET, CIFAR)
SHOWN_INPUTS = 3
RANKS = (0, 1, 9, 49, 99, 499)
LARGEST_SIDE = 112  # pixels of a bundled image


@dataclass(frozen=True, kw_only=True)
class PretrainedParams(Params):
    """Which of the two networks."""

    net: str = choice(SQUEEZENET, NETS, label="Network")

    def missing(self) -> str:
        """Return what this machine lacks to measure the network again; empty when nothing."""
        if self.net == CIFAR:
            return "" if image_sets.is_local("cifar10") else "cifar10 is not here"
        named = settings.text("NBB_SQUEEZENET")
        return "" if named and Path(named).is_file() else "NBB_SQUEEZENET names no SqueezeNet weights (.npz)"

    def memory_bytes(self) -> int:
        """Return an upper bound of a measurement that is only baked, with a basis of 2 GB at a time."""
        return 4_000_000_000

    def seconds(self) -> float:
        """Return a rough estimate of a measurement that is only baked: most of an hour, or three minutes."""
        return 3000.0 if self.net == SQUEEZENET else 180.0


@dataclass(frozen=True)
class PretrainedRun:
    """What was measured, in states (0 trained, 1 untrained), at T layers and B images; NaN where nothing was.

    Attributes
    ----------
    layers : tuple of str
    values : (2, T, B, k) float32
        Singular values in descending order.
    gains : (2, T, B) float32
        ‖x‖/‖h‖: times s gives the gain.
    participation : (2, T, B, k) float16
        Participation ratio of the input-side vectors.
    converged, seconds : (2, T, B) float32
        Share of triplets whose residual is at most TOLERANCE x s₁, and the time each image took.
    vectors : (2, T, SHOWN_INPUTS, ranks, h, w, 3) int8
        Input-side vectors of RANKS, each over its own largest value, shrunk to at most LARGEST_SIDE.
    pictures : (B, h, w, 3) uint8
    names, said : tuple of str
        What each image shows, and what the trained network predicts.
    accuracy : float
        Share of test images classified correctly, where it was measured here; else NaN.
    """

    params: PretrainedParams
    layers: tuple[str, ...]
    values: np.ndarray
    gains: np.ndarray
    participation: np.ndarray
    converged: np.ndarray
    seconds: np.ndarray
    vectors: np.ndarray
    pictures: np.ndarray
    names: tuple[str, ...]
    said: tuple[str, ...]
    accuracy: float

    def measured(self) -> tuple[np.ndarray, tuple[str, ...], int]:
        """Return the values and names of the layers that were measured, and at how many images at most."""
        known = np.isfinite(self.seconds)
        layers = np.flatnonzero(known.any((0, 2)))
        return self.values[:, layers], tuple(self.layers[t] for t in layers), int(known.sum(2).max())

    def layers_at(self, state: int, image: int) -> list[int]:
        """Return which layers were measured in a state at an image."""
        return np.flatnonzero(np.isfinite(self.seconds[state, :, image])).tolist()


def shrunk(pictures: np.ndarray) -> np.ndarray:
    """Return images (..., h, w, c) averaged over square blocks so that no side is above LARGEST_SIDE."""
    *front, height, width, channels = pictures.shape
    factor = -(-max(height, width) // LARGEST_SIDE)
    rows, columns = height // factor, width // factor
    cut = pictures[..., : rows * factor, : columns * factor, :].astype(np.float32)
    return cut.reshape(*front, rows, factor, columns, factor, channels).mean((-4, -2))
