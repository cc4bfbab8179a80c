"""What is compared of two runs: half-times by the world's singular values, the end, and the map."""

from dataclasses import replace

import numpy as np
import pytest

from core.gallery.comparison import difference
from core.semantics import theory
from core.semantics.comparison import view

HALF = "time to half of mode 1 (τ)"


def test_a_view_holds_where_the_first_network_ended(run):
    shown = view(run)
    assert shown.measures["loss"] == pytest.approx(0, abs=1e-6)
    assert shown.measures["mode 1"] == pytest.approx(np.sqrt(7), abs=1e-4)
    # balanced from a₀ = σ² = 9e-4, in Euler steps of .002
    assert shown.measures[HALF] == pytest.approx(float(theory.half_time(np.sqrt(7), 9e-4)), abs=0.01)
    assert shown.curve[-1].tolist() == [pytest.approx(run.times[-1]), pytest.approx(shown.measures["loss"])]
    np.testing.assert_array_equal(shown.pictures, run.maps[0, -1:])


def test_a_run_that_ended_before_has_no_half_time(run):
    """Half of where it ended is not half of the world's mode."""
    early = replace(run, times=run.times[:100], strengths=run.strengths[:, :, :100], losses=run.losses[:, :, :100])
    assert np.isnan(view(early).measures[HALF])


def test_two_runs_differ_by_their_maps(run):
    other = replace(run, maps=run.maps + 1)
    np.testing.assert_allclose(difference(view(run), view(other)), 1, rtol=1e-6)
