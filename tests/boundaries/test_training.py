"""Single runs: their film, the archive, divergence, and which settings make another run."""

import numpy as np
import pytest

from core import bake
from core.boundaries import findings, training
from core.boundaries.params import BoundaryParams
from core.boundaries.training import BoundaryRun
from core.data import own_points
from core.runs import archive
from core.runs.progress import drain

pytest.importorskip("tensorflow", reason="training needs it")


def test_a_run_keeps_its_film_and_goes_through_the_archive(tmp_path):
    params = BoundaryParams(steps=300, held_out=0.25, n=100, dataset="moons")
    run = drain(training.train(params))
    assert run.steps[[0, -1]].tolist() == [0, 300]
    assert len(run.labels) == 75
    assert len(run.held_accuracy) == len(run.steps)
    assert run.loss[-1] < run.loss[0] < 2  # ln 2 = .69 with Glorot's small logits
    archive.save(tmp_path / "run.npz", run)
    back = archive.load(tmp_path / "run.npz", BoundaryRun, params=BoundaryParams)
    assert back.params == params
    np.testing.assert_array_equal(back.weights, run.weights)


def test_the_baked_default_is_what_is_trained_today():
    recipe = next(r for r in bake.recipes() if r.topic == "boundaries" and r.params == BoundaryParams())
    baked = archive.load(recipe.path, BoundaryRun, params=BoundaryParams)
    run = drain(training.train(BoundaryParams()))
    np.testing.assert_array_equal(run.points, baked.points)
    np.testing.assert_array_equal(run.weights[0], baked.weights[0])
    # rounding differs between processors, and grows by step 3,000; the first frames (step 20) are still close
    near = run.steps <= 20
    np.testing.assert_allclose(run.weights[near], baked.weights[near], atol=1e-3)
    assert run.accuracy[-1] == pytest.approx(baked.accuracy[-1], abs=0.01)


def test_training_can_be_ended_at_every_step():
    work = training.train(BoundaryParams(steps=20_000, layers=2, units=32))
    assert 0 == next(work).index < next(work).index < 20_000
    work.close()


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({"activation": "linear", "layers": 3, "optimizer": "sgd", "learning_rate": 30.0}, "Adam"),
        ({"optimizer": "momentum", "learning_rate": 10.0, "weight_decay": 1.0}, "Lower the weight decay below 0.2"),
    ],
)
def test_a_diverged_run_says_when_why_and_what_to_change(settings, advice):
    run = drain(training.train(BoundaryParams(steps=2000, seed=1, **settings)))
    assert run.diverged_step is not None
    assert run.steps[-1] < run.diverged_step
    assert np.isfinite(run.weights).all()
    assert np.isfinite(run.loss).all()
    said = findings.divergence(run).text
    assert f"step {run.diverged_step:,}" in said
    assert advice in said
    # the step is the first: one step earlier all weights are finite
    task = training.problem(run.params, training.load_points(run.params)[0])
    state = training.fresh_state(
        training.initial_weights(task.net, run.params.initializer, training.net_seeds(run.params, 1))
    )
    weights, _ = task.advance(state, np.ones(run.diverged_step, np.int32))
    assert np.isfinite(weights[:-1]).all()
    assert not np.isfinite(weights[-1]).all()


def test_a_run_whose_weights_are_finite_but_too_large_for_a_loss_ends_there(monkeypatch):
    """Linear layers of weights of 1e20: each is a number, their product is ntraining."""
    params = BoundaryParams(activation="linear", layers=2, optimizer="sgd", learning_rate=0.0001, steps=100, n=100)
    net = training.architecture(params, 2)
    real = training.Problem.advance

    def large(self, state, counts):
        weights, after = real(self, state, counts)
        weights[state.step + np.cumsum(counts) > 50] = 1e20
        return weights, after

    monkeypatch.setattr(training.Problem, "advance", large)
    run = drain(training.train(params))
    assert net.parameters == run.weights.shape[1]
    assert np.isfinite(run.loss).all()
    assert run.steps[-1] <= 50 < run.diverged_step
    assert f"infinite or undefined at step {run.diverged_step}" in findings.divergence(run).text


def test_a_healthy_run_has_nothing_to_explain():
    assert findings.divergence(drain(training.train(BoundaryParams(steps=10)))).text == ""


OWN = own_points.encode(np.random.default_rng(0).uniform(-1, 1, (60, 2)), np.arange(60) % 3)


def test_settings_that_a_run_does_not_use_do_not_make_another_run():
    assert BoundaryParams(layers=0, units=7).canonical() == BoundaryParams(layers=0).canonical()
    assert BoundaryParams(dataset="donut", turns=2.0).canonical() == BoundaryParams(dataset="donut").canonical()
    phase = {"dataset": "donut", "f_phase": True}
    assert BoundaryParams(**phase, turns=2.0).canonical() != BoundaryParams(**phase).canonical()
    assert BoundaryParams(f_x=False, f_y=False).canonical() == BoundaryParams()
    assert BoundaryParams(own=OWN).canonical() == BoundaryParams()
    assert len(BoundaryParams(dataset="own points", own=OWN).slug()) < 60
