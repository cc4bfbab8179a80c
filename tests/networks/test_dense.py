"""The NumPy forward pass against Keras, and initial weights."""

import numpy as np
import pytest

from core.networks import dense

SIZES = (7, 5, 6, 3)


@pytest.mark.parametrize("activation", dense.ACTIVATIONS)
def test_the_forward_pass_is_that_of_keras(activation):
    import keras

    rng = np.random.default_rng(0)
    hidden = [keras.layers.Dense(units, activation) for units in SIZES[1:-1]]
    model = keras.Sequential([keras.Input((SIZES[0],)), *hidden, keras.layers.Dense(SIZES[-1])])
    weights = [rng.normal(size=part.shape).astype(np.float32) for part in model.get_weights()]
    model.set_weights(weights)
    x = rng.normal(size=(20, SIZES[0])).astype(np.float32)
    expected = model(x).numpy()
    found = dense.outputs(weights, x, activation)
    assert [part.shape for part in found] == [(20, 5), (20, 6), (20, 3)]
    np.testing.assert_allclose(found[-1], expected, atol=1e-4)  # float32
    np.testing.assert_array_equal(dense.logits(weights, x, activation), found[-1])
    np.testing.assert_allclose(dense.logits(weights, x.T, activation, units_first=True).T, expected, atol=1e-4)


def test_sums_are_before_the_activation_and_the_last_layer_is_linear():
    weights = dense.initial_weights(SIZES, "he_uniform", 3)
    x = np.random.default_rng(1).normal(size=(9, 7))
    sums, outputs = zip(*dense.layers(weights, x), strict=True)
    assert (sums[0] < 0).any()
    np.testing.assert_array_equal(outputs[0], np.maximum(sums[0], 0))
    np.testing.assert_array_equal(outputs[-1], sums[-1])
    assert (sums[-1] < 0).any()


@pytest.mark.parametrize("units_first", [False, True])
def test_a_stack_of_networks_is_each_of_them(units_first):
    each = [dense.initial_weights(SIZES, "glorot_uniform", seed) for seed in range(4)]
    each = [[part + 0.1 for part in weights] for weights in each]  # biases that are not 0
    stack = [np.stack(parts) for parts in zip(*each, strict=True)]
    x = np.random.default_rng(2).normal(size=(7, 11) if units_first else (11, 7))
    together = dense.logits(stack, x, "tanh", units_first=units_first)
    for found, weights in zip(together, each, strict=True):
        np.testing.assert_allclose(found, dense.logits(weights, x, "tanh", units_first=units_first), atol=1e-12)


@pytest.mark.parametrize(("initializer", "fan"), [("glorot_uniform", 7 + 500), ("he_uniform", 7)])
def test_initial_weights_fill_their_interval(initializer, fan):
    kernel, bias = dense.initial_weights((7, 500), initializer, [3, 1])
    limit = np.sqrt(6 / fan)
    assert kernel.dtype == bias.dtype == np.float32
    assert not bias.any()
    assert 0.99 * limit < np.abs(kernel).max() <= np.float32(limit)  # 3,500 draws: missed with p = .99^3500
    np.testing.assert_array_equal(dense.initial_weights((7, 500), initializer, [3, 1])[0], kernel)


@pytest.mark.parametrize("name", ["tanh", "relu", "sigmoid", "linear"])
def test_activations_are_those_of_scipy(name):
    from scipy.special import expit

    z = np.linspace(-60, 60, 241)
    wanted = {"tanh": np.sinh(z) / np.cosh(z), "relu": (z + abs(z)) / 2, "sigmoid": expit(z), "linear": z}[name]
    np.testing.assert_allclose(dense.ACTIVATIONS[name](z), wanted, atol=1e-15)
