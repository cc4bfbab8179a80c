"""Arrays as images: uint8 indices on the house's scales, tiles, PNGs and data URIs."""

import base64
import io
from functools import lru_cache

import numpy as np
from PIL import Image

from core.charts import theme

PALETTES = {
    "diverging": theme.DIVERGING,
    "diverging on dark": theme.DIVERGING_ON_DARK,
    "sequential": theme.SEQUENTIAL,
    "grey": theme.GREY,
    "two classes": theme.TWO_CLASSES,
    "mistakes": theme.MISTAKES,
    "mistakes on dark": theme.MISTAKES_ON_DARK,
}


@lru_cache(maxsize=len(PALETTES))
def lookup(palette: str) -> np.ndarray:
    """The 256 colours of a scale, (256, 3) uint8, interpolated linearly between its anchors."""
    anchors = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in PALETTES[palette]], float)
    at = np.linspace(0, len(anchors) - 1, 256)
    table = np.stack([np.interp(at, np.arange(len(anchors)), channel) for channel in anchors.T], 1)
    return np.round(table).astype(np.uint8)


def signed(values: np.ndarray, limit: float | np.ndarray | None = None) -> np.ndarray:
    """Index signed values on the diverging scale: 0 is 128, ±limit are 1 and 255.

    `limit` defaults to the largest magnitude; an array of limits broadcasts against `values`.
    """
    if limit is None:
        limit = float(np.abs(values).max(initial=0.0))
    limit = np.where(np.asarray(limit) > 0, limit, 1.0)
    return np.clip(np.round(128 + 127 * (values / limit)), 1, 255).astype(np.uint8)


def magnitude(values: np.ndarray, low: float | None = None, high: float | None = None) -> np.ndarray:
    """Index values on a sequential scale: `low` is 0 and `high` is 255 (the extremes by default)."""
    low = float(values.min()) if low is None else low
    high = float(values.max()) if high is None else high
    return np.clip(np.round(255 * (values - low) / ((high - low) or 1.0)), 0, 255).astype(np.uint8)


def colour(index: np.ndarray, palette: str = "diverging") -> np.ndarray:
    """Turn indices (...) into RGB (..., 3) uint8."""
    return lookup(palette)[index]


def signed_rgb(values: np.ndarray, limit: float | None = None) -> np.ndarray:
    """Weights of colour pictures (..., 3) as colours: 0 is mid-grey, each channel brightens with its own weight."""
    if limit is None:
        limit = float(np.abs(values).max(initial=0.0))
    return np.clip(np.round(127.5 + 127.5 * values / (limit or 1.0)), 0, 255).astype(np.uint8)


def class_ground(probabilities: np.ndarray) -> np.ndarray:
    """Class probabilities (..., classes, h, w) as a pale ground for points in the classes' own colours.

    Two classes are indices (..., h, w) on the palette "two classes"; more are colours (..., h, w, 3), each pixel its
    likeliest class's colour, the paler the less sure.
    """
    probabilities = np.moveaxis(np.nan_to_num(probabilities, nan=0.5), -3, -1)
    if probabilities.shape[-1] == 2:
        return np.round(255 * probabilities[..., 1]).astype(np.uint8)
    classes = probabilities.shape[-1]
    colours = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in theme.CATEGORICAL[:classes]])
    sure = np.clip((probabilities.max(axis=-1) - 1 / classes) / (1 - 1 / classes), 0, 1)[..., None] * 0.6
    return np.round(248 * (1 - sure) + colours[probabilities.argmax(axis=-1)] * sure).astype(np.uint8)


def spotted(picture: np.ndarray, spots: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Colour spots (n, m, 2), rows and columns, of n points with class labels (n,) in a picture (h, w, 3)."""
    colours = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in theme.CATEGORICAL], np.uint8)
    drawn = picture.copy()
    rows, columns = np.clip(np.moveaxis(spots, -1, 0), 0, np.array(picture.shape[:2])[:, None, None] - 1)
    drawn[rows, columns] = colours[labels][:, None]
    return drawn


def tile(pictures: np.ndarray, columns: int, gap: int = 1, ground: int = 128) -> np.ndarray:
    """Lay pictures (n, h, w) or (n, h, w, 3) out in rows of `columns`, `gap` pixels of `ground` between them."""
    count, height, width = pictures.shape[:3]
    rows = -(-count // columns)
    sheet = np.full((rows * (height + gap) - gap, columns * (width + gap) - gap, *pictures.shape[3:]), ground, np.uint8)
    for i, picture in enumerate(pictures):
        top, left = (i // columns) * (height + gap), (i % columns) * (width + gap)
        sheet[top : top + height, left : left + width] = picture
    return sheet


def enlarge(picture: np.ndarray, factor: int) -> np.ndarray:
    """Repeat every pixel `factor` times both ways, so that no browser blurs it."""
    return picture.repeat(factor, 0).repeat(factor, 1)


def framed(picture: np.ndarray, ratio: float) -> np.ndarray:
    """Pad a picture (h, w, 3) on all sides with the colours of its edge until it is `ratio` times as wide as high."""
    height, width = picture.shape[:2]
    rows, columns = max(height, round(width / ratio)) - height, max(width, round(height * ratio)) - width
    sides = [(space // 2, space - space // 2) for space in (rows, columns)]
    return np.pad(picture, [*sides, (0, 0)], mode="edge")


def png(picture: np.ndarray) -> bytes:
    """Encode (h, w) or (h, w, 3) uint8 as PNG."""
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "PNG")
    return buffer.getvalue()


def gif(pictures: np.ndarray, seconds: float) -> bytes:
    """Encode (frames, h, w, 3) uint8 as an animation that lasts `seconds`, holds its end for 1.5 s and starts again."""
    shown = [Image.fromarray(picture).quantize(96, dither=Image.Dither.NONE) for picture in pictures]
    durations = [max(20, int(1000 * seconds / len(shown)))] * (len(shown) - 1) + [1500]
    buffer = io.BytesIO()
    shown[0].save(buffer, "GIF", save_all=True, append_images=shown[1:], duration=durations, loop=0)
    return buffer.getvalue()


def data_uri(picture: np.ndarray) -> str:
    """The picture as a PNG data URI, for an Altair image mark or a tooltip field named `image`."""
    return "data:image/png;base64," + base64.b64encode(png(picture)).decode()


def photo_uri(picture: np.ndarray) -> str:
    """A small picture as a data URI of few bytes: grey ones as they are, colours as WebP, about a quarter of a PNG."""
    if picture.ndim == 2:
        return data_uri(picture)
    buffer = io.BytesIO()
    Image.fromarray(picture).save(buffer, "WEBP", quality=80, method=4)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
