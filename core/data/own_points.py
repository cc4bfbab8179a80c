"""A visitor's own labelled points: read from a table, fitted to the plane, and written into the address.

Everything that can be wrong with a table is an `OwnPointsError` with a sentence for the visitor.
"""

import csv
import re
from dataclasses import dataclass

import numpy as np

from core.data.points import MAX_CLASSES, PointSet

MAX_POINTS = 1000
HALF_WIDTH = 2.0
LARGEST = 1e30  # points are kept as float32, which ends at 3e38
SEPARATORS = {";": "semicolons", "\t": "tabs", ",": "commas", " ": "blanks"}
MAX_LINE = 1000
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LEVELS = len(_ALPHABET) ** 2 - 1


class OwnPointsError(ValueError):
    """These points can't be learned; the message says why and what would do."""


@dataclass(frozen=True)
class Table:
    """What was read of a visitor's table, and how.

    Attributes
    ----------
    points : (n, 2) float64
    labels : n strings, as they were written
    separator : what stands between the columns, a key of SEPARATORS
    decimal_comma : whether numbers are written 0,5
    header : whether the first line was taken as the names of the columns
    """

    points: np.ndarray
    labels: list[str]
    separator: str
    decimal_comma: bool
    header: bool


def text_of(data: bytes) -> str:
    """Decode the bytes of a text file: UTF-8, UTF-16 with its mark, else Windows' Western European."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_table(text: str) -> Table:
    """Read rows of x, y and class, with or without a header.

    The columns may be separated by semicolons, tabs, commas or blanks, and the decimals by a point or a comma:
    the pair is taken under which most rows are two numbers and a class. Quotes protect a separator. Without a header
    there are exactly three columns; with one, further columns are left out.

    Raises
    ------
    OwnPointsError
        With the line that can't be read, when there are too many rows, or none.
    """
    rows = [(number, line.strip()) for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1) if line.strip()]
    if len(rows) > MAX_POINTS + 1:
        raise OwnPointsError(
            f"The table has {len(rows):,} rows, and this page takes at most {MAX_POINTS:,}. Send a random part of them."
        )
    for number, line in rows:
        if len(line) > MAX_LINE:
            raise OwnPointsError(f"Line {number} has {len(line):,} characters; two numbers and a class need far fewer.")
    if not rows:
        raise OwnPointsError("There are no points yet. A line needs two numbers and a class, such as 0.5, -1.2, red.")
    lines = [line for _, line in rows]
    separator, decimal = max(
        ((s, d) for s in SEPARATORS for d in ".,"),
        key=lambda dialect: sum(_point(_cells(line, dialect[0]), dialect[1]) is not None for line in lines),
    )
    columns, start = 3, 0
    first = _cells(lines[0], separator)
    if not re.match(r"[-+.\d]", lines[0]) and all(_number(cell, decimal) is None for cell in first[:2]):
        columns, start = max(3, len(first)), 1
    points, labels = [], []
    for number, line in rows[start:]:
        cells = _cells(line, separator)
        point = _point(cells, decimal)
        if point is None or len(cells) > columns:
            raise OwnPointsError(
                f"Line {number} is {line[:40]!r}; each line needs two numbers and a class, such as 0.5, -1.2, red."
                + (f" It was read as {len(cells)} columns separated by {SEPARATORS[separator]}." if point else "")
            )
        if not np.isfinite(point).all():
            raise OwnPointsError(f"Line {number} holds {line[:40]!r}; NaN and infinity are no place in the plane.")
        if max(map(abs, point)) > LARGEST:
            raise OwnPointsError(f"Line {number} holds {line[:40]!r}; coordinates must lie within ±{LARGEST:g}.")
        points.append(point)
        labels.append(cells[2])
    if not points:
        raise OwnPointsError("There are no points yet. A line needs two numbers and a class, such as 0.5, -1.2, red.")
    return Table(np.array(points), labels, separator, decimal == ",", bool(start))


def _cells(line: str, separator: str) -> list[str]:
    """The cells of one line without quotes and blanks around them; empty ones at its end are left out."""
    if separator == " ":
        cells = line.split(None, 2)
    else:
        cells = next(csv.reader([line.replace("\0", "")], delimiter=separator, skipinitialspace=True), [])
    cells = [cell.strip().strip("\"'") for cell in cells]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _number(cell: str, decimal: str) -> float | None:
    """The number in a cell, or None."""
    if decimal == "," and "." in cell:
        return None
    try:
        return float(cell.replace(decimal, "."))
    except ValueError:
        return None


def _point(cells: list[str], decimal: str) -> tuple[float, float] | None:
    """The two numbers that a row begins with, or None where it does not or has no class."""
    if len(cells) < 3:
        return None
    x, y = _number(cells[0], decimal), _number(cells[1], decimal)
    return None if x is None or y is None else (x, y)


def own_set(points: np.ndarray, labels: list[str]) -> PointSet:
    """Check points (n, 2) with their classes and number the classes in sorted order.

    Raises
    ------
    OwnPointsError
        When no network could learn anything from them: one class, too many classes, one place, or not finite.
    """
    points = np.asarray(points, np.float64).reshape(-1, 2)
    names = tuple(sorted(set(labels)))
    if len(points) > MAX_POINTS:
        raise OwnPointsError(f"There are {len(points):,} points, and this page takes at most {MAX_POINTS:,}.")
    if not np.isfinite(points).all():
        raise OwnPointsError("A point has a coordinate that is NaN or infinite. Take it out.")
    if (np.abs(points) > LARGEST).any():
        raise OwnPointsError(f"A point lies farther out than {LARGEST:g}. Take it out, or use larger units.")
    if len(names) < 2:
        raise OwnPointsError(
            "All points have one class, so there is nothing to tell apart. Add points of a second class."
            if names
            else "There are no points yet. Add some of at least two classes."
        )
    if len(names) > MAX_CLASSES:
        raise OwnPointsError(f"There are {len(names)} classes, and this page shows at most {MAX_CLASSES}.")
    if len(np.unique(points, axis=0)) < 2:
        raise OwnPointsError("All points lie in one place, so no boundary can part them. Move some.")
    return PointSet(points.astype(np.float32), np.array([names.index(label) for label in labels]), names)


def duplicates(data: PointSet) -> tuple[int, int]:
    """How many points repeat an earlier one, and how many lie where another class lies too."""
    places, index = np.unique(data.points, axis=0, return_inverse=True)
    index = index.reshape(-1)
    counts = np.zeros((len(places), data.classes), int)
    np.add.at(counts, (index, data.labels), 1)
    contested = (counts > 0).sum(axis=1) > 1
    return len(index) - len(places), int(counts[contested].sum())


def fit_to_plane(points: np.ndarray) -> tuple[np.ndarray, bool]:
    """Leave points within [-2, 2]^2 as they are; else centre each axis and scale it to [-1, 1]. Says if it did."""
    if np.abs(points).max() <= HALF_WIDTH:
        return points, False
    low, high = points.min(axis=0), points.max(axis=0)
    return (points - (low + high) / 2) / np.where(high > low, (high - low) / 2, 1.0), True


def encode(points: np.ndarray, labels: np.ndarray) -> str:
    """Five address-safe letters a point: x and y on a grid of 4/4095 over [-2, 2], and the class."""
    grid = np.rint((np.clip(points, -HALF_WIDTH, HALF_WIDTH) + HALF_WIDTH) / (2 * HALF_WIDTH) * _LEVELS).astype(int)
    return "".join(
        _ALPHABET[x // 64] + _ALPHABET[x % 64] + _ALPHABET[y // 64] + _ALPHABET[y % 64] + str(label)
        for (x, y), label in zip(grid.tolist(), np.asarray(labels).tolist(), strict=True)
    )


def decode(text: str) -> tuple[np.ndarray, list[str]]:
    """Read what `encode` wrote.

    Raises
    ------
    OwnPointsError
        When the address was cut or changed on its way.
    """
    letters = f"[{re.escape(_ALPHABET)}]"
    if len(text) > 5 * MAX_POINTS:
        raise OwnPointsError(f"The address holds more than {MAX_POINTS:,} points.")
    if not re.fullmatch(rf"({letters}{{4}}[0-{MAX_CLASSES - 1}])*", text):
        raise OwnPointsError("The points in the address can't be read: it was cut or changed. Paste them again.")
    place = np.array([_ALPHABET.index(letter) for i, letter in enumerate(text) if i % 5 != 4]).reshape(-1, 2, 2)
    levels = place[..., 0] * 64 + place[..., 1] if len(place) else np.zeros((0, 2))
    return levels / _LEVELS * 2 * HALF_WIDTH - HALF_WIDTH, list(text[4::5])
