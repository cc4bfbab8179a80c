"""Sentences about directions of EfficientNet-Lite0: every condition on both sides, against what it says."""

from dataclasses import replace

import numpy as np
import pytest

from core.jacobian.findings import imagenet_directions as findings
from core.jacobian.imagenet import DirectionParams
from core.jacobian.imagenet_amplify import STEPS, Amplified, AmplifyParams
from core.jacobian.imagenet_maps import Maps

ZERO, COUNT = len(STEPS), 2 * len(STEPS) + 1
NEVER = np.nan


def maps(values, residuals):
    values, residuals = np.array(values), np.array(residuals)
    empty = np.empty(0)
    return Maps(
        DirectionParams(layer="block10"),
        np.array([0, len(values) - 1]),
        values,
        residuals,
        residuals <= 1e-3 * values[0],
        np.full(len(values), 0.01),
        *[empty] * 4,
        ("espresso",),
        (0.94,),
        1.0,
        2.0,
    )


def amplified(change, becomes, outside=0.02):
    return Amplified(
        AmplifyParams(),
        np.array([*(-step for step in reversed(STEPS)), 0, *STEPS]),
        np.array([967]),
        np.zeros((3, COUNT, 1)),
        np.full((3, COUNT), 967),
        np.array(change),
        np.array(becomes),
        np.full((3, COUNT), outside),
        np.zeros((2, 2, 3)),
        60.0,
    )


def test_convergence_is_said_as_it_is():
    assert "All 3 directions converged" in findings.convergence(maps([10, 8, 5], [0.01, 0.01, 0.001])).text
    flat = findings.convergence(maps([10, 9.95, 9.9], [0.3, 0.2, 0.005])).text
    assert "2 of the 3 directions did not converge to 0.1 % of s₁; the largest residual is 3 %" in flat
    assert "neighbouring values differ by 0.5 % of s₁ on average" in flat
    steep = findings.convergence(maps([10, 5, 1], [0.3, 0.2, 0.005])).text
    assert "2 of the 3" in steep
    assert "flat" not in steep


def test_the_spectrum_and_what_is_left_out_are_in_numbers():
    run = maps([1140.4, 12, 5], [0, 0, 0])
    said = findings.located(run).text
    assert "s₁ is 1,140 and s₃/s₁ is 0.00" in said
    assert "cover from 1 % to 1 %" in said
    assert findings.singular_value(12.345) == "12.3"
    assert "Direction 3 is the weakest" in findings.weakest(run).text
    assert "21,952 directions" in findings.weakest(run).text  # 14 x 14 x 112, fewer than the pixels' values
    logits = replace(run, params=DirectionParams(layer="logits"))
    assert "1,000 directions" in findings.weakest(logits).text
    stem = replace(run, params=DirectionParams(layer="stem"))
    assert "150,528 directions" in findings.weakest(stem).text  # fewer than the 112 x 112 x 32 outputs
    assert "espresso 94 %" in findings.prediction(run.classes, run.probabilities).text


def test_what_changes_the_prediction_and_what_does_not():
    some = amplified(
        [[[0.1, 0.11], [0.05, 0.06]], [[0.905, NEVER], [0.905, NEVER]], [[0.001, 0.002], [0.905, NEVER]]],
        [[809, 968], [-1, -1], [504, -1]],
    )
    rows = findings.changes(some)
    assert rows[0] == ("The direction", "soup bowl, from between 0.1 and 0.11 on", "cup, from between 0.05 and 0.06 on")
    assert rows[1] == ("A random direction", "no change up to 0.905", "no change up to 0.905")
    text = findings.shortest(some).text
    assert "prediction is **espresso**" in text
    assert "0.06 along the direction and 0.002 along the gradient" in text
    assert "No step up to 0.905 changes it along a random direction." in text
    assert "At ε = +0.08, the first step of the slider beyond that, 2 %" in text


@pytest.mark.parametrize(("plus", "minus", "step"), [(0.05, 0.09, "+0.0566"), (0.09, 0.05, "-0.0566")])
def test_the_first_step_beyond_is_on_the_side_that_changes_first(plus, minus, step):
    line = [[0.04, minus], [0.04, plus]]
    assert f"At ε = {step}," in findings.shortest(amplified([line] * 3, [[809, 968]] * 3)).text


def test_photographs_are_counted_by_what_changes_first():
    never = [[0.905, NEVER], [0.905, NEVER]]

    def at(epsilon):
        return [[0.905, NEVER], [0.001, epsilon]]

    lines = (
        (at(0.1), at(0.2), at(0.01)),
        (at(0.3), never, at(0.4)),
        (at(0.3), at(0.2), at(0.01)),
        (never, never, at(1)),
    )
    text = findings.over_photographs([amplified(list(three), [[0, 1]] * 3) for three in lines]).text
    assert "at 4 photographs**, direction 1 at block10" in text
    assert "at 3 of them along the direction, at 2 along a random one, and at 4 along the gradient" in text
    assert "smaller |ε| than the random one at 2 and a larger one at 1." in text  # neither where none changes it
    assert "smaller one than the gradient at 1." in text


def test_nothing_is_said_of_a_change_that_there_is_not():
    never = [[0.905, NEVER], [0.905, NEVER]]
    text = findings.shortest(amplified([never] * 3, [[-1, -1]] * 3)).text
    assert "smallest" not in text
    assert "At ε" not in text
    assert "along the direction, a random direction or the gradient." in text
