"""The first layer of EfficientNet-Lite0: 32 filters of 3 x 3 pixels, and where each answers on a photograph."""

from collections.abc import Mapping

import numpy as np

from core.networks import imagenet

CEILING = 6.0  # of ReLU6


def filters(arrays: Mapping[str, np.ndarray] | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the filters (32, 3, 3, 3) and biases (32,) as float32."""
    stored = imagenet.weights() if arrays is None else arrays
    kernel, bias = (stored[f"stem/conv/{part}"].astype(np.float32) for part in ("kernel", "bias"))
    return np.moveaxis(kernel, 3, 0), bias


def feature_maps(photograph: np.ndarray, kernels: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Return the output of every filter for a photograph (side, side, 3) uint8: (filters, side / 2, side / 2).

    A step of two pixels, and TensorFlow's "same" padding: for an even side one row below and one column to the right.
    """
    x = np.pad(imagenet.network_input(photograph), [(0, 1), (0, 1), (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(x, kernels.shape[1:3], axis=(0, 1))[::2, ::2]
    sums = np.einsum("hwcij,fijc->fhw", windows, kernels, optimize=True) + bias[:, None, None]
    return np.clip(sums, 0, CEILING)


def each_scaled(kernels: np.ndarray) -> np.ndarray:
    """Return filters (n, h, w, 3), each divided by its largest magnitude; one of zeros stays as it is."""
    peaks = np.abs(kernels).max((1, 2, 3), keepdims=True)
    return kernels / np.where(peaks > 0, peaks, 1)


def colour_share(kernels: np.ndarray) -> np.ndarray:
    """Return which share of the squared weights of each filter (n, h, w, 3) differs between the colours, (n,).

    0: the same weights for red, green and blue, so that only brightness counts. 1: at every pixel the three weights
    add up to 0, so that only colour counts. A filter of zeros has 0.
    """
    difference = kernels - kernels.mean(-1, keepdims=True)
    total = (kernels.astype(np.float64) ** 2).sum((1, 2, 3))
    return (difference.astype(np.float64) ** 2).sum((1, 2, 3)) / np.where(total > 0, total, 1)
