"""Every finding of the article against its identity, its closed form or its measured number."""

import io
import itertools

import numpy as np
import pytest

from core.data import concepts
from core.runs.progress import drain
from core.semantics import categories, development, export, illusions, induction, similarity, theory
from core.semantics.dynamics import advance, first_weights, modes
from core.semantics.params import SemanticsParams, build_world
from core.semantics.run import train
from core.statistics import crossing

KINGDOM, TREE, WORM = concepts.kingdom(), concepts.binary_tree(), concepts.worm()
WORLDS = [KINGDOM, TREE, WORM, concepts.creatures(), concepts.diffusion_tree(3, 20, 0.2, np.random.default_rng(0))]


@pytest.fixture(scope="module")
def tree_run():
    """The tree of science.md: σ 1e-3, 32 hidden units, dt .005."""
    return drain(train(SemanticsParams(world="binary tree", hidden=32, start="gaussian", sigma=0.001, steps=2400)))


# --- progressive differentiation -------------------------------------------------------------------------------------


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


# --- illusions -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("a0", "peak"), [(1e-2, 0.30), (1e-3, 0.38), (1e-4, 0.43), (1e-6, 0.48)])
def test_the_salmon_can_fly_for_a_while(a0, peak):
    item, prop = KINGDOM.items.index("salmon"), KINGDOM.properties.index("fly")
    predicted, when = illusions.predicted_peak(KINGDOM, a0, item, prop, 12)
    assert predicted == pytest.approx(peak, abs=0.005)  # the reference is rounded to two digits
    weights = first_weights(KINGDOM.correlations, start="balanced", sigma=np.sqrt(a0), seeds=[0])
    maps, _ = advance(weights, KINGDOM.correlations, step=0.005, steps=4000)
    belief = maps[:, 0, prop, item]
    assert belief.max() == pytest.approx(predicted, abs=0.001)  # Euler's error at dt .005
    assert 0.005 * belief.argmax() == pytest.approx(when, abs=0.02)
    assert abs(belief[-1]) < 1e-6


def test_a_shallow_network_has_no_illusions():
    """From zero every belief goes straight to the truth: it never exceeds it (4e-16 in science.md)."""
    for world in WORLDS[:4]:
        truth = world.correlations
        maps, _ = advance([np.zeros((1, *truth.shape))], truth, step=0.005, steps=3000)
        assert (maps[:, 0] - truth).max() < 4e-16
    run = drain(train(SemanticsParams(network="shallow", world="worms")))
    assert not illusions.illusions(WORM, run.peaks[0, 0], run.peak_times[0, 0], run.maps[0, 0])


def test_worms_have_bones_for_a_while():
    item, prop = WORM.items.index("worm"), WORM.properties.index("bones")
    # science.md has .459 at t = 1.23 for a table it does not give; ours has one more twin of each vertebrate.
    peak, when = illusions.predicted_peak(WORM, 1e-3, item, prop, 8)
    assert peak == pytest.approx(0.573, abs=0.001)
    assert when == pytest.approx(1.20, abs=0.02)
    weights = first_weights(WORM.correlations, start="balanced", sigma=np.sqrt(1e-3), seeds=[0])
    maps, _ = advance(weights, WORM.correlations, step=0.005, steps=3000)
    assert maps[:, 0, prop, item].max() == pytest.approx(peak, abs=0.01)  # s₁ = 5.7 makes Euler's error larger
    assert abs(maps[-1, 0, prop, item]) < 1e-6


def test_modes_sum_to_the_belief():
    u, s, v = modes(WORM.correlations)
    strengths = np.array([s / 3, s])
    beliefs = np.einsum("pk,tk,ik->tpi", u, strengths, v)
    for item, prop in itertools.product(range(9), range(15)):
        shares = illusions.contributions(WORM, strengths, item, prop)
        np.testing.assert_allclose(shares.sum(axis=1), beliefs[:, prop, item], atol=1e-12)


def test_the_condition_is_necessary():
    """Wherever a balanced belief overshoots, a stronger mode pushes up and a weaker one down."""
    for world in WORLDS:
        until = 15 / modes(world.correlations)[1][-1]
        for item, prop in itertools.product(range(len(world.items)), range(len(world.properties))):
            peak, _ = illusions.predicted_peak(world, 1e-4, item, prop, until)
            if peak > max(world.table[item, prop], 0) + 0.02:
                assert illusions.can_overshoot(world, item, prop)


def test_equal_singular_values_cannot_overshoot():
    world = concepts.World(("a", "b"), ("p", "q"), np.array([[1.0, 0.0], [0.0, 1.0]]))
    assert not illusions.can_overshoot(world, 0, 1)


# --- typicality and coherence ----------------------------------------------------------------------------------------


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


# --- induction and similarity ----------------------------------------------------------------------------------------


def test_induction_narrows(tree_run):
    """Sibling, cousin, other: 1.00/.98/.80 early, .43/.22/.09 late."""
    strengths = theory.deep_strength(modes(TREE.correlations)[1], np.full(8, 1e-5), np.linspace(0, 12, 2401))
    predicted = induction.predicted_projections(TREE, strengths, 0)
    early = predicted[int(crossing(-predicted[400:, 4], -0.80, np.arange(400, 2401.0), axis=0))]
    np.testing.assert_allclose(early[[1, 2, 4]], [1.00, 0.98, 0.80], atol=0.011)  # rounded to two digits
    np.testing.assert_allclose(predicted[-1, [1, 2, 4]], [0.43, 0.22, 0.09], atol=0.005)
    simulated = induction.projections(tree_run.hidden, 0)
    np.testing.assert_allclose(simulated[-1], predicted[-1], atol=0.002)  # what a start of 1e-3 leaves behind


def test_induction_is_what_gradient_descent_does():
    rng = np.random.default_rng(0)
    hidden = rng.standard_normal((6, 5))
    weights = np.zeros(6)
    for _ in range(400):
        weights += 0.05 * (1 - weights @ hidden[:, 2]) * hidden[:, 2]
    np.testing.assert_allclose(induction.projections(hidden[None], 2)[0], weights @ hidden, atol=1e-9)


def test_kinship_counts_branchings():
    assert induction.kinship(TREE, 0) == (0, 1, 2, 2, 3, 3, 3, 3)


@pytest.mark.parametrize("world", WORLDS)
def test_at_minimal_norm_the_similarity_is_the_root(world):
    correlations = world.correlations
    u, s, v = modes(correlations)
    frame = np.linalg.qr(np.random.default_rng(0).standard_normal((len(s) + 5, len(s))))[0]
    w1, w2 = (frame * np.sqrt(s)) @ v.T, (u * np.sqrt(s)) @ frame.T
    np.testing.assert_allclose(w2 @ w1, correlations, atol=1e-12)
    root = similarity.root_similarity(correlations)
    np.testing.assert_allclose(w1.T @ w1, root, atol=1e-12)
    np.testing.assert_allclose(root @ root, correlations.T @ correlations, atol=1e-11)
    norms = np.array([(w1**2).sum() + (w2**2).sum()])
    assert similarity.norm_ratio(norms, correlations)[0] == pytest.approx(1, abs=1e-12)
    # any other factorisation of the same map has a larger norm
    other = np.array([(2 * w1**2).sum() * 2 + (w2**2).sum() / 4])
    assert similarity.norm_ratio(other, correlations)[0] > 1


def test_from_rich_to_lazy_networks_agree_less_and_less_on_similarity():
    result = drain(
        similarity.sweep(
            SemanticsParams(world="binary tree", hidden=50, seeds=10, start="gaussian"), sigmas=(0.001, 0.1, 0.2, 0.3)
        )
    )
    assert result.spread.max() < 1e-5
    # the reference's hidden size is not given; 50 units come nearest, and small correlations vary by .1 between seeds
    np.testing.assert_allclose(result.agreements, [1.000, 0.938, 0.23, 0.02], atol=0.1)
    assert result.agreements[0] == pytest.approx(1, abs=1e-4)
    ratios = result.norm_ratios.mean(axis=1)
    assert ratios[0] == pytest.approx(1, abs=1e-4)
    assert (np.diff(ratios) > 0).all()
    # the closed form's wait, where the start is small
    np.testing.assert_allclose(result.half_times[0, :, 0], result.predicted[0, :, 0], atol=0.03)


def test_the_wait_grows_as_the_start_shrinks_and_deep_beats_shallow_from_large_ones():
    """“Shallow is faster” is the plateau ln(s/a₀ − 1)/2s: from a large start the deep network is the faster one."""
    s = modes(KINGDOM.correlations)[1]
    waits = theory.half_time(s[0], np.array([1e-6, 1e-4, 1e-2, 1.0]))
    assert (np.diff(waits) < 0).all()
    assert waits[0] > theory.half_time(s[0], 0.0, 1) == pytest.approx(np.log(2))
    assert waits[-1] < np.log(2)
    result = drain(similarity.sweep(SemanticsParams(hidden=16, seeds=8, start="gaussian"), sigmas=(0.001, 0.01, 0.1)))
    measured, predicted = result.half_times[..., 0].mean(axis=1), result.predicted[..., 0].mean(axis=1)
    np.testing.assert_allclose(measured, predicted, atol=0.03)
    # a tenfold smaller σ is a hundredfold smaller a₀: ln 100/2s later
    assert measured[0] - measured[1] == pytest.approx(np.log(100) / (2 * s[0]), abs=0.02)


# --- exports ---------------------------------------------------------------------------------------------------------


def test_exports_hold_the_run():
    run = drain(train(SemanticsParams(network="both", steps=50, seeds=2)))
    rows = export.modes_csv(run).splitlines()
    assert rows[0] == "network,seed,t,a1,a2,a3,a4,loss"
    assert len(rows) == 1 + 2 * 2 * 51
    first = np.array(rows[1].split(",")[3:7], float)
    np.testing.assert_allclose(first, run.strengths[0, 0, 0], rtol=1e-5)
    beliefs = export.beliefs_csv(run).splitlines()
    assert beliefs[0].split(",")[3:] == list(KINGDOM.properties)
    np.testing.assert_allclose(np.array(beliefs[-1].split(",")[3:], float), run.maps[1, -1, :, 3], rtol=1e-4)
    with np.load(io.BytesIO(export.everything(run)), allow_pickle=False) as archive:
        assert archive["items"].tolist() == list(KINGDOM.items)
        np.testing.assert_array_equal(archive["final_maps"], run.final_maps)
