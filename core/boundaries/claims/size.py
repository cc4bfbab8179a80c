"""The claim on width and depth (B16): parameters, dimensions, and how many networks learn the spiral."""

from typing import Any

import numpy as np

from core.boundaries.atlas import DEPTHS, WIDTHS, Atlas, atlas
from core.boundaries.claims.networks import DEEP, many, p_value
from core.boundaries.forward import forward
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import SeedsRun
from core.boundaries.training import architecture
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.gallery.topic import Recipe
from core.runs import archive
from core.runs.progress import Step, Work

SHAPES: dict[str, dict[str, Any]] = {
    "2": {"units": 2},
    "3": {"dataset": "donut", "units": 3},
    "10": {},
    "deep": DEEP,
}
RUNS = (
    "The baked atlas of the spiral (twenty networks a width, depth and number of turns), and twenty baked networks "
    "each of width 2, 3 and 10 and of five layers of two"
)


def parameters() -> np.ndarray:
    """Number of parameters (depths, widths) of the networks in the atlas."""
    return np.array([[architecture(BoundaryParams(layers=d, units=w), 2).parameters for w in WIDTHS] for d in DEPTHS])


def dimensions(run: SeedsRun) -> np.ndarray:
    """Dimensions (nets, 2) that the training points fill in the last hidden layer, before and after its activation."""
    x, found = run.points.T.astype(np.float64), []
    for weights in run.film[-1].astype(np.float64):
        stages = forward(weights, run.net, x)[-2]
        found.append([filled(stage) for stage in stages])
    return np.array(found)


def filled(outputs: np.ndarray) -> int:
    """Number of singular values of centred outputs (units, n) above a millionth of the largest."""
    values = np.linalg.svd(outputs - outputs.mean(1, keepdims=True), compute_uv=False)
    return int((values > 1e-6 * values[0]).sum())


def measure() -> Work[dict[str, np.ndarray]]:
    """Count parameters and dimensions, and read how many networks learn the spiral."""
    yield Step(0, 1, message="Reading the networks")
    found: dict[str, Any] = {f"dimensions_{name}": dimensions(many(**values)) for name, values in SHAPES.items()}
    path = Recipe("boundaries_atlas", BoundaryParams(), atlas).path
    baked = archive.load(path, Atlas, params=BoundaryParams)
    hits = np.rint(baked.share * baked.nets).astype(int)
    wide, deep = hits[0, -1], hits[-1, 0]
    return found | {"parameters": parameters(), "turns": baked.turns, "wide": wide, "deep": deep, "nets": baked.nets}


def b16(n: Numbers) -> Judgement:
    from scipy.stats import fisher_exact  # noqa: PLC0415 scipy.stats takes half a second to import

    counts = np.atleast_2d(n["parameters"])
    grows = bool((np.diff(counts, axis=0) > 0).all() and (np.diff(counts, axis=1) > 0).all())
    after = {name: n[f"dimensions_{name}"][:, 1] for name in SHAPES}
    width = {"2": 2, "3": 3, "10": 10, "deep": 2}
    full = {name: int((after[name] == width[name]).sum()) for name in SHAPES}
    fills = all(full[name] == len(after[name]) for name in SHAPES)
    before, nets = n["dimensions_10"][:, 0], int(n["nets"][0])
    learned = [
        f"at {turns:g} turns {wide} and {deep} "
        f"({p_value(float(fisher_exact([[wide, nets - wide], [deep, nets - deep]]).pvalue))})"
        for turns, wide, deep in zip(n["turns"], n["wide"], n["deep"], strict=True)
        if turns in (0.75, 1.5)
    ]
    return Judgement(
        grade(grows and fills, grows),
        f"Parameters: {counts[0, 0]} with one layer of {WIDTHS[0]}, {counts[0, -1]} with one of {WIDTHS[-1]}, "
        f"{counts[-1, 0]} with {DEPTHS[-1]} layers of {WIDTHS[0]}. The points fill as many dimensions as the last "
        f"hidden layer has units in {full['2']} of {len(after['2'])} networks of width 2, {full['3']} of "
        f"{len(after['3'])} of width 3, {full['10']} of {len(after['10'])} of width 10, and {full['deep']} of "
        f"{len(after['deep'])} with five layers of 2. Before the activation the ten units' sums fill at most "
        f"{before.max():.0f}. Of {nets} networks one layer of {WIDTHS[-1]} and {DEPTHS[-1]} layers of {WIDTHS[0]} "
        f"learn the spiral: {', '.join(learned) or 'not compared'}.",
        ("Width and depth both add parameters" if grows else "Width or depth does not always add parameters")
        + (
            ", and only width adds dimensions. The weight alone only tilts the plane in them; the activation bends it."
            if fills and before.max() <= 2
            else ", and only width adds dimensions."
            if fills
            else ", but not every layer fills as many dimensions as it has units."
        ),
    )


_write = claims_on("boundaries", "size", RUNS)
CLAIMS = (
    _write(
        "B16",
        "claim",
        "Section on width and depth",
        "More width or more depth gives more parameters; width also changes the dimension of the space.",
        "The number of parameters rises in every row and column of a grid of five widths and four depths; and the "
        "training points fill as many dimensions of the last hidden layer as it has units (singular values above a "
        "millionth of the largest), in each of twenty networks of width 2, 3 and 10 and of five layers of 2. The first "
        "alone is a part.",
        "the same layers before their activation, and five layers of two units",
        b16,
        tab="Random seeds",
    ),
)
