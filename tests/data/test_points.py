"""Point sets against their own formulas."""

import numpy as np
import pytest

from core.data import points

RULED = [("spiral", k) for k in range(2, 7)] + [("donut", k) for k in range(2, 7)] + [("xor", 2)]


@pytest.mark.parametrize("name", points.SETS[:-1])
@pytest.mark.parametrize("classes", [2, 3, 6])
def test_sets_are_balanced_centred_and_of_their_size(name, classes):
    data = points.make(name, 600, classes, rng=np.random.default_rng(0))
    assert data.points.dtype == np.float32
    assert np.bincount(data.labels).tolist() == [600 // classes] * classes
    # 600 points of SD below 2 have a mean within .1 x 4 standard errors (.08) plus the sets' own offset (moons .1)
    assert np.abs(data.points.mean(axis=0)).max() < 0.45


@pytest.mark.parametrize(("name", "classes"), RULED)
def test_the_rule_of_a_set_gives_every_point_its_class(name, classes):
    data = points.make(name, 900, classes, turns=1.25, rng=np.random.default_rng(1))
    assert (points.true_labels(name, data.points, classes, 1.25) == data.labels).all()


def test_blobs_belong_to_their_nearest_centre_up_to_their_own_overlap():
    data = points.make("blobs", 2000, 2, rng=np.random.default_rng(2))
    # the centres are 4.5 = 9 SD apart: P(beyond half the way) is 3e-6 a point
    assert (points.true_labels("blobs", data.points, 2, 0.75) == data.labels).all()
    assert points.true_labels("moons", data.points, 2, 0.75) is None


def test_the_donut_has_the_radii_of_its_description():
    data = points.make("donut", 4000, 2, rng=np.random.default_rng(3))
    radius = np.hypot(*data.points.T.astype(float))
    assert radius[data.labels == 0].max() < 0.4 + 1e-6
    ring = radius[data.labels == 1]
    assert ring.min() > 0.7 - 1e-6
    assert ring.max() < 1 + 1e-6
    # even in area: the mean of r^2 is the middle of [.49, 1]; its SE is .147 / sqrt(2000) = .0033
    assert np.mean(ring**2) == pytest.approx(0.745, abs=4 * 0.0033)


def test_noise_has_the_asked_sd():
    clean, noisy = (
        points.make("xor", 20_000, 2, noise=noise, rng=np.random.default_rng(4)).points for noise in (0, 0.2)
    )
    # SE of an SD over 40,000 numbers is .2 / sqrt(80,000) = .0007
    assert np.std(noisy - clean) == pytest.approx(0.2, abs=4 * 0.0007)


def test_splitting_keeps_every_point_once_and_every_class_for_training():
    data = points.make("spiral", 60, 6, rng=np.random.default_rng(5))
    train, held = points.split(data, 0.8, np.random.default_rng(0))
    both = np.concatenate([train.points, held.points])
    assert sorted(map(tuple, both)) == sorted(map(tuple, data.points))
    assert len(held.labels) == 48
    assert set(train.labels) == set(range(6))


def test_features_are_their_formulas():
    places = np.random.default_rng(6).normal(size=(50, 2))
    x, y = places.T
    got = dict(
        zip(
            points.feature_labels(tuple(points.FEATURES)),
            points.features(places, tuple(points.FEATURES)).T,
            strict=True,
        )
    )
    complex_plane = x + 1j * y
    wanted = {"r": np.abs(complex_plane), "θ": np.angle(complex_plane), "xy": (complex_plane**2).imag / 2}
    wanted |= {"x²": x**2, "y²": y**2, "sin πx": np.sin(np.pi * x), "x": x, "y": y, "sin πy": np.sin(np.pi * y)}
    for name, column in wanted.items():
        np.testing.assert_allclose(got[name], column, rtol=1e-6, atol=1e-6)  # float32
    np.testing.assert_allclose(got["cos φ"] ** 2 + got["sin φ"] ** 2, 1, atol=1e-6)


@pytest.mark.parametrize("turns", [0.5, 0.75, 1.5])
def test_the_phase_is_constant_on_each_arm(turns):
    data = points.make("spiral", 300, 3, turns=turns, rng=np.random.default_rng(7))
    angle = np.exp(1j * points.spiral_phase(data.points, turns))
    np.testing.assert_allclose(angle, np.exp(2j * np.pi * data.labels / 3), atol=1e-5)  # float32 points, slope 13
