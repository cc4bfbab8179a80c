"""McNemar's test against the binomial sum."""

import numpy as np
import pytest

from core.confusion.disagreement import compare


def test_mcnemar_against_the_binomial_sum():
    actual = np.zeros(20, int)
    a, b = np.ones(20, int), np.ones(20, int)
    a[:9] = 0  # A is right on 0 to 8
    b[7:10] = 0  # B on 7 to 9: 7 only A, 1 only B, 2 both, 10 neither
    found = compare(actual, a, b)
    assert (len(found.only_a), len(found.only_b), found.both, found.neither) == (7, 1, 2, 10)
    assert found.p_value == pytest.approx(2 * (1 + 8) / 2**8, rel=1e-12)
    assert compare(actual, a, a).p_value == 1
