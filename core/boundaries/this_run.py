"""What the run of the page says of some claims, beside the bundled runs that their verdicts are about."""

import numpy as np

from core.boundaries import planes
from core.boundaries.claims.cases import CASES
from core.boundaries.geometry import collapse, island_counts
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import GOAL
from core.boundaries.training import BoundaryRun
from core.gallery.claims import Judgement

# The claims that a network learns its points, and on which settings.
LEARNS = {
    "B4": "blobs_line",
    "B6": "spiral_2",
    "B7": "spiral_deep",
    "B9": "spiral_10",
    "B12": "donut_10",
    "B13": "donut_polar",
}


def present(run: BoundaryRun) -> dict[str, Judgement]:
    """Apply the criteria that one run can meet or miss, by the id of the claim."""
    found = {}
    for claim, case in LEARNS.items():
        if _is_case(run, case):
            found[claim] = learns(run)
    if _is_case(run, "donut_2"):
        found["B11"] = makes_no_island(run)
    if run.params.layers and run.params.activation == "linear":
        found["B1"] = collapses(run)
    return found


def _is_case(run: BoundaryRun, case: str) -> bool:
    """Return whether a run has the settings of a case, with any random seed, and random initial weights."""
    settings = BoundaryParams(**CASES[case], seed=run.params.seed).canonical()
    return run.params.canonical() == settings


def learns(run: BoundaryRun) -> Judgement:
    """Judge whether a run reaches 99 % of its training points."""
    good = run.accuracy >= GOAL
    seed = f"random seed {run.params.seed}"
    if good.any():
        return Judgement(
            "holds",
            f"With {seed} 99 % of the training points are classified correctly by step {run.steps[good.argmax()]:,}.",
            "Only the part of the criterion on learning was applied, to one seed instead of twenty.",
        )
    return Judgement(
        "does not hold",
        f"With {seed} at most {run.accuracy.max():.1%} of the training points are classified correctly.",
        "Only the part of the criterion on learning was applied, to one seed instead of twenty.",
    )


def makes_no_island(run: BoundaryRun) -> Judgement:
    """Judge whether a run neither learns the donut nor has an island at its last step."""
    p = run.params
    islands = int(island_counts(run.weights[-1:], run.net, p.feature_names, p.turns)[0])
    missed = bool((run.accuracy < GOAL).all())
    return Judgement(
        "holds" if missed and not islands else "holds in part" if missed or not islands else "does not hold",
        f"With random seed {p.seed} at most {run.accuracy.max():.1%} of the training points are classified correctly, "
        f"and the network has {islands} island{'' if islands == 1 else 's'} on [-4, 4]².",
        "The criterion was applied to one seed instead of twenty.",
    )


def collapses(run: BoundaryRun) -> Judgement:
    """Judge whether the linear layers of a run are one layer, to rounding, at its last step."""
    found = collapse(run.weights[-1], run.net, planes.columns(run, run.points))
    share = found.largest_error / found.rounding if np.isfinite(found.largest_error) else float("inf")
    return Judgement(
        "holds" if share <= 1 else "does not hold",
        f"Largest difference between the layers and their product, over what float32 rounding allows: {share:.2f}.",
        "The criterion was applied to one network instead of twenty.",
    )
