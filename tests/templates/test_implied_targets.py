"""The implied targets of layers: identities, automatic differentiation, and the references on full sets."""

import numpy as np
import pytest

from core.data import image_sets
from core.networks import dense
from core.networks.training import TrainingParams, train
from core.runs.progress import drain
from core.templates.implied_targets import layer_targets, target_statistics

RNG = np.random.default_rng(0)
WEIGHTS = [RNG.normal(size=s).astype(np.float32) for s in ((6, 8), (8,), (8, 5), (5,), (5, 4), (4,))]
X, LABELS = RNG.random((9, 6)).astype(np.float32), np.arange(9) % 4


def test_the_outputs_target_is_the_label():
    target = layer_targets(WEIGHTS, X, LABELS)[0].target
    np.testing.assert_allclose(target, np.eye(4)[LABELS], atol=1e-15)
    assert target_statistics(layer_targets(WEIGHTS, X, LABELS)[0]).participation == pytest.approx(1)
    assert target_statistics(layer_targets(WEIGHTS, X, LABELS)[0]).negative == 0


def test_hidden_gradients_equal_automatic_differentiation():
    import tensorflow as tf

    hidden = tf.nn.relu(X @ WEIGHTS[0] + WEIGHTS[1])
    with tf.GradientTape() as tape:
        tape.watch(hidden)
        second = tf.nn.relu(hidden @ WEIGHTS[2] + WEIGHTS[3])
        logits = second @ WEIGHTS[4] + WEIGHTS[5]
        loss = tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(LABELS, logits))
    expected = tape.gradient(loss, hidden).numpy()
    ours = layer_targets(WEIGHTS, X, LABELS)
    assert len(ours) == 3
    np.testing.assert_allclose(ours[2].gradient, expected, atol=1e-5)  # float32
    np.testing.assert_allclose(ours[2].output, hidden.numpy(), atol=1e-5)


@pytest.mark.slow
def test_the_references_on_full_sets(full_data):
    """Science: a hidden layer of 128 asks 31 of 128 units, 19 % of the entries negative; distance .39 at the start."""
    run = drain(train(TrainingParams(dataset="mnist", architecture="hidden", batch_size=500)))
    data = image_sets.load("mnist")
    x, labels = dense.rows(data.x_test[:2000]), data.y_test[:2000]
    first, last = (target_statistics(layer_targets([w[k] for w in run.weights], x, labels)[1]) for k in (0, -1))
    assert last.participation == pytest.approx(31, abs=4)
    assert last.negative == pytest.approx(0.19, abs=0.04)
    assert first.distance == pytest.approx(0.39, abs=0.06)
    assert last.distance < 0.02


def test_a_silent_layer_has_no_distance():
    silent = [WEIGHTS[0], np.full(8, -100, np.float32), *WEIGHTS[2:]]
    assert np.isnan(target_statistics(layer_targets(silent, X, LABELS)[2]).distance)
