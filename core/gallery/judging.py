"""Intervals and tests by which claims are judged, and how their numbers are written.

All intervals are at 95 %. One value a seed or an input: Student's t on the values, or on the differences of pairs.
Counts: the exact binomial interval. Nothing is judged from the sign of one number.
"""

from dataclasses import dataclass

import numpy as np

from core import statistics
from core.gallery.findings import Verdict

LEVEL = 0.95


@dataclass(frozen=True)
class Interval(statistics.Interval):
    """A mean or a share, with its 95 % interval and the number of values behind it."""

    count: int

    def __format__(self, spec: str) -> str:
        """Write the mean and the interval in one format, such as `.2f` or `.1%`."""
        return f"{format(self.mean, spec)} [{format(self.low, spec)}, {format(self.high, spec)}]"


def mean(values: np.ndarray) -> Interval:
    """Return the mean of independent values with Student's interval.

    Values that are not finite are left out. With fewer than two the interval is everything: nothing follows from it.
    """
    found = statistics.mean_interval(np.asarray(values), LEVEL)
    return Interval(found.mean, found.low, found.high, int(np.isfinite(values).sum()))


def difference(a: np.ndarray, b: np.ndarray) -> Interval:
    """Return the mean of a - b over pairs (paired t)."""
    return mean(np.asarray(a, np.float64) - np.asarray(b, np.float64))


def share(successes: int, trials: int) -> Interval:
    """Return a share of independent trials with the exact (Clopper-Pearson) interval."""
    found = statistics.share_interval(successes, trials, LEVEL)
    return Interval(found.mean, found.low, found.high, int(trials))


def grade(whole: bool, part: bool) -> Verdict:
    """Return the verdict of a criterion with two steps: all of it, or a part of it that was named beforehand."""
    if whole:
        return "holds"
    return "holds in part" if part else "does not hold"
