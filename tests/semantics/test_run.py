"""A run: what it keeps, how it stops, and what it costs."""

from dataclasses import replace

import numpy as np
import pytest

from core.data import concepts
from core.runs import archive
from core.runs.progress import drain
from core.semantics import theory
from core.semantics.dynamics import advance, first_weights, modes
from core.semantics.params import SemanticsParams, build_world
from core.semantics.run import SemanticsRun, train

KINGDOM = concepts.kingdom().correlations
U, S, V = modes(KINGDOM)


def test_a_step_too_large_is_foretold_and_explained():
    stable = theory.largest_stable_step(S[0], 2)
    assert stable == pytest.approx(1 / np.sqrt(7))
    assert theory.step_warning(S[0], 2, stable * 0.99) == ""
    assert "0.378" in theory.step_warning(S[0], 2, 0.4)
    below = drain(train(SemanticsParams(step=0.3, steps=3000, seeds=2)))
    assert below.stopped == -1
    assert below.losses[..., -1].max() < 1e-9
    above = drain(train(SemanticsParams(step=0.5, steps=3000, seeds=2)))
    assert above.stopped > 0
    assert "largest stable" in above.message
    assert all(np.isfinite(array).all() for array in (above.strengths, above.losses, above.maps, above.peaks))


def test_a_run_is_independent_of_its_companions_and_survives_the_archive(tmp_path):
    params = SemanticsParams(network="both", steps=400, seeds=3)
    run = drain(train(params))
    alone = drain(train(replace(params, seed=params.seed + 2, seeds=1)))
    np.testing.assert_allclose(run.strengths[:, 2], alone.strengths[:, 0], atol=1e-6)  # stored as float32
    np.testing.assert_allclose(run.final_maps[:, 2], alone.final_maps[:, 0], atol=1e-12)
    archive.save(tmp_path / "run.npz", run)
    again = archive.load(tmp_path / "run.npz", SemanticsRun, params=SemanticsParams)
    assert again.params == params
    assert again.kinds == ("deep", "shallow")
    np.testing.assert_array_equal(again.maps, run.maps)


def test_a_run_records_the_highest_belief_of_every_step():
    params = SemanticsParams(steps=700, seeds=2, step=0.01)
    run = drain(train(params))
    weights = first_weights(KINGDOM, start=params.start, sigma=params.sigma, seeds=range(2))
    maps, _ = advance(weights, KINGDOM, step=0.01, steps=701)
    np.testing.assert_allclose(run.peaks[0], maps.max(axis=0), atol=1e-12)
    np.testing.assert_allclose(run.peak_times[0], 0.01 * maps.argmax(axis=0), atol=1e-9)


@pytest.mark.parametrize(
    "world", ["four things", "eight things", "binary tree", "worms", "sampled tree", "one category", "random"]
)
def test_every_world_trains(world):
    params = SemanticsParams(world=world, steps=60, seeds=1)
    run = drain(train(params))
    assert run.losses[0, 0, -1] < run.losses[0, 0, 0]
    assert run.maps.shape[2:] == build_world(params).correlations.shape
