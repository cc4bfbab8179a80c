"""The answer of the quiz, against curves of the closed form, in every outcome."""

from dataclasses import replace

import numpy as np
import pytest

from core.semantics import theory
from core.semantics.quiz import TIMES, quiz, weakest_against_strongest

S = np.sqrt([7.0, 3.0, 1.0, 1.0])  # of the article's world


def with_curves(run, curves, times):
    return replace(run, times=times, strengths=np.broadcast_to(curves, (2, 2, *curves.shape)))


def deep(run, a0, until):
    times = np.linspace(0, until, 4001)
    return with_curves(run, theory.deep_strength(S, np.full(4, a0), times), times)


@pytest.mark.parametrize(
    ("a0", "until", "right"),
    [(0.3, 20, TIMES[0]), (0.001, 20, TIMES[1]), (1e-4, 4.0, TIMES[3]), (1e-4, 1.0, TIMES[3])],
)
def test_a_deep_network_takes_as_long_as_its_closed_form(run, a0, until, right):
    answer, why = weakest_against_strongest(deep(run, a0, until))
    assert answer == right
    halves = theory.half_time(S, a0)
    if right == TIMES[3]:
        assert ("strongest" in why) == (halves[0] > until)
        assert ("weakest" in why) == (halves[0] < until)
    else:
        assert f"{halves[-1] / halves[0]:.1f} times" in why


def test_a_shallow_network_takes_equally_long(run):
    times = np.linspace(0, 9, 2001)
    answer, why = weakest_against_strongest(with_curves(run, theory.shallow_strength(S, np.zeros(4), times), times))
    assert answer == TIMES[0]
    assert "1.0 times: mode 1 is half learned at 0.69 τ" in why


def test_more_than_five_times(run):
    times = np.linspace(0, 9, 901)
    curves = S * (times[:, None] >= np.array([0.5, 1, 2, 4]))
    assert weakest_against_strongest(with_curves(run, curves, times))[0] == TIMES[2]


@pytest.mark.parametrize(("last", "right"), [(2.0, TIMES[2]), (0.0, TIMES[0])])
def test_a_mode_that_starts_above_half_has_no_ratio(run, last, right):
    times = np.linspace(0, 9, 901)
    curves = S * (times[:, None] >= np.array([0, 0, 0, last]))
    answer, why = weakest_against_strongest(with_curves(run, curves, times))
    assert answer == right
    assert "starts above half" in why


def test_an_unfinished_run_is_not_measured_by_its_own_end(run):
    """A run that ends when its weakest mode is at a fifth of s has not half learned it."""
    curves = np.linspace(0, 1, 101)[:, None] * S * np.array([1, 1, 1, 0.2])
    assert weakest_against_strongest(with_curves(run, curves, np.linspace(0, 1, 101)))[0] == TIMES[3]


def test_the_quiz_offers_what_can_be_answered(run):
    asked = quiz(run)
    assert asked.answer()[0] in asked.options
