"""Claims on the article's eight networks (B4-B7, B9, B11-B13): twenty random initialisations each."""

from typing import Any

import numpy as np

from core.boundaries.atlas import first_hits
from core.boundaries.claims.networks import DEEP, SAME_POINTS, later, many, more_often, p_value
from core.boundaries.geometry import class_picture
from core.boundaries.params import BoundaryParams, switches
from core.boundaries.seeds import SeedsRun
from core.boundaries.training import train
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.progress import Step, Work

LEVEL = 0.05
ALWAYS, NEVER = 0.8, 0.2  # 20 of 20 networks lie above the first, 0 of 20 below the second
DONUT: dict[str, Any] = {"dataset": "donut"}
CASES: dict[str, dict[str, Any]] = {
    "blobs_line": {"dataset": "blobs", "layers": 0},
    "spiral_line": {"layers": 0},
    "spiral_2": {"units": 2},
    "spiral_deep": DEEP,
    "spiral_10": {},
    "donut_2": DONUT | {"units": 2},
    "donut_3": DONUT | {"units": 3},
    "donut_deep": DONUT | DEEP,
    "donut_10": DONUT,
    "donut_polar": DONUT | {"layers": 0} | switches("r", "theta"),
}
DRAWS, DRAW_STEPS = 20, 1000
DIRECTIONS = 720
HALF, PIXELS = 1.25, 401


def best_line(points: np.ndarray, labels: np.ndarray) -> float:
    """Return the largest accuracy of a straight line on points (n, 2) of classes 0 and 1: 720 directions, all cuts."""
    angle = np.arange(DIRECTIONS) * np.pi / DIRECTIONS
    along = np.stack([np.cos(angle), np.sin(angle)], 1) @ points.T
    ones = np.take(labels, np.argsort(along, 1))
    before = np.concatenate([np.zeros((DIRECTIONS, 1), int), np.cumsum(ones, 1)], 1)
    cut = np.arange(len(labels) + 1)
    right = cut - before + (labels.sum() - before)  # zeros before the cut, ones behind it
    return float(np.maximum(right, len(labels) - right).max() / len(labels))


def clearance(run: SeedsRun) -> np.ndarray:
    """Return each network's boundary distance to the nearest twentieth of the training points, NaN below 99 %."""
    from scipy import ndimage  # noqa: PLC0415 takes .3 s

    row, column = np.rint((HALF + np.stack([-run.points[:, 1], run.points[:, 0]])) / (2 * HALF) * (PIXELS - 1)).astype(
        int
    )
    inside = (np.abs(run.points) < HALF).all(1)
    found = np.full(len(run.reached), np.nan)
    for k in np.flatnonzero(run.reached >= 0):
        image = class_picture(
            run.film[-1, k], run.net, run.params.feature_names, run.params.turns, half_width=HALF, resolution=PIXELS
        )
        to_other = np.where(
            image == 1, ndimage.distance_transform_edt(image == 1), ndimage.distance_transform_edt(image != 1)
        )
        found[k] = np.percentile(to_other[row[inside], column[inside]], 5) * 2 * HALF / (PIXELS - 1)
    return found


def measure() -> Work[dict[str, np.ndarray]]:
    """Read steps, accuracy and islands from the baked runs; train linear networks on twenty draws of the spiral."""
    found: dict[str, Any] = {}
    for index, (name, values) in enumerate(CASES.items()):
        run = many(**values)
        yield Step(index, len(CASES) + DRAWS, message=f"Reading {name}")
        found[f"{name}_reached"], found[f"{name}_islands"] = run.reached, run.islands
        found[f"{name}_accuracy"], found[f"{name}_untrained"] = run.accuracy[-1], run.accuracy[0]
        found[f"{name}_best"] = run.accuracy.max()
        found[f"{name}_fresh"] = run.fresh_accuracy
        if name in ("spiral_2", "spiral_10"):
            found[f"{name}_clearance"] = clearance(run)
    line, best = [], []
    for seed in range(DRAWS):
        one = yield from train(BoundaryParams(layers=0, steps=DRAW_STEPS, seed=seed).canonical())
        line.append(one.accuracy[-1])
        best.append(best_line(one.points, one.labels))
    found["draws_line"], found["draws_best"] = np.array(line), np.array(best)
    found["donut_line_reached"] = yield from first_hits(BoundaryParams(dataset="donut", layers=0, steps=1000), DRAWS)
    return found


def learned(n: Numbers, case: str) -> judging.Interval:
    """The share of networks that reach 99 % of their training points at some checkpoint."""
    reached = n[f"{case}_reached"]
    return judging.share(int((reached >= 0).sum()), len(reached))


def median(n: Numbers, case: str) -> str:
    """Write the median step to 99 % among the networks that get there."""
    steps = n[f"{case}_reached"][n[f"{case}_reached"] >= 0]
    return f"median step {np.median(steps):,.0f}" if len(steps) else "none gets there"


def counted(n: Numbers, case: str) -> str:
    """Write how many networks get there, with the interval of the share, and when."""
    share = learned(n, case)
    hits = round(share.mean * share.count)
    return f"{hits} of {share.count} networks reach 99 % ({share.low:.0%} to {share.high:.0%}; {median(n, case)})"


def untrained(n: Numbers, case: str) -> str:
    """Write the mean accuracy before training."""
    return f"untrained networks classify {n[f'{case}_untrained'].mean():.1%} correctly"


def shown(p: float) -> str:
    """Say what a one-sided test found."""
    return f"{'shown' if p < LEVEL else 'not shown'} ({p_value(p)})"


def b4(n: Numbers) -> Judgement:
    share = learned(n, "blobs_line")
    return Judgement(
        grade(share.above(ALWAYS), share.mean > 0),
        f"{counted(n, 'blobs_line')}; {untrained(n, 'blobs_line')}.",
        "The network has no hidden layer, so its boundary is a straight line in the plane of the points.",
    )


def b5(n: Numbers) -> Judgement:
    share, gap = learned(n, "spiral_line"), judging.difference(n["draws_best"], n["draws_line"])
    line, best = judging.mean(n["draws_line"]), judging.mean(n["draws_best"])
    return Judgement(
        grade(share.below(NEVER) and gap.below(0.01), share.below(NEVER)),
        f"{counted(n, 'spiral_line')}; they classify {n['spiral_line_accuracy'].mean():.1%} correctly. On {gap.count} "
        f"draws of the points the trained line classifies {line:.1%} correctly and the most accurate line {best:.1%}.",
        f"The trained line gets {gap:.1%} fewer points right than the most accurate one; up to 1 % was allowed. "
        "Training minimises the cross-entropy, which is another goal than accuracy.",
    )


def b6(n: Numbers) -> Judgement:
    share, slow = learned(n, "spiral_2"), later(n["spiral_2_reached"], n["spiral_10_reached"])
    near = later(n["spiral_10_clearance"], n["spiral_2_clearance"])
    own, wide = (n[f"{case}_clearance"][np.isfinite(n[f"{case}_clearance"])] for case in ("spiral_2", "spiral_10"))
    distances = (
        f"Distance from the boundary to the nearest 5 % of the points: {np.median(own):.3f}, with ten units "
        f"{np.median(wide):.3f}; that it is closer is {shown(near)}."
        if len(own) and len(wide)
        else "The distance of the boundary from the points could not be compared."
    )
    return Judgement(
        grade(share.above(ALWAYS) and slow < LEVEL and near < LEVEL, share.mean > 0),
        f"{counted(n, 'spiral_2')}; {untrained(n, 'spiral_2')}. Ten units: {counted(n, 'spiral_10')}. {distances}",
        f"That two units take more steps than ten is {shown(slow)}. "
        + ("Two units learn the points from every seed." if share.mean == 1 else "Not every seed learns the points."),
    )


def b7(n: Numbers) -> Judgement:
    share, fast = learned(n, "spiral_deep"), later(n["spiral_2_reached"], n["spiral_deep_reached"])
    surer = more_often(n["spiral_deep_reached"] >= 0, n["spiral_2_reached"] >= 0)
    return Judgement(
        grade(share.above(ALWAYS) and fast < LEVEL, share.mean > 0),
        f"Five layers: {counted(n, 'spiral_deep')}. One layer: {counted(n, 'spiral_2')}.",
        f"That five layers take fewer steps than one is {shown(fast)}; that they get there more often is "
        f"{shown(surer)}.",
    )


def b9(n: Numbers) -> Judgement:
    share = learned(n, "spiral_10")
    return Judgement(
        grade(share.above(ALWAYS), share.mean > 0),
        f"{counted(n, 'spiral_10')}; {untrained(n, 'spiral_10')}. Without a hidden layer: {counted(n, 'spiral_line')}.",
        "The interval of the share was required to lie above 80 %.",
    )


def b11(n: Numbers) -> Judgement:
    share, closed = learned(n, "donut_2"), int((n["donut_2_islands"] > 0).sum())
    three, deep = int((n["donut_3_islands"] > 0).sum()), int((n["donut_deep_islands"] > 0).sum())
    sizes = len(n["donut_3_islands"]), len(n["donut_deep_islands"])
    return Judgement(
        grade(share.below(NEVER) and closed == 0, share.below(NEVER) or closed == 0),
        f"{counted(n, 'donut_2')}, the best {float(n['donut_2_best'].max()):.1%}; {closed} have an island. Three "
        f"units: {counted(n, 'donut_3')}; {three} of {sizes[0]} have an island. Five layers of two units: {deep} of "
        f"{sizes[1]} have an island, and the best classifies {n['donut_deep_fresh'].max():.1%} of new points "
        "correctly.",
        "Beise et al. (2018) prove that networks no wider than their input have no bounded region."
        + ("" if closed else " The measurement agrees."),
    )


def b12(n: Numbers) -> Judgement:
    share, slow = learned(n, "donut_10"), later(n["donut_10_reached"], n["spiral_10_reached"])
    return Judgement(
        grade(share.above(ALWAYS) and slow < LEVEL, share.mean > 0),
        f"Donut: {counted(n, 'donut_10')}; {untrained(n, 'donut_10')}. Spiral, the same network: "
        f"{counted(n, 'spiral_10')}.",
        f"That the donut takes more steps than the spiral is {shown(slow)}.",
    )


def b13(n: Numbers) -> Judgement:
    share, plain = learned(n, "donut_polar"), learned(n, "donut_line")
    return Judgement(
        grade(share.above(ALWAYS), share.mean > 0),
        f"With r and θ {counted(n, 'donut_polar')}; with x and y {counted(n, 'donut_line')}.",
        "The same linear network on x and y does not get there, so the features make the difference."
        if share.above(ALWAYS) and plain.below(NEVER)
        else "The interval of the share was required to lie above 80 %.",
    )


RUNS = f"Twenty networks a case: {SAME_POINTS}"
LEARNED = (
    "“Learned” was taken as: the exact 95 % interval of the share of twenty networks that classify 99 % of the "
    "training points correctly at some checkpoint lies above 80 %; some networks are a part."
)
SLOWER = "one-sided Mann-Whitney test at 5 % on the steps to 99 %"
_write = claims_on("boundaries", "cases", RUNS)
LUCK, LAYERS, RINGS = "Was it luck?", "What do the layers do?", "Why not two units?"


def _query(case: str) -> dict[str, str]:
    return {name: str(value) for name, value in BoundaryParams(**CASES[case]).to_query().items()}


CLAIMS = (
    _write(
        "B4",
        "figure",
        "Experiment on linearly separable points",
        "A network with two inputs, two outputs and no activation divides linearly separable points by a straight "
        "line.",
        LEARNED,
        "untrained weights",
        b4,
        tab=LAYERS,
        **_query("blobs_line"),
    ),
    _write(
        "B5",
        "figure",
        "Experiment: Swiss roll, linear network",
        "On the Swiss roll (two spiral arms) a linear network finds only the best line.",
        "The interval of the share of networks that reach 99 % lies below 20 %, and the trained line gets less than 1 "
        "% fewer points right than the most accurate line (paired t interval over 20 draws of the points). The first "
        "alone is a part.",
        "the most accurate of all lines in 720 directions",
        b5,
        tab=LUCK,
        **_query("spiral_line"),
    ),
    _write(
        "B6",
        "figure",
        "Experiment: Swiss roll, two tanh units",
        "Two tanh units learn the Swiss roll well, but slowly and with a strained boundary.",
        f"{LEARNED} “Slowly”: more steps than with ten units ({SLOWER}). “Strained”: the boundary passes closer to the "
        "nearest 5 % of the points than with ten units (the same test on distances). All three are required.",
        "ten tanh units, and untrained weights",
        b6,
        tab=LUCK,
        **_query("spiral_2"),
    ),
    _write(
        "B7",
        "figure",
        "Experiment: Swiss roll, six layers",
        "With five hidden layers of two tanh units the Swiss roll converges at once.",
        f"{LEARNED} “At once”: fewer steps than one layer of two units ({SLOWER}).",
        "one hidden layer of two units",
        b7,
        tab=LUCK,
        **_query("spiral_deep"),
    ),
    _write(
        "B9",
        "figure",
        "Experiment: Swiss roll, ten tanh units",
        "Ten tanh units learn the Swiss roll.",
        LEARNED,
        "untrained weights, and a network without a hidden layer",
        b9,
        tab=LUCK,
        **_query("spiral_10"),
    ),
    _write(
        "B11",
        "figure",
        "Experiment: donut, two tanh units",
        "Two tanh units can't divide the donut: a plane that is deformed within two dimensions has no island.",
        "The interval of the share of networks that reach 99 % lies below 20 %, and no network has an island (a "
        "bounded region) on [-4, 4]². One of the two alone is a part.",
        "three tanh units; five layers of two units are reported, too",
        b11,
        tab=RINGS,
        **_query("donut_2"),
    ),
    _write(
        "B12",
        "figure",
        "Experiment: donut, ten tanh units",
        "Ten tanh units divide the donut, but it takes time.",
        f"{LEARNED} “Takes time”: more steps than the same network takes on the spiral ({SLOWER}).",
        "the same network on the spiral, and untrained weights",
        b12,
        tab=LUCK,
        **_query("donut_10"),
    ),
    _write(
        "B13",
        "figure",
        "Experiment: donut in polar coordinates",
        "A linear network that receives polar coordinates divides the donut.",
        LEARNED,
        "the same linear network on x and y",
        b13,
        tab=LUCK,
        **_query("donut_polar"),
    ),
)
