"""Twenty networks at once: their first is the single run, their counts, and the archive."""

import numpy as np
import pytest

from core.boundaries import seeds, training
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import SeedsRun
from core.data import own_points
from core.runs import archive
from core.runs.progress import drain

OWN = own_points.encode(np.random.default_rng(0).uniform(-1, 1, (60, 2)), np.arange(60) % 3)


@pytest.fixture(scope="module")
def donuts():
    """Twenty nets of two, and of ten tanh units, on the donut."""
    return [drain(seeds.train_many(BoundaryParams(dataset="donut", units=units))) for units in (2, 10)]


@pytest.mark.slow
def test_two_tanh_units_never_close_the_ring_and_ten_always_do(donuts):
    narrow, wide = donuts
    assert not narrow.islands.any()
    assert (wide.islands >= 1).all()
    assert narrow.fresh_accuracy.max() < 0.981
    assert wide.fresh_accuracy.min() > 0.99


@pytest.mark.slow
def test_the_first_of_many_is_the_single_run(donuts):
    many = donuts[1]
    run = drain(training.train(many.params))
    np.testing.assert_array_equal(run.weights[0], many.film[0, 0])
    # after 3,000 Adam steps float32 rounding has grown, but not what the net says of its points
    assert run.accuracy[-1] == many.accuracy[-1, 0]
    assert run.loss[0] == pytest.approx(many.loss[0, 0], rel=1e-5)


def test_networks_go_through_the_archive_and_the_first_is_the_single_run(tmp_path):
    pytest.importorskip("tensorflow", reason="training needs it")
    params = BoundaryParams(steps=100, held_out=0.25, n=100, dataset="moons")
    many, run = drain(seeds.train_many(params, nets=3)), drain(training.train(params))
    np.testing.assert_array_equal(run.points, many.points)
    np.testing.assert_array_equal(run.weights[0], many.film[0, 0])
    # 100 Adam steps in which only the order of float32 sums may differ
    np.testing.assert_allclose(run.weights[-1], many.film[-1, 0], atol=1e-3)
    archive.save(tmp_path / "seeds.npz", many)
    again = archive.load(tmp_path / "seeds.npz", SeedsRun, params=BoundaryParams)
    np.testing.assert_array_equal(again.film, many.film)


def test_own_points_have_no_fresh_ones():
    pytest.importorskip("tensorflow", reason="training needs it")
    assert seeds.fresh_set(BoundaryParams(dataset="own points", own=OWN)) is None
    many = drain(seeds.train_many(BoundaryParams(dataset="own points", own=OWN, steps=10), nets=2))
    assert many.fresh_accuracy.shape == (0,)
    assert seeds.resolution_for(many, 10) == 16
    assert seeds.resolution_for(many, 1e9) == 48


@pytest.mark.parametrize("activation", ["relu", "tanh"])
@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_network_with_lost_weights_gets_no_point_right(activation, value):
    """Even where its answer is a number, and the class that it names is that of all points."""
    net = training.architecture(BoundaryParams(activation=activation), 2)
    weights = training.initial_weights(net, "glorot_uniform", [[0], [1], [2]])
    weights[1, 3] = value
    x, labels = np.random.default_rng(0).normal(size=(2, 30)).astype(np.float32), np.zeros(30, int)
    weights[:, -2:] = [100, 0]  # the last biases: class 0 everywhere
    accuracy, _ = seeds.finite_accuracy(weights, net, x, labels)
    assert accuracy.tolist() == [1, 0, 1]
