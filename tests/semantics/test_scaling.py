"""Stages on images: whitening, the equivalence to the images themselves, and the order of half-times."""

import numpy as np
import pytest

from core.data import image_sets as images
from core.runs.progress import drain
from core.semantics import scaling


@pytest.fixture(scope="module")
def digits():
    data = images.load("mnist-5k")
    return data.x_train[:800].reshape(800, -1) / 255, data.y_train[:800]


def test_white_means_the_identity(digits):
    white, axes = scaling.whiten(digits[0])
    np.testing.assert_allclose(white @ white.T / 800, np.eye(scaling.DIMENSIONS), atol=1e-10)
    centred = digits[0] - digits[0].mean(axis=0)
    np.testing.assert_allclose((centred @ axes).T, white, atol=1e-10)


def test_linear_learning_sees_only_correlations(digits):
    """A tanh net whose units stay small is linear: the two paths, images and correlations, must agree."""
    x, y = scaling.whiten(digits[0])[0], scaling.targets(digits[1])
    linear, _ = scaling.learn(x, y, activation="linear", sigma=1e-4, seed=0, steps=30)
    tanh, _ = scaling.learn(x, y, activation="tanh", sigma=1e-4, seed=0, steps=30)
    # tanh(x) = x − x³/3 and units stay below .01
    np.testing.assert_allclose(tanh, linear, rtol=1e-4, atol=1e-9)


@pytest.mark.slow
def test_stages_follow_the_singular_values_from_small_starts_only(digits):
    """science.md: Spearman .90–.98 linear, .90–1.0 tanh, .83–.98 ReLU; all lose the order at σ = .1."""
    result = drain(scaling.study(scaling.ScalingParams(), *digits, seeds=1, steps=120))
    assert np.nanmin(result.orders[:, 0]) > 0.8
    assert np.nanmean(result.orders[:, 2]) < np.nanmean(result.orders[:, 0]) - 0.2
    # Euler steps of .4 grow by ln(1 + dt·s) where the flow grows by dt·s
    x = scaling.STEP * result.singular_values
    np.testing.assert_allclose(result.half_times[0, 0], result.predicted[0] * x / np.log1p(x), rtol=0.03)
