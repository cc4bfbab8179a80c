"""Trainings of several seeds at once against the same trainings one by one."""

from dataclasses import replace

import numpy as np
import pytest

from core.networks import batched, training_seeds
from core.networks.training import TrainingParams, train
from core.runs.progress import Step, drain

FEW = TrainingParams(epochs=2, batch_size=100, weight_decay=0.01)


@pytest.mark.parametrize("architecture", ["one layer", "hidden", "hidden from images"])
def test_each_training_is_what_it_is_alone(architecture):
    params = replace(FEW, architecture=architecture, hidden=16)
    together = drain(training_seeds.train_seeds(params, (3, 5))).runs
    for seed, run in zip((3, 5), together, strict=True):
        alone = drain(train(replace(params, seed=seed)))
        assert run.params == alone.params
        assert run.failure == ""
        # float32 sums in another order; 80 steps of Adam amplify them, and one or two images lie at a border
        for name, tolerance in (("loss", 1e-3), ("test_loss", 1e-3), ("accuracy", 5e-4), ("test_accuracy", 2e-3)):
            np.testing.assert_allclose(getattr(run, name), getattr(alone, name), atol=tolerance)
        assert run.predictions.shape == alone.predictions.shape
        assert (run.predictions != alone.predictions).mean() < 0.002
        np.testing.assert_allclose(run.probabilities, alone.probabilities, atol=2e-3)
        np.testing.assert_array_equal(run.kept_epochs, alone.kept_epochs)
        for ours, theirs in zip(run.weights, alone.weights, strict=True):
            assert ours.shape == theirs.shape
            assert ours.dtype == theirs.dtype
            np.testing.assert_allclose(ours, theirs, atol=2e-4)


def test_a_network_that_is_lost_ends_alone(monkeypatch):
    real = batched.train

    def losing(*args):
        number = -1
        for moment in real(*args):
            if isinstance(moment, Step):
                yield moment
                continue
            number += 1
            if number == 1:
                moment.weights[0][1, 5, 2] = np.nan
            yield moment

    monkeypatch.setattr(batched, "train", losing)
    first, second = drain(training_seeds.train_seeds(FEW, (0, 1))).runs
    assert (first.epochs, first.failure) == (2, "")
    assert second.epochs == 0
    assert "diverged in epoch 1:" in second.failure
    assert all(np.isfinite(part).all() for part in second.weights)


def test_what_cannot_be_batched_is_said():
    def several(**settings):
        return [TrainingParams(seed=seed, **settings) for seed in (0, 1, 4)]

    assert training_seeds.request(several(architecture="cnn")) is None
    assert training_seeds.request(several(labels="shuffled")) is None
    found = training_seeds.request(several())
    assert found.memory_bytes() == 3 * TrainingParams().memory_bytes()
    assert found.key != training_seeds.request(several()[:2]).key
