"""Sentences about the spectra of a run and the directions behind them."""

import numpy as np

from core.gallery.findings import Finding
from core.gallery.shuffled_labels import against_chance
from core.jacobian.experiments import JacobianRun
from core.jacobian.measurement import TOP, WHOLE
from core.jacobian.measures import MEASURES, RANDOM_PARTICIPATION, finite_mean
from core.jacobian.networks import hidden
from core.jacobian.spectrum_shape import of_kept_directions, ratio_name, tail_rank, tail_ratio

FEW = 5


def number(value: float, form: str = ".2f") -> str:
    """Return a number as text, or the word undefined."""
    return f"{value:{form}}" if np.isfinite(value) else "undefined"


def spectrum(run: JacobianRun) -> Finding:
    """Say how steep the spectra of the first and the deepest hidden layer are, after and before training."""
    maps = hidden(run.layers)
    first, deep = maps[0], maps[-1]
    values = run.values[:, [first, deep]]
    rank = tail_rank(values)
    ratio = finite_mean(tail_ratio(values, rank), 2)
    text = (
        f"At **{run.layers[deep]}** the mean {ratio_name(rank)} is **{number(ratio[0, 1])}** after training and "
        f"**{number(ratio[1, 1])}** before"
    )
    if first != deep:
        text += f"; at **{run.layers[first]}** it is {number(ratio[0, 0])} and {number(ratio[1, 0])}"
    text += ". A smaller ratio is a steeper spectrum. "
    lost = int((run.values[0, deep, :, 0] <= 0).sum())
    if lost:
        count = run.values.shape[2]
        text += f"At {lost} of {count} images nothing passes {run.layers[deep]} after training: all s are 0. "
    text += (
        f"The network classifies {run.test_accuracy[-1]:.1%} of the test images correctly "
        f"({run.test_accuracy[0]:.1%} before training). "
    )
    left = 100 * run.unconverged
    text += f"{left:.2g} % of the singular values did not converge." if left > 0 else "All singular values converged."
    return Finding(text + against_chance(run))


def localisation(run: JacobianRun) -> Finding:
    """Say how local and how smooth the strongest directions at the deepest hidden layer are."""
    deep = hidden(run.layers)[-1]
    names = list(MEASURES)
    participation, frequency = (
        of_kept_directions(run.values, run.measures[:, names.index(name)])[:, deep, :, :FEW]
        for name in ("participation ratio", "mean frequency")
    )
    enough = np.isfinite(participation).all()
    ratio, cycles = finite_mean(participation, (1, 2)), finite_mean(frequency, (1, 2))
    random = RANDOM_PARTICIPATION[run.vectors.shape[-1]]
    return Finding(
        f"The {'' if enough else 'up to '}five strongest directions at **{run.layers[deep]}** have a participation "
        f"ratio of **{number(ratio[0])}** after training and {number(ratio[1])} before (1: spread evenly over the "
        f"image; a random vector: {random:.2f}). Their mean frequency is **{number(cycles[0])}** cycles per pixel "
        f"after training and {number(cycles[1])} before."
    )


def weakest_directions(run: JacobianRun, image: int) -> Finding:
    """Say what the last frame of the film shows at each layer: the end of the whole spectrum, or of what was found."""
    whole: list[str] = []
    found: list[str] = []
    for layer, outputs, last in zip(run.layers, run.outputs, run.weakest[0, :, image], strict=True):
        (whole if outputs <= WHOLE else found).append(f"{last + 1} of {outputs:,} at {layer}")
    parts = []
    if whole:
        parts.append(
            "“Weakest direction” is the last one, after training, whose singular value exceeds the rounding "
            f"error: number {', '.join(whole)}."
        )
    if found:
        parts.append(
            f"At layers with more than {WHOLE} outputs only the {TOP} strongest directions were computed, and it is "
            f"the last of those: number {', '.join(found)}."
        )
    return Finding(" ".join(parts))
