"""Samples and their orders: every order does what it says, also after 16-bit storage."""

import numpy as np
import pytest

from core.confusion.matrix import confusion_matrix
from core.confusion.samples import SMALLEST, chosen, ordered, scored, top_samples


def test_orders_hold_their_word_and_a_cell_has_exactly_its_samples(run, data):
    samples = scored(data.y_test, run.predictions[-1], run.probabilities)
    counts = confusion_matrix(samples.actual, samples.predicted, 10)
    for order, key in (
        ("most wrong", -samples.loss),
        ("most confident", samples.doubt),
        ("least confident", -samples.doubt),
    ):
        found = ordered(samples, order)
        assert sorted(found) == list(range(len(data.y_test)))
        assert (np.diff(key[found]) >= 0).all()
        tops = top_samples(samples, order, 10, 3)
        for actual in range(10):
            for predicted in range(10):
                cell = chosen(samples, order, actual, predicted)
                assert len(cell) == counts[actual, predicted]
                np.testing.assert_array_equal(tops.get((actual, predicted), []), cell[:3])
    assert len(chosen(samples, order, 4, None)) == counts[4].sum()
    assert len(chosen(samples, order, None, 4)) == counts[:, 4].sum()


def test_half_precision_keeps_the_order_of_the_surest():
    doubt = np.logspace(-6, -4, 30)  # all of these are 1 as 16-bit confidences
    probabilities = np.stack([1 - doubt, doubt], 1)
    assert (probabilities.astype(np.float16)[:, 0] == 1).all()
    baked = scored(np.zeros(30, int), np.zeros(30, int), probabilities.astype(np.float16))
    np.testing.assert_array_equal(ordered(baked, "most confident"), np.arange(30))


def test_loss_is_cross_entropy_and_ends_where_half_precision_does(run, data):
    samples = scored(data.y_test, run.predictions[-1], run.probabilities)
    # 16-bit probabilities: 5e-4 relative each, so the mean log loss agrees to that.
    assert samples.loss.mean() == pytest.approx(run.test_loss[-1], abs=5e-4)
    impossible = scored(np.array([1]), np.array([0]), np.array([[1.0, 0.0]]))
    assert impossible.loss[0] == pytest.approx(-np.log(SMALLEST), rel=1e-6)
