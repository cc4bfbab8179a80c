"""One question a topic to guess at before looking, with the answer that this run gives: (right option, why)."""

from collections.abc import Sequence

import numpy as np

from core.analyses import compression, confusion, templates
from core.analyses.boundaries import BoundaryRun
from core.analyses.compression import Factors
from core.analyses.confusion import Scored
from core.analyses.jacobian_experiments import JacobianRun
from core.analyses.jacobian_steps import DIRECTIONS, STRENGTHS
from core.analyses.semantics.run import SemanticsRun
from core.data.images import ImageSet
from core.training import Training

Answer = tuple[str, str]

RANKS = ("1 to 5", "6 to 20", "21 to 80", "more than 80")
TIMES = ("less than twice", "2 to 5 times", "more than 5 times", "it never got there")
FLIPS = ("never", "less than 20 %", "20 to 60 %", "more than 60 %")
SHARES = ("less than 70 %", "70 to 90 %", "more than 90 %")


def bracket(value: float, edges: Sequence[float], names: Sequence[str]) -> str:
    """The name of the interval that `value` is in: names[i] reaches up to and including edges[i]."""
    return names[int(np.searchsorted(edges, value, side="left"))]


def like_its_mean(run: Training, data: ImageSet) -> Answer:
    """Which class's template is most like the mean of its own pictures?"""
    x = templates.flatten(data.x_test)
    drawn = templates.class_templates(run.final(), x, data.y_test, len(data.class_names))
    means = np.stack([x[data.y_test == c].mean(0) for c in range(len(drawn))])
    r = np.array([np.corrcoef(a, b)[0, 1] for a, b in zip(drawn, means, strict=True)])
    order = np.argsort(-r)
    best, worst = (data.class_names[i] for i in (order[0], order[-1]))
    return best, f"r = {r[order[0]]:.2f} with its mean; the least alike is {worst} with {r[order[-1]]:.2f}."


def most_missed(samples: Scored, names: Sequence[str]) -> Answer:
    """Which class is missed most often?"""
    counts = confusion.matrix(samples.actual, samples.predicted, len(names))
    recall = np.diag(counts) / np.maximum(counts.sum(1), 1)
    worst = int(recall.argmin())
    wrong = counts[worst].copy()
    wrong[worst] = 0
    taken = names[int(wrong.argmax())]
    return names[worst], f"{1 - recall[worst]:.1%} of {names[worst]} are missed, most often taken for {taken}."


def ranks_for_energy(factors: Factors) -> Answer:
    """How many ranks hold 99 % of the energy?"""
    needed = int(np.searchsorted(compression.energy(factors), 0.99)) + 1
    return bracket(needed, (5, 20, 80), RANKS), f"{needed} of {factors.full} ranks hold 99 % of Σ s²."


def weakest_against_strongest(run: SemanticsRun) -> Answer:
    """How much longer does the weakest mode take than the strongest, to half of what it must reach?"""
    strengths = run.strengths[0, 0]
    goals = np.linalg.svd(run.final_maps[0, 0].astype(float), compute_uv=False)[: strengths.shape[1]]
    reached = [np.argmax(column >= goal / 2) for column, goal in zip(strengths.T, goals, strict=True)]
    there = [bool((column >= goal / 2).any()) for column, goal in zip(strengths.T, goals, strict=True)]
    if not there[0] or not there[-1] or run.times[reached[0]] <= 0:
        return TIMES[-1], "The run ended before the weakest mode was half learned."
    ratio = float(run.times[reached[-1]] / run.times[reached[0]])
    return bracket(ratio, (2, 5), TIMES), f"{ratio:.1f} times: mode 1 is half learned at {run.times[reached[0]]:.2f} τ."


def random_step(run: JacobianRun) -> Answer:
    """How often does a random step of .4 ‖x‖ change the answer?"""
    share = run.flips.astype(float).mean(2)[:, -1]
    random, top = share[DIRECTIONS.index("random")], share[DIRECTIONS.index("top 1")]
    said = f"{random:.0%} of random steps of {STRENGTHS[-1]:g} ‖x‖ do, and {top:.0%} of steps along the top direction."
    return bracket(random, (0, 0.2, 0.6), FLIPS), said


def early_share(run: BoundaryRun) -> Answer:
    """After a tenth of the steps, what share of the points is right?"""
    at = int(np.searchsorted(run.steps, run.steps[-1] / 10))
    early, late = float(run.accuracy[at]), float(run.accuracy[-1])
    return bracket(early, (0.7, 0.9), SHARES), f"{early:.0%} after step {run.steps[at]:,}, {late:.0%} at the end."
