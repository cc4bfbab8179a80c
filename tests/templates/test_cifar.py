"""CIFAR-10 in colour: mean colours of rims, and how blue they are."""

import numpy as np

from core.templates.cifar import Cifar, CifarParams, blueness, mean_colour


def test_mean_colour_of_a_rim():
    picture = np.zeros((6, 6, 3))
    picture[1:-1, 1:-1] = 1
    np.testing.assert_array_equal(mean_colour(picture, rim=1), [0, 0, 0])
    np.testing.assert_allclose(mean_colour(picture, rim=3), 16 / 36)
    np.testing.assert_allclose(mean_colour(picture), 16 / 36)


def test_templates_have_mean_colours_and_means_are_images():
    kernel = np.zeros((32, 32, 3, 2), np.float32)
    kernel[:3, ..., 2, 1] = 1  # the second template is blue in its three uppermost rows
    zero = np.zeros(2)
    means = np.full((2, 3072), 0.5, np.float32)
    found = Cifar(CifarParams(), kernel.reshape(3072, 2), zero, means, 0.4, 0.6, zero, zero)
    np.testing.assert_allclose(found.mean_colours()[1], [0, 0, 3 / 32], rtol=1e-6)
    np.testing.assert_allclose(found.mean_colours(3)[1], [0, 0, 96 / (32 * 32 - 26 * 26)], rtol=1e-6)
    assert found.mean_images().shape == (2, 32, 32, 3)
    assert (found.mean_images() == 128).all()


def test_white_has_no_blueness_and_blue_has_all_of_its_weight():
    np.testing.assert_allclose(blueness(np.array([[5, 5, 5], [0, 0, 2], [1, 3, 0]])), [0, 2, -2])
