"""Counts, margins and confusions against scikit-learn and by hand."""

import numpy as np
import pytest
from sklearn import metrics

from core.confusion.matrix import confusion_matrix, confusions, margins, row_shares

CLASSES = 7


def labels(seed, n=500):
    rng = np.random.default_rng(seed)
    actual = rng.integers(0, CLASSES, n)
    return actual, np.where(rng.random(n) < 0.7, actual, rng.integers(0, CLASSES, n))


@pytest.mark.parametrize("seed", range(5))
def test_matrix_and_margins_equal_scikit_learn(seed):
    actual, predicted = labels(seed)
    counts = confusion_matrix(actual, predicted, CLASSES)
    np.testing.assert_array_equal(counts, metrics.confusion_matrix(actual, predicted, labels=range(CLASSES)))
    measured = margins(counts)
    np.testing.assert_allclose(measured.recall, metrics.recall_score(actual, predicted, average=None), rtol=1e-12)
    np.testing.assert_allclose(measured.precision, metrics.precision_score(actual, predicted, average=None), rtol=1e-12)
    assert measured.accuracy == pytest.approx(metrics.accuracy_score(actual, predicted), rel=1e-12)
    shares = metrics.confusion_matrix(actual, predicted, labels=range(CLASSES), normalize="true")
    np.testing.assert_allclose(row_shares(counts), shares, rtol=1e-12)


def test_a_class_that_never_occurs_has_no_recall_and_no_precision():
    counts = confusion_matrix(np.array([0, 0]), np.array([0, 1]), 3)
    measured = margins(counts)
    assert np.isnan(measured.recall[1:]).all()
    assert np.isnan(measured.precision[2])
    assert not row_shares(counts)[2].any()


def test_confusions_are_the_mistakes_from_the_most_frequent_on():
    counts = np.array([[9, 2, 0], [5, 1, 0], [0, 2, 9]])
    assert confusions(counts) == [(1, 0, 5), (0, 1, 2), (2, 1, 2)]
