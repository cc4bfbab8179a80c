"""Singular vectors on the input side as images: arrays in, colours out."""

import numpy as np

from core.charts import images


def film(vectors: np.ndarray, *, root: bool = False) -> np.ndarray:
    """Return frames for a player of vectors (layers, ranks, h, w, c): one frame a rank, one image a layer.

    `root` draws the square root of the magnitude, so that faint parts are seen.
    """
    return of_layer(np.swapaxes(vectors, 0, 1), root=root)


def of_layer(vectors: np.ndarray, *, root: bool = False) -> np.ndarray:
    """Return vectors (frames, images, h, w, c) as indices of the diverging scale (c = 1) or colours, mid-grey at 0.

    Each vector is scaled by its own largest value.
    """
    wide = vectors.astype(np.float32)
    limits = np.abs(wide).max((2, 3, 4), keepdims=True)
    scaled = wide / np.where(limits > 0, limits, 1)
    if root:
        scaled = np.sign(scaled) * np.sqrt(np.abs(scaled))
    return images.signed(scaled[..., 0], 1.0) if scaled.shape[-1] == 1 else images.signed_rgb(scaled, 1.0)


def over_image(vectors: np.ndarray, image: np.ndarray) -> np.ndarray:
    """Return where vectors (..., h, w, c) act, as colours (..., h, w, 3) over a dark grey image.

    |v|² is summed over the channels and scaled by its own largest value. The more of it, the less of the image shows.

    Parameters
    ----------
    image : (h, w) or (h, w, 3) uint8
    """
    grey = image.astype(float) if image.ndim == 2 else image.mean(-1)
    energy = (vectors.astype(np.float32) ** 2).sum(-1)
    limits = energy.max((-2, -1), keepdims=True)
    return laid_over(energy / np.where(limits > 0, limits, 1), grey)


def laid_over(share: np.ndarray, grey: np.ndarray) -> np.ndarray:
    """Return shares (..., h, w) from 0 to 1 as colours (..., h, w, 3) over a dark grey image (h, w)."""
    cover = np.minimum(1, 2.5 * np.sqrt(share))[..., None]
    under = (30 + 0.6 * grey)[..., None]
    mixed: np.ndarray = np.rint(
        cover * images.colour(images.magnitude(share, 0, 1), "sequential") + (1 - cover) * under
    )
    return mixed.astype(np.uint8)


def sheets(vectors: np.ndarray, zoom: int = 3) -> np.ndarray:
    """Return one enlarged RGB image for each rank of vectors (layers, ranks, h, w, c), the layers side by side."""
    rows = [images.tile(layers, columns=len(vectors)) for layers in film(vectors)]
    return np.stack([images.enlarge(row if row.ndim == 3 else images.colour(row), zoom) for row in rows])
