"""A visitor's own image set: from a file to arrays of one size, split into a training and a test part, under a hash.

The three formats are read in `own_set_files`; what they share, and every limit, is here. Whatever is wrong with a file
is an `OwnSetError` with a sentence for the visitor.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import numpy as np
from PIL import Image

from core.data import own_store
from core.data.image_sets import OWN_PREFIX, RESERVED_CLASS_NAMES, SPLIT_SEED, ImageSet, stratified_split
from core.runs.archive import freeze
from core.runs.progress import Step, Work

AS_IN_FILE = 0
SMALLEST_SIDE, LARGEST_SIDE = 16, 64  # pixels
SIDES = (AS_IN_FILE, 16, 20, 24, 28, 32, 40, 48, 56, 64)
FEWEST_CLASSES, MOST_CLASSES = 2, 50
MAX_FILE_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 300_000_000  # of all images of an archive, or of one array
MAX_IMAGES = 100_000
MAX_NAME = 60  # characters of a class name
TEST_SHARE = 0.2
STEP = 200  # images between two steps


class OwnSetError(ValueError):
    """The file is no image set that can be used; the message says why and what would do."""


@dataclass
class Found:
    """What a reader found in a file.

    Attributes
    ----------
    images : sequence of uint8 arrays, (height, width) or (height, width, 3)
    labels : list of str
        As they were written.
    test : list of bool
        Whether an image belongs to the test part; all False where the file has no such part.
    skipped : Counter
        Reason -> how many images or files were left out for it.
    notes : list of str
    """

    images: Sequence[np.ndarray] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    test: list[bool] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Reading:
    """What became of a file: the name under which its set is kept with notes, or a problem.

    Attributes
    ----------
    name : str
        ``own-HASH``; empty where there is a problem.
    notes : tuple of str
        What was done on the way, and what was left out.
    problem : str
        A sentence for the visitor; empty when the file is good.
    """

    name: str = ""
    notes: tuple[str, ...] = ()
    problem: str = ""


def read(content: bytes, file_name: str, side: int = AS_IN_FILE) -> Work[Reading]:
    """Read a visitor's file, keep its set in the store, and return the set's name or what is wrong with the file."""
    from core.data import own_set_files  # noqa: PLC0415 it needs this module

    yield Step(0, 1, message="Reading the file")
    try:
        found = yield from own_set_files.read(content, file_name, side)
        made, notes = yield from build(found, side)
    except OwnSetError as problem:
        return Reading(problem=str(problem))
    own_store.STORE.keep(made.name, made)
    return Reading(made.name, notes)


def build(found: Found, side: int = AS_IN_FILE, name: str = "") -> Work[tuple[ImageSet, tuple[str, ...]]]:
    """Return the image set of what was found in a file, and notes on what was done.

    Images become squares of `side` pixels with their aspect kept; what is missing is filled with the median of the
    image's border. Without a test part every fifth image of a class goes into one, drawn with a fixed seed.

    Raises
    ------
    OwnSetError
        When there are too few or too many classes, or too many pixels.
    """
    labels = np.array([class_name(label) for label in found.labels], dtype=object)
    is_test = np.array(found.test, bool)
    chosen, notes = _usable(labels, is_test, found), list[str]()
    names = in_order(set(labels[chosen]))
    if not FEWEST_CLASSES <= len(names) <= MOST_CLASSES:
        why = "".join(f" {note}" for note in skipped_in_words(found.skipped)[:3])
        listed = f" ({', '.join(names[:5])})" if names else ""
        raise OwnSetError(
            f"The file has {len(names)} usable class{'' if len(names) == 1 else 'es'}{listed}; a set needs "
            f"{FEWEST_CLASSES} to {MOST_CLASSES}.{why}"
        )
    side = side or natural_side([found.images[i] for i in chosen])
    colour = any(found.images[i].ndim == 3 for i in chosen)
    needed, allowed = len(chosen) * side * side * (3 if colour else 1), own_store.most_bytes()
    if needed > allowed:
        raise OwnSetError(
            f"{len(chosen):,} images of {side} × {side} pixels take {needed / 1e6:,.0f} MB; this server keeps at most "
            f"{allowed / 1e6:,.0f} MB of one set. Choose a smaller side, or upload fewer images."
        )
    pixels = np.empty((len(chosen), side, side, *([3] if colour else [])), np.uint8)
    padded = 0
    for row, index in enumerate(chosen):
        image = found.images[index]
        padded += image.shape[0] != image.shape[1]
        pixels[row] = in_colour(fit(image, side)) if colour else fit(image, side)
        if row % STEP == 0:
            yield Step(row, len(chosen), message="Bringing the images to one size")
    number = {label: i for i, label in enumerate(names)}
    y = np.array([number[label] for label in labels[chosen]], np.uint8)
    if is_test.any():
        test = np.flatnonzero(is_test[chosen])
        train = np.flatnonzero(~is_test[chosen])
    else:
        train, test = stratified_split(y, TEST_SHARE, SPLIT_SEED)
        notes.append(f"The file has no test part: {len(test):,} of {len(y):,} images, drawn by class, make one.")
    if padded:
        notes.append(f"{padded:,} images are not square; their borders are extended.")
    parts = pixels[train], y[train], pixels[test], y[test]
    made = ImageSet(name or digest(parts, names), *parts, tuple(names))
    return freeze(made), (*found.notes, *notes, *skipped_in_words(found.skipped))


def _usable(labels: np.ndarray, is_test: np.ndarray, found: Found) -> np.ndarray:
    """Return the indices of images whose class has some for both parts, and count the others as skipped."""
    train, test = Counter(labels[~is_test].tolist()), Counter(labels[is_test].tolist())
    if is_test.any():
        lacking = {name: "a training and a test image" for name in {*train, *test} if not (train[name] and test[name])}
    else:
        lacking = {name: "two images" for name, count in train.items() if count < 2}
    for name, need in sorted(lacking.items()):
        found.skipped[f"of class {name}, which needs at least {need}"] += train[name] + test[name]
    return np.flatnonzero([label not in lacking for label in labels])


def skipped_in_words(skipped: Counter[str]) -> list[str]:
    """Return a sentence for each reason, the most frequent one first."""
    return [f"Left out: {count:,} {reason}." for reason, count in skipped.most_common()]


def class_name(label: object) -> str:
    """Return the name of a class on one line, without what cannot be printed, and unlike the pages' own entries."""
    plain = "".join(c for c in " ".join(str(label).split()) if c.isprintable())[:MAX_NAME].strip()
    if re.fullmatch(r"-?\d+\.0+", plain):  # numbers that passed through a table of floats
        plain = plain.split(".")[0]
    return f"class {plain}" if plain in RESERVED_CLASS_NAMES or not plain else plain


def in_order(names: set[str]) -> list[str]:
    """Return class names by number where all are whole numbers, else by alphabet."""
    whole = all(re.fullmatch(r"-?\d{1,18}", name, re.ASCII) for name in names)
    return sorted(names, key=int) if whole else sorted(names)


def natural_side(images: Sequence[np.ndarray]) -> int:
    """Return the median of the longer sides, within the sides that can be used."""
    longer = np.median([max(image.shape[:2]) for image in images])
    return int(np.clip(round(float(longer)), SMALLEST_SIDE, LARGEST_SIDE))


def fit(image: np.ndarray, side: int) -> np.ndarray:
    """Return `image` as a square of `side` pixels: scaled to touch the border, the rest in the median of its border."""
    if image.shape[:2] == (side, side):
        return image
    height, width = image.shape[:2]
    scale = side / max(height, width)
    small = max(1, round(width * scale)), max(1, round(height * scale))
    resized = np.asarray(Image.fromarray(image).resize(small, Image.Resampling.LANCZOS))
    if resized.shape[:2] == (side, side):
        return resized
    border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
    square = np.empty((side, side, *image.shape[2:]), np.uint8)
    square[:] = np.median(border, axis=0).astype(np.uint8)
    top, left = (side - resized.shape[0]) // 2, (side - resized.shape[1]) // 2
    square[top : top + resized.shape[0], left : left + resized.shape[1]] = resized
    return square


def in_colour(image: np.ndarray) -> np.ndarray:
    """Return a grey image with three equal channels; one in colour as it is."""
    return image if image.ndim == 3 else np.repeat(image[..., None], 3, axis=2)


def digest(parts: Sequence[np.ndarray], names: Sequence[str]) -> str:
    """Return ``own-HASH``: equal for equal images, labels, split and class names."""
    hashed = sha256(repr((names, [part.shape for part in parts])).encode())
    for part in parts:
        hashed.update(np.ascontiguousarray(part).data)
    return OWN_PREFIX + hashed.hexdigest()[:16]


def to_uint8(arrays: Sequence[np.ndarray]) -> tuple[list[np.ndarray], list[str]]:
    """Return numbers as grey levels 0 … 255, all by the one rule that their common range asks for, and notes on it.

    0 … 255 stays as it is; 0 … 1 and -1 … 1 are stretched; any other range is stretched from its own ends.

    Raises
    ------
    OwnSetError
        When a number is not finite.
    """
    filled = [array for array in arrays if array.size]
    low = min(float(array.min()) for array in filled)
    high = max(float(array.max()) for array in filled)
    if not np.isfinite([low, high]).all():
        raise OwnSetError("The pixels contain NaN or infinity. Replace them before you write the file.")
    if all(array.dtype == np.uint8 for array in arrays) and high > 1:
        return list(arrays), []
    if low >= 0 and high <= 1:
        zero, factor, note = 0.0, 255.0, "Pixels from 0 to 1 are multiplied by 255."
    elif low >= 0 and high <= 255:
        zero, factor, note = 0.0, 1.0, ""
    elif low >= -1 and high <= 1:
        zero, factor, note = -1.0, 127.5, "Pixels from -1 to 1 are stretched to 0 … 255."
    else:
        zero, factor = low, 255 / (high - low or 1)
        note = f"Pixels from {low:g} to {high:g} are stretched to 0 … 255."
    return [_stretched(array, zero, factor) for array in arrays], [note] if note else []


def _stretched(array: np.ndarray, zero: float, factor: float) -> np.ndarray:
    result = np.empty(array.shape, np.uint8)
    for start in range(0, len(array), STEP):  # in pieces: eight bytes a pixel would be too much at once
        piece: Any = array[start : start + STEP].astype(float)
        result[start : start + STEP] = np.rint((piece - zero) * factor).clip(0, 255)
    return result
