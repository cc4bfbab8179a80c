"""Sentences about training: spectra by epoch and by layer, steepness against accuracy, penalties, initialisation."""

from collections.abc import Mapping, Sequence

import numpy as np

from core.gallery.findings import Finding
from core.jacobian import contractive
from core.jacobian.contractive import ContractiveRun
from core.jacobian.epochs import EpochSpectra
from core.jacobian.findings.spectra import number
from core.jacobian.layerwise import LayerChain
from core.jacobian.measures import finite_mean
from core.jacobian.networks import hidden
from core.jacobian.spectrum_shape import ratio_name, relative, tail_rank, tail_ratio
from core.jacobian.steepness import SteepnessStudy, rank
from core.statistics import mean_interval, participation_ratio

CHANGED = 0.01  # a change of s₁₀/s₁ or of an accuracy below this is not described as one
NEAR_BEST = 0.01  # in accuracy
LATE = 30  # the direction at which encoders are compared
SAME_ERROR = 3.0  # nats per digit: reconstructions within this are compared as equally good
SIGNIFICANT = 0.05


def epochs(run: EpochSpectra) -> Finding:
    """Say when the spectrum at the deepest hidden layer gets steep, and when the accuracy rises."""
    deep = hidden(run.layers)[-1]
    if len(run.epochs) == 1:
        return Finding("Training ended before its first epoch was complete: only the untrained spectrum is shown.")
    tail = tail_rank(run.values[:, deep])
    line = finite_mean(tail_ratio(run.values[:, deep], tail), 1)
    accuracy = run.test_accuracy.astype(float)
    last = run.epochs[-1]
    text = (
        f"At **{run.layers[deep]}** the mean steepness 1 − {ratio_name(tail)} is **{number(1 - line[0])}** before "
        f"training and **{number(1 - line[-1])}** after {last} epoch{'' if last == 1 else 's'}. "
    )
    if abs(line[-1] - line[0]) >= CHANGED:
        text += f"Half of that change is first reached at epoch **{run.epochs[halfway(line)]}**. "
    if accuracy[-1] - accuracy[0] >= CHANGED:
        text += (
            f"Half of the rise in test accuracy ({accuracy[0]:.0%} to {accuracy[-1]:.0%}) is first reached at epoch "
            f"**{run.epochs[halfway(accuracy)]}**. "
        )
    else:
        text += f"The test accuracy does not rise ({accuracy[0]:.0%} to {accuracy[-1]:.0%}). "
    measured, images = len(run.epochs), run.values.shape[2]
    return Finding(f"{text}Of epochs 0 to {last}, {measured} were measured, at {images} test images.")


def halfway(values: np.ndarray) -> int:
    """Return the first position at which half of the way from the first to the last value is covered."""
    way = values[-1] - values[0]
    return int(np.argmax((values - values[0]) / (way or 1) >= 0.5))


def layer_chain(run: LayerChain, image: int) -> Finding:
    """Compare s₁ of the whole Jacobian with the product of the layers' s₁, and check that the layers multiply to it."""
    actual, bounds = run.cumulative[:, -1, image, 0].astype(float), run.bounds[:, -1, image]
    share = np.divide(actual, bounds, out=np.full(2, np.nan), where=bounds > 0)
    return Finding(
        f"The product of the layers' largest singular values, **{_large(bounds[0])}** at {run.layers[-1]} after "
        "training, "
        f"would be reached if each layer's strongest output direction were the next layer's strongest input direction. "
        f"The whole network's s₁ is **{_large(actual[0])}**, **{number(share[0], '.1%')}** of it (before training "
        f"{number(share[1], '.1%')}). The layers' Jacobians J({len(run.layers)}) … J(1), multiplied, equal the whole "
        "one "
        f"to a relative error of {run.mismatch.max():.0e} (the rounding of one 32-bit operation is 6e-08)."
    )


def _large(value: float) -> str:
    return f"{value:,.0f}" if 100 <= value < 1e9 else f"{value:.3g}"


def steepness_study(study: SteepnessStudy) -> Finding:
    """Judge whether steepness could guide the search for hyper-parameters.

    Criterion: Spearman's correlation of s₁₀/s₁ after training with the accuracy is negative at p < .05, and the
    steepest network is within one point of the best. In part: the correlation alone.
    """
    after, before = (rank(steep, study.test_accuracy) for steep in study.steepness)
    best, count = float(study.test_accuracy.max()), len(study.test_accuracy)
    near = study.steepness[0][study.test_accuracy >= best - NEAR_BEST]
    guided = after.p_value < SIGNIFICANT and after.correlation < 0
    close = after.picked >= best - NEAR_BEST
    text = (
        f"Over {count} dense networks on digits, Spearman's correlation of the steepness 1 − s₁₀/s₁ after training "
        f"with the test accuracy is **{-after.correlation:+.2f}** (p = {after.p_value:.2g}); of the steepness before "
        f"training {-before.correlation:+.2f} (p = {before.p_value:.2g}). The steepest trained network has an accuracy "
        f"of **{after.picked:.1%}**, rank {after.place} of {count}; the best has {best:.1%}. The networks "
        f"within one point of the best ({len(near)} of them) have a steepness from {1 - near.max():.2f} to "
        f"{1 - near.min():.2f}. "
    )
    if guided and close:
        return Finding(text + "Here steepness would have been a guide to hyper-parameters.", "holds")
    if guided:
        return Finding(text + "Steeper networks are better on the whole, but the steepest is not.", "holds in part")
    if after.p_value < SIGNIFICANT:
        return Finding(text + "Here steeper networks are worse.", "does not hold")
    return Finding(text + "So steepness by itself is no guide to hyper-parameters here.", "does not hold")


def nearest_error(runs: Sequence[ContractiveRun], error: float) -> ContractiveRun:
    """Return the run whose final reconstruction error is nearest to `error`."""
    return min(runs, key=lambda run: abs(float(run.errors[-1]) - error))


def encoder_steepness(run: ContractiveRun) -> np.ndarray:
    """Return s₃₀/s₁ of the encoder at each digit."""
    ratio: np.ndarray = relative(run.values)[:, LATE - 1]
    return ratio


def encoders(plain: ContractiveRun, decayed: ContractiveRun, penalised: ContractiveRun) -> Finding:
    """Judge whether a contractive encoder has fewer large singular values than controls that reconstruct as badly.

    Criterion: s₃₀/s₁ is lower than with weight decay at an equal error (paired over digits, 95 % interval) and its own
    interval lies below the plain encoder, stopped early. In part: lower than the fully trained plain encoder only.
    """
    error = float(penalised.errors[-1])
    early = int(np.abs(plain.errors - error).argmin())
    stopped = float(plain.mean_values[early, LATE - 1] / plain.mean_values[early, 0])
    own, trained, decay = (encoder_steepness(run) for run in (penalised, plain, decayed))
    half = [contractive.half_strength(run.values) for run in (penalised, plain)]
    text = (
        f"{ratio_name(LATE)} is **{own.mean():.3f}** with the penalty λ = {penalised.params.penalty:g} and "
        f"**{trained.mean():.3f}** without; half of ‖J‖² lies in {half[0]:.1f} directions instead of {half[1]:.1f}. "
        "The "
        f"reconstruction error is {error:.1f} instead of {plain.errors[-1]:.1f} nats per digit. With errors close to "
        "that, "
        f"the plain encoder stopped at epoch {early} ({plain.errors[early]:.1f}) has **{stopped:.3f}**, and weight "
        "decay "
        f"{decayed.params.decay:g} ({decayed.errors[-1]:.1f}) **{decay.mean():.3f}**. "
    )
    if max(abs(decayed.errors[-1] - error), abs(plain.errors[early] - error)) > SAME_ERROR:
        return Finding(
            text + f"A control misses that error by over {SAME_ERROR:g} nats, so they cannot be compared.",
            "not testable here",
        )
    below_decay = mean_interval(own - decay).below(0)
    below_stopped = mean_interval(own).below(stopped)
    if below_decay and below_stopped:
        return Finding(text + "The penalty makes the spectrum steeper than both of these controls do.", "holds")
    if mean_interval(own - trained).below(0):
        said = "The spectrum is steeper than the plain encoder's, but not than that of both controls."
        return Finding(text + said, "holds in part")
    return Finding(text + "At this λ the spectrum is not measurably steeper than the plain encoder's.", "does not hold")


def isometry(spectra: Mapping[str, np.ndarray]) -> Finding:
    """Say how far orthogonal and Gaussian weights keep a random network an isometry; spectra are (depth, width)."""
    ends = {name: values[-1] for name, values in spectra.items()}
    median = {name: f"{np.median(s):.3g}" if np.median(s) > 1e-12 else "0 within rounding" for name, s in ends.items()}
    spread = {name: float(participation_ratio(s**2)) / len(s) for name, s in ends.items()}
    depth, width = spectra["Gaussian"].shape
    return Finding(
        f"After {depth} layers of {width} units the median singular value is **{median['orthogonal']}** with "
        "orthogonal "
        f"weights and **{median['Gaussian']}** with Gaussian ones. The participation ratio of s², as a share of all "
        f"directions, is {spread['orthogonal']:.2f} and {spread['Gaussian']:.2f} (1: all directions are stretched "
        "alike)."
    )
