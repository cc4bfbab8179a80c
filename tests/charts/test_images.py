"""Arrays as pictures."""

import io

import numpy as np
import pytest
from PIL import Image

from core.charts import images


def test_signed_values_are_centred_and_odd():
    values = np.linspace(-2, 2, 101)
    index = images.signed(values)
    assert index[50] == 128
    np.testing.assert_array_equal(index.astype(int) - 128, -(index[::-1].astype(int) - 128))
    assert (index.min(), index.max()) == (1, 255)
    assert (images.signed(np.zeros(3)) == 128).all()


def test_the_middle_of_the_diverging_scale_is_neutral_and_its_ends_are_blue_and_red():
    table = images.lookup("diverging").astype(int)
    assert np.ptp(table[128]) < 6
    assert table[0, 2] > table[0, 0]
    assert table[255, 0] > table[255, 2]


def test_the_sequential_scale_only_gets_lighter():
    luminance = images.lookup("sequential") @ [0.2126, 0.7152, 0.0722]
    assert (np.diff(luminance) > -0.5).all()  # half a level: rounding to uint8


def test_magnitudes_span_their_range():
    np.testing.assert_array_equal(images.magnitude(np.array([0.0, 1.0, 2.0])), [0, 128, 255])
    assert (images.magnitude(np.full(3, 7.0)) == 0).all()


def test_tiles_lie_in_reading_order_with_a_gap():
    sheet = images.tile(
        np.arange(1, 4, dtype=np.uint8)[:, None, None] * np.ones((1, 2, 2), np.uint8), 2, gap=1, ground=9
    )
    expected = [[1, 1, 9, 2, 2], [1, 1, 9, 2, 2], [9] * 5, [3, 3, 9, 9, 9], [3, 3, 9, 9, 9]]
    np.testing.assert_array_equal(sheet, expected)


@pytest.mark.parametrize("shape", [(40, 90), (60, 40), (40, 60)])
def test_a_framed_picture_keeps_its_pixels_in_the_middle_and_has_the_ratio_asked_for(shape):
    picture = np.random.default_rng(0).integers(0, 256, (*shape, 3), dtype=np.uint8)
    framed = images.framed(picture, 1.5)
    height, width = framed.shape[:2]
    assert width / height == pytest.approx(1.5, abs=0.02)
    top, left = (height - shape[0]) // 2, (width - shape[1]) // 2
    np.testing.assert_array_equal(framed[top : top + shape[0], left : left + shape[1]], picture)
    np.testing.assert_array_equal(framed[0, left : left + shape[1]], picture[0])


def test_png_is_lossless_and_enlarging_keeps_pixels():
    picture = np.random.default_rng(0).integers(0, 256, (5, 7, 3), dtype=np.uint8)
    back = np.asarray(Image.open(io.BytesIO(images.png(images.enlarge(picture, 3)))))
    np.testing.assert_array_equal(back[1::3, 1::3], picture)
