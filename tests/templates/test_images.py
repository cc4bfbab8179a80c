"""Weights, codes and evidence as small images."""

import numpy as np
import pytest

from core.charts import images as drawing
from core.templates.images import (
    FILM_BYTES,
    as_images,
    code,
    evidence_map,
    filters_in_a_message,
    image_limit,
    kept_frames,
    sheet,
)

RNG = np.random.default_rng(0)


def test_weights_share_one_scale_and_zero_is_its_middle():
    weights = np.array([[0.0, 1.0, -1.0, 0.5], [2.0, 0.0, 0.0, -2.0]])
    drawn = as_images(weights, (2, 2))
    assert drawn.shape == (2, 2, 2)
    assert drawn[0, 0, 0] == drawn[1, 0, 1] == 128
    assert drawn[1, 0, 0] == 255
    assert drawn[1, 1, 1] == 1


def test_colours_are_shown_as_colours_or_one_channel_at_a_time():
    weights = RNG.normal(size=(3, 4 * 5 * 3))
    assert as_images(weights, (4, 5, 3)).shape == (3, 4, 5, 3)
    red = as_images(weights, (4, 5, 3), "red")
    np.testing.assert_array_equal(red, as_images(weights.reshape(3, 20, 3)[..., 0], (4, 5)))


def test_codes_are_drawn_row_by_row():
    np.testing.assert_array_equal(code(np.arange(10)), np.arange(10).reshape(2, 5))
    np.testing.assert_array_equal(code(np.arange(1, 6)), [[1, 2, 3], [4, 5, 0]])


def test_every_epoch_shows_the_last_kept_one():
    assert kept_frames(np.array([0, 1, 4]), 5) == [0, 1, 1, 1, 2, 2]
    assert kept_frames(np.array([0]), 0) == [0]


@pytest.mark.parametrize("shape", [(1, 784, 3), (21, 784, 500), (4, 10 * FILM_BYTES, 8)])
def test_a_message_holds_at_least_one_filter_and_at_most_all(shape):
    shown = filters_in_a_message(np.broadcast_to(np.float32(0), shape))
    assert 1 <= shown <= shape[2]
    assert shown == 1 or shown * shape[0] * shape[1] <= FILM_BYTES


def test_evidence_of_colours_is_added_up():
    values = RNG.normal(size=12)
    summed = values.reshape(2, 2, 3).sum(-1)
    np.testing.assert_array_equal(evidence_map(values, (2, 2, 3), 2.0), evidence_map(summed.ravel(), (2, 2), 2.0))
    np.testing.assert_array_equal(
        evidence_map(summed.ravel(), (2, 2), 2.0), drawing.colour(drawing.signed(summed, 2.0))
    )


def test_a_sheet_has_gaps_of_weight_zero_or_white():
    assert (sheet(np.full((2, 3, 3), 200, np.uint8), 2)[:, 3] == drawing.colour(np.uint8(128))).all()
    assert (sheet(np.zeros((2, 3, 3, 3), np.uint8), 2)[:, 3] == 255).all()


def test_the_limit_that_is_said_is_the_one_that_is_drawn():
    weights = np.random.default_rng(1).normal(size=(2, 60)).astype(np.float32)
    for shape, channel in (((6, 10), "all"), ((4, 5, 3), "green")):
        limit = image_limit(weights, shape, channel)
        values = weights.reshape(2, *shape) if channel == "all" else weights.reshape(2, *shape)[..., 1]
        inside = np.abs(values) < limit
        drawn = (as_images(weights, shape, channel).astype(float) - 128) / 127 * limit
        np.testing.assert_allclose(drawn[inside], values[inside], atol=limit / 250)
        assert 0 < (~inside).mean() < 0.05
