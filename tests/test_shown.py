"""How the value of a setting is shown where two runs are compared."""

import numpy as np
import pytest

from core.boundaries.params import BoundaryParams
from core.data import own_points
from core.networks.training import TrainingParams
from core.semantics.params import SemanticsParams
from pages._shared.share import differing


def test_own_points_are_counted_instead_of_spelled_out():
    places = np.random.default_rng(0).uniform(-3, 3, (400, 2))
    own = own_points.encode(places, np.arange(400) % 2)
    a, b = BoundaryParams(dataset="own points", own=own), BoundaryParams()
    assert len(own) > 1000
    assert ("Your own points", "own points (400)", "") in differing(a, b)
    assert ("Your own points", "own points that cannot be read", "") in differing(
        BoundaryParams(dataset="own points", own="?"), b
    )


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        (",fly,swim\nowl,1,0\neel,0,1\nduck,1,1", "own table (3 × 2)"),
        (",fly\nowl,perhaps", "a table that cannot be read"),
        ("", ""),
    ],
)
def test_an_own_table_is_measured(table, shown):
    assert SemanticsParams(world="my own", table=table).shown("table") == shown


def test_other_values_are_shown_as_they_are():
    assert TrainingParams(learning_rate=0.001).shown("learning_rate") == "0.001"
    assert differing(TrainingParams(), TrainingParams(seed=3)) == [("Seed", "0", "3")]
    assert differing(TrainingParams(), TrainingParams(hidden=7)) == []  # one layer has no hidden units
