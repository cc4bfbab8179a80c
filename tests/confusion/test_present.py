"""Claims judged on one run, on both sides of each criterion."""

import numpy as np
import pytest

from core.confusion import present
from core.confusion.claims import humanlike
from core.confusion.samples import scored

HOLDS, PART, NOT = "holds", "holds in part", "does not hold"


def samples_of(actual, predicted):
    """Samples of ten classes that are certain of their predictions."""
    predicted = np.array(predicted)
    return scored(np.array(actual), predicted, np.eye(10)[predicted])


@pytest.mark.parametrize(("alike", "gross", "verdict"), [(40, 60, HOLDS), (97, 3, PART), (8, 92, PART), (0, 100, NOT)])
def test_mistakes_are_judged_by_their_interval(alike, gross, verdict):
    samples = samples_of([4] * alike + [0] * gross + [1], [9] * alike + [1] * gross + [1])
    assert present.mistakes(samples).verdict == verdict


@pytest.mark.parametrize(("right", "verdict"), [(400, HOLDS), (300, PART), (150, NOT)])
def test_accuracy_on_photographs_is_judged_by_its_interval(right, verdict):
    assert present.photographs(samples_of([0] * 1000, [0] * right + [1] * (1000 - right))).verdict == verdict


def test_both_orders_of_a_pair_are_humanlike():
    found = humanlike(np.array([4, 9, 4, 7]), np.array([9, 4, 7, 1]))
    assert found.tolist() == [True, True, False, True]


def test_the_bundled_run_decides_the_claims_on_digits(evaluation):
    found = present.judge(evaluation)
    assert set(found) == {"C7", "C9"}
    assert found["C9"].verdict == HOLDS
    assert "0 of 999 neighbours" in found["C9"].numbers
