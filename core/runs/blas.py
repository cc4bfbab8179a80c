"""One thread for NumPy's matrix products, where they alternate with TensorFlow's.

TensorFlow's idle threads keep spinning for a moment; OpenBLAS threads that have to wait for a core then cost more
than they bring: after a TensorFlow operation twenty skinny products (784 x 784 times 784 x 30 and the like) took
181 to 211 ms with two threads and 69 to 74 ms with one, on two cores that other jobs shared.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeVar

from threadpoolctl import OpenBLASController, ThreadpoolController

from core.runs.progress import Work

Result = TypeVar("Result")


@lru_cache(maxsize=2)
def _libraries(scipy_is_loaded: bool) -> ThreadpoolController:
    """The BLAS libraries of this process. Looking for them takes 2 ms, and SciPy brings one of its own."""
    return ThreadpoolController().select(user_api="blas")


class _Limit:
    """The number of threads is one setting of the whole process, so one object owns it and counts who needs it low.

    threadpoolctl lets only the thread that lowered the number raise it again. Here the last thread to leave does that,
    so the ownership is given up at once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._holders = 0
        self._limiter = None

    def enter(self) -> None:
        with self._lock:
            if self._holders == 0:
                self._limiter = _libraries("scipy.linalg" in sys.modules).limit(limits=1)
                OpenBLASController.clear_controlling_thread(force=True)
            self._holders += 1

    def leave(self) -> None:
        with self._lock:
            self._holders -= 1
            if self._holders == 0 and self._limiter is not None:
                self._limiter.restore_original_limits()
                OpenBLASController.clear_controlling_thread(force=True)
                self._limiter = None


_LIMIT = _Limit()


@contextmanager
def one_thread() -> Iterator[None]:
    """Let NumPy and SciPy multiply on one thread inside the block.

    Blocks of several threads may overlap in any order; the last one to end brings the old number back. A block must
    not hold a `yield`, since nobody knows when a generator goes on: use `on_one_thread` for those.
    """
    _LIMIT.enter()
    try:
        yield
    finally:
        _LIMIT.leave()


def on_one_thread(work: Work[Result]) -> Work[Result]:
    """Pass on the steps of `work`, which multiplies on one thread between them."""
    try:
        while True:
            with one_thread():
                try:
                    step = next(work)
                except StopIteration as end:
                    return end.value
            yield step
    finally:
        work.close()
