"""Files of a visitor's own image set, good and bad, for several tests."""

import io
import zipfile
from collections.abc import Callable

import numpy as np
from PIL import Image

COLOURS = {"red": (200, 40, 30), "green": (30, 160, 60), "blue": (40, 60, 190)}


def png(pixels: np.ndarray) -> bytes:
    """Return an image file."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def zipped(members: dict[str, bytes]) -> bytes:
    """Return an archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def npz(**arrays: np.ndarray) -> bytes:
    """Return an .npz of these arrays."""
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def coloured(count: int, height: int = 20, width: int = 20, seed: int = 0) -> dict[str, np.ndarray]:
    """Return noisy images of one colour for each of three classes, (count, height, width, 3)."""
    rng = np.random.default_rng(seed)
    shape = (count, height, width, 3)
    return {
        name: (np.array(colour) + rng.integers(-30, 31, shape)).clip(0, 255).astype(np.uint8)
        for name, colour in COLOURS.items()
    }


def three_colours(count: int = 20, prefix: str = "", **size: int) -> bytes:
    """Return a .zip with a folder for each of three classes of coloured images."""
    found = coloured(count, **size)
    return zipped({f"{prefix}{name}/{i}.png": png(x) for name, images in found.items() for i, x in enumerate(images)})


def twenty_greys(count: int = 12, side: int = 16) -> bytes:
    """Return an .npz with twenty classes of grey images: a bright column at the place of the class."""
    rng = np.random.default_rng(0)
    y = np.repeat(np.arange(20), count)
    x = rng.integers(0, 60, (len(y), side, side))
    x[np.arange(len(y)), :, y % side] = 200
    x[np.arange(len(y)), y // side * 8, :] = 250
    return npz(x=x.astype(np.uint8), y=y)


def table(images: np.ndarray, labels: list[str], header: bool = True, label_at: int = 0) -> str:
    """Return a .csv with a row an image."""
    rows = [[str(v) for v in image.ravel()] for image in images]
    names = [f"pixel{i}" for i in range(len(rows[0]))]
    for row, label in zip(rows, labels, strict=True):
        row.insert(label_at, label)
    names.insert(label_at, "label")
    return "\n".join(",".join(row) for row in ([names] if header else []) + rows) + "\n"


def broken(good: bytes, rng: np.random.Generator) -> bytes:
    """Return `good` cut short, with other bytes, or with a piece repeated."""
    data = bytearray(good)
    kinds: list[Callable[[], None]] = [
        lambda: data.__delitem__(slice(int(rng.integers(1, len(data))), None)),
        lambda: data.__setitem__(slice(int(rng.integers(len(data))), None), rng.bytes(50)),
        lambda: [data.__setitem__(int(i), int(rng.integers(256))) for i in rng.integers(0, len(data), 40)] and None,
        lambda: data.__delitem__(slice(0, int(rng.integers(1, 60)))),
    ]
    kinds[int(rng.integers(len(kinds)))]()
    return bytes(data)
