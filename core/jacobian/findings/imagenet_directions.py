"""Sentences about the directions of EfficientNet-Lite0 at one photograph, and about a direction that is amplified."""

from collections.abc import Sequence

import numpy as np

from core.gallery.findings import Finding
from core.jacobian.imagenet import TOLERANCE
from core.jacobian.imagenet_amplify import KINDS, STEPS, Amplified
from core.jacobian.imagenet_maps import Maps
from core.jacobian.measures import RANDOM_PARTICIPATION
from core.networks import imagenet


def prediction(classes: tuple[str, ...], probabilities: tuple[float, ...]) -> Finding:
    """Say the most probable classes."""
    said = ", ".join(f"{name} {_percent(share)}" for name, share in zip(classes, probabilities, strict=True))
    return Finding(f"**Top-5 predictions:** {said}.")


def located(maps: Maps) -> Finding:
    """Say how steep the spectrum is and how much of the image the directions cover."""
    count, layer = len(maps.values), maps.params.layer
    low, high = maps.participation.min(), maps.participation.max()
    ratio = maps.values[-1] / maps.values[0]
    return Finding(
        f"At **{layer}** s₁ is {singular_value(maps.values[0])} and s{_below(count)}/s₁ is {ratio:.2f}. "
        f"The {count} strongest directions cover from {_percent(low)} to {_percent(high)} of the photograph "
        f"(participation ratio; a random direction: {_percent(RANDOM_PARTICIPATION[3])})."
    )


def convergence(maps: Maps) -> Finding:
    """Say whether the directions converged, and why not where the spectrum is flatter than the residuals."""
    values, residuals, count = maps.values, maps.residuals, len(maps.values)
    missing = int((~maps.converged).sum())
    if not missing:
        return Finding(f"All {count} directions converged: no residual is above {_percent(TOLERANCE)} of s₁.")
    largest, gap = residuals.max() / values[0], (values[0] - values[-1]) / values[0] / (count - 1)
    text = (
        f"{missing} of the {count} directions did not converge to {_percent(TOLERANCE)} of s₁; the largest residual is "
        f"{_percent(largest)} of s₁. A singular value of the Jacobian lies within the residual of each value. "
    )
    if gap < largest:
        text += (
            f"The spectrum is flat: neighbouring values differ by {_percent(gap)} of s₁ on average, which is less than "
            "the largest residual. Single directions can therefore not be told from mixtures of their neighbours."
        )
    return Finding(text)


def weakest(maps: Maps) -> Finding:
    """Say that the last direction drawn is the weakest one computed, not the weakest that there is."""
    m, n = int(np.prod(imagenet.output_shape(maps.params.layer))), imagenet.SIDE**2 * 3
    return Finding(
        f"Direction {int(maps.ranks[-1]) + 1} is the weakest of those that were computed. The Jacobian has up to "
        f"{min(n, m):,} directions that the layer responds to, and only the strongest are found in seconds."
    )


def changes(run: Amplified) -> tuple[tuple[str, str, str], ...]:
    """Return table rows: the line through the photograph, then what happens along minus and along plus ε."""
    return tuple(
        (
            kind.capitalize(),
            _change(run.change[row, 0], run.becomes[row, 0]),
            _change(run.change[row, 1], run.becomes[row, 1]),
        )
        for row, kind in enumerate(KINDS)
    )


def smallest_changes(run: Amplified) -> list[float]:
    """Return the smallest |ε| that changes the prediction along each of KINDS, infinite where none does."""
    return [float(np.nanmin(found)) if np.isfinite(found).any() else np.inf for found in run.change[..., 1]]


def over_photographs(runs: Sequence[Amplified]) -> Finding:
    """Count at how many photographs the direction changes the prediction sooner than the two controls do."""
    along, random, gradient = np.array([smallest_changes(run) for run in runs]).T
    count, first = len(runs), runs[0].params
    return Finding(
        f"**Our own measurement at {count} photographs**, direction {first.rank} at {first.layer}: the prediction "
        f"changes within |ε| ≤ {STEPS[-1]:g} at {np.isfinite(along).sum()} of them along the direction, at "
        f"{np.isfinite(random).sum()} along a random one, and at {np.isfinite(gradient).sum()} along the gradient. The "
        f"direction needs a smaller |ε| than the random one at {(along < random).sum()} and a larger one at "
        f"{(along > random).sum()}. It needs a smaller one than the gradient at {(along < gradient).sum()}."
    )


def shortest(run: Amplified) -> Finding:
    """Compare the smallest |ε| that changes the prediction along the three lines, and say what leaves the pixels."""
    now = imagenet.class_names()[run.predicted[0, len(STEPS)]]
    least = smallest_changes(run)
    reached = [f"{value:.2g} along {kind}" for kind, value in zip(KINDS, least, strict=True) if np.isfinite(value)]
    never = [kind for kind, value in zip(KINDS, least, strict=True) if not np.isfinite(value)]
    text = f"The prediction is **{now}**. "
    if reached:
        text += f"The smallest |ε| found that changes it is {_listed(reached)}. "
    if never:
        text += f"No step up to {STEPS[-1]:g} changes it along {_listed(never, 'or')}. "
    if np.isfinite(least[0]):
        where = int(np.argmax(run.epsilons >= least[0] * (1 - 1e-9)))
        side = where if least[0] == run.change[0, 1, 1] else len(run.epsilons) - 1 - where
        text += (
            f"At ε = {run.epsilons[side]:+g}, the first step of the slider beyond that, "
            f"{_percent(run.outside[0, side])} of the values lie outside the range of pixels."
        )
    return Finding(text.strip())


def _change(interval: np.ndarray, becomes: int) -> str:
    same, other = map(float, interval)
    if not np.isfinite(other):
        return f"no change up to {same:.3g}"
    return f"{imagenet.class_names()[becomes]}, from between {same:.3g} and {other:.3g} on"


def singular_value(value: float) -> str:
    """Return a singular value with three digits or, when it is large, as a whole number."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _listed(items: list[str], word: str = "and") -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"


def _percent(share: float) -> str:
    return f"{100 * share:.2g} %"


def _below(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
