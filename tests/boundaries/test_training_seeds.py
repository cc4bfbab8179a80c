"""Runs of several seeds at once against the same runs one by one."""

from dataclasses import replace

import numpy as np
import pytest

from core.boundaries import training_seeds
from core.boundaries.params import BoundaryParams
from core.boundaries.training import train
from core.runs.progress import drain

FEW = BoundaryParams(n=60, steps=40, units=3)
SEEDS = (2, 5, 9)


@pytest.mark.parametrize("settings", [{}, {"batch": 10}, {"layers": 0, "held_out": 0.0}, {"dataset": "moons"}])
def test_each_run_is_what_it_is_alone(settings):
    params = replace(FEW, **settings)
    together = drain(training_seeds.train_seeds(params, SEEDS)).runs
    for seed, run in zip(SEEDS, together, strict=True):
        alone = drain(train(replace(params, seed=seed)))
        assert run.params == alone.params
        assert run.diverged_step is None
        for name in ("points", "labels", "held_points", "held_labels", "steps"):
            np.testing.assert_array_equal(getattr(run, name), getattr(alone, name))
        # only the order of float32 sums may differ, and Adam's division enlarges it
        np.testing.assert_allclose(run.weights, alone.weights, atol=1e-4)
        np.testing.assert_allclose(run.loss, alone.loss, atol=1e-4)
        np.testing.assert_allclose(run.held_loss, alone.held_loss, atol=1e-4)
        assert run.weights.dtype == alone.weights.dtype
        assert run.weights.base is None


def test_networks_that_diverge_end_where_they_end_alone():
    params = replace(FEW, activation="linear", layers=3, learning_rate=30.0, optimizer="momentum")
    together = drain(training_seeds.train_seeds(params, SEEDS)).runs
    for seed, run in zip(SEEDS, together, strict=True):
        alone = drain(train(replace(params, seed=seed)))
        assert run.diverged_step == alone.diverged_step is not None
        np.testing.assert_array_equal(run.steps, alone.steps)


def test_weights_changed_by_hand_are_not_trained_together():
    several = [replace(FEW, seed=seed) for seed in SEEDS]
    assert training_seeds.request(several).memory_bytes() == 3 * FEW.memory_bytes()
    assert training_seeds.request([replace(one, start="0.w.0.0=1") for one in several]) is None
