"""Claims judged on the run that a page shows, by the criteria that are fixed for the bundled runs.

Only those are judged whose criterion can be applied to the run's world, network and number of networks.
"""

import numpy as np

from core.gallery import judging
from core.gallery.claims import Judgement
from core.gallery.judging import grade
from core.semantics import illusions
from core.semantics.claims.paths import plain
from core.semantics.dynamics import first_weights, modes, outputs
from core.semantics.params import build_world
from core.semantics.run import SemanticsRun
from core.statistics import crossing, half_times, rise_times

AT_ONCE = 0.1  # of their mean: half-times that span less count as simultaneous


def judged(run: SemanticsRun) -> dict[str, Judgement]:
    """Return the judgements of this run by the claims' ids; none of a run that was lost or has a single network."""
    if run.stopped >= 0 or run.params.seeds < 2:
        return {}
    found = {"D2": _plateaus(run), "D3": _bones(run), "D11": _order(run), "D12": _at_once(run)}
    return {name: judgement for name, judgement in found.items() if judgement is not None}


def _strengths(run: SemanticsRun, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the strengths of all networks of a kind, (S, R, k), and what they should become, (k,)."""
    s = modes(build_world(run.params).correlations)[1]
    return run.strengths[run.kinds.index(kind)].astype(float), s


def _halves(run: SemanticsRun, kind: str) -> np.ndarray | None:
    """Return the half-times of all networks, (S, k); None where a mode was not half learned or there is no network."""
    if kind not in run.kinds:
        return None
    strengths, s = _strengths(run, kind)
    halves: np.ndarray = half_times(strengths, s, run.times)
    return halves if np.isfinite(halves).all() else None


def _plateaus(run: SemanticsRun) -> Judgement | None:
    if "deep" not in run.kinds:
        return None
    strengths, s = _strengths(run, "deep")
    ratios = crossing(strengths, 0.1 * s, run.times, axis=-2) / rise_times(strengths, s, run.times)
    if not np.isfinite(ratios).all():
        return None
    found = [judging.mean(column) for column in ratios.T]
    long = sum(ratio.above(1) for ratio in found)
    return Judgement(
        grade(long == len(found), long > 0),
        f"The time to 10 % divided by the time from 10 to 90 % is "
        f"{' / '.join(f'{ratio:.2f}' for ratio in found)} for the {len(found)} modes.",
        f"A plateau longer than the rise was required for every mode; {long} of {len(found)} have one.",
    )


def _bones(run: SemanticsRun) -> Judgement | None:
    world, params = build_world(run.params), run.params
    if "deep" not in run.kinds or "worm" not in world.items or "bones" not in world.properties:
        return None
    prop, item = world.properties.index("bones"), world.items.index("worm")
    if world.table[item, prop] != 0:
        return None
    first = first_weights(
        world.correlations,
        start=params.start,
        sigma=params.sigma,
        seeds=range(params.seed, params.seed + params.seeds),
        depth=params.depth,
        hidden=params.hidden,
    )
    start = outputs(first, params.activation)[:, prop, item]
    number = run.kinds.index("deep")
    peak = judging.mean(run.peaks[number, :, prop, item] - np.maximum(start, 0))
    end = judging.mean(run.final_maps[number, :, prop, item])
    appears = peak.above(illusions.NOTICEABLE)
    gone = end.below(illusions.NOTICEABLE) and end.above(-illusions.NOTICEABLE)
    return Judgement(
        grade(appears and gone, appears),
        f"The belief that worms have bones (truth: 0) rises by {plain(peak)} and ends at {plain(end)}.",
        f"Noticeable was taken as {illusions.NOTICEABLE}.",
    )


def _order(run: SemanticsRun) -> Judgement | None:
    half = _halves(run, "deep")
    if run.params.world != "four things" or half is None:
        return None
    gaps = [judging.difference(half[:, 1], half[:, 0]), judging.difference(half[:, 2:].min(1), half[:, 1])]
    return Judgement(
        grade(all(gap.above(0) for gap in gaps), any(gap.above(0) for gap in gaps)),
        f"Half-times {' / '.join(f'{judging.mean(column):.2f}' for column in half.T)}.",
        f"The second mode follows the first by {gaps[0]:.2f}, the other two follow the second by {gaps[1]:.2f}.",
    )


def _at_once(run: SemanticsRun) -> Judgement | None:
    halves = {kind: _halves(run, kind) for kind in run.kinds}
    known = {kind: half for kind, half in halves.items() if half is not None}
    ranges = {kind: judging.mean(np.ptp(half, axis=1) / half.mean(1)) for kind, half in known.items()}
    shallow, deep = ranges.get("shallow"), ranges.get("deep")
    if shallow is None or known["shallow"].shape[1] < 2:
        return None
    beside = f", with a hidden layer {deep:.0%}" if deep is not None else ""
    return Judgement(
        grade(shallow.below(AT_ONCE), deep is not None and shallow.below(deep.low)),
        f"Half-times span {shallow:.1%} of their mean{beside}.",
        f"“At once” was taken as half-times that span less than {AT_ONCE:.0%} of their mean.",
    )
