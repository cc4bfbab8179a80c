"""The training loop: its updates are Keras's, it can be ended within an epoch, and NaN does not pass unseen."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from core.data import image_sets as images
from core.networks import batched, classifiers, epochs, learner, training
from core.networks.training import TrainingParams, train
from core.runs.progress import Step, drain


@pytest.fixture(scope="module")
def few():
    """The first 230 training and 60 test digits: five batches of 50, the last one short."""
    data = images.load("mnist-5k")
    return replace(
        data, x_train=data.x_train[:230], y_train=data.y_train[:230], x_test=data.x_test[:60], y_test=data.y_test[:60]
    )


@pytest.fixture
def slow_batches(monkeypatch):
    """A clock on which every look takes a second: each piece of work seems to have taken that long."""
    now = iter(range(1_000_000))
    monkeypatch.setattr("core.runs.pace.clock", lambda: next(now))


@pytest.mark.parametrize("decay", [0.0, 0.1])
@pytest.mark.parametrize("name", classifiers.OPTIMIZERS)
def test_apply_is_what_keras_does(name, decay):
    """If this fails after an upgrade: core.networks.learner.apply repeats a step of keras.Optimizer.apply."""
    import keras

    from core.networks.adam import LARGE

    rng = np.random.default_rng(0)
    shapes = ((3, 4), (4,), (LARGE // 100 + 1, 100))
    start = [rng.normal(size=shape).astype(np.float32) for shape in shapes]
    ours, theirs = ([keras.Variable(part) for part in start] for _ in range(2))
    mine = classifiers.optimizer(name, 0.05, decay)
    keras_own = (
        keras.optimizers.Adam(0.05, weight_decay=decay or None)
        if name == "adam"
        else classifiers.optimizer(name, 0.05, decay)
    )
    mine.build(ours)
    keras_own.build(theirs)
    for _ in range(5):
        gradients = [keras.ops.convert_to_tensor(rng.normal(size=shape).astype(np.float32)) for shape in shapes]
        learner.apply(mine, gradients, ours)
        keras_own.apply(gradients, theirs)
    for a, b, before in zip(ours, theirs, start, strict=True):
        if name == "adam" and a.shape == shapes[-1]:
            # By one operation, which takes 1 - β₂ from β₂ in 32 bits (5e-5 of it): up to 5e-5 of each of five steps.
            np.testing.assert_allclose(a.numpy(), b.numpy(), rtol=0, atol=5e-5 * 5 * 0.05)
        else:
            np.testing.assert_array_equal(a.numpy(), b.numpy())
        assert np.abs(a.numpy() - before).max() > 1e-3
    assert int(mine.iterations.numpy()) == int(keras_own.iterations.numpy()) == 5


def classifier_moments(few, **settings):
    params = TrainingParams(architecture="hidden", hidden=8, epochs=2, **settings)
    model = classifiers.build("hidden", few.shape, 10, 8, params.seed)
    return list(epochs.epochs(model, params, few))


def batched_moments(few, **settings):
    params = TrainingParams(epochs=2, **settings)
    starts = [batched.glorot_start((784, 8, 10), seed) for seed in range(3)]
    return list(batched.train(starts, (4, 5, 6), few, params))


@pytest.mark.parametrize("moments", [classifier_moments, batched_moments])
def test_a_training_stops_between_any_two_slow_batches(few, slow_batches, moments):
    found = moments(few)
    steps = [moment for moment in found if isinstance(moment, Step)]
    ends = [index for index, moment in enumerate(found) if not isinstance(moment, Step)]
    assert len(ends) == 3
    # Between the ends of two epochs: after each of five batches but the last one.
    assert [end - start - 1 for start, end in pairwise(ends)] == [4, 4]
    places = [step.index for step in steps[-8:]]
    np.testing.assert_allclose(places, [0.2, 0.4, 0.6, 0.8, 1.2, 1.4, 1.6, 1.8])
    assert all(step.total == 2 for step in steps)


@pytest.mark.parametrize("moments", [classifier_moments, batched_moments])
def test_an_epoch_in_pieces_is_the_same_epoch(few, monkeypatch, moments):
    whole = [moment for moment in moments(few) if not isinstance(moment, Step)]
    now = iter(range(1_000_000))
    monkeypatch.setattr("core.runs.pace.clock", lambda: next(now))
    pieces = [moment for moment in moments(few) if not isinstance(moment, Step)]
    for a, b in zip(whole, pieces, strict=True):
        # the same kernels on the same batches; TensorFlow may split a product among its threads differently
        np.testing.assert_allclose(a.loss, b.loss, rtol=1e-5)
        np.testing.assert_allclose(a.accuracy, b.accuracy)
        for ours, theirs in zip(a.weights, b.weights, strict=True):
            np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_evaluation_of_many_images_stops_between_batches(slow_batches):
    import tensorflow as tf

    x = tf.range(23)
    work = learner.in_batches(lambda rows: rows * 2, x, 5, Step(1, 3))
    seen = []
    np.testing.assert_array_equal(drain(work, seen.append), np.arange(23) * 2)
    assert seen == [Step(1, 3)] * 4


@pytest.mark.parametrize(("layer", "value"), [(None, 0), (0, np.nan), (1, np.inf), (2, np.inf), (3, np.nan)])
def test_lost_weights_are_seen_although_a_relu_may_hide_them(few, layer, value):
    """On some processors the ReLU of NaN is a number: then the loss is one, too."""
    params = TrainingParams(architecture="hidden", hidden=8, epochs=1)
    model = classifiers.build("hidden", few.shape, 10, 8, 0)
    weights = model.get_weights()
    if layer is not None:
        weights[layer].flat[0] = value
    model.set_weights(weights)
    moments = [moment for moment in epochs.epochs(model, params, few) if not isinstance(moment, Step)]
    assert [moment.finite for moment in moments] == [layer is None] * len(moments)


def test_an_epoch_is_not_finite_when_one_of_its_parts_is_not():
    good = epochs.Epoch(0.5, 0.9, np.zeros((3, 2), np.float32), [np.zeros((2, 2))])
    assert good.finite
    assert not replace(good, loss=float("nan")).finite
    assert not replace(good, logits=np.full((3, 2), np.inf, np.float32)).finite
    assert not replace(good, weights=[np.array([1.0, np.nan])]).finite


def test_a_run_whose_weights_get_lost_ends_with_the_last_good_epoch(monkeypatch):
    """The weights become NaN in epoch 2 while loss and logits stay numbers."""
    real = training.epochs

    def losing(*args):
        number = -1
        for moment in real(*args):
            if isinstance(moment, Step):
                yield moment
                continue
            number += 1
            weights = [part.copy() for part in moment.weights]
            if number == 2:
                weights[0][3, 1] = np.nan
            yield replace(moment, weights=weights)

    monkeypatch.setattr(training, "epochs", losing)
    run = drain(train(TrainingParams(epochs=3)))
    assert "diverged in epoch 2:" in run.failure
    assert run.epochs == run.kept_epochs[-1] == 1
    assert all(np.isfinite(part).all() for part in run.weights)


def test_the_network_that_is_lost_is_named_and_the_others_go_on(few):
    starts = [batched.glorot_start((784, 8, 10), seed) for seed in range(3)]
    starts[1][0][5, 2] = np.nan
    params = TrainingParams(epochs=1)
    found = [m for m in batched.train(starts, (4, 5, 6), few, params) if not isinstance(m, Step)]
    for epoch in found:
        assert epoch.finite.tolist() == [True, False, True]


def test_a_loss_that_is_lost_counts_after_training_only():
    nothing, one = np.full(2, np.nan), np.ones(2)
    before = batched.Epoch(nothing, nothing, one, [np.zeros((2, 3))], one)
    assert before.finite.all()
    after = batched.Epoch(np.array([0.1, np.nan]), one, one, [np.zeros((2, 3))], one)
    assert after.finite.tolist() == [True, False]
    assert batched.Epoch(np.array([np.inf, 1.0]), one, one, [np.zeros((2, 3))], one).finite.tolist() == [False, True]
