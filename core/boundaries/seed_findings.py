"""What twenty networks from different random seeds show, in sentences that follow from their numbers."""

import numpy as np

from core.boundaries.atlas import Atlas
from core.boundaries.findings import count
from core.boundaries.geometry import island_counts
from core.boundaries.params import BoundaryParams
from core.boundaries.planes import column_names
from core.boundaries.seeds import GOAL, SeedsRun
from core.boundaries.training import BoundaryRun, architecture
from core.gallery.findings import Finding
from core.statistics import share_interval

LEVEL = 0.05
ISLAND_COLUMNS = (
    "tanh units",
    "networks with an island",
    "99 % at some checkpoint",
    "99 % at the end",
    "best accuracy on 20,000 new points",
)


def reached(seeds: SeedsRun) -> str:
    """Say how many networks reach 99 % at some checkpoint, with the exact interval of that share."""
    nets = len(seeds.reached)
    share = share_interval(seeds.successes, nets)
    bounds = f"{share.low:.0%} to {share.high:.0%}"
    return f"{seeds.successes} of {nets} networks reach 99 % (95 % interval of the share: {bounds})"


def success(seeds: SeedsRun, start: str = "") -> Finding:
    """How many networks reach 99 %, when, and how accurate all of them are at the end.

    `start` says from which changed weights the page's own run starts, if it does.
    """
    final = seeds.accuracy[-1]
    said = f"**{reached(seeds)}** of the training points at some checkpoint"
    if seeds.successes:
        said += f", in the median at step {seeds.median_steps:,g}; "
        said += f"at the last step {seeds.successes_at_end} classify 99 % correctly"
    said += ". "
    if final.min() == final.max():
        said += f"At the last step each classifies {final.max():.1%} correctly."
    else:
        said += (
            f"At the last step the worst classifies {final.min():.1%}, the median {np.median(final):.1%} and the best "
            f"{final.max():.1%} correctly."
        )
    if len(seeds.fresh_accuracy):
        said += f" On 20,000 new points the best gets {seeds.fresh_accuracy.max():.2%}."
    own = "None of them starts from weights changed by hand." if start else "Network 1 is the run of this page."
    return Finding(f"{said} {own}")


def fisher(a: int, b: int, trials: int) -> str:
    """Say whether a and b successes, in as many trials each, differ by more than chance (Fisher's exact test)."""
    from scipy.stats import fisher_exact  # noqa: PLC0415 scipy.stats takes half a second to import

    p = float(fisher_exact([[a, trials - a], [b, trials - b]]).pvalue)
    shown = "p < .001" if p < 0.001 else f"p = {p:.3f}"
    differ = "more than chance explains" if p < LEVEL else f"within chance for {trials} networks each"
    return f"the difference is {differ} (Fisher's exact test, {shown})"


def width_and_depth(atlas: Atlas) -> Finding:
    """Width against depth on the longest spiral, and depth alone for the narrowest networks at .75 turns."""
    hits = np.rint(atlas.share * atlas.nets).astype(int)
    middle = int(np.argmin(np.abs(atlas.turns - 0.75)))
    wide, narrow, deep = int(atlas.widths[-1]), int(atlas.widths[0]), int(atlas.depths[-1])
    a, b = int(hits[0, -1, -1]), int(hits[-1, 0, -1])
    flat, stacked = int(hits[0, 0, middle]), int(hits[-1, 0, middle])
    return Finding(
        f"At {atlas.turns[-1]:g} turns {a} of {atlas.nets} networks with one layer of {wide} units "
        f"({_parameters(1, wide)} parameters) reach 99 %, and {b} with {deep} layers of {narrow} units "
        f"({_parameters(deep, narrow)} parameters): {fisher(a, b, atlas.nets)}. At {atlas.turns[middle]:g} turns "
        f"it is {flat} with one layer of {narrow} units and {stacked} with {deep}: "
        f"{fisher(flat, stacked, atlas.nets)}."
    )


def _parameters(layers: int, units: int) -> int:
    return architecture(BoundaryParams(layers=layers, units=units), 2).parameters


# --- islands ---------------------------------------------------------------------------------------------------------


def island_row(seeds: SeedsRun) -> tuple[str, ...]:
    """Fill a row of the table whose columns are ISLAND_COLUMNS."""
    p, nets = seeds.params, len(seeds.reached)
    name = f"{p.units}" if p.layers == 1 else f"{p.layers} layers of {p.units}"
    counts = (int((seeds.islands > 0).sum()), seeds.successes, seeds.successes_at_end)
    return name, *(f"{number} of {nets}" for number in counts), f"{seeds.fresh_accuracy.max():.2%}"


def depth_and_rings(deep: SeedsRun) -> Finding:
    """Whether networks of five layers of two units close the ring, and how they can seem to."""
    nets, closed = len(deep.reached), int((deep.islands > 0).sum())
    said = f"With {deep.params.layers} layers of {deep.params.units} units {closed} of {nets} networks have an island"
    best = float(deep.fresh_accuracy.max())
    if closed or best >= GOAL or not deep.successes:
        return Finding(f"{said}; {deep.successes} reach 99 % of the training points at some checkpoint.")
    return Finding(
        f"{said}. {deep.successes} of them reach 99 % of the {len(deep.labels)} training points at some checkpoint, "
        f"{deep.successes_at_end} at the end, but on 20,000 new points the best classifies only {best:.1%} correctly: "
        "where few training points lie, its disc stays joined to the outside."
    )


def islands_here(run: BoundaryRun) -> Finding:
    """How many islands this run has, and whether the argument against them applies to it."""
    p = run.params
    number = int(island_counts(run.weights[-1:], run.net, p.feature_names, p.turns)[0])
    said = f"The network of this page has **{count(number, 'island')}** on [-4, 4]²."
    reasons = []
    if len(run.names) > 2:
        reasons.append("it has more than two classes")
    if not set(p.feature_names) <= {"x", "y"}:
        reasons.append(f"it receives {', '.join(column_names(run))}")
    if p.layers and p.units > 2:
        reasons.append(f"its layers have {p.units} units")
    if reasons:
        said += f" The argument above does not apply to it: {' and '.join(reasons)}."
    return Finding(said)
