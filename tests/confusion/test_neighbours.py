"""Nearest training images against brute force."""

import numpy as np

from core.confusion.neighbours import nearest


def test_a_training_picture_is_its_own_nearest_neighbour_and_the_rest_equals_brute_force(data):
    picture = data.x_train[123]
    found = nearest(data.x_train, picture, 6)
    distances = np.linalg.norm((data.x_train.astype(float) - picture).reshape(4000, -1), axis=1) / 255
    assert found.index[0] == 123
    np.testing.assert_allclose(found.distance, np.sort(distances)[:6], rtol=1e-6)
