"""Two runs next to each other: their numbers, and planes that are subtracted only where they show one square."""

from dataclasses import replace

import numpy as np
import pytest

from core.boundaries import comparison
from core.gallery.comparison import difference
from tests.boundaries.examples import run_of

EAST = np.array([[-9, 9, 0, 0, 0, 0]])  # class 1 where x > 0
WEST = -EAST


def test_a_view_is_of_the_last_frame_and_signed_by_the_class():
    run = run_of(np.concatenate([WEST, EAST]), layers=0)
    view = comparison.view(run)
    assert view.pictures.shape == (1, comparison.PLANE, comparison.PLANE)
    assert view.pictures[0, :, 0].max() < -0.99
    assert view.pictures[0, :, -1].min() > 0.99
    assert view.curve.tolist() == [[0, 1], [1, 1]]
    assert view.measures["training accuracy"] == 1
    assert np.isnan(view.measures["held-out accuracy"])


def test_planes_are_subtracted_where_they_show_one_square():
    pinned, now = (comparison.view(run_of(weights, layers=0)) for weights in (WEST, EAST))
    assert np.abs(difference(pinned, now)).max() == pytest.approx(2, abs=0.01)
    assert not difference(now, now).any()


def test_planes_of_different_squares_are_not_subtracted():
    near = run_of(EAST, layers=0)
    far = replace(near, points=3 * near.points)
    assert difference(comparison.view(near), comparison.view(far)) is None
