"""The inputs at which Jacobians are measured, in small and uneven sets of visitors."""

from dataclasses import replace

import numpy as np
import pytest

from core.data import image_sets
from core.jacobian.training import INPUTS, JacobianParams, chosen_inputs, train


class Constant:
    """A model that classifies everything as class 0."""

    def __call__(self, x, training):
        return np.eye(1, 3)[[0] * len(x)]


def a_set(counts):
    """Return a set whose test part has so many images of each class; the first pixel says the class."""
    y = np.repeat(np.arange(len(counts)), counts).astype(np.uint8)
    x = np.random.default_rng(0).integers(0, 256, (len(y), 16, 16)).astype(np.uint8)
    x[:, 0, 0] = y
    return image_sets.ImageSet("test", x, y, x, y, tuple("abc"))


@pytest.mark.parametrize("counts", [(16, 2, 1), (8, 8, 8), (2, 30, 1), (1, 15, 2), (500, 500, 3)])
def test_each_input_stands_next_to_another_of_its_class_and_one_of_another(counts):
    x, labels, (same, other) = chosen_inputs(Constant(), a_set(counts), seed=1)
    classes = [np.rint(images[:, 0, 0] * 255).astype(int) for images in (x, same, other)]
    assert len(x) == INPUTS
    np.testing.assert_array_equal(classes[0], labels)
    np.testing.assert_array_equal(classes[1], labels)
    assert (classes[2] != labels).all()
    assert (x != same).any((1, 2)).all()


@pytest.mark.parametrize("counts", [(15, 1, 1), (5, 5, 5), (1, 1, 1), (40, 0, 0)])
def test_too_few_test_images_are_refused_before_training(counts, monkeypatch):
    monkeypatch.setattr(image_sets, "load", lambda _: a_set(counts))
    with pytest.raises(ValueError, match="Choose a set with more test images"):
        for _ in train(replace(JacobianParams(), dataset="mnist-5k")):
            pass
