"""Small image networks in NumPy, with the evidence of each pixel for a class: one image needs no TensorFlow.

Weights are Keras's, as `core.networks.classifiers` builds them: kernels and biases by turns, a convolution's kernel
being (3, 3, in, out) and a dense one (in, out). Every such network is piecewise linear. At an image x the logit of
class c is exactly gradient · x + rest, where the rest collects what the biases contribute; gradient · x, pixel by
pixel, is the evidence for c. With one layer that is weight times pixel, and the rest is the bias.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.networks import evidence as dense

Weights = Sequence[np.ndarray]


@dataclass(frozen=True)
class Evidence:
    """The evidence of one image for every class.

    Attributes
    ----------
    logits, rest : (classes,) float64
    pixels : (classes, ...) float64
        For each class, gradient times input in the shape of the image; its sum + rest is the logit.
    """

    logits: np.ndarray
    rest: np.ndarray
    pixels: np.ndarray


def evidence(weights: Weights, image: np.ndarray) -> Evidence:
    """Run one uint8 image (h, w) or (h, w, 3) through the network and back.

    Dense networks are taken apart as on Weight Templates. Through convolutions the gradient is pulled back from all
    classes at once by the masks that the forward pass left: ReLUs that were on, and the places of each pool's maximum.
    """
    x = image.astype(np.float64) / 255
    if weights[0].ndim == 2:
        parts = dense.evidence(weights, x.ravel())
        return Evidence(parts.logits, parts.biases, parts.pixels.T.reshape(-1, *image.shape))
    kernels = [weight.astype(np.float64) for weight in weights[::2]]
    biases = [weight.astype(np.float64) for weight in weights[1::2]]
    convolutions = sum(kernel.ndim == 4 for kernel in kernels)
    h = x if x.ndim == 3 else x[..., None]
    shapes, masks, winners = [], [], []
    for kernel, bias in zip(kernels[:convolutions], biases[:convolutions], strict=True):
        z = convolve(h, kernel) + bias
        masks.append(z > 0)
        shapes.append(z.shape)
        h, winner = max_pool(np.maximum(z, 0))
        winners.append(winner)
    flattened = h.shape
    h = h.ravel()
    dense_masks = []
    for kernel, bias in zip(kernels[convolutions:-1], biases[convolutions:-1], strict=True):
        z = h @ kernel + bias
        dense_masks.append(z > 0)
        h = np.maximum(z, 0)
    logits = h @ kernels[-1] + biases[-1]

    back = kernels[-1].T  # (classes, units)
    for kernel, mask in zip(kernels[convolutions:-1][::-1], dense_masks[::-1], strict=True):
        back = (back * mask) @ kernel.T
    gradient = back.reshape(-1, *flattened)
    for i in reversed(range(convolutions)):
        full = np.stack([unpool(g, winners[i], shapes[i]) for g in gradient]) * masks[i]
        # The adjoint of a "same" correlation is one with the kernel turned round and its channels swapped.
        turned = kernels[i][::-1, ::-1].swapaxes(2, 3)
        gradient = np.stack([convolve(g, turned) for g in full])
    pixels = gradient.reshape(-1, *image.shape) * x
    return Evidence(logits, logits - pixels.reshape(len(pixels), -1).sum(1), pixels)


@dataclass(frozen=True)
class Maps:
    """Evidence as images, for one class or for two and their difference.

    Attributes
    ----------
    classes : tuple of int
        One class, or two.
    values : (len(classes), h, w)
        What each pixel gives to each class, summed over colours.
    difference : (h, w) or None
        Evidence for the second class minus that for the first.
    pixels, rest, logits : (len(classes),)
        Sum over pixels, what the biases send, and their sum.
    limit : float
        The magnitude at which the shared colour scale ends: the 99.7th percentile.
    """

    classes: tuple[int, ...]
    values: np.ndarray
    difference: np.ndarray | None
    pixels: np.ndarray
    rest: np.ndarray
    logits: np.ndarray
    limit: float


def maps(found: Evidence, wanted: int, predicted: int) -> Maps:
    """Return the evidence for `wanted` and `predicted`, or for the one class that both are."""
    classes = (wanted,) if wanted == predicted else (wanted, predicted)
    chosen = list(classes)
    summed = found.pixels.sum(-1) if found.pixels.ndim == 4 else found.pixels
    values = summed[chosen]
    difference = values[1] - values[0] if len(classes) == 2 else None
    shown = values if difference is None else np.concatenate([values, difference[None]])
    return Maps(
        classes,
        values,
        difference,
        values.sum((1, 2)),
        found.rest[chosen],
        found.logits[chosen],
        float(np.quantile(np.abs(shown), 0.997)),
    )


def convolve(h: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Correlate (height, width, in) with an odd kernel (k, k, in, out), zeros around: (height, width, out)."""
    pad = kernel.shape[0] // 2
    padded = np.pad(h, ((pad, pad), (pad, pad), (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape[:2], axis=(0, 1))
    return np.tensordot(windows, kernel, axes=((3, 4, 2), (0, 1, 2)))


def max_pool(h: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Take the maximum of every 2 x 2 block; return it (h // 2, w // 2, channels) and which of the four it was."""
    rows, columns, channels = h.shape[0] // 2, h.shape[1] // 2, h.shape[2]
    blocks = h[: 2 * rows, : 2 * columns].reshape(rows, 2, columns, 2, channels).transpose(0, 2, 4, 1, 3)
    flat = blocks.reshape(rows, columns, channels, 4)
    winner = flat.argmax(-1)
    return np.take_along_axis(flat, winner[..., None], -1)[..., 0], winner


def unpool(gradient: np.ndarray, winner: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Send a gradient (rows, columns, channels) back to the place of each maximum, in an array of `shape`."""
    rows, columns, channels = gradient.shape
    flat = np.zeros((rows, columns, channels, 4))
    np.put_along_axis(flat, winner[..., None], gradient[..., None], -1)
    full = np.zeros(shape)
    blocks = flat.reshape(rows, columns, channels, 2, 2).transpose(0, 3, 1, 4, 2)
    full[: 2 * rows, : 2 * columns] = blocks.reshape(2 * rows, 2 * columns, channels)
    return full
