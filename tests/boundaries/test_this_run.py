"""What one run says of the claims, on both sides of each criterion."""

from dataclasses import replace

import numpy as np
import pytest

from core.boundaries import claims, this_run
from core.boundaries.claims.cases import CASES
from tests.boundaries.examples import random_run, square_net


@pytest.mark.parametrize(("best", "verdict", "text"), [(0.99, "holds", "by step 1"), (0.98, "does not hold", "98.0%")])
def test_a_run_learns_at_99_percent(best, verdict, text):
    run = random_run(**CASES["spiral_10"], seed=7)
    found = this_run.present(replace(run, accuracy=np.array([0.5, best])))
    assert set(found) == {"B9"}
    assert found["B9"].verdict == verdict
    assert text in found["B9"].numbers
    assert "random seed 7" in found["B9"].numbers


def test_only_a_run_with_the_settings_of_a_claim_is_judged():
    for settings in ({"units": 7}, {"units": 10, "steps": 20}, {"start": "0.b.0=1"}):
        assert this_run.present(random_run(**settings)) == {}
    for name in this_run.LEARNS.values():
        assert set(this_run.present(random_run(**CASES[name]))) <= set(this_run.LEARNS)
    assert {*this_run.LEARNS, "B1", "B11"} <= {claim.id for claim in claims.CLAIMS}


@pytest.mark.parametrize(
    ("islands", "best", "verdict"),
    [(0, 0.9, "holds"), (0, 0.995, "holds in part"), (1, 0.9, "holds in part"), (2, 0.995, "does not hold")],
)
def test_an_island_or_a_learned_donut_contradicts_two_units(monkeypatch, islands, best, verdict):
    monkeypatch.setattr(this_run, "island_counts", lambda *_: np.array([islands]))
    run = replace(random_run(**CASES["donut_2"]), accuracy=np.array([0.5, best]))
    found = this_run.present(run)["B11"]
    assert found.verdict == verdict
    assert f"{islands} island{'' if islands == 1 else 's'} on" in found.numbers


def test_linear_layers_are_one_and_others_are_not_asked():
    assert this_run.present(square_net(np.eye(2)))["B1"].verdict == "holds"
    assert "B1" not in this_run.present(square_net(np.eye(2), activation="tanh"))
    assert this_run.collapses(square_net(np.eye(2), activation="tanh")).verdict == "does not hold"
