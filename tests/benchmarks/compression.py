"""SVD Compression against the plain way to do the same."""

import io
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from core.compression import svd as compression
from core.compression import wire as compression_wire
from core.data import pictures
from tests.benchmarks.compare import Case, compare

RANKS = range(1, 51)


def cases(wanted: Callable[[str], bool]) -> Iterator[Case]:
    """Fifty ranks of the camera, and a large colour picture from its file to the browser's message."""
    if wanted("compression: 50 ranks of the camera"):
        camera = pictures.load("camera")
        product = "U[:, :k] @ diag(s[:k]) @ Vᵀ[:k] for every k"
        yield compare(
            "compression: 50 ranks of the camera",
            lambda: list(compression.sweep(compression.decompose(camera), RANKS)),
            lambda: _article(*np.linalg.svd(camera.astype(float))),
            f"{product}, one SVD",
        )
        factors, parts = compression.decompose(camera), np.linalg.svd(camera.astype(float))
        yield compare(
            "compression: 50 ranks of the camera, SVD given",
            lambda: list(compression.sweep(factors, RANKS)),
            lambda: _article(*parts),
            product,
        )
    if wanted("compression: 2000 x 1500 colour, end to end"):
        large = _large_file()
        yield compare(
            "compression: 2000 x 1500 colour, end to end",
            lambda: compression_wire.message(compression.decompose(pictures.decode(large).pixels), {}),
            lambda: _full_size(large),
            f"three SVDs at full size, where we shrink to {pictures.LONGEST_SIDE} pixels",
            repeats=1,
            warm=False,  # theirs takes half a minute
        )


def _article(left: np.ndarray, values: np.ndarray, right: np.ndarray) -> list[np.ndarray]:
    return [left[:, :k] @ np.diag(values[:k]) @ right[:k] for k in RANKS]


def _full_size(content: bytes) -> list[tuple[np.ndarray, ...]]:
    pixels = np.asarray(Image.open(io.BytesIO(content)), float)
    return [tuple(np.linalg.svd(pixels[..., c], full_matrices=False)) for c in range(3)]


def _large_file() -> bytes:
    buffer = io.BytesIO()
    photograph = Image.fromarray(pictures.load("coffee cup"))
    photograph.resize((2000, 1500), Image.Resampling.BICUBIC).save(buffer, "JPEG", quality=90)
    return buffer.getvalue()
