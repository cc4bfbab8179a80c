"""Colour patches of scikit-image's own photographs: a ten-class problem that needs no network."""

import contextlib
from pathlib import Path

import numpy as np
from PIL import Image
from skimage import data
from skimage.color import gray2rgb

from core.runs.archive import ArchiveError, read_npz, write_npz

# In the order of the class names in core.data.image_sets.
PHOTOGRAPHS = (
    data.astronaut,
    data.cat,
    data.coffee,
    data.grass,
    data.hubble_deep_field,
    data.immunohistochemistry,
    lambda: data.stereo_motorcycle()[0],
    data.brick,
    data.retina,
    data.rocket,
)
SIZE = 32
TILES = 4
PER_CLASS = {"train": 400, "test": 100}


def load(cache: Path) -> tuple[np.ndarray, ...]:
    """Return x_train, y_train, x_test, y_test (uint8), built once and kept at `cache` where that can be written."""
    shapes = [(PER_CLASS[part] * len(PHOTOGRAPHS), *shape) for part in PER_CLASS for shape in ((SIZE, SIZE, 3), ())]
    with contextlib.suppress(OSError, KeyError, ArchiveError):  # absent or damaged: it is built again below
        archive = read_npz(cache)
        kept = tuple(archive[f"arr_{i}"] for i in range(4))
        if [array.shape for array in kept] == shapes and all(array.dtype == np.uint8 for array in kept):
            return kept
    built = build()
    with contextlib.suppress(OSError):  # a read-only or full disk costs the next start a few seconds, nothing else
        write_npz(cache, {f"arr_{i}": array for i, array in enumerate(built)})
    return built


def build(seed: int = 0) -> tuple[np.ndarray, ...]:
    """Cut the patches.

    Each photograph is laid out in 4 x 4 tiles; one tile of every row and column is kept for testing. A patch lies
    inside one tile, at a random place and a random scale (from 24 pixels to the whole tile), so that no pixel is in
    both parts.
    """
    rng = np.random.default_rng(seed)
    pictures: dict[str, list[np.ndarray]] = {part: [] for part in PER_CLASS}
    for photograph in PHOTOGRAPHS:
        picture = photograph()
        picture = gray2rgb(picture) if picture.ndim == 2 else picture[..., :3]
        for part, count in PER_CLASS.items():
            pictures[part] += [_patch(picture, part, rng) for _ in range(count)]
    arrays = []
    for part, count in PER_CLASS.items():
        labels = np.repeat(np.arange(len(PHOTOGRAPHS), dtype=np.uint8), count)
        order = rng.permutation(len(labels))
        arrays += [np.stack(pictures[part])[order], labels[order]]
    return tuple(arrays)


def is_test_tile(row: int, column: int) -> bool:
    """Whether a tile is kept for testing: one in every row and in every column, no two in one diagonal."""
    return column == (1, 3, 0, 2)[row]


def _patch(picture: np.ndarray, part: str, rng: np.random.Generator) -> np.ndarray:
    tiles = [(r, c) for r in range(TILES) for c in range(TILES) if is_test_tile(r, c) == (part == "test")]
    row, column = tiles[rng.integers(len(tiles))]
    height, width = picture.shape[0] // TILES, picture.shape[1] // TILES
    side = int(rng.integers(24, min(height, width) + 1))
    top = row * height + int(rng.integers(height - side + 1))
    left = column * width + int(rng.integers(width - side + 1))
    # Pillow's bicubic filter widens with the scale, so that shrinking does not alias; skimage's takes 20 times as long.
    cut = Image.fromarray(picture[top : top + side, left : left + side])
    return np.asarray(cut.resize((SIZE, SIZE), Image.Resampling.BICUBIC))
