"""Finished runs as files: a frozen dataclass of arrays and plain values, in one compressed .npz.

Nothing is pickled, so an archive cannot execute code.
"""

import dataclasses
import json
import lzma
import os
import struct
import tempfile
import tokenize
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from core.runs.params import Params

Result = TypeVar("Result")

# What NumPy and zipfile raise on bytes that are no whole archive of plain arrays. RuntimeError: a member claims to be
# encrypted; NotImplementedError: or to be compressed by an unknown method; MemoryError: or to hold a huge array.
UNREADABLE = (
    OSError,
    ValueError,
    EOFError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    OverflowError,
    RuntimeError,
    NotImplementedError,
    MemoryError,
    SyntaxError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
)


class ArchiveError(ValueError):
    """The file is damaged, or it is not the archive of such a result."""


def write_npz(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write a compressed .npz so that no reader ever sees half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez_compressed(file, allow_pickle=False, **arrays)
        os.chmod(partial, 0o644)  # mkstemp's own mode would hide it from other users of a shared folder
        os.replace(partial, path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def read_npz(path: Path) -> dict[str, np.ndarray]:
    """Read every array of an .npz.

    Raises
    ------
    ArchiveError
        When the file is damaged, truncated, or holds pickled objects.
    FileNotFoundError
        When there is no such file.
    """
    if path.exists() and not path.is_file():
        raise ArchiveError(f"{path.name} is no regular file.")
    try:
        with zipfile.ZipFile(path) as archive:
            return {info.filename.removesuffix(".npy"): _member(archive, info) for info in archive.infolist()}
    except FileNotFoundError:
        raise
    except UNREADABLE as error:
        raise ArchiveError(f"{path.name} cannot be read: {error}") from error


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> np.ndarray:
    """Read one array to the end of its member, where zipfile compares the checksum."""
    with archive.open(info) as file:
        array = np.lib.format.read_array(file, allow_pickle=False)
        if file.read(1):
            raise ValueError(f"{info.filename} is longer than its array")
    return array


def save(path: Path, result: Any, half: Sequence[str] = ()) -> None:
    """Write `result`, a dataclass of arrays, tuples of arrays, `Params` and plain JSON values.

    The fields named in `half` are stored as 16-bit floats (relative error up to 5e-4).
    """
    arrays: dict[str, np.ndarray] = {}
    plain: dict[str, Any] = {}
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        if field.name in half:
            value = _halved(value)
        if isinstance(value, np.ndarray):
            arrays[field.name] = value
        elif isinstance(value, tuple) and value and isinstance(value[0], np.ndarray):
            plain[field.name] = len(value)
            arrays.update({f"{field.name}.{i}": item for i, item in enumerate(value)})
        elif isinstance(value, Params):
            plain[field.name] = value.to_query()
        else:
            plain[field.name] = value
    write_npz(path, {**arrays, "plain": np.array(json.dumps(plain))})


def _halved(value: Any) -> Any:
    return tuple(map(_halved, value)) if isinstance(value, tuple) else value.astype(np.float16)


def _single(array: np.ndarray) -> np.ndarray:
    return array.astype(np.float32) if array.dtype == np.float16 else array


def load(path: Path, kind: type[Result], **params: type[Params]) -> Result:
    """Read what `save` wrote; 16-bit floats become 32-bit ones. `params` names the class of each `Params` field.

    Raises
    ------
    ArchiveError
        When the file is damaged or lacks a field of `kind`.
    FileNotFoundError
        When there is no such file.
    """
    arrays = read_npz(path)
    values: dict[str, Any] = {}
    try:
        plain = json.loads(str(arrays["plain"]))
        if not isinstance(plain, dict):
            raise ValueError("its plain values are no table")
        for field in dataclasses.fields(kind):  # type: ignore[arg-type]
            name = field.name
            if name in arrays:
                values[name] = _single(arrays[name])
            elif f"{name}.0" in arrays:
                values[name] = tuple(_single(arrays[f"{name}.{i}"]) for i in range(plain[name]))
            elif name in params:
                values[name] = params[name].from_query(plain[name])
            else:
                value = plain[name]
                values[name] = tuple(value) if isinstance(value, list) else value
        return kind(**values)
    except UNREADABLE as error:
        raise ArchiveError(f"{path.name} is not the archive of a {kind.__name__}: {error}") from error


def arrays_of(value: Any) -> list[np.ndarray]:
    """Return every array that a result holds, also in nested tuples, lists, mappings and dataclasses."""
    if isinstance(value, np.ndarray):
        return [value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        value = [getattr(value, field.name) for field in dataclasses.fields(value)]
    elif isinstance(value, Mapping):
        value = list(value.values())
    elif not isinstance(value, (tuple, list)):
        return []
    return [array for item in value for array in arrays_of(item)]


def freeze(result: Result) -> Result:
    """Make every array of a result read-only and return it; `Jobs` does this with whatever it keeps."""
    for array in arrays_of(result):
        array.setflags(write=False)
    return result


def nbytes(result: Any) -> int:
    """The bytes of all arrays of a result."""
    return sum(array.nbytes for array in arrays_of(result))
