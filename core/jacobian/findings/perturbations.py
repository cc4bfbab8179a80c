"""Sentences about what changes of the image do: noise, steps along directions, another image."""

import numpy as np

from core.gallery.findings import Finding
from core.jacobian import noise as image_noise
from core.jacobian.directional_noise import DIRECTIONS, MIXED, NAMES, SPECTRUM_STRENGTHS, STRENGTHS
from core.jacobian.experiments import JacobianRun
from core.jacobian.findings.spectra import number
from core.jacobian.measurement import NOISE_LEVELS
from core.jacobian.measures import finite_mean
from core.jacobian.networks import hidden
from core.runs.text import literal
from core.statistics import mean_interval


def noise(run: JacobianRun) -> Finding:
    """Say how the largest singular value and the outputs above zero change under input noise."""
    maps = hidden(run.layers)
    low, deep = run.layers[maps[0]], run.layers[maps[-1]]
    first = run.noise_values.astype(float).mean(3)
    text = (
        f"From no noise to {NOISE_LEVELS[-1]} SD the mean largest singular value at **{deep}** goes from "
        f"**{first[0, 1, 0]:.2f}** to **{first[0, 1, -1]:.2f}** after training and from {first[1, 1, 0]:.2f} to "
        f"{first[1, 1, -1]:.2f} before"
    )
    if low != deep:
        text += f"; at {low}, after training, from {first[0, 0, 0]:.2f} to {first[0, 0, -1]:.2f}"
    return Finding(
        f"{text}. The share of outputs above zero at {deep} goes from {run.noise_active[0, 0]:.0%} to "
        f"{run.noise_active[0, -1]:.0%}, and {run.noise_right[0, -1]:.0%} of the images keep their prediction."
    )


def noise_film(found: image_noise.NoiseRun) -> Finding:
    """Say what the strongest noise does to the prediction and the spectra of one image."""
    first, last = (int(found.probabilities[at].argmax()) for at in (0, -1))
    values = found.values[:, :, 0].astype(float)
    ratio = np.divide(values[:, -1], values[:, 0], out=np.full(2, np.nan), where=values[:, 0] > 0)
    names = tuple(map(literal, found.class_names))
    text = (
        f"Without noise the network predicts **{names[first]}** ({found.probabilities[0, first]:.0%}), at "
        f"{image_noise.LEVELS[-1]:g} SD {'still ' if first == last else ''}**{names[last]}** "
        f"({found.probabilities[-1, last]:.0%}). s₁ with that noise, divided by s₁ without, is "
    )
    low, deep = found.layers
    if low != deep:
        text += f"{number(ratio[0])} at {low} and "
    return Finding(
        f"{text}**{number(ratio[1])}** at {deep}. There {found.active[1, 0]:.0%} of the outputs are above zero without "
        f"noise and {found.active[1, -1]:.0%} with it."
    )


def flips(run: JacobianRun) -> Finding:
    """Say how often steps of equal length along the directions change the prediction."""
    deep, at = hidden(run.layers)[-1], len(STRENGTHS) - 1
    share = run.flips.astype(float).mean(2)
    listed = ", ".join(f"{name} **{share[d, at]:.0%}**" for d, name in enumerate(NAMES))
    known = int(np.isfinite(run.values[0, deep]).sum(-1).min())
    mixed = f"the mixes have random weights of the first and of the last ten of {known} computed directions"
    if known < 2 * MIXED:
        mixed = f"only {known} directions exist there, so the two mixes, of ten each, share some or all of them"
    return Finding(
        f"Share of changed predictions after a step of {STRENGTHS[at]:g} ‖x‖: {listed}. The directions are singular "
        f"vectors of the Jacobian to {run.layers[deep]}; {mixed}. Both signs are tried, except for the loss gradient, "
        "which goes "
        f"uphill only.{_weaker_beyond(share)}"
    )


def _weaker_beyond(share: np.ndarray) -> str:
    """Name the steps after which mixes of the last ten change more predictions than the strongest; share (d, steps)."""
    last, first = share[DIRECTIONS.index("bottom")], share[DIRECTIONS.index("top 1")]
    beyond = [f"{STRENGTHS[s]:g} ‖x‖ ({last[s]:.0%} against {first[s]:.0%})" for s in np.flatnonzero(last > first)]
    if not beyond:
        return ""
    return f" The mix of the last 10 changes more predictions than the strongest direction at {', '.join(beyond)}."


def spectrum_changes(run: JacobianRun) -> Finding:
    """Say how the ten largest singular values change after steps along the directions."""
    deep, at = hidden(run.layers)[-1], len(SPECTRUM_STRENGTHS) - 1
    change = np.where(run.values[0, deep, :, 0] > 0, run.moved[1, :, at].astype(float), np.nan)
    said = []
    for name, one in zip(NAMES, change, strict=True):
        found = mean_interval(one)
        half = (found.high - found.low) / 2
        margin = f" ± {half:.0%}" if np.isfinite(half) else ""
        said.append(f"{name} **{number(found.mean, '+.0%')}**{margin}")
    count = int(np.isfinite(change[0]).sum())
    over = f"± half of the 95 % interval over {count} images" if count > 1 else "too few images for an interval"
    return Finding(
        f"Mean change of the sum of the ten largest singular values at {run.layers[deep]} after a step of "
        f"{SPECTRUM_STRENGTHS[at]:g} ‖x‖: {', '.join(said)} ({over})."
    )


def class_ratios(run: JacobianRun) -> np.ndarray:
    """Return ln of ‖JΔ‖/‖Δ‖ between classes over that within a class, (2, layers, inputs), after and before "
    "training."""
    within, between = run.contrast.astype(float).swapaxes(0, 1)
    known = (within > 0) & (between > 0)
    ratio = np.divide(between, within, out=np.ones_like(within), where=known)
    return np.where(known, np.log(ratio), np.nan)


def mean_class_ratios(run: JacobianRun) -> np.ndarray:
    """Return the geometric means of those ratios, (2, layers)."""
    means: np.ndarray = np.exp(finite_mean(class_ratios(run), 2))
    return means


def class_contrast(run: JacobianRun) -> Finding:
    """Say how much more differences between classes are stretched than differences within a class."""
    after, before = (mean_interval(state[-1]) for state in class_ratios(run))
    low, high = (number(float(np.exp(end))) for end in (after.low, after.high))
    return Finding(
        f"At **{run.layers[-1]}** differences between two classes are stretched "
        f"**{number(float(np.exp(after.mean)))}** "
        f"times as much as differences within a class (geometric mean; 95 % interval {low} to {high} over "
        f"{run.contrast.shape[3]} pairs of images; an interval around 1 shows no difference). Before training the "
        f"factor is {number(float(np.exp(before.mean)))}."
    )
