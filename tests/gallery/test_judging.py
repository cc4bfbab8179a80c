"""Intervals and verdicts, against scipy's own and against chance."""

import numpy as np
import pytest
from scipy import stats

from core.gallery import judging
from core.statistics import share_interval


def test_the_mean_has_students_interval():
    values = np.random.default_rng(0).normal(3, 2, 12)
    found = judging.mean(values)
    low, high = stats.t.interval(0.95, 11, values.mean(), stats.sem(values))
    assert (found.mean, found.low, found.high) == pytest.approx((values.mean(), low, high))
    assert found.count == 12


def test_the_interval_misses_the_truth_in_about_one_case_of_twenty():
    rng = np.random.default_rng(1)
    found = [judging.mean(rng.normal(0, 1, 10)) for _ in range(2000)]
    missed = np.mean([interval.above(0) or interval.below(0) for interval in found])
    assert 0.035 < missed < 0.065  # 3 standard errors of a share of .05 in 2,000


def test_pairs_are_compared_by_their_differences():
    a = np.array([1.0, 5.0, 9.0, 2.0, 7.0])
    b = a - np.array([0.1, 0.2, 0.1, 0.15, 0.12])
    assert judging.difference(a, b) == judging.mean(a - b)
    assert judging.difference(a, b).above(0)
    assert not (judging.mean(a).low > judging.mean(b).high)


@pytest.mark.parametrize("values", [[], [2.0], [np.nan, 1.0]])
def test_nothing_follows_from_fewer_than_two_values(values):
    found = judging.mean(np.array(values))
    assert not found.above(-1e300)
    assert not found.below(1e300)


def test_a_share_counts_its_trials():
    found = judging.share(9, 20)
    exact = share_interval(9, 20)
    assert (found.mean, found.low, found.high, found.count) == (exact.mean, exact.low, exact.high, 20)
    assert judging.share(0, 0).count == 0


def test_an_interval_is_written_in_one_format():
    assert f"{judging.Interval(0.5, 0.25, 0.75, 3):.0%}" == "50% [25%, 75%]"


@pytest.mark.parametrize(
    ("whole", "part", "verdict"),
    [(True, True, "holds"), (False, True, "holds in part"), (False, False, "does not hold")],
)
def test_grades(whole, part, verdict):
    assert judging.grade(whole, part) == verdict
