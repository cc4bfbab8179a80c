"""Templates of classes against automatic differentiation."""

import numpy as np

from core.templates import class_templates as module
from core.templates.class_templates import class_templates


def random_net(rng, pixels=12, hidden=9, classes=4):
    shapes = [(pixels, hidden), (hidden,), (hidden, classes), (classes,)]
    return [rng.normal(size=shape).astype(np.float32) for shape in shapes]


def test_class_templates_equal_the_mean_gradient_by_automatic_differentiation():
    import tensorflow as tf

    rng = np.random.default_rng(0)
    weights, labels = random_net(rng), np.arange(30) % 4
    images = rng.integers(0, 256, (30, 3, 4), dtype=np.uint8)
    x = images.reshape(30, 12).astype(np.float32) / 255
    ours = class_templates(weights, images, labels, 4)
    for label in range(4):
        rows = tf.constant(x[labels == label])
        with tf.GradientTape() as tape:
            tape.watch(rows)
            logits = tf.nn.relu(rows @ weights[0] + weights[1]) @ weights[2] + weights[3]
            logit = tf.reduce_sum(logits[:, label])
        np.testing.assert_allclose(ours[label], tape.gradient(logit, rows).numpy().mean(0), atol=1e-5)


def test_with_one_layer_the_template_is_the_weight():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(12, 4)).astype(np.float32), np.zeros(4, np.float32)]
    ours = class_templates(weights, rng.integers(0, 256, (8, 12), np.uint8), np.arange(8) % 4, 4)
    np.testing.assert_array_equal(ours, weights[0].T)


def test_blocks_of_images_change_nothing(monkeypatch):
    rng = np.random.default_rng(1)
    weights, labels = random_net(rng), rng.integers(0, 4, 25)
    images = rng.integers(0, 256, (25, 3, 4), dtype=np.uint8)
    whole = class_templates(weights, images, labels, 4)
    monkeypatch.setattr(module, "CHUNK", 4)
    np.testing.assert_allclose(class_templates(weights, images, labels, 4), whole, rtol=1e-6)


def test_a_class_without_images_has_an_empty_template_behind_a_hidden_layer():
    rng = np.random.default_rng(1)
    images = rng.integers(0, 256, (6, 12), dtype=np.uint8)
    found = class_templates(random_net(rng), images, np.array([0, 1, 0, 1, 2, 2]), 4)
    assert not found[3].any()
    assert np.abs(found[:3]).max() > 0
