"""Whole runs: what the reference says of twenty nets, divergence, the script, and the archive."""

import numpy as np
import pytest
from scipy.stats import fisher_exact

from core import bake
from core.boundaries import atlas as boundaries_atlas
from core.boundaries import code as boundaries_code
from core.boundaries import seeds as boundaries_seeds
from core.boundaries import training as one
from core.boundaries.seeds import SeedsRun
from core.boundaries.training import BoundaryParams, BoundaryRun, switches
from core.data import own_points
from core.runs import archive
from core.runs.progress import drain

pytest.importorskip("tensorflow", reason="training needs it")

# (settings, nets of 20 that reach 99 %), from the reference study: full-batch Adam .03, 3,000 steps, 400 points.
REFERENCE = [
    ({"dataset": "blobs", "layers": 0}, 20),
    ({"layers": 0}, 0),
    ({"units": 2}, 9),
    ({"units": 2, "layers": 5}, 17),
    ({"units": 4}, 20),
    ({}, 20),
    ({"units": 4, "turns": 1.0}, 8),
    ({"dataset": "donut", "units": 2}, 0),
    ({"dataset": "donut"}, 20),
    ({"dataset": "donut", "layers": 0, **switches("r", "theta")}, 20),
]


@pytest.mark.parametrize(("settings", "reference"), REFERENCE, ids=str)
def test_as_many_nets_succeed_as_in_the_reference(settings, reference):
    reached = drain(boundaries_atlas.first_hits(BoundaryParams(**settings), 20))
    count = int((reached >= 0).sum())
    # two samples of 20 from one law differ so much in one test of 500
    assert fisher_exact([[count, 20 - count], [reference, 20 - reference]]).pvalue > 0.002


def test_the_bounds_of_a_share_are_the_exact_binomial_ones():
    from scipy.stats import binomtest

    for successes in (0, 7, 20):
        wanted = binomtest(successes, 20).proportion_ci(method="exact")
        assert boundaries_seeds.interval(successes, 20) == (pytest.approx(wanted.low), pytest.approx(wanted.high))


@pytest.fixture(scope="module")
def donuts():
    """Twenty nets of two, and of ten tanh units, on the donut."""
    return [drain(boundaries_seeds.train_many(BoundaryParams(dataset="donut", units=units))) for units in (2, 10)]


def test_two_tanh_units_never_close_the_ring_and_ten_always_do(donuts):
    narrow, wide = donuts
    assert not narrow.islands.any()
    assert (wide.islands >= 1).all()
    assert narrow.fresh_accuracy.max() < 0.981
    assert wide.fresh_accuracy.min() > 0.99


def test_the_first_of_many_is_the_single_run(donuts):
    many = donuts[1]
    run = drain(one.train(many.params))
    np.testing.assert_array_equal(run.weights[0], many.film[0, 0])
    # after 3,000 Adam steps float32 rounding has grown, but not what the net says of its points
    assert run.accuracy[-1] == many.accuracy[-1, 0]
    assert run.loss[0] == pytest.approx(many.loss[0, 0], rel=1e-5)


def test_a_run_keeps_its_film_and_goes_through_the_archive(tmp_path):
    params = BoundaryParams(steps=300, held_out=0.25, n=100, dataset="moons")
    run = drain(one.train(params))
    assert run.steps[[0, -1]].tolist() == [0, 300]
    assert len(run.labels) == 75
    assert len(run.held_accuracy) == len(run.steps)
    assert run.loss[-1] < run.loss[0] < 2  # ln 2 = .69 with Glorot's small logits
    archive.save(tmp_path / "run.npz", run)
    back = archive.load(tmp_path / "run.npz", BoundaryRun, params=BoundaryParams)
    assert back.params == params
    np.testing.assert_array_equal(back.weights, run.weights)
    seeds = drain(boundaries_seeds.train_many(params, nets=3))
    archive.save(tmp_path / "seeds.npz", seeds)
    again = archive.load(tmp_path / "seeds.npz", SeedsRun, params=BoundaryParams)
    np.testing.assert_array_equal(again.film, seeds.film)


def test_the_baked_default_is_what_is_trained_today():
    recipe = next(r for r in bake.recipes() if r.topic == "boundaries" and r.params == BoundaryParams())
    baked = archive.load(recipe.path, BoundaryRun, params=BoundaryParams)
    run = drain(one.train(BoundaryParams()))
    np.testing.assert_array_equal(run.points, baked.points)
    np.testing.assert_array_equal(run.weights[0], baked.weights[0])
    # rounding differs between processors, and grows by step 3,000; the first frames (step 20) are still close
    near = run.steps <= 20
    np.testing.assert_allclose(run.weights[near], baked.weights[near], atol=1e-3)
    assert run.accuracy[-1] == pytest.approx(baked.accuracy[-1], abs=0.01)


def test_training_can_be_ended_at_every_step():
    work = one.train(BoundaryParams(steps=20_000, layers=2, units=32))
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
    run = drain(one.train(BoundaryParams(steps=2000, seed=1, **settings)))
    assert run.diverged_step is not None
    assert run.steps[-1] < run.diverged_step
    assert np.isfinite(run.weights).all()
    assert np.isfinite(run.loss).all()
    said = one.explain_divergence(run)
    assert f"step {run.diverged_step:,}" in said
    assert advice in said
    # the step is the first: one step earlier all weights are finite
    task = one.problem(run.params, one.load_points(run.params)[0])
    state = one.fresh_state(one.initial_weights(task.net, run.params.initializer, one.net_seeds(run.params, 1)))
    weights, _ = task.advance(state, np.ones(run.diverged_step, np.int32))
    assert np.isfinite(weights[:-1]).all()
    assert not np.isfinite(weights[-1]).all()


def test_a_run_whose_weights_are_finite_but_too_large_for_a_loss_ends_there(monkeypatch):
    """Linear layers of weights of 1e20: each is a number, their product is none."""
    params = BoundaryParams(activation="linear", layers=2, optimizer="sgd", learning_rate=0.0001, steps=100, n=100)
    net = one.architecture(params, 2)
    real = one.Problem.advance

    def large(self, state, counts):
        weights, after = real(self, state, counts)
        weights[state.step + np.cumsum(counts) > 50] = 1e20
        return weights, after

    monkeypatch.setattr(one.Problem, "advance", large)
    run = drain(one.train(params))
    assert net.parameters == run.weights.shape[1]
    assert np.isfinite(run.loss).all()
    assert run.steps[-1] <= 50 < run.diverged_step
    assert f"infinite at step {run.diverged_step}" in one.explain_divergence(run)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_network_with_lost_weights_gets_no_point_right(activation, value):
    """Even where its answer is a number, and the class that it names is that of all points."""
    net = one.architecture(BoundaryParams(activation=activation), 2)
    weights = one.initial_weights(net, "glorot_uniform", [[0], [1], [2]])
    weights[1, 3] = value
    x, labels = np.random.default_rng(0).normal(size=(2, 30)).astype(np.float32), np.zeros(30, int)
    weights[:, -2:] = [100, 0]  # the last biases: class 0 everywhere
    accuracy, _ = boundaries_seeds.finite_accuracy(weights, net, x, labels)
    assert accuracy.tolist() == [1, 0, 1]


def test_a_healthy_run_has_nothing_to_explain():
    assert one.explain_divergence(drain(one.train(BoundaryParams(steps=10)))) == ""


OWN = own_points.encode(np.random.default_rng(0).uniform(-1, 1, (60, 2)), np.arange(60) % 3)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"dataset": "donut", "classes": 3, **switches("r", "xx", "phase"), "batch": 30, "initializer": "he_uniform"},
        {"dataset": "blobs", "layers": 0, "optimizer": "momentum", "weight_decay": 0.01},
        {
            "dataset": "xor",
            "layers": 3,
            "units": 4,
            "activation": "relu",
            "optimizer": "rmsprop",
            "learning_rate": 0.01,
        },
        {"dataset": "moons", "activation": "sigmoid", "optimizer": "sgd", "learning_rate": 0.3},
        {"dataset": "own points", "own": OWN},
    ],
    ids=["spiral", "donut", "blobs", "xor", "moons", "own"],
)
def test_the_script_is_this_very_run(settings, capsys):
    params = BoundaryParams(steps=12, n=120, seed=3, **settings)
    namespace: dict = {}
    exec(boundaries_code.keras_script(params), namespace)
    assert "accuracy" in capsys.readouterr().out
    run = drain(one.train(params))
    theirs = np.concatenate([np.asarray(w).ravel() for w in namespace["model"].get_weights()])
    # 12 float32 updates in another order of sums; RMSprop and Adam divide by small gradients
    np.testing.assert_allclose(theirs, run.weights[-1], atol=5e-4)


def test_settings_that_a_run_does_not_use_do_not_make_another_run():
    assert BoundaryParams(layers=0, units=7).canonical() == BoundaryParams(layers=0).canonical()
    assert BoundaryParams(dataset="donut", turns=2.0).canonical() == BoundaryParams(dataset="donut").canonical()
    phase = {"dataset": "donut", "f_phase": True}
    assert BoundaryParams(**phase, turns=2.0).canonical() != BoundaryParams(**phase).canonical()
    assert BoundaryParams(f_x=False, f_y=False).canonical() == BoundaryParams()
    assert BoundaryParams(own=OWN).canonical() == BoundaryParams()
    assert len(BoundaryParams(dataset="own points", own=OWN).slug()) < 60


def test_a_small_atlas_has_every_cell():
    found = drain(
        boundaries_atlas.atlas(BoundaryParams(steps=200), widths=(1, 8), depths=(1,), turns=(0.25, 3.0), nets=4)
    )
    assert found.share.shape == (1, 2, 2)
    assert found.share[0, 1, 0] == 1.0  # a quarter turn is nearly straight
    assert found.share[0, 0, 1] == 0.0  # one unit can't follow three turns
    assert np.isnan(found.median_steps[0, 0, 1])
