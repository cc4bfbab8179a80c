"""What is compared of two runs: accuracies, the curve over epochs, and the templates."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.networks.training import TrainingParams
from core.templates.comparison import view

RNG = np.random.default_rng(0)


def run(architecture: str, *weights: np.ndarray) -> SimpleNamespace:
    curve = np.array([0.1, 0.5, 0.6], np.float32)
    return SimpleNamespace(
        params=TrainingParams(architecture=architecture),
        epochs=2,
        accuracy=curve,
        test_accuracy=curve,
        test_loss=1 - curve,
        weights=tuple(w[None] for w in weights),
        final=lambda: list(weights),
    )


@pytest.mark.parametrize("shape", [(2, 3), (2, 3, 3)])
def test_a_view_shows_templates_of_colours_as_their_mean(shape):
    pixels = int(np.prod(shape))
    kernel, bias = RNG.normal(size=(pixels, 4)).astype(np.float32), np.zeros(4, np.float32)
    data = SimpleNamespace(
        x_test=RNG.integers(0, 256, (8, *shape), dtype=np.uint8),
        y_test=np.arange(8) % 4,
        class_names=tuple("abcd"),
        shape=shape,
    )
    found = view(run("one layer", kernel, bias), data)
    templates = kernel.T.reshape(4, *shape)
    np.testing.assert_allclose(found.pictures, templates if len(shape) == 2 else templates.mean(-1), rtol=1e-6)
    assert found.measures["test accuracy"] == pytest.approx(0.6)
    assert found.measures["test loss"] == pytest.approx(0.4)
    assert found.measures["parameters"] == pixels * 4 + 4
    np.testing.assert_allclose(found.curve, [[0, 0.1], [1, 0.5], [2, 0.6]], atol=1e-6)


def test_a_cnn_has_no_template():
    kernel = RNG.normal(size=(3, 3, 1, 2))
    assert view(run("cnn", kernel, np.zeros(2)), SimpleNamespace()).pictures is None
