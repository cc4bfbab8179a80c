"""A visitor's image set as a file: a .zip (or folder) with a folder a class, or what `own_set_arrays` reads.

Sizes are checked before anything is unpacked, no path of an archive is ever opened on the disk, archives inside
archives are left alone, and nothing is unpickled.
"""

import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

from core.data import own_set_arrays, own_store, pictures
from core.data.own_sets import (
    LARGEST_SIDE,
    MAX_FILE_BYTES,
    MAX_UNPACKED_BYTES,
    Found,
    OwnSetError,
)
from core.runs.archive import UNREADABLE
from core.runs.progress import Step, Work

TYPES = ("zip", "npz", "csv")
MAX_MEMBERS = 50_000
TRAIN, TEST = ("train", "training"), ("test", "testing")
VALIDATION = ("val", "valid", "validation")
ARCHIVES = ("zip", "tar", "gz", "tgz", "bz2", "xz", "7z", "rar", "npz")


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
        "npz": lambda: own_set_arrays.npz(io.BytesIO(content)),
        "csv": lambda: own_set_arrays.table(content),
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
        yield Step(at, len(usable), message=f"Decoding {len(usable):,} images")
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
        if used > own_store.most_bytes():
            raise OwnSetError(
                f"After {at:,} of {len(usable):,} images the set is larger than this server keeps "
                f"({own_store.most_bytes() / 1e6:,.0f} MB). Choose a smaller side, or upload fewer images."
            )
        images.append(image)
        found.labels.append(within[0])
        found.test.append(part in TEST or part in VALIDATION)
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
