"""The stem of EfficientNet-Lite0: its feature maps against SciPy's correlation, and what is said of its filters."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from core.networks import photographs
from core.templates import stem
from core.templates.findings import filters as findings


def test_feature_maps_are_those_of_a_strided_convolution():
    kernels, bias = stem.filters()
    photograph = photographs.load("pizza")
    maps = stem.feature_maps(photograph, kernels, bias)
    assert maps.shape == (32, 112, 112)
    x = (photograph.astype(float) - 127) / 128
    for index in (0, 6, 31):
        # SciPy's "same" centres the filter on every pixel; TensorFlow's padding at stride 2 begins with the second one.
        centred = sum(correlate2d(x[..., c], kernels[index, ..., c].astype(float), "same") for c in range(3))
        expected = np.clip(centred[1::2, 1::2] + bias[index], 0, 6)
        np.testing.assert_allclose(maps[index], expected, atol=1e-4)  # float32


def test_the_share_of_colour_is_0_for_equal_channels_and_1_where_they_cancel():
    grey = np.ones((1, 3, 3, 3))
    opponent = grey * [1, -1, 0]
    half = grey + opponent * np.sqrt(3 / 2)  # both parts have the same norm: they are orthogonal
    shares = stem.colour_share(np.concatenate([grey, opponent, half, 0 * grey]))
    np.testing.assert_allclose(shares, [0, 1, 0.5, 0], atol=1e-12)


def test_each_filter_has_a_scale_of_its_own_and_one_of_zeros_stays():
    drawn = stem.each_scaled(np.array([[[[2.0, -4.0, 1.0]]], [[[0.0, 0.0, 0.0]]]]))
    assert drawn.tolist() == [[[[0.5, -1.0, 0.25]]], [[[0.0, 0.0, 0.0]]]]


@pytest.mark.parametrize(("silent", "said"), [(0, "every filter has an output"), (2, "**1** of 3 filters have")])
def test_sentences_about_the_stem(silent, said):
    maps = np.ones((3, 2, 2))
    maps[:silent] = 0
    text = findings.stem(np.array([0.2, 0.9, 0.5]), maps, "pizza")
    assert "In **1** of 3 filters, differences" in text
    assert "the other 2 weigh" in text
    assert said in text


@pytest.mark.parametrize(("kind", "said"), [("Dense", "is dense"), ("Conv2D", "is a convolution")])
def test_sentences_about_a_models_first_layer(kind, said):
    assert said in findings.own("first", kind, 8, 8)
    assert "(all 8)" in findings.own("first", kind, 8, 8)
    assert "(the 8 with the largest norm of 1,200)" in findings.own("first", kind, 8, 1200)
