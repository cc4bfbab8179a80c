"""What a benchmark case is, and how two things are timed side by side."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One measured pair. `ratio` = theirs / ours: above 1 is in our favour."""

    name: str
    ours: float
    theirs: float
    unit: str
    against: str

    @property
    def ratio(self) -> float:
        return self.theirs / self.ours


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def compare(
    name: str,
    ours: Callable[[], object],
    theirs: Callable[[], object],
    against: str,
    repeats: int = 5,
    warm: bool = True,
) -> Case:
    """Time two things in turn and take the medians; `warm` runs each once before."""
    if warm:
        ours()
        theirs()
    times = [(seconds(ours), seconds(theirs)) for _ in range(repeats)]
    mine, other = (statistics.median(column) for column in zip(*times, strict=True))
    return Case(name, mine, other, "s", against)
