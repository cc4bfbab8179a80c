"""The claim on early islands (B10): bounded regions in the first hundred steps of wide and of narrow networks."""

from typing import Any

import numpy as np

from core.boundaries.claims.networks import DEEP, SAME_POINTS, many, more_often, p_value
from core.boundaries.geometry import island_counts
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.progress import Step, Work

EARLY = 100
SHAPES: dict[str, dict[str, Any]] = {"wide": {}, "narrow": {"units": 2}, "deep": DEEP}
SETS = ("donut", "spiral")
RUNS = (
    "Twenty networks each with ten units, with two, and with five layers of two, at the stored steps to 100: "
    f"{SAME_POINTS}"
)


def measure() -> Work[dict[str, np.ndarray]]:
    """Count the networks with an island on [-4, 4]² at each stored step up to 100, untrained ones included."""
    found: dict[str, Any] = {}
    for index, (dataset, shape) in enumerate((d, s) for d in SETS for s in SHAPES):
        run = many(dataset=dataset, **SHAPES[shape])
        early = np.flatnonzero(run.film_steps <= EARLY)
        has = np.zeros((len(early), len(run.reached)), bool)
        for row, frame in enumerate(early):
            yield Step(index * len(early) + row, len(SETS) * len(SHAPES) * len(early), message="Islands are counted")
            has[row] = island_counts(run.film[frame], run.net, run.params.feature_names, run.params.turns) > 0
        found[f"{dataset}_{shape}"] = has
    return found | {"steps": run.film_steps[early]}


def _early(n: Numbers, name: str) -> np.ndarray:
    """Whether each network has an island at some step after training began."""
    return np.asarray(n[name][1:].any(0))


def b10(n: Numbers) -> Judgement:
    found, said = [], []
    for dataset in SETS:
        p = more_often(_early(n, f"{dataset}_wide"), _early(n, f"{dataset}_narrow"))
        found.append(p < 0.05)
        counts = {shape: int(_early(n, f"{dataset}_{shape}").sum()) for shape in SHAPES}
        nets = n[f"{dataset}_wide"].shape[1]
        steps = ", ".join(
            f"step {step:.0f}: {int(has.sum())}" for step, has in zip(n["steps"], n[f"{dataset}_wide"], strict=True)
        )
        said.append(
            f"{dataset.capitalize()}: {counts['wide']} of {nets} networks of ten units have an early island ({steps}), "
            f"{counts['narrow']} of two units and {counts['deep']} of five layers of two ({p_value(p)})."
        )
    where = [dataset for dataset, holds in zip(SETS, found, strict=True) if holds]
    narrow = sum(int(n[f"{dataset}_{shape}"].sum()) for dataset in SETS for shape in ("narrow", "deep"))
    return Judgement(
        grade(all(found), any(found)),
        " ".join(said),
        (
            "Wide networks have more early islands " + f"on the {' and the '.join(where)}"
            if where
            else "No difference is shown"
        )
        + (
            ", and no network of width two has one, as Beise et al. (2018) prove."
            if narrow == 0
            else "; some networks of width two seem to have one, which their proof excludes."
        )
        + " The donut's own rule has an island, its disc; that of the spiral has none.",
    )


_write = claims_on("boundaries", "islands", RUNS)
CLAIMS = (
    _write(
        "B10",
        "claim",
        "Section on islands early in training",
        "Islands appear early in training because the boundary is a projection from a higher dimension.",
        "“Early” was taken as a stored step up to 100. More networks of ten units than of two have an island then "
        "(Fisher's exact test, one-sided, at 5 %), on the donut and on the spiral; on one of the two it is a part.",
        "networks of width two, shallow and deep; untrained weights are step 0",
        b10,
        dataset="donut",
        tab="Islands",
    ),
)
