"""The atlas of widths, depths and turns, and its search for first hits against a reference study."""

import numpy as np
import pytest
from scipy.stats import fisher_exact

from core.boundaries import atlas
from core.boundaries.params import BoundaryParams, switches
from core.runs.progress import drain

pytest.importorskip("tensorflow", reason="training needs it")

# (settings, nets of 20 that reach 99 %), from the reference study: full-batch Adam .03, 3,000 steps, 400 points.
REFERENCE = [
    ({"dataset": "blobs", "layers": 0}, 20),
    ({"layers": 0}, 0),
    ({"units": 2}, 9),
    ({"units": 2, "layers": 5}, 17),
    ({"units": 4}, 20),
    ({}, 20),
    ({"units": 4, "turns": 1.0}, 8),
    ({"dataset": "donut", "units": 2}, 0),
    ({"dataset": "donut"}, 20),
    ({"dataset": "donut", "layers": 0, **switches("r", "theta")}, 20),
]


@pytest.mark.slow
@pytest.mark.parametrize(("settings", "reference"), REFERENCE, ids=str)
def test_as_many_nets_succeed_as_in_the_reference(settings, reference):
    reached = drain(atlas.first_hits(BoundaryParams(**settings), 20))
    count = int((reached >= 0).sum())
    # two samples of 20 from one law differ so much in one test of 500
    assert fisher_exact([[count, 20 - count], [reference, 20 - reference]]).pvalue > 0.002


def test_a_small_atlas_has_every_cell():
    found = drain(atlas.atlas(BoundaryParams(steps=200), widths=(1, 8), depths=(1,), turns=(0.25, 3.0), nets=4))
    assert found.share.shape == (1, 2, 2)
    assert found.share[0, 1, 0] == 1.0  # a quarter turn is nearly straight
    assert found.share[0, 0, 1] == 0.0  # one unit can't follow three turns
    assert np.isnan(found.median_steps[0, 0, 1])
