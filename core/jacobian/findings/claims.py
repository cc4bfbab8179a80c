"""What Mototake & Ikegami say, judged on one run by criteria that were fixed beforehand; and what we found ourselves.

An effect is a paired difference over the images of the run, positive in the direction of the claim. Its 95 % interval
decides; the same network before training is the control.
"""

import numpy as np

from core.gallery.findings import Finding, Verdict
from core.jacobian.directional_noise import DIRECTIONS, STRENGTHS
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings.perturbations import class_ratios
from core.jacobian.findings.spectra import FEW, number
from core.jacobian.measurement import NOISE_LEVELS
from core.jacobian.networks import hidden
from core.jacobian.spectrum_shape import of_kept_directions, ratio_name, tail_rank, tail_ratio
from core.statistics import Interval, mean_interval

ERASED = 0.1
CRITERIA = f"""
**How the verdicts are reached.** Each effect is measured at the images of this run, and its 95 % interval over the
images (Student's t, paired) decides. *Holds*: the interval lies on the claimed side, and the effect exceeds that of the
untrained control. *Holds in part*: the effect is there, but the control shows as much. *Does not hold*: the interval
lies on the other side. *Not testable here*: the interval includes no effect, or the network has no layers to compare.
Within-class differences count as erased when ‖JΔ‖/‖Δ‖ is below {ERASED:g}, as shrunk (in part) when it is below 1, and
as not erased when the interval lies above {ERASED:g} and reaches 1.
The images vary, the network does not: another random seed is another network.
"""


def claims(run: JacobianRun) -> list[tuple[str, Finding]]:
    """Return what the paper says, and what this run shows of it."""
    return [
        ("Spectra get steeper with depth: few large singular values in high layers, most near zero", steepness(run)),
        ("The strongest singular vectors are local, weak ones are spread out", localisation(run)),
        ("Input noise lowers the accuracy and shrinks the spectrum of a high layer, not of the first", noise(run)),
        ("The difference of two images of one class is erased", erasure(run)),
    ]


def own(run: JacobianRun) -> list[Finding]:
    """Return our own measurements: what the paper plans, and what the control shows."""
    return [directional_noise(run), untrained_localisation(run)]


def judge(effect: Interval, *beyond: Interval) -> Verdict:
    """Return the verdict on an effect (positive as claimed) that should exceed its controls (positive if it does)."""
    if effect.below(0):
        return "does not hold"
    if not effect.above(0):
        return "not testable here"
    return "holds" if all(one.above(0) for one in beyond) else "holds in part"


def _ends(interval: Interval, form: str = ".2f") -> str:
    if not np.isfinite([interval.low, interval.high]).all():
        return f"{number(interval.mean, form)} (too few images for an interval)"
    return f"{interval.mean:{form}} ({interval.low:{form}} to {interval.high:{form}})"


def steepness(run: JacobianRun) -> Finding:
    """Judge whether the deepest hidden layer has a steeper spectrum than the first one, and than before training."""
    maps = hidden(run.layers)
    first, deep = maps[0], maps[-1]
    if first == deep:
        return Finding("This network has one hidden layer, so there is no deeper one.", "not testable here")
    values = run.values[:, [first, deep]]
    rank = tail_rank(values)
    ratio = tail_ratio(values, rank)
    depth, training = mean_interval(ratio[0, 0] - ratio[0, 1]), mean_interval(ratio[1, 1] - ratio[0, 1])
    text = (
        f"{ratio_name(rank)} at {run.layers[first]} less that at {run.layers[deep]}: {_ends(depth)}; at "
        f"{run.layers[deep]}, before less after training: {_ends(training)}"
    )
    return Finding(text, judge(depth, training))


def local_contrast(run: JacobianRun) -> np.ndarray | None:
    """Return the participation ratio of the last five kept directions less that of the first five, (2, inputs).

    None where some image has fewer than ten.
    """
    deep = hidden(run.layers)[-1]
    kept = of_kept_directions(run.values[:, deep], run.measures[:, 0, deep])
    if np.isfinite(kept).sum(-1).min() < 2 * FEW:
        return None
    last = [[one[np.isfinite(one)][-FEW:].mean() for one in state] for state in kept]
    return np.array(last) - kept[..., :FEW].mean(-1)


def localisation(run: JacobianRun) -> Finding:
    """Judge whether strong directions at the deepest hidden layer cover less of the image than weak ones."""
    contrast = local_contrast(run)
    if contrast is None:
        return Finding(f"Some image has fewer than {2 * FEW} directions that are kept.", "not testable here")
    trained, beyond = mean_interval(contrast[0]), mean_interval(contrast[0] - contrast[1])
    text = (
        f"participation ratio of the last five kept directions at {run.layers[hidden(run.layers)[-1]]} less that of "
        "the "
        f"first five: {_ends(trained)}; that difference less its value before training: {_ends(beyond)}"
    )
    return Finding(text, judge(trained, beyond))


def noise(run: JacobianRun) -> Finding:
    """Judge whether noise shrinks s₁ at the deepest hidden layer, more than at the first and than before training."""
    maps = hidden(run.layers)
    low, deep = run.layers[maps[0]], run.layers[maps[-1]]
    if low == deep:
        return Finding("This network has one hidden layer, so there is no high one.", "not testable here")
    values = run.noise_values.astype(float)
    known = (values[:, :, 0] > 0) & (values[:, :, -1] > 0)
    ends = np.where(known, values[:, :, [0, -1]].transpose(2, 0, 1, 3), np.nan)
    shrinkage = np.log(ends[0] / ends[1])  # states, layers, inputs
    trained = mean_interval(shrinkage[0, 1])
    beyond = [mean_interval(shrinkage[0, 1] - other) for other in (shrinkage[0, 0], shrinkage[1, 1])]
    verdict = judge(trained, *beyond)
    kept = float(run.noise_right[0, -1])
    if verdict == "holds" and kept >= 1:
        verdict = "holds in part"
    text = (
        f"noise of {NOISE_LEVELS[-1]} SD: {kept:.0%} of the predictions stay, and ln s₁ falls at {deep} by "
        f"{_ends(trained)}, at {low} by {number(mean_interval(shrinkage[0, 0]).mean)}, at {deep} before training by "
        f"{number(mean_interval(shrinkage[1, 1]).mean)} (negative: it grows)"
    )
    return Finding(text, verdict)


def erasure(run: JacobianRun) -> Finding:
    """Judge whether differences within a class are erased at the logits, more than between classes and by training."""
    within = run.contrast[:, 0, -1].astype(float)
    stretch = np.log(np.where(within > 0, within, np.nan))
    trained, before = mean_interval(stretch[0]), mean_interval(stretch[1])
    between = mean_interval(class_ratios(run)[0, -1])
    verdict = judge(Interval(-trained.mean, -trained.high, -trained.low))
    if verdict == "holds":
        erased = trained.below(np.log(ERASED)) and between.above(0) and mean_interval(stretch[0] - stretch[1]).below(0)
        verdict = "holds" if erased else "holds in part"
    elif trained.above(np.log(ERASED)):
        verdict = "does not hold"
    factors = Interval(*(float(end) for end in np.exp([trained.mean, trained.low, trained.high])))
    text = (
        f"‖JΔ‖/‖Δ‖ within a class at {run.layers[-1]}: {_ends(factors)}, before training "
        f"{number(float(np.exp(before.mean)))}; between classes "
        f"{number(float(np.exp(between.mean)))} times as much as within one"
    )
    return Finding(text, verdict)


def directional_noise(run: JacobianRun) -> Finding:
    """Compare steps along the strongest direction with random ones, which the paper plans to do."""
    share = run.flips[:, -1].astype(float)
    top, random = share[DIRECTIONS.index("top 1")], share[DIRECTIONS.index("random")]
    difference = mean_interval(top - random)
    return Finding(
        f"**Noise along singular directions** (the paper plans it and reports no result): steps of {STRENGTHS[-1]:g} "
        "‖x‖ "
        f"along the strongest direction change {top.mean():.0%} of the predictions, random ones {random.mean():.0%} "
        f"(difference {_ends(difference)})."
    )


def untrained_localisation(run: JacobianRun) -> Finding:
    """Say whether strong directions are more local than weak ones before training already."""
    contrast = local_contrast(run)
    if contrast is None:
        return Finding("**Before training**: too few directions are kept to compare strong with weak ones.")
    found = mean_interval(contrast[1])
    said = (
        "are more local than weak ones already, so the architecture contributes"
        if found.above(0)
        else "are less local than weak ones"
        if found.below(0)
        else "are not clearly more local than weak ones"
    )
    return Finding(f"**Before training** strong directions {said} (difference of participation {_ends(found)}).")
