"""The training images that are nearest to an image."""

from dataclasses import dataclass

import numpy as np

CHUNK = 4096  # rows at once: 13 MB of MNIST, 50 MB of CIFAR-10 as 32-bit floats


@dataclass(frozen=True)
class Neighbours:
    """Indices (k,) into the training part, nearest first, and their Euclidean distances (pixels from 0 to 1)."""

    index: np.ndarray
    distance: np.ndarray


def nearest(images: np.ndarray, image: np.ndarray, count: int) -> Neighbours:
    """Compare one uint8 image with all `images` (n, ...), pixel by pixel, exactly."""
    x = image.ravel().astype(np.float32)
    rows = images.reshape(len(images), -1)
    squares = np.concatenate(
        [np.square(rows[i : i + CHUNK].astype(np.float32) - x).sum(1) for i in range(0, len(rows), CHUNK)]
    )
    found = np.argpartition(squares, min(count, len(squares) - 1))[:count]
    found = found[np.lexsort((found, squares[found]))]
    return Neighbours(found, np.sqrt(squares[found].astype(np.float64)) / 255)
