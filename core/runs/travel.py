"""Work as bytes for another process, with what it needs from the memory of this one."""

import dataclasses
import pickle
from collections.abc import Callable
from typing import Any

from core.runs.progress import Work

# How to find something by its name in this process, and how another process keeps it under that name.
Store = tuple[Callable[[str], Any | None], Callable[[str, Any], None]]
_STORES: list[Store] = []


def take_along(find: Callable[[str], Any | None], keep: Callable[[str, Any], None]) -> None:
    """Let work take along what `find` returns for a text in its params; `keep`, a module's function, receives it."""
    _STORES.append((find, keep))


def packed(start: Callable[[], Work[Any]]) -> bytes:
    """Return `start` (the method of a request, or another function that can be pickled) with what it needs."""
    params = getattr(getattr(start, "__self__", None), "params", None)
    names = [] if params is None else [value for value in dataclasses.astuple(params) if isinstance(value, str)]
    found = [(keep, name, thing) for find, keep in _STORES for name in names if (thing := find(name)) is not None]
    return pickle.dumps((found, start))


def unpacked(content: bytes) -> Callable[[], Work[Any]]:
    """Return the function that `packed` was given, after what came along is kept here."""
    found, start = pickle.loads(content)
    for keep, name, thing in found:
        keep(name, thing)
    return start
