"""Reliability against scikit-learn, rejection by counting, and thresholds on curves that go up and down."""

import numpy as np
import pytest
from sklearn.calibration import calibration_curve

from core.confusion.calibration import Rejection, rejection, reliability, threshold_for


@pytest.mark.parametrize("seed", range(5))
def test_reliability_equals_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    confidence = rng.uniform(0.1, 1, 800)
    right = rng.random(800) < confidence**2
    measured = reliability(confidence, right, 10)
    shares, means = calibration_curve(right, confidence, n_bins=10, strategy="uniform")
    there = measured.count > 0
    np.testing.assert_allclose(measured.accuracy[there], shares, rtol=1e-12)
    np.testing.assert_allclose(measured.confidence[there], means, rtol=1e-12)
    assert measured.error == pytest.approx(np.abs(shares - means) @ measured.count[there] / 800, rel=1e-12)


def test_rejection_by_counting():
    rng = np.random.default_rng(1)
    confidence, right = rng.random(200).round(2), rng.random(200) < 0.6
    thresholds = np.linspace(0, 1, 21)
    found = rejection(confidence, right, thresholds)
    for i, threshold in enumerate(thresholds):
        kept = confidence >= threshold
        assert found.coverage[i] == kept.mean()
        assert np.isnan(found.accuracy[i]) if not kept.any() else found.accuracy[i] == pytest.approx(right[kept].mean())


def curve(*accuracy: float) -> Rejection:
    threshold = np.linspace(0, 1, len(accuracy))
    return Rejection(threshold, np.linspace(1, 0.1, len(accuracy)), np.array(accuracy))


@pytest.mark.parametrize(
    ("accuracy", "index"),
    [
        ((0.7, 0.9, 0.8, 0.95, 0.97), 3),  # .9 is reached early, and lost again
        ((0.7, 0.9, 0.92, 0.95, 0.97), 1),
        ((0.9, 0.95, 0.97, 0.98, 0.5), None),  # good until the last threshold
        ((0.7, 0.9, 0.92, np.nan, np.nan), 1),  # nothing is answered at the end
        ((0.7, 0.8, 0.85, np.nan, np.nan), None),  # never, although NaN is not below .9
        ((0.95, 0.95, 0.95, 0.95, 0.95), 0),
    ],
)
def test_a_threshold_is_one_from_which_the_accuracy_stays(accuracy, index):
    assert threshold_for(curve(*accuracy), 0.9) == index


def test_a_threshold_on_random_curves_is_the_one_a_search_finds():
    rng = np.random.default_rng(3)
    for _ in range(50):
        found = rejection(rng.random(30), rng.random(30) < 0.7, np.linspace(0, 1, 21))
        stays = [
            i
            for i in range(21)
            if not np.isnan(found.accuracy[i]) and all(a >= 0.75 for a in found.accuracy[i:] if not np.isnan(a))
        ]
        assert threshold_for(found, 0.75) == (stays[0] if stays else None)
