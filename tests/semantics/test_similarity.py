"""Hidden similarity at minimal norm and beyond it."""

import numpy as np
import pytest

from core.data import concepts
from core.runs.progress import drain
from core.semantics import similarity, theory
from core.semantics.dynamics import modes
from core.semantics.params import SemanticsParams

KINGDOM, TREE, WORM = concepts.kingdom(), concepts.binary_tree(), concepts.worm()
WORLDS = [KINGDOM, TREE, WORM, concepts.creatures(), concepts.diffusion_tree(3, 20, 0.2, np.random.default_rng(0))]


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


@pytest.mark.parametrize(
    ("halves", "first"),
    [
        ([[2, 2], [0.6, 0.8], [0.6, 0.6]], 0.3),  # every network, not their mean
        ([[0.1, 0.1], [2, 2], [0.1, 0.1]], 0.3),  # from there on, not the first hit
        ([[0.1, 0.1]] * 3, 0.01),
        ([[0.1, 0.1], [0.1, 0.1], [np.nan, 0.1]], None),
    ],
)
def test_faster_from_some_scale_on(halves, first):
    halves = np.array(halves)[:, :, None]
    empty = np.zeros(0)
    sigmas = np.array([0.01, 0.1, 0.3])
    result = similarity.SigmaSweep(SemanticsParams(), sigmas, halves, halves, empty, empty, empty, empty)
    assert similarity.faster_than_shallow(result) == first


def test_half_times_do_not_depend_on_how_the_sweep_is_cut(monkeypatch):
    params = SemanticsParams(hidden=8, seeds=2, start="gaussian")
    whole = drain(similarity.sweep(params, sigmas=(0.01, 0.3)))
    monkeypatch.setattr(similarity.budget, "BLOCK_BYTES", 2**14)
    parts = drain(similarity.sweep(params, sigmas=(0.01, 0.3)))
    np.testing.assert_allclose(parts.half_times, whole.half_times, atol=1e-9)
