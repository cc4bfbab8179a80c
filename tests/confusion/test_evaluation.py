"""The evaluation of a run: derived once, read-only, and equal to counting."""

import numpy as np
import pytest
from sklearn.metrics import confusion_matrix


def test_an_evaluation_counts_its_run(evaluation, data):
    final = confusion_matrix(data.y_test, evaluation.run.predictions[-1])
    np.testing.assert_array_equal(evaluation.counts, final)
    np.testing.assert_array_equal(evaluation.counts_by_epoch[-1], final)
    assert len(evaluation.counts_by_epoch) == evaluation.run.epochs + 1
    assert evaluation.samples.accuracy == pytest.approx(evaluation.run.test_accuracy[-1])
    assert evaluation.class_names == tuple("0123456789")


def test_what_visitors_share_is_derived_once_and_read_only(evaluation):
    assert evaluation.counts is evaluation.counts
    assert evaluation.histories is evaluation.histories
    for shared in (evaluation.counts, evaluation.counts_by_epoch):
        with pytest.raises(ValueError, match="read-only"):
            shared[0] = 0
