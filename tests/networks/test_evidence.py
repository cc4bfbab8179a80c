"""Evidence: it sums to the logit, against Keras and against automatic differentiation."""

from itertools import pairwise

import numpy as np
import pytest

from core.data import image_sets as images
from core.networks import dense, evidence
from core.networks.training import TrainingParams, train
from core.runs.progress import drain

SIZES = {"one layer": (12, 4), "one hidden layer": (12, 9, 4), "three hidden layers": (12, 9, 7, 8, 4)}


def net(sizes, rng):
    weights = []
    for inputs, units in pairwise(sizes):
        weights += [rng.normal(size=(inputs, units)).astype(np.float32), rng.normal(size=units).astype(np.float32)]
    return weights


@pytest.mark.parametrize("name", SIZES)
def test_pixels_and_biases_sum_to_the_logit_exactly(name):
    rng = np.random.default_rng(0)
    for _ in range(20):
        weights, x = net(SIZES[name], rng), rng.random(12)
        found = evidence.evidence(weights, x)
        scale = np.abs(found.pixels).sum(0).max()
        # float64 sums in another order: a few units in the last place of the largest partial sum
        np.testing.assert_allclose(found.pixels.sum(0) + found.biases, found.logits, atol=1e-14 * scale)
        np.testing.assert_allclose(found.positive + found.negative, found.pixels.sum(0), atol=1e-14 * scale)
        if found.units is not None:
            np.testing.assert_allclose(found.units.sum(0) + found.own_bias, found.logits, atol=1e-14 * scale)
        direct = dense.logits(weights, x[None].astype(np.float32))[0]
        np.testing.assert_allclose(found.logits, direct, atol=1e-5 * scale)  # float32


def test_with_one_layer_it_is_weight_times_pixel():
    rng = np.random.default_rng(1)
    weights, x = net((5, 3), rng), rng.random(5)
    found = evidence.evidence(weights, x)
    np.testing.assert_allclose(found.pixels, weights[0] * x[:, None], rtol=1e-7)
    np.testing.assert_array_equal(found.biases, weights[1])
    assert found.units is None


def test_hidden_evidence_is_gradient_times_input():
    """The gradient of a ReLU net's logit, by automatic differentiation, times the picture."""
    import tensorflow as tf

    rng = np.random.default_rng(2)
    weights, x = net((12, 9, 7, 4), rng), rng.random(12).astype(np.float32)
    rows = tf.constant(x[None])
    with tf.GradientTape() as tape:
        tape.watch(rows)
        outputs = rows
        for layer in range(0, 6, 2):
            outputs = outputs @ weights[layer] + weights[layer + 1]
            outputs = tf.nn.relu(outputs) if layer < 4 else outputs
    gradient = tape.jacobian(outputs, rows).numpy()[0, :, 0]
    found = evidence.evidence(weights, x)
    np.testing.assert_allclose(found.pixels, (gradient * x).T, atol=1e-4)  # float32


def test_silent_units_and_black_pixels_give_nothing():
    rng = np.random.default_rng(3)
    weights, x = net((12, 9, 4), rng), rng.random(12)
    x[:4] = 0
    weights[1][:3] = -1000
    found = evidence.evidence(weights, x)
    assert not found.pixels[:4].any()
    assert not found.units[:3].any()
    # taking a silent unit out of the net changes no share
    smaller = [weights[0][:, 3:], weights[1][3:], weights[2][3:], weights[3]]
    np.testing.assert_allclose(evidence.evidence(smaller, x).pixels, found.pixels, atol=1e-13)


def test_the_two_top_classes():
    weights = [np.zeros((2, 4), np.float32), np.array([0.0, 3.0, 1.0, 2.0], np.float32)]
    assert evidence.evidence(weights, np.ones(2)).top() == (1, 3)


def test_a_trained_net_on_real_digits():
    data = images.load("mnist-5k")
    run = drain(train(TrainingParams(architecture="hidden", hidden=32, epochs=3)))
    x = dense.rows(data.x_test[:50])
    logits = dense.logits(run.final(), x)
    for row, expected in zip(x, logits, strict=True):
        found = evidence.evidence(run.final(), row)
        np.testing.assert_allclose(found.pixels.sum(0) + found.biases, expected, atol=1e-4)  # float32 of 784 terms
        np.testing.assert_allclose(found.pixels.sum(0) + found.biases, found.logits, atol=1e-11)
