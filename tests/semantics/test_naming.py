"""Names of groups and modes: kinds only where they are complete, and what a mode parts."""

import numpy as np
import pytest

from core.data import concepts
from core.data.concepts import World
from core.semantics import naming
from core.semantics.dynamics import modes

KINGDOM = concepts.kingdom()


def test_the_modes_of_the_article_are_named_by_what_they_part():
    assert naming.mode_names(KINGDOM) == ["1 all items", "2 animals / plants", "3 oak / rose", "4 canary / salmon"]


@pytest.mark.parametrize("world", [concepts.creatures(), concepts.worm(), concepts.binary_tree()])
def test_every_named_side_weighs_what_it_should(world):
    names, v = naming.mode_names(world), modes(world.correlations)[2]
    assert len(set(names)) == len(names) == v.shape[1]
    for name, column in zip(names, v.T, strict=True):
        if " / " in name:
            assert column.min() < 0 < column.max()
            assert name.endswith("/ rest") == (column.min() > -naming.HEAVY * np.abs(column).max())
        else:
            assert column.min() >= -1e-9


def test_a_kind_is_named_where_all_its_items_are_in_the_group():
    items = ("robin", "canary", "salmon", "oak")
    assert naming.group_name(items, (0, 1)) == "birds"
    assert naming.group_name(items, (0, 2)) == "robin, salmon"
    assert naming.group_name(items, (0, 1, 2)) == "animals"
    assert naming.group_name(items, (0, 1, 3)) == "robin, canary + 1"
    assert naming.group_name(items, (3,)) == "oak"
    assert naming.group_name(items, range(4)) == "all items"
    assert naming.split_name(items, (0, 1), (2,)) == "birds / salmon"


def test_a_long_name_is_cut_and_a_part_of_the_items_is_not_called_all():
    assert naming.group_name(("x" * 40, "y"), (0,)) == "x" * 23 + "…"
    apart = World(("a", "b", "c"), ("p", "q"), np.array([[1.0, 0], [1, 0], [0, 1]]))
    assert naming.mode_names(apart)[0] == "1 a, b"
