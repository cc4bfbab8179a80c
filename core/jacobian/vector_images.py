"""Singular vectors on the input side as images: arrays in, colours out."""

import numpy as np

from core.charts import images


def film(vectors: np.ndarray, *, root: bool = False) -> np.ndarray:
    """Return frames for a player of vectors (layers, ranks, h, w, c): one frame a rank, one image a layer.

    Each vector is scaled by its own largest value; mid-grey is 0. `root` draws the square root of the magnitude, so
    that faint parts are seen.
    """
    wide = vectors.astype(np.float32)
    limits = np.abs(wide).max((2, 3, 4), keepdims=True)
    scaled = np.swapaxes(wide / np.where(limits > 0, limits, 1), 0, 1)
    if root:
        scaled = np.sign(scaled) * np.sqrt(np.abs(scaled))
    return images.signed(scaled[..., 0], 1.0) if scaled.shape[-1] == 1 else images.signed_rgb(scaled, 1.0)


def sheets(vectors: np.ndarray, zoom: int = 3) -> np.ndarray:
    """Return one enlarged RGB image for each rank of vectors (layers, ranks, h, w, c), the layers side by side."""
    rows = [images.tile(layers, columns=len(vectors)) for layers in film(vectors)]
    return np.stack([images.enlarge(row if row.ndim == 3 else images.colour(row), zoom) for row in rows])
