"""Settings: what a run depends on, and how much memory it takes."""

import pytest

from core.semantics.params import WORLDS, SemanticsParams, build_world


def test_unused_settings_share_one_run():
    assert SemanticsParams(flip=0.3, table="x").canonical() == SemanticsParams()
    assert SemanticsParams(network="shallow", hidden=3).canonical() == SemanticsParams(network="shallow")
    assert SemanticsParams(world="sampled tree", flip=0.3).canonical().flip == 0.3


def test_a_world_is_built_once_and_cannot_be_changed():
    world = build_world(SemanticsParams(world="sampled tree", steps=100))
    assert build_world(SemanticsParams(world="sampled tree", steps=200, depth=3)) is world
    assert build_world(SemanticsParams(world="sampled tree", world_seed=1)) is not world
    with pytest.raises(ValueError, match="read-only"):
        world.table[0, 0] = 5


@pytest.mark.parametrize("world", WORLDS)
def test_the_size_of_a_world_is_known_without_it(world):
    params = SemanticsParams(world=world, items=9, properties=11, tree_depth=2)
    assert params.size() == build_world(params).correlations.shape


def test_a_table_that_cannot_be_read_counts_as_the_largest():
    assert SemanticsParams(world="my own", table="nonsense").size() == (100, 40)
    assert SemanticsParams(world="my own", table=",a,b,c\nx,1,0,1\ny,0,1,1").size() == (3, 2)


@pytest.mark.parametrize(("network", "depths"), [("deep", {"deep": 3}), ("both", {"deep": 3, "shallow": 1})])
def test_kinds_of_network(network, depths):
    assert SemanticsParams(network=network, depth=3).depths() == depths


def test_an_empty_world_gets_a_sentence():
    empty = SemanticsParams(world="one category", inside=0.0, outside=0.0)
    with pytest.raises(ValueError, match="no true fact"):
        build_world(empty)
