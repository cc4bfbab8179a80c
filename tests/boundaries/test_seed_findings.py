"""Sentences about twenty networks, each on both sides of its condition."""

from dataclasses import replace

import numpy as np
import pytest

from core.boundaries import seed_findings
from core.boundaries.atlas import Atlas
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import SeedsRun
from tests.boundaries.examples import random_run, run_of, square_net


def networks(reached, at_end=None, *, islands=0, fresh=0.9, **settings):
    """As many networks as `reached` has entries (steps, -1 for never), of which `at_end` hold the goal at the end."""
    reached = np.array(reached)
    nets = len(reached)
    good = reached >= 0
    final = np.full(nets, 0.7)
    final[np.flatnonzero(good)[: good.sum() if at_end is None else at_end]] = 1.0
    return SeedsRun(
        params=BoundaryParams(**settings),
        names=("0", "1"),
        points=np.zeros((400, 2), np.float32),
        labels=np.zeros(400, int),
        steps=np.array([0, 3000]),
        accuracy=np.stack([np.where(good, 1.0, 0.5), final]),
        loss=np.ones((2, nets)),
        film_steps=np.array([0, 3000]),
        film=np.zeros((2, nets, 1)),
        reached=reached,
        fresh_accuracy=np.full(nets, fresh) if fresh is not None else np.zeros(0),
        islands=np.full(nets, islands),
    )


def test_success_tells_a_checkpoint_from_the_end():
    said = seed_findings.success(networks([10, 20, 30, *[-1] * 17], at_end=1)).text
    assert "**3 of 20 networks reach 99 % (95 % interval of the share: 3% to 38%)**" in said
    assert "at some checkpoint, in the median at step 20; at the last step 1 classify 99 % correctly" in said
    assert "the worst classifies 70.0%, the median 70.0% and the best 100.0%" in said
    assert "On 20,000 new points the best gets 90.00%" in said


def test_success_leaves_out_what_there_is_not():
    said = seed_findings.success(networks([-1] * 20, fresh=None)).text
    assert "**0 of 20" in said
    assert "median" not in said
    assert "each classifies 70.0% correctly" in said
    assert "new points" not in said


@pytest.mark.parametrize(
    ("a", "b", "differ"), [(19, 0, True), (14, 8, False), (20, 14, True), (20, 16, False), (0, 0, False)]
)
def test_two_counts_differ_only_where_the_exact_test_says_so(a, b, differ):
    from scipy.stats import hypergeom

    said = seed_findings.fisher(a, b, 20)
    table = hypergeom(40, a + b, 20)
    chances = table.pmf(np.arange(21))
    p = chances[chances <= table.pmf(a) * (1 + 1e-7)].sum()
    assert (p < 0.05) == differ
    assert ("more than chance explains" in said) == differ
    assert ("within chance for 20 networks" in said) != differ
    assert (f"p = {p:.3f}" if p >= 0.001 else "p < .001") in said


@pytest.mark.parametrize("deep", [8, 20])
def test_the_atlas_says_counts_and_whether_they_differ(deep):
    share = np.zeros((2, 2, 2))  # depths 1 and 5, widths 2 and 10, turns .75 and 1.5
    share[0, -1, -1], share[0, 0, 0], share[-1, 0, 0] = 0.95, 0.4, deep / 20
    atlas = Atlas(BoundaryParams(), np.array([2, 10]), np.array([1, 5]), np.array([0.75, 1.5]), share, share, 20)
    said = seed_findings.width_and_depth(atlas).text
    assert "At 1.5 turns 19 of 20 networks with one layer of 10 units (52 parameters) reach 99 %, and 0 with 5" in said
    assert "(36 parameters): the difference is more than chance explains" in said
    assert f"At 0.75 turns it is 8 with one layer of 2 units and {deep} with 5: the difference is" in said
    assert said.count("more than chance") == 1 + (deep == 20)


def test_a_row_of_islands_counts_checkpoints_and_the_end_apart():
    row = seed_findings.island_row(networks([5, 6, -1, -1], at_end=1, islands=1, units=3))
    assert row == ("3", "4 of 4", "2 of 4", "1 of 4", "90.00%")
    assert len(row) == len(seed_findings.ISLAND_COLUMNS)
    assert seed_findings.island_row(networks([-1], units=2, layers=5))[0] == "5 layers of 2"


@pytest.mark.parametrize(
    ("many", "corridor"),
    [
        (networks([5, -1], at_end=0, fresh=0.97), True),
        (networks([5, -1], at_end=0, fresh=0.97, islands=1), False),
        (networks([5, -1], fresh=0.995), False),
        (networks([-1, -1], fresh=0.97), False),
    ],
)
def test_a_ring_that_only_seems_closed_is_explained_only_where_it_does(many, corridor):
    many = replace(many, params=BoundaryParams(units=2, layers=5))
    assert ("stays joined" in seed_findings.depth_and_rings(many).text) == corridor


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (square_net(np.eye(2), activation="tanh"), ""),
        (random_run(layers=1, units=2, f_r=True), "it receives x, y, r."),
        (random_run(layers=1, units=4), "its layers have 4 units."),
        (random_run(("a", "b", "c"), layers=1, units=4), "it has more than two classes and its layers have 4 units."),
        (run_of(np.array([[1, -1, 0, 0, 0, 0]]), layers=0), ""),
    ],
)
def test_the_argument_against_islands_is_applied_only_where_it_holds(run, text):
    said = seed_findings.islands_here(run).text
    assert (text in said) if text else ("**0 islands**" in said and "does not apply" not in said)
