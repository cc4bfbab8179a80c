"""Two networks on the same test images: on which they differ, and whether the difference can be chance."""

from dataclasses import dataclass

import numpy as np

from core.statistics import mcnemar


@dataclass(frozen=True)
class Comparison:
    """Network A against network B on n samples.

    Attributes
    ----------
    only_a, only_b : (k,) int
        Indices of the samples that only this network classifies correctly.
    both, neither : int
        How many both or neither classifies correctly.
    p_value : float
        McNemar's test in its exact form (McNemar 1947): if both networks were equally likely to be correct, each sample
        on which only one is would favour either like a fair coin; this is the two-sided probability of a split at least
        as uneven.
    """

    only_a: np.ndarray
    only_b: np.ndarray
    both: int
    neither: int
    p_value: float


def compare(actual: np.ndarray, a: np.ndarray, b: np.ndarray) -> Comparison:
    """Compare predictions `a` and `b`, each (n,), with the labels."""
    right_a, right_b = a == actual, b == actual
    only_a, only_b = np.flatnonzero(right_a & ~right_b), np.flatnonzero(right_b & ~right_a)
    both, neither = int((right_a & right_b).sum()), int((~right_a & ~right_b).sum())
    return Comparison(only_a, only_b, both, neither, mcnemar(right_a, right_b))
