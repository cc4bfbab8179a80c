"""Rank-1 components and weight matrices as images."""

import numpy as np

from core.charts import images
from core.compression.trained_layers import LayerStudy

SHOWN_UNITS = 8


def component(u: np.ndarray, s: float, v: np.ndarray, palette: str = "diverging") -> np.ndarray:
    """Draw s·u·vᵀ with u as a curve down its left edge and v as a curve along its upper edge.

    Returns
    -------
    ndarray of uint8, (rows + d + 3, columns + d + 3, 4)
        d, the depth of the curves, is a fifth of the longer side; what is not drawn is transparent.
    """
    depth, gap = max(9, max(len(u), len(v)) // 5) | 1, 3
    sheet = np.zeros((len(u) + depth + gap, len(v) + depth + gap, 4), np.uint8)
    sheet[depth + gap :, depth + gap :, :3] = images.colour(images.signed(s * np.outer(u, v)), palette)
    sheet[depth + gap :, depth + gap :, 3] = 255
    sheet[depth + gap :, :depth] = _curve(u, depth)
    sheet[:depth, depth + gap :] = _curve(v, depth).swapaxes(0, 1)[::-1]
    return sheet


def _curve(values: np.ndarray, depth: int) -> np.ndarray:
    """Draw values (n,) as bars from the middle of a strip, positive ones red and to the right: (n, depth, 4)."""
    middle = depth // 2
    ends = middle + np.rint(values / (np.abs(values).max() or 1.0) * middle).astype(int)
    across = np.arange(depth)
    filled = (across >= np.minimum(ends, middle)[:, None]) & (across <= np.maximum(ends, middle)[:, None])
    strip = np.zeros((len(values), depth, 4), np.uint8)
    strip[..., :3] = images.lookup("diverging")[np.where(values < 0, 51, 204)][:, None]
    strip[..., 3] = 255 * filled
    return strip


def units(study: LayerStudy, k: int, shape: tuple[int, ...] | None, palette: str = "diverging") -> np.ndarray:
    """Draw weights of a layer at rank `k`, all ranks on one scale.

    Parameters
    ----------
    shape : tuple of int or None
        (h, w) or (h, w, 3) of the images that the layer receives: its `SHOWN_UNITS` units with the longest weight
        vectors are drawn as images in a row. None for a layer that receives hidden units: all weights are drawn, one
        row a unit.
    """
    weights = study.cut(k)
    limit = float(np.quantile(np.abs(study.weights), 0.997)) or 1.0
    if shape is None:
        return images.colour(images.signed(weights.T, limit), palette)
    chosen = np.sort(np.argsort(-np.linalg.norm(study.weights, axis=0), kind="stable")[:SHOWN_UNITS])
    tiles = weights[:, chosen].T.reshape(-1, *shape)
    drawn = images.signed_rgb(tiles, limit) if len(shape) == 3 else images.colour(images.signed(tiles, limit), palette)
    return images.tile(drawn, columns=len(chosen), gap=2)
