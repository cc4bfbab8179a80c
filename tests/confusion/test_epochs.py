"""Matrices over epochs, and the histories of samples followed by hand."""

import numpy as np

from core.confusion.epochs import FATES, first_mastered, histories, matrices, signed_shares
from core.confusion.matrix import row_shares


def test_matrices_over_epochs_end_with_the_last_and_fates_part_all_samples(run, data):
    counts = matrices(data.y_test, run.predictions, 10)
    np.testing.assert_allclose(np.trace(counts, axis1=1, axis2=2) / 1000, run.test_accuracy, rtol=1e-6)
    found = histories(data.y_test, run.predictions)
    assert sum(found.count(fate) for fate in FATES) == 1000
    right = found.count("right at once") + found.count("learned late")
    assert right == np.trace(counts[-1])


def test_fates_of_samples_followed_by_hand():
    right = np.array([[0, 1, 0, 1, 0], [1, 1, 0, 0, 0], [1, 0, 0, 1, 1], [1, 0, 0, 0, 1]])  # epochs x samples
    found = histories(np.ones(5, int), right)
    names = [FATES[fate] for fate in found.fate]
    assert names == ["right at once", "forgotten", "never learned", "forgotten", "learned late"]
    np.testing.assert_array_equal(found.since, [1, 2, 0, 3, 2])
    np.testing.assert_array_equal(found.flips, [1, 1, 0, 3, 1])
    np.testing.assert_array_equal(found.forgettings, [0, 1, 0, 1, 0])
    np.testing.assert_array_equal(found.samples("forgotten"), [3, 1])


def test_the_colours_of_shares_are_signed_by_being_correct_and_full_at_the_worst_mistake():
    shares = row_shares(np.array([[[10, 0], [10, 0]], [[9, 1], [4, 6]]]))
    found = signed_shares(shares)
    np.testing.assert_allclose(np.diagonal(found, axis1=1, axis2=2), [[-1, 0], [-0.81, -0.36]])
    np.testing.assert_allclose(found[1, 1, 0], 1)  # .4, the largest share after training
    np.testing.assert_allclose(found[1, 0, 1], np.sqrt(0.1 / 0.4))
    assert found[0, 1, 0] == 1  # a share of 1 before training is not more than full


def test_a_class_is_found_first_in_the_epoch_that_reaches_the_share():
    counts = np.array([[[0, 9], [0, 9]], [[8, 2], [9, 0]], [[1, 9], [9, 0]]])
    np.testing.assert_array_equal(first_mastered(counts, 0.8), [1, 0])
    np.testing.assert_array_equal(first_mastered(counts[1:], 0.9), [-1, -1])
