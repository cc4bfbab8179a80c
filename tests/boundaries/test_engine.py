"""The batched graph against Keras: gradients, updates, first weights; and many nets against single ones."""

import numpy as np
import pytest

from core.boundaries.engine import (
    ACTIVATIONS,
    OPTIMIZERS,
    Architecture,
    Problem,
    fresh_state,
    initial_weights,
    minibatches,
    unpack,
)

pytest.importorskip("tensorflow", reason="the engine is a TensorFlow graph")


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    return rng.normal(size=(2, 60)).astype(np.float32), rng.integers(3, size=60)


def a_problem(data, *, activation="tanh", optimizer="sgd", hidden=(4, 5), **settings):
    x, labels = data
    settings = {"learning_rate": 0.05, "weight_decay": 0.0} | settings
    net = Architecture((2, *hidden, 3), activation)
    return Problem(net=net, x=x, onehot=np.eye(3, dtype=np.float32)[:, labels], optimizer=optimizer, **settings)


def keras_twin(net, flat):
    import keras

    layers = [keras.layers.Dense(units, net.activation) for units in net.sizes[1:-1]]
    model = keras.Sequential([keras.Input((net.sizes[0],)), *layers, keras.layers.Dense(net.sizes[-1])])
    model.set_weights([array for layer in unpack(flat, net) for array in layer])
    return model


def flat_weights(model):
    return np.concatenate([np.asarray(w).ravel() for w in model.get_weights()])


def keras_gradient(model, x, labels):
    import keras
    import tensorflow as tf

    with tf.GradientTape() as tape:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(labels, model(x.T))
    return tape.gradient(loss, model.trainable_variables)


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_the_gradient_is_that_of_automatic_differentiation(data, activation):
    task = a_problem(data, activation=activation, learning_rate=1.0)
    first = initial_weights(task.net, "glorot_uniform", [[0, 2], [0, 3]])
    after, _ = task.advance(fresh_state(first), np.array([1], np.int32))
    for net in range(2):
        gradient = keras_gradient(keras_twin(task.net, first[net]), *data)
        wanted = np.concatenate([np.asarray(g).ravel() for g in gradient])
        # float32 sums over 60 points; the weights of size 1 round the difference to 6e-8
        np.testing.assert_allclose(first[net] - after[0, net], wanted, atol=5e-7)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_ten_updates_are_those_of_keras(data, optimizer):
    import keras

    task = a_problem(data, optimizer=optimizer, weight_decay=0.1)
    first = initial_weights(task.net, "he_uniform", [[1, 2]])
    model = keras_twin(task.net, first[0])
    twins = {
        "adam": keras.optimizers.Adam(0.05, weight_decay=0.1),
        "sgd": keras.optimizers.SGD(0.05, weight_decay=0.1),
        "momentum": keras.optimizers.SGD(0.05, momentum=0.9, weight_decay=0.1),
        "rmsprop": keras.optimizers.RMSprop(0.05, weight_decay=0.1),
    }
    for _ in range(10):
        twins[optimizer].apply(keras_gradient(model, *data), model.trainable_variables)
    after, state = task.advance(fresh_state(first), np.array([3, 7], np.int32))
    assert state.step == 10
    # Adam and RMSprop divide by the gradient's size, which enlarges the rounding of small gradients
    np.testing.assert_allclose(after[1, 0], flat_weights(model), atol=2e-5)


@pytest.mark.parametrize("initializer", ["glorot_uniform", "he_uniform"])
def test_first_weights_are_distributed_as_keras_ones(initializer):
    import keras
    from scipy.stats import kstest

    net = Architecture((64, 64, 2), "relu")
    ours, bias = unpack(initial_weights(net, initializer, [[0, 2]])[0], net)[0]
    theirs = np.asarray(keras.initializers.get({"class_name": initializer, "config": {"seed": 0}})((64, 64)))
    assert kstest(ours.ravel(), theirs.ravel()).pvalue > 1e-3  # the chance that this fails for equal laws
    # both have 4,096 draws: the largest comes within .2 % of the bound (P(miss) = 3e-4)
    assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=4e-3)
    assert not bias.any()


@pytest.mark.parametrize("batch", [None, 15])
def test_nets_trained_together_are_those_trained_alone(data, batch):
    order = None if batch is None else minibatches(60, batch, 40, np.random.default_rng(0))
    task = a_problem(data, optimizer="adam", order=order)
    seeds = [[5, 2 + k] for k in range(4)]
    together, _ = task.advance(fresh_state(initial_weights(task.net, "glorot_uniform", seeds)), np.array([20, 20]))
    for k, seed in enumerate(seeds):
        alone, _ = task.advance(fresh_state(initial_weights(task.net, "glorot_uniform", [seed])), np.array([20, 20]))
        # only the order of float32 sums may differ, and Adam's division enlarges it
        np.testing.assert_allclose(together[:, k], alone[:, 0], atol=1e-4)


@pytest.mark.parametrize("seconds_a_step", [1e-9, 0.1, 1.0])
def test_chunks_and_one_go_are_the_same_run(data, monkeypatch, seconds_a_step):
    task = a_problem(data, optimizer="momentum", order=minibatches(60, 20, 30, np.random.default_rng(1)))
    start = fresh_state(initial_weights(task.net, "glorot_uniform", [[0, 2]]))
    checkpoints = np.array([1, 4, 5, 17, 30])
    slow_clock(monkeypatch, task, seconds_a_step)
    pieces = list(task.chunks(start, checkpoints))
    assert pieces[0].before.step == 0
    assert [piece.steps[-1] for piece in pieces[:-1]] == [piece.before.step for piece in pieces[1:]]
    found = [piece.checkpoints for piece in pieces]
    np.testing.assert_array_equal(np.concatenate([steps for steps, _ in found]), checkpoints)
    whole, _ = task.advance(start, np.diff(checkpoints, prepend=0))
    np.testing.assert_array_equal(np.concatenate([weights for _, weights in found]), whole)


def slow_clock(monkeypatch, task, seconds_a_step):
    """A clock on which only the engine's steps take time."""
    now = 0.0
    advance = Problem.advance

    def slow(self, state, counts):
        nonlocal now
        now += seconds_a_step * np.sum(counts)
        return advance(self, state, counts)

    monkeypatch.setattr(Problem, "advance", slow)
    monkeypatch.setattr("core.runs.pace.clock", lambda: now)


@pytest.mark.parametrize(("seconds_a_step", "longest"), [(0.1, 2), (1.0, 1)])
def test_a_chunk_of_slow_steps_is_short_even_between_checkpoints(data, monkeypatch, seconds_a_step, longest):
    task = a_problem(data)
    slow_clock(monkeypatch, task, seconds_a_step)
    start = fresh_state(initial_weights(task.net, "glorot_uniform", [[0, 2]]))
    pieces = list(task.chunks(start, np.array([20])))
    assert max(piece.steps[-1] - piece.before.step for piece in pieces) == longest


def test_a_chunk_names_the_first_weights_that_are_not_finite(data):
    """With ReLU units, whose output of a NaN is a number on some processors."""
    task = a_problem(data, activation="relu")
    weights = initial_weights(task.net, "glorot_uniform", [[0, 2], [0, 3]])
    weights[1, 3] = np.nan  # in the first kernel of the second network
    (chunk, *_) = task.chunks(fresh_state(weights), np.array([1, 2]))
    assert chunk.first_bad == 1
    assert np.isfinite(chunk.weights[:, 0]).all()
    good = next(task.chunks(fresh_state(weights[:1]), np.array([1, 2])))
    assert good.first_bad is None


def test_minibatches_pass_through_every_epoch_once():
    order = minibatches(50, 8, 20, np.random.default_rng(0))
    assert order.shape == (20, 8)
    for epoch in range(3):  # six batches an epoch: 48 different points of 50
        assert len(np.unique(order[6 * epoch : 6 * epoch + 6])) == 48
