"""Claims that the article's eight networks learn their points, or do not (B4-B7, B9, B11-B13)."""

import numpy as np

from core.boundaries.claims.cases import CASES
from core.boundaries.claims.networks import SAME_POINTS, later, more_often, p_value
from core.boundaries.params import BoundaryParams
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, Verdict, claims_on
from core.gallery.judging import grade

LEVEL = 0.05
ALWAYS, NEVER = 0.8, 0.2  # 20 of 20 networks lie above the first, 0 of 20 below the second


def learned(n: Numbers, case: str) -> judging.Interval:
    """The share of networks that reach 99 % of their training points at some checkpoint."""
    reached = n[f"{case}_reached"]
    return judging.share(int((reached >= 0).sum()), len(reached))


def median(n: Numbers, case: str) -> str:
    """Write the median step to 99 % among the networks that reach it."""
    steps = n[f"{case}_reached"][n[f"{case}_reached"] >= 0]
    return f"median step {np.median(steps):,.0f}" if len(steps) else "none reaches it"


def counted(n: Numbers, case: str) -> str:
    """Write how many networks reach 99 %, with the interval of the share, and when."""
    share = learned(n, case)
    hits = round(share.mean * share.count)
    interval = f"95 % interval {share.low:.0%} to {share.high:.0%}"
    return f"{hits} of {share.count} networks reach 99 % ({interval}; {median(n, case)})"


def untrained(n: Numbers, case: str) -> str:
    """Write the mean accuracy before training."""
    return f"untrained networks classify {n[f'{case}_untrained'].mean():.1%} correctly"


def shown(p: float) -> str:
    """Say what a one-sided test found."""
    return f"{'shown' if p < LEVEL else 'not shown'} ({p_value(p)})"


def learns(n: Numbers, case: str, *, also: bool = True) -> Verdict:
    """Grade "learned, and `also`": it holds if both are shown, and is a part if any network learns the points."""
    share = learned(n, case)
    return grade(share.above(ALWAYS) and also, share.mean > 0)


def b4(n: Numbers) -> Judgement:
    return Judgement(
        learns(n, "blobs_line"),
        f"{counted(n, 'blobs_line')}; {untrained(n, 'blobs_line')}.",
        "The network has no hidden layer, so its boundary is a straight line in the plane of the points.",
    )


def b5(n: Numbers) -> Judgement:
    share, gap = learned(n, "spiral_line"), judging.difference(n["draws_best"], n["draws_line"])
    line, best = judging.mean(n["draws_line"]), judging.mean(n["draws_best"])
    return Judgement(
        grade(share.below(NEVER) and gap.below(0.01), share.below(NEVER)),
        f"{counted(n, 'spiral_line')}; their mean accuracy is {n['spiral_line_accuracy'].mean():.1%}. On {gap.count} "
        f"draws of the points the trained line classifies {line:.1%} correctly and the most accurate line {best:.1%}.",
        f"The trained line gets {gap:.1%} fewer points right than the most accurate one; up to 1 % was allowed. "
        "Training minimises the cross-entropy, which differs from maximising the accuracy.",
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
        learns(n, "spiral_2", also=slow < LEVEL and near < LEVEL),
        f"{counted(n, 'spiral_2')}; {untrained(n, 'spiral_2')}. Ten units: {counted(n, 'spiral_10')}. {distances}",
        f"That two units take more steps than ten is {shown(slow)}. "
        + ("Two units learn the points from every seed." if share.mean == 1 else "Not every seed learns the points."),
    )


def b7(n: Numbers) -> Judgement:
    fast = later(n["spiral_2_reached"], n["spiral_deep_reached"])
    surer = more_often(n["spiral_deep_reached"] >= 0, n["spiral_2_reached"] >= 0)
    return Judgement(
        learns(n, "spiral_deep", also=fast < LEVEL),
        f"Five layers: {counted(n, 'spiral_deep')}. One layer: {counted(n, 'spiral_2')}.",
        f"That five layers take fewer steps than one is {shown(fast)}; that they reach 99 % more often is "
        f"{shown(surer)}.",
    )


def b9(n: Numbers) -> Judgement:
    return Judgement(
        learns(n, "spiral_10"),
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
    slow = later(n["donut_10_reached"], n["spiral_10_reached"])
    return Judgement(
        learns(n, "donut_10", also=slow < LEVEL),
        f"Donut: {counted(n, 'donut_10')}; {untrained(n, 'donut_10')}. Spiral, the same network: "
        f"{counted(n, 'spiral_10')}.",
        f"That the donut takes more steps than the spiral is {shown(slow)}.",
    )


def b13(n: Numbers) -> Judgement:
    share, plain = learned(n, "donut_polar"), learned(n, "donut_line")
    return Judgement(
        learns(n, "donut_polar"),
        f"With r and θ {counted(n, 'donut_polar')}; with x and y {counted(n, 'donut_line')}.",
        "The same linear network on x and y does not reach 99 %, so the features make the difference."
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
SEEDS, LAYERS, ISLANDS = "Random seeds", "Layers and neurons", "Islands"


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
        tab=SEEDS,
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
        tab=SEEDS,
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
        tab=SEEDS,
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
        tab=SEEDS,
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
        tab=ISLANDS,
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
        tab=SEEDS,
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
        tab=SEEDS,
        **_query("donut_polar"),
    ),
)
