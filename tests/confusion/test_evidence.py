"""Evidence against Keras's gradients, and its maps."""

import numpy as np
import pytest

from core.confusion.evidence import evidence, maps
from core.networks import classifiers as networks


@pytest.mark.parametrize(
    ("architecture", "shape"), [("one layer", (8, 8)), ("hidden", (8, 8, 3)), ("cnn", (9, 12)), ("cnn", (8, 8, 3))]
)
def test_evidence_is_keras_gradient_times_input_and_sums_to_the_logits(architecture, shape):
    import tensorflow as tf

    rng = np.random.default_rng(2)
    model = networks.build(architecture, shape, 5, 6, seed=4)
    for weight in model.trainable_variables:  # biases start at 0, which would hide what they send
        weight.assign_add(rng.normal(0, 0.05, weight.shape).astype(np.float32))
    picture = rng.integers(0, 256, shape, dtype=np.uint8)
    x = tf.constant(picture[None] / np.float32(255))
    with tf.GradientTape() as tape:
        tape.watch(x)
        logits = model(x)
    gradient = tape.jacobian(logits, x)[0, :, 0].numpy()
    found = evidence(model.get_weights(), picture)
    # Keras computes in 32 bits: 1e-5 of the largest.
    np.testing.assert_allclose(found.logits, logits[0].numpy(), atol=1e-5)
    np.testing.assert_allclose(found.pixels, gradient * x[0].numpy(), atol=1e-5)
    sums = found.pixels.reshape(5, -1).sum(1) + found.rest
    np.testing.assert_allclose(sums, found.logits, rtol=1e-10, atol=1e-12)


def test_evidence_of_the_shipped_net_gives_its_own_predictions(run, data):
    said = [int(evidence(run.final(), picture).logits.argmax()) for picture in data.x_test[:60]]
    assert said == run.predictions[-1][:60].tolist()


@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 3)])
def test_maps_are_the_evidence_summed_over_colours(shape):
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(int(np.prod(shape)), 3)), rng.normal(size=3)]
    image = rng.integers(0, 256, shape, dtype=np.uint8)
    found = maps(evidence(weights, image), 2, 0)
    logits = image.ravel() / 255 @ weights[0] + weights[1]
    assert found.classes == (2, 0)
    np.testing.assert_allclose(found.logits, logits[[2, 0]])
    np.testing.assert_allclose(found.pixels + found.rest, logits[[2, 0]])
    by_hand = (image.ravel() / 255 * weights[0][:, 2]).reshape(shape)
    np.testing.assert_allclose(found.values[0], by_hand if len(shape) == 2 else by_hand.sum(-1))
    np.testing.assert_allclose(found.difference, found.values[1] - found.values[0])
    same = maps(evidence(weights, image), 1, 1)
    assert same.classes == (1,)
    assert same.difference is None
