"""Weights, codes and targets of a layer as small images."""

import numpy as np

from core.charts import images

CHANNELS = ("all", "red", "green", "blue")
# A message of the server to the browser holds about this much.
FILM_BYTES = 1_450_000
SCALE_END = 0.997  # the quantile of the magnitudes at which the scale of weights ends


def as_images(weights: np.ndarray, shape: tuple[int, ...], channel: str = "all") -> np.ndarray:
    """Return weights (..., pixels) as images on one scale: diverging indices, or colours when there are three channels.

    The scale ends at the 99.7th percentile of the magnitudes, so that single pixels do not make the rest pale.
    """
    limit = image_limit(weights, shape, channel)
    weights = _in_channel(weights, shape, channel)
    in_colour = len(shape) == 3 and channel == "all"
    return images.signed_rgb(weights, limit) if in_colour else images.signed(weights, limit)


def image_limit(weights: np.ndarray, shape: tuple[int, ...], channel: str = "all") -> float:
    """Return where the scale of `as_images` ends."""
    return float(np.quantile(np.abs(_in_channel(weights, shape, channel)), SCALE_END))


def _in_channel(weights: np.ndarray, shape: tuple[int, ...], channel: str) -> np.ndarray:
    weights = weights.reshape(*weights.shape[:-1], *shape)
    return weights[..., CHANNELS.index(channel) - 1] if len(shape) == 3 and channel != "all" else weights


def coloured(image: np.ndarray, palette: str = "diverging") -> np.ndarray:
    """Return indices (h, w) or colours (h, w, 3) as colours."""
    return image if image.ndim == 3 else images.colour(image, palette)


def square(values: np.ndarray) -> np.ndarray:
    """Return a vector as a nearly square image, row by row, filled up with 0."""
    columns = int(np.ceil(np.sqrt(len(values))))
    rows = -(-len(values) // columns)
    return np.pad(values, (0, rows * columns - len(values))).reshape(rows, columns)


def code(values: np.ndarray) -> np.ndarray:
    """Return a code: ten outputs as two rows of five, others as nearly square images."""
    return values.reshape(2, 5) if len(values) == 10 else square(values)


def filters_in_a_message(kernels: np.ndarray) -> int:
    """Return how many filters of (epochs, pixels, units) kernels a message to the browser holds, at least one."""
    epochs, pixels, units = kernels.shape
    return max(1, min(units, FILM_BYTES // (epochs * pixels)))


def kept_frames(kept_epochs: np.ndarray, epochs: int) -> list[int]:
    """Return for each epoch from 0 on the last kept epoch up to it, as an index."""
    return (np.searchsorted(kept_epochs, np.arange(epochs + 1), side="right") - 1).tolist()


def evidence_map(
    values: np.ndarray, shape: tuple[int, ...], limit: float | None, palette: str = "diverging"
) -> np.ndarray:
    """Return what each pixel contributes, (pixels,), as colours, summed over the channels of an image of `shape`."""
    values = values.reshape(shape)
    return images.colour(images.signed(values.sum(-1) if values.ndim == 3 else values, limit), palette)


def sheet(drawn: np.ndarray, columns: int, palette: str = "diverging") -> np.ndarray:
    """Tile images or diverging indices (n, h, w[, 3]) with gaps of the page's colour or of weight 0."""
    if drawn.ndim == 4:
        return images.tile(drawn, columns=columns, gap=2, ground=255)
    return images.colour(images.tile(drawn, columns=columns, gap=2, ground=128), palette)
