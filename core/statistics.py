"""Statistics that several topics share, one definition each: correlations, CKA, half-times, intervals and more."""

from dataclasses import dataclass

import numpy as np


def cosine(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return the cosine between each row of `a` and the same row of `b`, (n, k) and (n, k) -> (n,).

    A zero row has cosine 0.
    """
    a, b = a.astype(np.float64), b.astype(np.float64)
    norms = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    products = (a * b).sum(1)
    return np.divide(products, norms, out=np.zeros_like(products), where=norms > 0)


def pearson(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return Pearson's r between each row of `a` and the same row of `b`, (n, k) and (n, k) -> (n,).

    A constant row has r 0.
    """
    a, b = a.astype(np.float64), b.astype(np.float64)
    return cosine(a - a.mean(1, keepdims=True), b - b.mean(1, keepdims=True))


def correlations(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Return Pearson's r of every column of `a` with every column of `b`, (n, p) and (n, q) -> (p, q).

    A constant column has r 0.
    """

    def standard(x: np.ndarray) -> np.ndarray:
        x = x.astype(np.float64) - x.mean(0, dtype=np.float64)
        norms = np.linalg.norm(x, axis=0)
        return np.divide(x, norms, out=np.zeros_like(x), where=norms > 1e-12)

    return standard(a).T @ standard(b)


def ranks(values: np.ndarray) -> np.ndarray:
    """Return the rank of each value, from 1; equal values share the mean of their ranks."""
    from scipy.stats import rankdata  # noqa: PLC0415 scipy.stats takes half a second to import

    return rankdata(values)


def spearman(a: np.ndarray, b: np.ndarray) -> float:
    """Return Spearman's rank correlation of two vectors over the pairs in which both values are finite.

    NaN when fewer than three such pairs remain or one side is constant.
    """
    a, b = np.asarray(a, np.float64), np.asarray(b, np.float64)
    known = np.isfinite(a) & np.isfinite(b)
    a, b = a[known], b[known]
    if len(a) < 3 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(correlations(ranks(a)[:, None], ranks(b)[:, None])[0, 0])


def cka(a: np.ndarray, b: np.ndarray) -> float:
    """Return linear CKA of (n, p) and (n, q) (Kornblith et al. 2019, equation 4, with centred columns).

    1 for rotations and scalings of each other; NaN when one of them is constant.
    """
    a, b = (x.astype(np.float64) - x.mean(0, dtype=np.float64) for x in (a, b))
    across = np.linalg.norm(a.T @ b) ** 2
    within = np.linalg.norm(a.T @ a) * np.linalg.norm(b.T @ b)
    return float(across / within) if within > 0 else float("nan")


def participation_ratio(shares: np.ndarray) -> np.ndarray:
    """Return (Σ w)² / Σ w² over the last axis: how many of the entries carry the sum of w ≥ 0.

    n when n entries are equal, 1 when one entry has everything, 0 when all are 0. Of a vector v take w = v².
    """
    shares = np.asarray(shares, np.float64)
    squares = (shares**2).sum(-1)
    return np.divide(shares.sum(-1) ** 2, squares, out=np.zeros_like(squares), where=squares > 0)


def crossing(values: np.ndarray, level: np.ndarray | float, times: np.ndarray, axis: int = -1) -> np.ndarray:
    """Return the first time at which `values` reach `level`, interpolated linearly; NaN where they never do.

    `axis` is the axis of time; `level` broadcasts against the others. Where the first value is above `level` already,
    it is the first time.
    """
    values = np.moveaxis(values, axis, 0).astype(float)
    above = values >= level
    index = above.argmax(axis=0)
    reached = above.any(axis=0)
    before = np.take_along_axis(values, np.maximum(index - 1, 0)[None], axis=0)[0]
    at = np.take_along_axis(values, index[None], axis=0)[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(index > 0, (level - before) / (at - before), 1.0)
    found = times[np.maximum(index - 1, 0)] + share * (times[index] - times[np.maximum(index - 1, 0)])
    return np.where(reached, np.where(index > 0, found, times[0]), np.nan)


def half_times(strengths: np.ndarray, goals: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return when each mode reaches half of its goal: `strengths` (..., R, k) and `goals` (k,) give (..., k)."""
    return crossing(strengths, goals / 2, times, axis=-2)


def rise_times(strengths: np.ndarray, goals: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Return how long each mode takes from 10 % to 90 % of its goal: `strengths` (..., R, k) give (..., k)."""
    return crossing(strengths, 0.9 * goals, times, axis=-2) - crossing(strengths, 0.1 * goals, times, axis=-2)


@dataclass(frozen=True)
class Interval:
    """A mean with its confidence interval."""

    mean: float
    low: float
    high: float

    def below(self, level: float) -> bool:
        """Return whether the whole interval lies below `level`."""
        return self.high < level

    def above(self, level: float) -> bool:
        """Return whether the whole interval lies above `level`."""
        return self.low > level


def mean_interval(values: np.ndarray, confidence: float = 0.95) -> Interval:
    """Return the mean of the finite values with Student's t interval; for paired samples, pass the differences.

    Fewer than two finite values leave the interval unbounded, so that it decides nothing.
    """
    from scipy.special import stdtrit  # noqa: PLC0415 scipy.special takes a while to import

    known = np.asarray(values, np.float64)
    known = known[np.isfinite(known)]
    mean = float(known.mean()) if len(known) else float("nan")
    if len(known) < 2:
        return Interval(mean, -np.inf, np.inf)
    half = float(stdtrit(len(known) - 1, (1 + confidence) / 2) * known.std(ddof=1) / np.sqrt(len(known)))
    return Interval(mean, mean - half, mean + half)


def share_interval(successes: int, trials: int, confidence: float = 0.95) -> Interval:
    """Return the share of successes among independent trials with its exact interval (Clopper & Pearson 1934).

    Without trials the interval is [0, 1], so that it decides nothing.
    """
    from scipy.special import betaincinv  # noqa: PLC0415 scipy.special takes a while to import

    if trials == 0:
        return Interval(float("nan"), 0.0, 1.0)
    tail, failures = (1 - confidence) / 2, trials - successes
    low = float(betaincinv(successes, failures + 1, tail)) if successes else 0.0
    high = float(betaincinv(successes + 1, failures, 1 - tail)) if failures else 1.0
    return Interval(successes / trials, low, high)


def mcnemar(right_a: np.ndarray, right_b: np.ndarray) -> float:
    """Return the two-sided p-value of McNemar's exact test: which of two classifiers is correct on each sample, (n,).

    If both were equally likely to be correct, a sample on which only one is would favour either like a fair coin.
    """
    from scipy.special import bdtr  # noqa: PLC0415 scipy.special takes a while to import

    only_a, only_b = int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())
    return min(1.0, 2 * float(bdtr(min(only_a, only_b), only_a + only_b, 0.5)))
