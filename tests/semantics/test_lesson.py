"""The lesson on semantic development says what its bundled runs show."""

from itertools import combinations

import numpy as np

from core.semantics import development, scaling
from core.semantics.dynamics import modes
from core.semantics.lesson import LESSON
from core.semantics.params import build_world
from core.semantics.run import SemanticsRun
from core.semantics.scaling import Scaling, ScalingParams
from core.statistics import half_times
from tests.gallery import lesson_checks
from tests.gallery.lesson_checks import baked, params, right, says

STAGES, SHALLOW, WORMS, TREE, SIMILARITY, DIGITS = LESSON.steps


def run_of(step) -> SemanticsRun:
    return baked("semantics", params(step), SemanticsRun)


def halves(run) -> tuple[np.ndarray, np.ndarray]:
    """Return the singular values of a run's world and the mean half-times of its networks."""
    goals = modes(build_world(run.params).correlations)[1]
    return goals, np.mean([half_times(one, goals, run.times) for one in run.strengths[0]], axis=0)


def test_it_opens():
    lesson_checks.holds(LESSON, "semantics")


def test_the_canary_grows_first():
    run = run_of(STAGES)
    world = build_world(run.params)
    canary = world.items.index("canary")
    first = [
        int(np.argmax(run.maps[0, :, world.properties.index(name), canary] >= 0.5)) for name in ("grow", "move", "fly")
    ]
    assert 0 < min(first) < sorted(first)[1]
    right(STAGES, int(np.argmin(first)))
    goals, half = halves(run)
    says(STAGES, f"s = {goals[0]:.2f}", f"s = {goals[-1]:.0f}", f"{half[0]:.2f} τ", f"{half[-1]:.1f} τ")


def test_a_shallow_network_has_no_stages():
    deep, half = halves(run_of(STAGES))[1], halves(run_of(SHALLOW))[1]
    ratio = deep[-1] / deep[0]
    right(SHALLOW, int(np.abs(np.array([1, 2, ratio]) - half[-1] / half[0]).argmin()))
    assert abs(half[-1] / half[0] - 1) < 0.1
    says(SHALLOW, f"{half.min():.2f} to {half.max():.2f} τ", f"{ratio:.1f} times")
    assert SHALLOW.guess.options[2] == f"about {ratio:.1f} times as long"


def test_the_worm_has_bones_for_a_while():
    run = run_of(WORMS)
    world = build_world(run.params)
    worm, bones = world.items.index("worm"), world.properties.index("bones")
    assert run.kinds == ("deep", "shallow")
    right(WORMS, int(np.searchsorted([0.1, 0.4], run.peaks[0, 0, bones, worm])))
    says(WORMS, f"{run.peak_times[0, 0, bones, worm]:.1f} τ")
    assert world.table[worm, bones] == 0
    assert abs(run.final_maps[0, 0, bones, worm]) < 0.01
    assert run.peaks[1, 0, bones, worm] < 0.01
    animals = world.table[:, world.properties.index("move")] == 1
    assert (animals.sum(), world.table[animals, bones].sum()) == (7, 6)


def test_broad_branches_part_first():
    run = run_of(TREE)
    found = development.splits(development.world_tree(build_world(run.params).table), run.hidden, run.frame_times)
    times = [np.mean([split.time for split in found[at]]) for at in (slice(0, 1), slice(1, 3), slice(3, 7))]
    says(TREE, *(f"{time:.1f} τ" for time in times))
    right(TREE, 2 if np.all(np.diff(times) > 0.2) else 0 if np.all(np.diff(times) < -0.2) else 1)


def mean_agreement(similarity: np.ndarray) -> float:
    """Return the mean correlation between networks (n, items, items) of the similarities of two items each."""
    upper = np.triu_indices(similarity.shape[1], 1)
    rows = [one[upper] for one in similarity]
    return float(np.mean([np.corrcoef(a, b)[0, 1] for a, b in combinations(rows, 2)]))


def test_large_weights_give_other_similarities():
    run = run_of(SIMILARITY)
    r = mean_agreement(run.final_similarity)
    right(SIMILARITY, int(np.abs(np.array([0, 0.5, 1]) - r).argmin()))
    assert abs(r) < 0.2
    assert np.ptp(run.final_maps[0], axis=0).max() < 1e-4
    assert len(run.final_maps[0]) == 10
    says(SIMILARITY, f"{mean_agreement(run_of(TREE).final_similarity):.2f}", f"σ = {run.params.sigma:g}")


def test_the_order_holds_on_digits_for_small_weights():
    found = baked("semantics-images", ScalingParams(), Scaling)
    orders = np.nanmean(found.orders, axis=2)
    relu = orders[scaling.ACTIVATIONS.index("relu"), scaling.SIGMAS.index(0.001)]
    right(DIGITS, int(np.searchsorted([-0.8, -0.3], -relu)))
    assert orders[:, scaling.SIGMAS.index(0.001)].min() > 0.8
    assert orders[:, scaling.SIGMAS.index(0.1)].max() < 0.5
    says(DIGITS, f"{found.count:,}")
