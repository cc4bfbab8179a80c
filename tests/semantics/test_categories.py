"""Typicality, coherence and the basic level against identities and theory."""

import numpy as np
import pytest

from core.data import concepts
from core.runs.progress import drain
from core.semantics import categories
from core.semantics.dynamics import modes
from core.semantics.params import SemanticsParams, build_world
from core.semantics.run import train

KINGDOM, TREE, WORM = concepts.kingdom(), concepts.binary_tree(), concepts.worm()
WORLDS = [KINGDOM, TREE, WORM, concepts.creatures(), concepts.diffusion_tree(3, 20, 0.2, np.random.default_rng(0))]


@pytest.mark.parametrize("world", WORLDS)
def test_prototypes_are_modes(world):
    """s·v = Yᵀu, an identity (science.md: 3e-15)."""
    np.testing.assert_allclose(
        categories.prototypes(world), modes(world.correlations)[1] * categories.typicality(world), atol=1e-12
    )


def test_typical_members_are_answered_sooner():
    """science.md: r = −.93 between response time and |v|."""
    correlations = []
    for name in ("eight things", "worms", "sampled tree", "random", "one category"):
        params = SemanticsParams(world=name, steps=3000, hidden=32, seeds=1)
        run, world = drain(train(params)), build_world(params)
        answer = categories.response_times(world, run.maps[0], run.frame_times, categories.graded_mode(world))
        correlations.append(answer.correlation)
    assert max(correlations) < -0.7
    assert np.mean(correlations) == pytest.approx(-0.93, abs=0.03)  # over our worlds; the reference's is not given


def test_equally_typical_members_have_no_correlation():
    run = drain(train(SemanticsParams(seeds=1)))
    assert np.isnan(categories.response_times(KINGDOM, run.maps[0], run.frame_times, 0).correlation)


@pytest.mark.parametrize(("c", "theory_", "simulated"), [(0.38, 0.0, 0.01), (1.54, 0.33, 0.33), (6.2, 0.82, 0.80)])
def test_a_category_is_learned_iff_its_coherence_exceeds_one(c, theory_, simulated):
    items, properties, members, marks, outside = 100, 400, 30, 80, 0.2
    inside = outside + np.sqrt(c * outside * (1 - outside) * np.sqrt(items * properties) / (members * marks))
    assert categories.coherence(items, properties, members, marks, inside, outside) == pytest.approx(c)
    assert categories.overlap_theory(c, items, properties) == pytest.approx(theory_, abs=0.01)
    mean, _ = categories.overlap_simulated(
        items, properties, members, marks, inside, outside, np.random.default_rng(0), draws=12
    )
    # finite tables smear the threshold: about .1 at 100 x 400, and p(1 − p) inside is not q(1 − q)
    assert mean == pytest.approx(simulated, abs=0.1)


def test_overlap_begins_at_one_and_goes_to_one():
    # at C = 1 rounding of 1e-16 stands under a root
    np.testing.assert_allclose(categories.overlap_theory(np.array([0.5, 1.0]), 50, 70), 0, atol=1e-7)
    assert categories.overlap_theory(1e6, 50, 70) == pytest.approx(1, abs=1e-5)
    # for square tables the product of both overlaps is 1 − 1/C
    assert categories.overlap_theory(4.0, 80, 80) == pytest.approx(1 - 1 / 4)


def test_the_block_of_a_mode_is_found():
    world = concepts.blocks(40, 60, 12, 20, 0.95, 0.05, np.random.default_rng(0))
    block = categories.category_of(world, 0)
    assert set(block.items) == set(range(12))
    assert set(block.properties) == set(range(20))
    assert block.inside == pytest.approx(0.95, abs=0.05)
    assert block.coherence > 1


@pytest.mark.parametrize("contrast", range(5))
def test_the_basic_level_wins_iff_siblings_are_less_alike_than_strangers(contrast):
    world = concepts.binary_tree(3, contrast)
    levels = categories.basic_level(world.table)
    assert levels.basic_first == (levels.sibling < levels.stranger) == (contrast > 1)
    values = modes(world.correlations)[1]
    for predicted in (levels.superordinate, levels.basic):
        assert np.abs(values - predicted).min() < 1e-9


@pytest.mark.parametrize("depth", [2, 3, 4])
def test_nested_trees_never_put_the_basic_level_first(depth):
    assert not categories.basic_level(concepts.binary_tree(depth).table).basic_first
