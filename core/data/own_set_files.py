"""The three formats of a visitor's image set: a .zip (or folder) with a folder a class, an .npz, and a .csv.

Sizes are checked before anything is unpacked, no path of an archive is ever opened on the disk, archives inside
archives are left alone, and nothing is unpickled.
"""

import csv
import io
import math
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from core.data import own_store, pictures
from core.data.own_sets import (
    LARGEST_SIDE,
    MAX_FILE_BYTES,
    MAX_IMAGES,
    MAX_UNPACKED_BYTES,
    STEP,
    Found,
    OwnSetError,
    to_uint8,
)
from core.runs.archive import UNREADABLE
from core.runs.progress import Step, Work

TYPES = ("zip", "npz", "csv")
MAX_MEMBERS = 50_000
MAX_CELLS = 40_000_000  # of a table: 160 MB as 32-bit numbers
MAX_READ_SIDE = 512  # pixels of an image in an array or a table
TRAIN, TEST = ("train", "training"), ("test", "testing")
VALIDATION = ("val", "valid", "validation")
ARCHIVES = ("zip", "tar", "gz", "tgz", "bz2", "xz", "7z", "rar", "npz")
LABEL_COLUMNS = ("label", "class", "target", "y", "category")


def read(content: bytes, file_name: str, side: int) -> Work[Found]:
    """Return what is in a visitor's file, by the ending of its name.

    Raises
    ------
    OwnSetError
    """
    if len(content) > MAX_FILE_BYTES:
        raise OwnSetError(
            f"The file has {len(content) / 1e6:,.0f} MB; at most {MAX_FILE_BYTES / 1e6:.0f} MB are read. "
            "Make the images smaller, or take a part of them."
        )
    if not content:
        raise OwnSetError("The file is empty.")
    readers: dict[str, Callable[[], Work[Found]]] = {
        "zip": lambda: _zip(content, side),
        "npz": lambda: npz(io.BytesIO(content)),
        "csv": lambda: table(content),
    }
    ending = file_name.rpartition(".")[2].lower()
    if ending not in readers:
        raise OwnSetError("A .zip, .npz or .csv file is expected.")
    return (yield from readers[ending]())


@dataclass(frozen=True)
class Member:
    """A file of an archive or a folder: the parts of its path, its size, and how to read it."""

    path: tuple[str, ...]
    size: int
    read: Callable[[], bytes]


def _zip(content: bytes, side: int) -> Work[Found]:
    # The directory is counted before it is read: zipfile makes an object of every entry.
    entries = content.count(b"PK\x01\x02")
    if entries > MAX_MEMBERS:
        raise OwnSetError(f"The archive has about {entries:,} files; at most {MAX_MEMBERS:,} are read.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except UNREADABLE as error:
        raise OwnSetError("The file is no readable .zip archive: it is damaged or cut short.") from error
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        members = [Member(_names(info.filename), info.file_size, partial(archive.read, info)) for info in infos]
        return (yield from folders(members, side))


def _names(path: str) -> tuple[str, ...]:
    """Return the parts of a path as mere names: nothing is ever opened or written there."""
    return tuple(part for part in path.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def folder(root: Path, side: int) -> Work[Found]:
    """Return the images of a folder on this machine, in a folder a class; links are not followed."""
    paths = sorted(p for p in root.rglob("*") if p.is_file() and not p.is_symlink())
    members = [Member(p.relative_to(root).parts, p.stat().st_size, p.read_bytes) for p in paths[: MAX_MEMBERS + 1]]
    return (yield from folders(members, side))


def folders(members: Iterable[Member], side: int) -> Work[Found]:
    """Return the images of files in folders, one a class, below train/ and test/ where there are such folders.

    Raises
    ------
    OwnSetError
        When there are too many files, or they are too large.
    """
    found = Found(images=(images := []))
    shown = [m for m in members if m.path and not any(p.startswith(".") or p == "__MACOSX" for p in m.path)]
    usable = [m for m in shown if _is_image(m, found)]
    if len(usable) > MAX_MEMBERS:
        raise OwnSetError(f"There are {len(usable):,} files; at most {MAX_MEMBERS:,} are read.")
    total = sum(m.size for m in usable)
    if total > MAX_UNPACKED_BYTES:
        raise OwnSetError(
            f"The images take {total / 1e6:,.0f} MB unpacked; at most {MAX_UNPACKED_BYTES / 1e6:.0f} MB are read. "
            "Make them smaller: here they become squares of at most 64 pixels."
        )
    paths = _below_common_folders([m.path for m in usable])
    tops = {path[0].lower() for path in paths}
    has_parts = bool(tops & {*TRAIN}) and tops <= {*TRAIN, *TEST, *VALIDATION}
    has_test = bool(tops & {*TEST})
    used = 0
    for at, (member, path) in enumerate(zip(usable, paths, strict=True)):
        part = path[0].lower() if has_parts else ""
        if part in VALIDATION and has_test:
            found.skipped["validation images, as there is a test part"] += 1
            continue
        within = path[1:] if has_parts else path
        if len(within) < 2:
            found.skipped["images that are in no class folder"] += 1
            continue
        try:
            image = _decoded(member, side or LARGEST_SIDE)
        except pictures.PictureError as problem:
            found.skipped[f"image(s) that cannot be decoded: {str(problem).rstrip('.')}"] += 1
            continue
        used += image.nbytes
        if used > own_store.most_bytes() + MAX_UNPACKED_BYTES / 10:
            raise OwnSetError(
                f"After {at:,} of {len(usable):,} images the set is larger than this server keeps "
                f"({own_store.most_bytes() / 1e6:,.0f} MB). Choose a smaller side, or upload fewer images."
            )
        images.append(image)
        found.labels.append(within[0])
        found.test.append(part in TEST or part in VALIDATION)
        if at % STEP == 0:
            yield Step(at, len(usable), message=f"Decoding {len(usable):,} images")
    return found


def _is_image(member: Member, found: Found) -> bool:
    """Whether a file is an image of a size that is decoded; others are counted as skipped."""
    ending = member.path[-1].rpartition(".")[2].lower()
    if ending in ARCHIVES:
        found.skipped["archive(s) inside the archive"] += 1
    elif ending not in pictures.UPLOAD_TYPES:
        found.skipped["file(s) that are no images"] += 1
    elif member.size > pictures.MAX_BYTES:
        found.skipped[f"image(s) of more than {pictures.MAX_BYTES / 1e6:.0f} MB"] += 1
    else:
        return True
    return False


def _decoded(member: Member, side: int) -> np.ndarray:
    """Decode an image like a single upload, and reduce it to at most `side` pixels."""
    try:
        content = member.read()
    except UNREADABLE as error:
        raise pictures.PictureError("it is damaged, encrypted or compressed by an unknown method.") from error
    return np.asarray(pictures.shrink(Image.fromarray(pictures.decode(content).pixels), side))


def _below_common_folders(paths: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Drop leading folders that all paths share, as long as a class folder remains."""
    while paths and len({path[0] for path in paths}) == 1 and min(map(len, paths)) > 2:
        paths = [path[1:] for path in paths]
    return paths


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
            parts = ("_train", "_test") if "x_train" in infos else ("",)
            if not all(f"{axis}{parts[0]}" in infos for axis in "xy"):
                listed = ", ".join(sorted(infos)[:8])
                raise OwnSetError(
                    f"The archive has the arrays {listed or 'none'}; expected are x and y, or x_train, y_train, "
                    "x_test and y_test."
                )
            parts = tuple(part for part in parts if f"x{part}" in infos and f"y{part}" in infos)
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
        return label, pixels


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
