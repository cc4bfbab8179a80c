"""Sentences about the course of learning, on both sides of every condition."""

from dataclasses import replace

import numpy as np
import pytest

from core.data import concepts
from core.runs.text import literal
from core.semantics import development, illusions
from core.semantics.findings import learning as findings
from core.semantics.illusions import Illusion
from core.semantics.params import SemanticsParams
from core.semantics.similarity import SigmaSweep
from core.semantics.stages import Stages

NAN = np.nan
S = np.sqrt([7.0, 3.0, 1.0, 1.0])


def found(half, half_theory=(NAN,) * 4, error=(0.01,) * 4):
    blank = np.full(4, NAN)
    return Stages(S, np.array(half), blank, np.array(half_theory), blank, blank, np.array(error))


def with_params(run, **changes):
    return replace(run, params=replace(run.params, **changes))


LEARNED = found([1.0, 2.0, 3.0, 4.0])


# --- film ------------------------------------------------------------------------------------------------------------


KINGDOM = concepts.kingdom()


def test_the_film_names_what_was_learned(run):
    text = findings.film(run, KINGDOM, "deep", LEARNED).text
    assert "(1 all items, s = 2.65) is half learned at **t = 1.00**" in text
    assert f"the second ({literal('2 animals / plants')}, s = 1.73) at **t = 2.00**" in text
    assert "closed form (dashed)" in text
    assert "at most **0.01** of a mode's s, averaged over 2 networks" in text


def test_the_film_leaves_out_what_was_not_learned(run):
    assert not findings.film(run, KINGDOM, "deep", found([NAN] * 4)).text
    text = findings.film(with_params(run, seeds=1), KINGDOM, "deep", found([1.0, NAN, NAN, NAN])).text
    assert "second" not in text
    assert "in this one network" in text


def test_equal_singular_values_are_named():
    assert f"({literal('3 oak / rose')}; {literal('4 canary / salmon')})" in findings.coinciding(KINGDOM, LEARNED).text
    worms = concepts.worm()
    blank = np.full(6, NAN)
    s = np.linalg.svd(worms.correlations, compute_uv=False)[:6]
    assert not findings.coinciding(worms, Stages(s, blank, blank, blank, blank, blank, blank)).text


@pytest.mark.parametrize(
    ("changes", "kind", "law"),
    [
        ({}, "deep", "closed form"),
        ({"depth": 3}, "deep", "closed form"),  # from a balanced start
        ({"depth": 3, "start": "gaussian"}, "deep", "predicted shape"),
        ({"activation": "tanh"}, "deep", "closed form for a linear network"),
        ({"activation": "tanh", "depth": 3, "start": "gaussian"}, "shallow", "closed form"),
    ],
)
def test_the_law_is_named_for_what_it_is(run, changes, kind, law):
    assert findings.law(with_params(run, **changes), kind) == law


# --- too short -------------------------------------------------------------------------------------------------------


def test_a_run_that_learned_all_or_was_lost_is_not_too_short(run):
    assert findings.too_short(run, "deep", LEARNED) is None
    assert findings.too_short(replace(run, stopped=5), "deep", found([1.0, NAN, NAN, NAN])) is None


@pytest.mark.parametrize(
    ("kind", "needed", "changes", "sentence"),
    [
        ("deep", 20.0, {}, "needs until t ≈ 20. Choose 12,000 steps, or a larger σ."),  # 1.2 · 20 / .002
        ("shallow", 20.0, {}, "Choose 12,000 steps, or a larger step."),
        ("deep", 200.0, {}, "more than 20,000 steps: choose a larger step or a larger σ."),
        ("deep", 2.0, {}, "t ≈ 2; this run departs from it."),
        ("deep", NAN, {}, "Choose more steps."),
        ("deep", 20.0, {"activation": "relu"}, "Choose more steps."),
    ],
)
def test_a_run_too_short_says_what_is_enough(run, kind, needed, changes, sentence):
    short = found([1.0, 2.0, 3.0, NAN], [1.0, 2.0, 3.0, needed])
    text = findings.too_short(with_params(run, **changes), kind, short).text
    assert "3 of 4 modes are half learned in each of the 2" in text
    assert text.endswith(sentence)


# --- stages ----------------------------------------------------------------------------------------------------------


def test_the_two_matrix_formula_is_shown_for_two_matrices_only(run):
    two = findings.stages(run, "deep", LEARNED).text
    assert "ln(s/a₀ − 1)/2s" in two
    balanced = findings.stages(with_params(run, depth=4), "deep", LEARNED).text
    assert (
        "4 matrices obeys da/dt = 4·a^(2−2/4)·(s−a). The predicted half-times follow from the initial strength "
        "a₀ = σ^4." in balanced
    )
    random = findings.stages(with_params(run, depth=4, start="gaussian"), "deep", LEARNED).text
    assert "no a₀ is known" in random
    for text in (balanced, random):
        assert "ln(s/a₀ − 1)/2s" not in text


def test_a_nonlinear_network_is_told_that_the_theory_is_linear(run):
    assert "this one uses tanh" in findings.stages(with_params(run, activation="tanh"), "deep", LEARNED).text
    assert "linear network" not in findings.stages(run, "deep", LEARNED).text
    assert "this one network" in findings.stages(with_params(run, seeds=1), "deep", LEARNED).text


def test_a_shallow_network_quotes_its_own_half_times(run):
    assert "lie between **1.000** and **4.000**" in findings.stages(run, "shallow", LEARNED).text
    assert "no mode is half learned by the end" in findings.stages(run, "shallow", found([NAN] * 4)).text


# --- plateau ---------------------------------------------------------------------------------------------------------


def sweep(halves, **params):
    halves = np.array(halves, float)[:, :, None]
    sigmas = np.array([0.01, 0.1, 0.3])[: len(halves)]
    empty = np.zeros(0)
    return SigmaSweep(SemanticsParams(**params), sigmas, halves, halves, empty, empty, empty, empty)


def test_fewer_parameters_are_no_reason_where_more_of_them_are_faster():
    verdict = findings.plateau(sweep([[3, 3], [1, 0.6], [0.5, 0.5]]))
    assert verdict.verdict == "does not hold"
    assert "176 weights at every σ, the shallow one 28" in verdict.text
    assert "**3.00** at σ = 0.01 and **0.50** at σ = 0.3" in verdict.text
    assert "From σ = **0.3** on" in verdict.text  # at .1 one of the two is slower than ln 2


@pytest.mark.parametrize(
    ("halves", "params", "sentence"),
    [
        ([[3, 3], [1, 1], [0.8, 0.7]], {}, "No initial scale makes it faster"),
        ([[3, 3], [0.5, 0.5], [0.8, 0.5]], {}, "No initial scale makes it faster"),  # not from there on
        ([[NAN, 3], [NAN, NAN], [0.5, 0.5]], {}, "not half learned often enough"),
        ([[3, 3], [1, 1], [0.5, 0.5]], {"world": "random", "items": 40, "properties": 100}, "no fewer weights (4,000)"),
    ],
)
def test_without_a_faster_or_a_larger_deep_network_nothing_is_judged(halves, params, sentence):
    finding = findings.plateau(sweep(halves, **params))
    assert finding.verdict == "not testable here"
    assert sentence in finding.text


# --- illusions -------------------------------------------------------------------------------------------------------


def one(world, item, prop, truth=0.0):
    return Illusion(world.items.index(item), world.properties.index(prop), truth, 0.3, 2.0)


def test_an_illusion_is_explained_where_theory_explains_it(run):
    text = findings.illusion(run, KINGDOM, one(KINGDOM, "salmon", "fly"), 0.001).text
    assert "**salmon × fly** is false (0). The network's belief rises to **0.30** at t = **2.00**" in text
    assert "in theory the stronger mode is learned first" in text


def test_an_illusion_that_theory_does_not_know_is_not_explained(run):
    flat = concepts.World(("a", "b"), ("p", "q"), np.eye(2))
    text = findings.illusion(run, flat, one(flat, "a", "q"), 0.0).text
    assert "would not overshoot: the initial weights or the step size cause this peak" in text
    assert "learned first" not in text
    curved = findings.illusion(with_params(run, activation="tanh"), KINGDOM, one(KINGDOM, "salmon", "fly"), 0.0).text
    assert "modes of this tanh network's map" in curved
    assert "learned first" not in curved


def test_modes_of_equal_strength_are_not_said_to_come_one_after_the_other(run):
    """Over several worlds: “learned first” stands exactly where the mode that pushes most is the stronger one."""
    seen = set()
    for world in (KINGDOM, concepts.worm(), concepts.creatures()):
        s = np.linalg.svd(world.correlations, compute_uv=False)
        for item in world.items:
            for prop in world.properties:
                if illusions.can_overshoot(world, world.items.index(item), world.properties.index(prop)):
                    up, down = illusions.pushers(world, world.items.index(item), world.properties.index(prop))
                    first = "learned first" in findings.illusion(run, world, one(world, item, prop), 0.0).text
                    assert first == (s[up] > s[down] * (1 + 1e-9))
                    seen.add(first)
    assert seen == {True, False}


def test_a_true_belief_can_overshoot_too(run):
    assert "is true (1)" in findings.illusion(run, KINGDOM, one(KINGDOM, "salmon", "swim", 1.0), 1.0).text


def test_none_is_said_of_a_run_without_illusions_only(run):
    shallow = replace(run, kinds=("shallow",), peaks=run.peaks[1:], maps=run.maps[1:])
    assert "In this shallow network no belief rises more than 0.05" in findings.no_illusion(shallow, KINGDOM).text
    assert "at the same rate" in findings.no_illusion(shallow, KINGDOM).text
    deep = replace(shallow, kinds=("deep",))
    assert "at the same rate" not in findings.no_illusion(deep, KINGDOM).text
    high = replace(shallow, peaks=run.peaks[1:] + 0.5)
    assert "a belief rises by **0.5**" in findings.no_illusion(high, KINGDOM).text


# --- branchings ------------------------------------------------------------------------------------------------------


def splits(*times):
    return [development.Split((0,), (1,), float(len(times) - k), time) for k, time in enumerate(times)]


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        ((1.0, 2.0, NAN, 3.0, 4.0, 5.0), "**+1.00** over 5 branchings"),
        ((2.0, 1.0, NAN, 3.0), f"The first to open is **{literal('canary / salmon')}** at t = 1.00, the last"),
    ],
)
def test_an_order_is_a_correlation_where_there_are_enough_branchings(times, sentence):
    text = findings.branchings("deep", KINGDOM, splits(*times), np.ones(4)).text
    assert sentence in text
    assert ("Spearman" in text) == (len(times) > 5)


def test_one_branching_has_no_order():
    text = findings.branchings("deep", KINGDOM, splits(1.0), np.ones(4)).text
    assert "first" not in text
    assert "Spearman" not in text


def test_a_shallow_network_quotes_the_range_of_its_half_times():
    text = findings.branchings("shallow", KINGDOM, splits(0.69, 0.7), np.ones(4)).text
    assert "between **0.69** and **0.70**" in text
    assert "Without a hidden layer" not in findings.branchings("deep", KINGDOM, splits(0.69, 0.7), np.ones(4)).text


def test_an_image_that_distorts_says_so():
    assert "Two dimensions hold 60 % of the variance" in (
        findings.branchings("deep", KINGDOM, splits(1.0), np.array([0.4, 0.6, 1.0])).text
    )
    assert "distorted" not in findings.branchings("deep", KINGDOM, splits(1.0), np.array([0.4, 0.95, 1.0])).text
