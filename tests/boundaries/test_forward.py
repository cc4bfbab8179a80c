"""The NumPy forward pass against the textbook and scipy."""

import numpy as np
import pytest

from core.boundaries import forward as maps
from core.boundaries.engine import Architecture, initial_weights


def test_forward_is_the_textbook_net_for_one_and_for_many_nets():
    net = Architecture((2, 3, 4, 2), "tanh")
    weights = initial_weights(net, "glorot_uniform", [[0, 2], [0, 3]])
    weights += np.random.default_rng(0).normal(size=weights.shape).astype(np.float32) * 0.1  # biases too
    x = np.random.default_rng(1).normal(size=(2, 7)).astype(np.float32)
    stages = maps.forward(weights, net, x)
    for k in range(2):
        cut = np.split(weights[k], np.cumsum([6, 3, 12, 4, 8]))
        h = np.tanh(x.T @ cut[0].reshape(2, 3) + cut[1])
        h = np.tanh(h @ cut[2].reshape(3, 4) + cut[3])
        logits = h @ cut[4].reshape(4, 2) + cut[5]
        np.testing.assert_allclose(stages[-1][0][k], logits.T, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(maps.predict(weights, net, x)[k], logits.T, rtol=1e-4, atol=1e-6)
        # two-class softmax is the sigmoid of the difference, and lies on y1 + y2 = 1
        np.testing.assert_allclose(stages[-1][1][k][0], 1 / (1 + np.exp(logits[:, 1] - logits[:, 0])), rtol=1e-4)
        np.testing.assert_allclose(stages[-1][1][k].sum(axis=0), 1, atol=1e-6)


def test_cross_entropy_and_margin_are_their_definitions():
    logits = np.random.default_rng(2).normal(size=(3, 4, 50)) * 5
    labels = np.random.default_rng(3).integers(4, size=50)
    odds = np.exp(logits)
    chosen = (odds / odds.sum(axis=1, keepdims=True))[:, labels, np.arange(50)]
    np.testing.assert_allclose(maps.cross_entropy(logits, labels), -np.log(chosen).mean(axis=1))
    for c in range(4):
        np.testing.assert_allclose(maps.margin(logits)[:, c], logits[:, c] - np.delete(logits, c, 1).max(axis=1))


def test_cross_entropy_stays_finite_where_the_softmax_underflows():
    logits = np.array([[1000.0], [-1000.0]])
    assert maps.cross_entropy(logits, np.array([1])) == pytest.approx(2000)
