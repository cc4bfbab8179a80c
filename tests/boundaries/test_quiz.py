"""The quiz: its answer is that of the first stored step after a tenth of the run."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.boundaries.quiz import SHARES, quiz


@pytest.mark.parametrize(
    ("early", "answer"),
    [(0.5, SHARES[0]), (0.7, SHARES[0]), (0.71, SHARES[1]), (0.9, SHARES[1]), (0.91, SHARES[2]), (1.0, SHARES[2])],
)
def test_the_answer_is_the_bracket_of_the_early_share(early, answer):
    run = SimpleNamespace(steps=np.array([0, 9, 11, 50, 100]), accuracy=np.array([0.1, 0.2, early, 0.95, 0.99]))
    asked = quiz(run)
    assert asked.options == SHARES
    right, why = asked.answer()
    assert right == answer
    assert f"{early:.0%} after step 11, 99% at the end" in why
