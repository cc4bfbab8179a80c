"""A visitor's own digit is sized and placed as MNIST's digits are."""

import numpy as np
import pytest
from scipy import ndimage

from core.data import digits, image_sets
from core.data.image_sets import ImageSet
from core.data.pictures import PictureError


@pytest.fixture(scope="module")
def data() -> ImageSet:
    return image_sets.load("mnist-5k")


def test_own_digits_are_sized_and_placed_as_mnist_is(data):
    for picture in data.x_test[:100]:
        big = np.pad(picture.repeat(7, 0).repeat(7, 1), ((31, 5), (3, 60)))
        found = digits.centre(big).pixels
        assert found.shape == (28, 28)
        rows, columns = np.flatnonzero(found.any(1)), np.flatnonzero(found.any(0))
        assert max(np.ptp(rows), np.ptp(columns)) + 1 <= 20
        # Whole pixels: half of one to either side of MNIST's own middle, pixel 14, unless the field's edge stops it.
        assert np.abs(np.array(ndimage.center_of_mass(found.astype(float))) - 14).max() < 0.6


def test_dark_ink_on_grey_paper_with_a_speck_is_the_same_digit(data):
    big = np.pad(data.x_test[3].repeat(8, 0).repeat(8, 1), 30)
    paper = (210 - 0.7 * big).astype(np.uint8)
    paper[2:4, 2:4] = 120
    found = digits.centre(np.stack([paper] * 3, -1))
    assert len(found.notes) == 2
    close = np.abs(found.pixels.astype(int) - digits.centre(big).pixels)
    assert close.mean() < 2  # of 255: rounding of the paper's 8 bits


@pytest.mark.parametrize(
    "picture", [np.zeros((50, 50)), np.full((9, 300), 255), np.linspace(100, 110, 900).reshape(30, 30)]
)
def test_nothing_to_see_is_a_sentence(picture):
    with pytest.raises(PictureError, match="Nothing stands out"):
        digits.centre(picture.astype(np.uint8))
