"""Singular vectors over an image, images with noise, and which bundled network is most like another one."""

from dataclasses import replace

import numpy as np
import pytest

from core.charts import images
from core.jacobian import steepness
from core.jacobian.measurement import NOISE_LEVELS
from core.jacobian.noise import noisy_images
from core.jacobian.topic import TOPIC, nearest_preset
from core.jacobian.training import INPUTS, JacobianParams
from core.jacobian.vector_images import film, of_layer, over_image
from tests.jacobian.runs import jacobian_run


@pytest.mark.parametrize("channels", [1, 3])
def test_a_vector_covers_the_image_where_it_is_and_nowhere_else(channels):
    vectors = np.zeros((2, 1, 4, 4, channels))
    vectors[0, 0, 1, 2] = -0.5
    image = np.full((4, 4) if channels == 1 else (4, 4, 3), 100, np.uint8)
    found = over_image(vectors, image)
    assert found.shape == (2, 1, 4, 4, 3)
    np.testing.assert_array_equal(found[0, 0, 1, 2], images.lookup("sequential")[255])
    grey = found[1, 0, 0, 0]  # a vector of zeros covers nothing
    assert len(set(grey.tolist())) == 1
    assert (found[0, 0].reshape(-1, 3) == grey).all(1).sum() == 15


def test_a_brighter_image_is_brighter_under_a_vector():
    ramp = np.linspace(0, 255, 16).astype(np.uint8).reshape(4, 4)
    shown = over_image(np.zeros((1, 4, 4, 1)), ramp)[0, ..., 0].astype(int)
    assert (np.diff(shown.ravel()) > 0).all()


def test_a_film_has_a_frame_for_each_rank_with_the_images_of_one_layer_alike():
    vectors = np.random.default_rng(0).normal(size=(3, 5, 4, 4, 1))
    np.testing.assert_array_equal(film(vectors), of_layer(vectors.swapaxes(0, 1)))
    assert film(vectors).shape == (5, 3, 4, 4)
    assert (np.abs(film(vectors).astype(int) - 128).max((2, 3)) == 127).all()


def test_noise_on_the_images_has_the_levels_of_the_measurement():
    pictures = np.random.default_rng(1).integers(110, 146, (INPUTS, 16, 16)).astype(np.uint8)
    found = noisy_images(jacobian_run(pictures=pictures), 8)
    assert found.shape == (len(NOISE_LEVELS), 8, 16, 16)
    np.testing.assert_array_equal(found[0], pictures[:8])
    added = (found.astype(float) - pictures[:8]).std((1, 2, 3))
    np.testing.assert_allclose(added, np.array(NOISE_LEVELS) * pictures.std(), atol=0.5)


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.title)
def test_a_preset_is_most_like_itself_and_like_another_seed_of_itself(preset):
    params = JacobianParams(**preset.values)
    assert nearest_preset(params) is preset
    assert nearest_preset(replace(params, seed=9)) is preset


def test_the_kind_of_network_counts_more_than_equal_settings():
    assert nearest_preset(JacobianParams(net="mlp")).values["net"] == "mlp"
    assert "net" not in nearest_preset(JacobianParams(dataset="mnist-5k")).values


@pytest.mark.parametrize(
    ("changes", "alike"),
    [
        ({}, True),
        ({"width": 128}, True),
        ({"net": "cnn"}, False),
        ({"dataset": "photo-patches"}, False),
        ({"labels": "shuffled"}, False),
    ],
)
def test_only_networks_of_the_study_s_kind_stand_beside_it(changes, alike):
    assert steepness.comparable(replace(steepness.BASE, **changes)) == alike
