"""Half-times and rises, measured and predicted."""

import numpy as np
import pytest

from core.semantics import stages
from core.semantics.params import SemanticsParams


@pytest.mark.parametrize("kind", ["deep", "shallow"])
def test_stages_agree_with_theory_from_a_balanced_start(run, kind):
    found = stages.stages(run, kind)
    np.testing.assert_allclose(found.half, found.half_theory, atol=0.01)  # Euler steps of .002
    np.testing.assert_allclose(found.rise, found.rise_theory, atol=0.01)
    assert (found.error < 0.006).all()


def test_weights_are_counted():
    assert stages.parameters(SemanticsParams()) == (16 * 4 + 7 * 16, 28)
    assert stages.parameters(SemanticsParams(depth=4)) == (16 * 4 + 2 * 16 * 16 + 7 * 16, 28)
