"""What the page shows of a run: its film, its stages, its animation, and that baked runs are not stale."""

import numpy as np
import pytest

from core import bake
from core.charts import images
from core.runs.archive import load
from core.runs.progress import drain
from core.semantics import animation, film, similarity, stages
from core.semantics.dynamics import modes
from core.semantics.params import SemanticsParams, build_world
from core.semantics.run import SemanticsRun, train

BALANCED = SemanticsParams(start="balanced", sigma=0.03, network="both", seeds=2, step=0.002, steps=4000)


@pytest.fixture(scope="module")
def run():
    return drain(train(BALANCED))


def test_every_frame_is_one_moment_of_one_network(run):
    shown = film.film(run, "deep")
    u, _, v = modes(build_world(BALANCED).correlations)
    assert len(shown.times) == len(shown.beliefs) == len(shown.theory) == 101
    diagonal = np.diagonal(shown.mode_map, axis1=1, axis2=2)
    at = np.searchsorted(run.times, shown.times - 1e-9).clip(max=len(run.times) - 1)
    # a record lies at most three steps of .002 beside its frame, and the steepest rise is s²/2 = 3.5
    np.testing.assert_allclose(shown.strengths, run.strengths[0, 0, at], atol=3.5 * 0.006)
    rest = shown.mode_map - diagonal[:, :, None] * np.eye(4)
    assert np.abs(rest).max() < 1e-6  # balanced modes never mix; stored as float32
    np.testing.assert_allclose((u * diagonal[-1]) @ v.T, shown.beliefs[-1], atol=1e-6)
    assert np.abs(shown.strengths - shown.theory).max() < 2.7 * 0.002 * 2.65  # Euler's own error, times s


def test_hidden_similarity_of_the_film_is_v_a_v(run):
    shown = film.film(run, "deep")
    _, _, v = modes(build_world(BALANCED).correlations)
    expected = np.einsum("ik,tk,jk->tij", v, np.diagonal(shown.mode_map, axis1=1, axis2=2), v)
    np.testing.assert_allclose(shown.similarity, expected, atol=1e-5)  # stored as float32


def test_a_tree_is_drawn_from_leaves_to_root(run):
    shown = film.film(run, "deep")
    positions, lines = film.tree_points(shown.bars, shown.order)
    assert positions.shape == (101, 4 + 4 * 3, 2)
    assert len(lines) == 3
    np.testing.assert_array_equal(np.sort(positions[-1, :4, 1]), [-3, -2, -1, 0])
    root = positions[-1, lines[-1]]
    np.testing.assert_allclose(-root[:, 0].min(), shown.bars[-1, -1, 4])
    assert (positions[..., 0] <= 0).all()


@pytest.mark.parametrize("kind", ["deep", "shallow"])
def test_stages_agree_with_theory_from_a_balanced_start(run, kind):
    found = stages.stages(run, kind)
    np.testing.assert_allclose(found.half, found.half_theory, atol=0.01)  # Euler steps of .002
    np.testing.assert_allclose(found.rise, found.rise_theory, atol=0.01)
    assert (found.error < 0.006).all()
    assert stages.too_short(run, kind) == ""


def test_weights_are_counted():
    assert stages.parameters(SemanticsParams()) == (16 * 4 + 7 * 16, 28)
    assert stages.parameters(SemanticsParams(depth=4)) == (16 * 4 + 2 * 16 * 16 + 7 * 16, 28)


def test_the_animation_has_a_frame_for_every_moment(run):
    frames = animation.frames(run, images.lookup("diverging"), [(0, 0, 0)])
    assert len(frames) == len(run.frame_times)
    assert (frames[0] != frames[-1]).any()


def test_baked_runs_are_what_the_code_gives_today():
    recipe = next(r for r in bake.recipes() if r.topic == "semantics" and r.params == SemanticsParams())
    baked = load(recipe.path, SemanticsRun, params=SemanticsParams)
    again = drain(train(SemanticsParams()))
    # float32, and another machine's BLAS may add in another order
    np.testing.assert_allclose(again.strengths, baked.strengths, atol=1e-5)
    np.testing.assert_allclose(again.maps, baked.maps, atol=1e-5)


def test_baked_sweeps_are_what_the_code_gives_today():
    recipe = next(r for r in bake.recipes() if r.topic == "semantics-sweep")
    baked = load(recipe.path, similarity.SigmaSweep, params=SemanticsParams)
    again = drain(similarity.sweep(recipe.params, sigmas=similarity.SIGMAS))
    np.testing.assert_allclose(again.agreements, baked.agreements, atol=1e-4)
    np.testing.assert_allclose(again.half_times, baked.half_times, atol=1e-4)
    assert similarity.faster_than_shallow(baked) == 0.1
