"""Two nets on the same test pictures: what changed hands, and whether the difference can be chance."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Comparison:
    """Net A against net B on n samples.

    Attributes
    ----------
    only_a, only_b : (k,) int
        Indices of the samples that only this net gets right.
    both, neither : int
        How many both or neither gets right.
    p_value : float
        McNemar's test in its exact form (McNemar 1947): if the nets were equally good, each sample on which they differ
        would fall to either side like a fair coin; this is the chance of a split at least so uneven, two-sided.
    """

    only_a: np.ndarray
    only_b: np.ndarray
    both: int
    neither: int
    p_value: float


def compare(actual: np.ndarray, a: np.ndarray, b: np.ndarray) -> Comparison:
    """Compare predictions `a` and `b`, each (n,), with the labels."""
    from scipy.stats import binomtest  # noqa: PLC0415 scipy.stats takes a second to import

    right_a, right_b = a == actual, b == actual
    only_a, only_b = np.flatnonzero(right_a & ~right_b), np.flatnonzero(right_b & ~right_a)
    differing = len(only_a) + len(only_b)
    p_value = float(binomtest(len(only_a), differing).pvalue) if differing else 1.0
    return Comparison(only_a, only_b, int((right_a & right_b).sum()), int((~right_a & ~right_b).sum()), p_value)


def in_words(comparison: Comparison, level: float = 0.05) -> str:
    """What McNemar's test says, as a sentence or two."""
    a, b = len(comparison.only_a), len(comparison.only_b)
    if a + b == 0:
        return "Both nets get the same samples right, so there is nothing to test."
    better = "A" if a > b else "B"
    split = f"They differ on {a + b:,} samples: {a:,} fall to A and {b:,} to B."
    p = "below one in a million" if comparison.p_value < 1e-6 else f"{comparison.p_value:.2g}"
    if a == b:
        return f"{split} An even split says nothing for either."
    if comparison.p_value < level:
        return f"{split} A fair coin would split them so unevenly with probability {p}: {better} is really better."
    return (
        f"{split} A fair coin would do that, too (probability {p}): on these samples the two can't be told apart, "
        f"although {better} is ahead."
    )
