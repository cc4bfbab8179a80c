"""A visitor's image set as numbers: the arrays of an .npz, or the rows of a .csv.

Shapes, types and sizes are checked in the header before an array is read, nothing is unpickled, and what is wrong with
a table is said with the number of its line.
"""

import csv
import io
import math
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data import pictures
from core.data.own_sets import MAX_IMAGES, MAX_UNPACKED_BYTES, STEP, Found, OwnSetError, to_uint8
from core.runs.archive import UNREADABLE
from core.runs.progress import Step, Work

MAX_CELLS = 40_000_000  # of a table: 40 MB of whole numbers, or 160 MB of 32-bit ones
MAX_READ_SIDE = 512  # pixels of an image in an array or a table
LABEL_COLUMNS = ("label", "class", "target", "y", "category")


def npz(source: Any) -> Work[Found]:
    """Return the images of an .npz with x, y or x_train, y_train, x_test, y_test; arrays are checked, then read.

    Raises
    ------
    OwnSetError
    """
    yield Step(0, 4, message="Reading the arrays")
    try:
        with zipfile.ZipFile(source) as archive:
            infos = {info.filename.removesuffix(".npy").lower(): info for info in archive.infolist()}
            parts: tuple[str, ...] = ("_train", "_test") if "x_train" in infos else ("",)
            if not all(f"{axis}{parts[0]}" in infos for axis in "xy"):
                listed = ", ".join(sorted(infos)[:8])
                raise OwnSetError(
                    f"The archive has the arrays {listed or 'none'}; expected are x and y, or x_train, y_train, "
                    "x_test and y_test."
                )
            parts = tuple(part for part in parts if f"x{part}" in infos and f"y{part}" in infos)
            total = sum(infos[f"x{part}"].file_size for part in parts)
            if total > MAX_UNPACKED_BYTES:
                raise OwnSetError(
                    f"The images take {total / 1e6:,.0f} MB; at most {MAX_UNPACKED_BYTES / 1e6:.0f} MB are read. Store "
                    "pixels as uint8, or fewer images."
                )
            read = {}
            for at, name in enumerate(f"{axis}{part}" for part in parts for axis in "xy"):
                read[name] = _array(archive, infos[name], name)
                yield Step(at + 1, 2 * len(parts), message="Reading the arrays")
    except UNREADABLE as error:
        if isinstance(error, OwnSetError):
            raise
        raise OwnSetError("The file is no readable .npz archive: it is damaged or cut short.") from error
    images, notes = to_uint8([_images(read[f"x{part}"], f"x{part}") for part in parts])
    labels = [_labels(read[f"y{part}"], len(x), f"y{part}") for part, x in zip(parts, images, strict=True)]
    return Found(
        [image for x in images for image in x],
        [label for part in labels for label in part],
        [index == 1 for index, part in enumerate(labels) for _ in part],
        notes=notes,
    )


def _array(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> np.ndarray:
    """Read one array, after its header has been checked against the limits."""
    if info.file_size > MAX_UNPACKED_BYTES:
        raise OwnSetError(
            f"{name} takes {info.file_size / 1e6:,.0f} MB; at most {MAX_UNPACKED_BYTES / 1e6:.0f} MB are read. "
            "Store pixels as uint8, or fewer images."
        )
    with archive.open(info) as file:
        version = np.lib.format.read_magic(file)
        header = np.lib.format.read_array_header_1_0 if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, dtype = header(file)
    if dtype.hasobject:
        raise OwnSetError(f"{name} holds Python objects, which are not read. Store numbers, or labels as strings.")
    wanted, kinds = ("numbers", "buif") if name.startswith("x") else ("whole numbers or strings", "buiUSf")
    if dtype.kind not in kinds:
        raise OwnSetError(f"{name} has the type {dtype}; expected are {wanted}.")
    if math.prod(shape) * dtype.itemsize > info.file_size:
        raise OwnSetError(f"{name} is shorter than its shape {shape} says: the file is damaged.")
    if not shape or not 0 < shape[0] <= MAX_IMAGES:
        raise OwnSetError(f"{name} has the shape {shape}; expected are 1 to {MAX_IMAGES:,} entries.")
    with archive.open(info) as file:
        return np.lib.format.read_array(file, allow_pickle=False)


def _images(x: np.ndarray, name: str) -> np.ndarray:
    """Return pixels as (n, height, width) or (n, height, width, 3)."""
    shape = x.shape[1:]
    if len(shape) == 1:
        shape = square(shape[0]) or shape
    if len(shape) == 3 and shape[2] == 1:
        shape = shape[:2]
    fits = len(shape) == 2 or (len(shape) == 3 and shape[2] == 3)
    if not fits or not all(pictures.SHORTEST_SIDE <= side <= MAX_READ_SIDE for side in shape[:2]):
        raise OwnSetError(
            f"{name} has the shape {x.shape}; expected are (images, height, width), or that with a last axis of 3 "
            f"colours, with sides from {pictures.SHORTEST_SIDE} to {MAX_READ_SIDE} pixels."
        )
    return x.reshape(len(x), *shape)


def _labels(y: np.ndarray, count: int, name: str) -> list[str]:
    """Return labels as strings, one an image."""
    flat = y[:, 0] if y.ndim == 2 and y.shape[1] == 1 else y
    if flat.shape != (count,):
        raise OwnSetError(f"{name} has the shape {y.shape}; expected is one label for each of {count:,} images.")
    if flat.dtype.kind == "f":
        if not (np.isfinite(flat).all() and (flat == np.rint(flat)).all()):
            raise OwnSetError(f"{name} holds fractions; labels must be whole numbers or strings.")
        flat = flat.astype(np.int64)
    if flat.dtype.kind == "S":
        return [label.decode("utf-8", errors="replace") for label in flat.tolist()]
    return [str(label) for label in flat.tolist()]


def square(values: int) -> tuple[int, ...] | None:
    """Return the shape of a square image with so many values, grey or in colour, or None."""
    for channels, rest in ((1, ()), (3, (3,))):
        side = math.isqrt(values // channels)
        if side * side * channels == values:
            return (side, side, *rest)
    return None


def table(content: bytes) -> Work[Found]:
    """Return the images of a table: a row an image, a column with the label, the others pixels row by row.

    Raises
    ------
    OwnSetError
        With the number of the line that cannot be read.
    """
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    text = io.TextIOWrapper(io.BytesIO(content), encoding, errors="replace", newline="")
    first = text.readline(1_000_000)
    separator = max(",;\t", key=first.count)
    text.seek(0)
    lines = csv.reader(text, delimiter=separator, strict=True)
    layout: _Layout | None = None
    rows: list[np.ndarray] = []
    labels: list[str] = []
    try:
        for cells in lines:
            if not any(cells):
                continue
            if layout is None:
                layout = _Layout.of(cells)
                if layout.header:
                    continue
            label, pixels = layout.row(cells, lines.line_num)
            rows.append(pixels)
            labels.append(label)
            if len(rows) * layout.columns > MAX_CELLS:
                raise OwnSetError(f"The table has more than {MAX_CELLS:,} cells. Take a part of its rows.")
            if len(rows) % STEP == 1:
                yield Step(text.buffer.tell(), len(content), message=f"Reading row {len(rows):,}")
    except csv.Error as error:
        raise OwnSetError(f"Line {lines.line_num} is no line of a table: {error}.") from error
    if layout is None or not rows:
        raise OwnSetError("The table has no rows. A row has a label and the pixels of one image.")
    images, notes = to_uint8([np.stack(rows)])
    return Found(list(images[0].reshape(-1, *layout.shape)), labels, [False] * len(labels), notes=notes)


@dataclass(frozen=True)
class _Layout:
    """The columns of a table: how many there are, which one holds the label, and the shape of an image."""

    columns: int
    label: int
    header: bool
    shape: tuple[int, ...]

    @classmethod
    def of(cls, cells: list[str]) -> "_Layout":
        names = [cell.strip().lower() for cell in cells]
        header = bool({*names} & {*LABEL_COLUMNS}) or not any(_is_number(cell) for cell in cells[1:])
        label = next((names.index(name) for name in LABEL_COLUMNS if name in names), 0) if header else 0
        shape = square(len(cells) - 1)
        if shape is None or not pictures.SHORTEST_SIDE <= shape[0] <= MAX_READ_SIDE:
            raise OwnSetError(
                f"The first line has {len(cells):,} columns. Expected is a label and the pixels of a square image, "
                f"such as 784 for 28 × 28, or three times as many in colour; the side is at least "
                f"{pictures.SHORTEST_SIDE} pixels."
            )
        return cls(len(cells), label, header, shape)

    def row(self, cells: list[str], line: int) -> tuple[str, np.ndarray]:
        """Return the label and the pixels of a line."""
        if len(cells) != self.columns:
            raise OwnSetError(f"Line {line} has {len(cells):,} cells; the first line has {self.columns:,}.")
        label = cells.pop(self.label)
        try:
            pixels = np.array(cells, np.float32)
        except ValueError as error:
            wrong = next((cell for cell in cells if not _is_number(cell)), "")
            raise OwnSetError(f"Line {line}: “{wrong[:40]}” is no number, but the value of a pixel.") from error
        if not np.isfinite(pixels).all():
            raise OwnSetError(f"Line {line} holds a pixel that is not a finite number.")
        if pixels.min() >= 0 and pixels.max() <= 255 and (pixels == np.rint(pixels)).all():
            pixels = pixels.astype(np.uint8)  # a quarter of the memory
        return label, pixels


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
