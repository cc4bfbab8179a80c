"""Split long work into pieces short enough that it can be stopped between any two of them."""

from collections.abc import Callable, Iterator
from time import perf_counter as clock
from typing import TypeVar

Result = TypeVar("Result")

# How long a piece should take. A second is the longest that a visitor should wait after Stop; a busy machine makes
# pieces longer than they were measured to be.
PIECE_SECONDS = 0.25
GROWTH = 4


class Pace:
    """Choose how many units of work make a piece of about `seconds`, from how long the pieces before it took.

    The first piece is a single unit, and no piece is more than GROWTH times as long as those before it: what a unit
    costs is unknown at first, and the first one often pays for building a graph.

    Attributes
    ----------
    size : int
        Units of the next piece.
    """

    def __init__(self, seconds: float = PIECE_SECONDS):
        self.seconds, self.size = seconds, 1

    def pieces(self, count: int, work: Callable[[int, int], Result]) -> Iterator[tuple[int, Result]]:
        """Call work(start, stop) on consecutive pieces of range(count); yield each stop with what came back.

        Only `work` is timed, not what the caller does between two pieces.
        """
        start = 0
        while start < count:
            stop = min(start + self.size, count)
            began = clock()
            result = work(start, stop)
            self._learn(stop - start, clock() - began)
            yield stop, result
            start = stop

    def _learn(self, units: int, took: float) -> None:
        fitting = int(units * self.seconds / max(took, 1e-6))
        self.size = max(1, min(fitting, GROWTH * self.size))
