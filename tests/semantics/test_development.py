"""How the tree of the items opens."""

import numpy as np
import pytest

from core.data import concepts
from core.semantics import development

KINGDOM, TREE, WORM = concepts.kingdom(), concepts.binary_tree(), concepts.worm()
WORLDS = [KINGDOM, TREE, WORM, concepts.creatures(), concepts.diffusion_tree(3, 20, 0.2, np.random.default_rng(0))]


def test_broad_splits_come_first(tree_run):
    """Half of the hidden distance is reached at 2.4, 3.3 and 5.0, from the broadest split to the finest."""
    tree = development.world_tree(TREE.table)
    splits = development.splits(tree, tree_run.hidden, tree_run.frame_times)
    by_size = {size: [s.time for s in splits if len(s.left) + len(s.right) == size] for size in (8, 4, 2)}
    assert [len(by_size[size]) for size in (8, 4, 2)] == [1, 2, 4]
    for size, expected in ((8, 2.4), (4, 3.3), (2, 5.0)):
        assert np.mean(by_size[size]) == pytest.approx(expected, abs=0.15)  # another seed than the reference's
    assert max(by_size[8]) < min(by_size[4])
    assert max(by_size[4]) < min(by_size[2])


def test_two_dimensions_hold_less_than_half(tree_run):
    points, held = development.scaling(tree_run.hidden)
    assert held[1] == pytest.approx(0.47, abs=0.015)  # another seed and set of frames than the reference's
    assert held[2] == pytest.approx(0.64, abs=0.015)
    assert points.shape == (len(tree_run.frame_times), 8, 2)


def test_scaling_keeps_all_distances_when_all_dimensions_are_kept():
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((3, 5, 4))
    points, held = development.scaling(vectors, dimensions=5)
    np.testing.assert_allclose(
        development.distances(points.transpose(0, 2, 1)), development.distances(vectors), atol=1e-7
    )
    assert held[-1] == pytest.approx(1)


def test_distances_are_those_of_scipy():
    distance = pytest.importorskip("scipy.spatial.distance")
    vectors = np.random.default_rng(0).standard_normal((7, 5))
    expected = distance.squareform(distance.pdist(vectors.T))
    np.testing.assert_allclose(development.distances(vectors), expected, atol=1e-7)  # a root of a difference of 1e-15s


def test_the_unfolded_tree_ends_as_the_tree_of_the_last_distances(tree_run):
    tree = development.world_tree(TREE.table)
    bars = development.unfolding(tree, tree_run.hidden)
    assert (bars[0, :, 4] < 0.01).all()  # σ = 1e-3: all items are one
    assert (bars[:, :, 4] >= bars[:, :, 2:4].max(axis=2)).all()  # no merge below its parts
    size = np.sort(bars[-1, :, 4])
    np.testing.assert_allclose(size[:4], np.sqrt(2), rtol=0.01)  # siblings differ by the two modes of s = 1
    assert sorted(set(bars[0, :, :2].ravel()))[0] == 0
