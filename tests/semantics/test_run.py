"""A run: what it keeps, how it stops, and what it costs."""

from dataclasses import replace

import numpy as np
import pytest

from core.data import concepts
from core.runs import archive
from core.runs.progress import drain
from core.semantics import budget, theory
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


def test_the_size_of_blocks_changes_no_number(monkeypatch):
    params = SemanticsParams(network="both", steps=150, seeds=2, depth=3, sigma=0.3)
    usual = drain(train(params))
    monkeypatch.setattr(budget, "BLOCK_BYTES", 1)  # blocks of one step
    for name, value in vars(drain(train(params))).items():
        if isinstance(value, np.ndarray):
            np.testing.assert_array_equal(value, getattr(usual, name))


def test_blocks_of_the_fast_pair_differ_by_rounding_only(monkeypatch):
    params = SemanticsParams(steps=150, seeds=2)
    usual = drain(train(params))
    monkeypatch.setattr(budget, "BLOCK_BYTES", 1)  # every block converts the weights by √dt and back
    np.testing.assert_allclose(drain(train(params)).final_maps, usual.final_maps, atol=1e-12)


def test_a_start_beyond_all_bounds_gets_a_sentence():
    with pytest.raises(ValueError, match=r"beyond 1,000,000 before it learns\. Choose a smaller σ"):
        drain(train(SemanticsParams(sigma=1.0, depth=6, hidden=128, seeds=1)))


def test_a_run_lost_below_the_stable_step_blames_the_start():
    run = drain(train(SemanticsParams(sigma=1.0, hidden=128, step=0.1, steps=300, seeds=1)))
    assert run.stopped > 0
    assert "Choose a smaller σ or a smaller step" in run.message
    assert "largest stable" not in run.message
