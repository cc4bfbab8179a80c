"""What is compared of two runs: accuracies, the curve over epochs, and the mistakes."""

import numpy as np
from sklearn.metrics import confusion_matrix

from core.confusion.comparison import view


def test_a_view_shows_accuracies_and_row_shares_of_the_mistakes(run, data):
    found = view(run, data.y_test, 10)
    assert found.measures["test accuracy"] == (run.predictions[-1] == data.y_test).mean(dtype=np.float32)
    assert found.measures["parameters"] == 7850
    np.testing.assert_array_equal(found.curve[:, 0], np.arange(21))
    np.testing.assert_array_equal(found.curve[:, 1].astype(np.float32), run.test_accuracy)
    shares = confusion_matrix(data.y_test, run.predictions[-1], normalize="true")
    np.fill_diagonal(shares, 0)
    np.testing.assert_allclose(found.pictures, shares[None])
