"""Sentences about hidden similarity, and about the article's open question on images."""

import numpy as np

from core.gallery.findings import Finding
from core.semantics import scaling
from core.semantics.scaling import Scaling
from core.semantics.similarity import SigmaSweep, agreement

SETTLED = 0.02  # of a fact: the largest difference between maps that count as the same
MINIMAL, LARGER = 1.01, 1.1  # times the least norm
ALIKE = 0.99
IMAGES_QUESTION = (
    "The article leaves open whether its law holds for larger data and nonlinear networks. In theory, each dot lies "
    "the lower the farther right it stands."
)


def pairs(result: SigmaSweep) -> np.ndarray:
    """Return the correlation of every pair of networks' similarities, shape (σ, pairs)."""
    networks = result.similarities.shape[1]
    upper = np.triu_indices(networks, 1)
    return np.array([agreement(group)[upper] for group in result.similarities])


def norm_decides(result: SigmaSweep) -> Finding:
    """Judge the claim that networks with one map share their similarity structure only at minimal norm.

    Criterion: it holds when every pair of networks correlates above .99 at the scales with a norm below 1.01 times the
    least one, and no pair does at scales above 1.1 times; in part when only the first is true. Maps must agree to
    .02, and there must be scales of both kinds.
    """
    found = pairs(result)
    norms = result.norm_ratios.mean(axis=1)
    minimal, larger = norms <= MINIMAL, norms > LARGER
    text = (
        f"At σ = {result.sigmas[0]:g} the norm is {norms[0]:.3f} times the least one and the similarities correlate at "
        f"**r = {result.agreements[0]:.3f}**; at σ = {result.sigmas[-1]:g} it is {norms[-1]:.2f} times and "
        f"**r = {result.agreements[-1]:.2f}**"
    )
    if result.spread.max() > SETTLED:
        return Finding(f"{text}. Not all maps have settled.", "not testable here")
    if not (minimal.any() and larger.any()):
        return Finding(
            f"{text}. No initial scale gives a {'larger' if minimal.any() else 'minimal'} norm.", "not testable here"
        )
    if not (found[minimal] > ALIKE).all():
        return Finding(f"{text}.", "does not hold")
    return Finding(f"{text}.", "holds" if (found[larger] <= ALIKE).all() else "holds in part")


def same_map(result: SigmaSweep) -> Finding:
    """Say how alike the networks' maps and hidden similarities are from the smallest and the largest initial "
    "weights."""
    spread = float(result.spread.max())
    text = (
        f"{result.params.seeds} networks with {result.params.hidden} hidden units were trained from each σ. "
        f"What they answer differs by {_at_most(spread)} at any σ"
    )
    if spread > SETTLED:
        text += ": not all of them have settled, so part of what follows is unfinished learning"
    return Finding(
        f"{text}. Their hidden similarities correlate at **r = {result.agreements[0]:.3f}** from σ = "
        f"{result.sigmas[0]:g} and at **{result.agreements[-1]:.2f}** from σ = {result.sigmas[-1]:g}. In theory the "
        "map fixes the similarity only where the weights are as small as the map allows (‖W₁‖² + ‖W₂‖² = 2Σs); there "
        "it is the square root of YᵀY, shown as “Theory for the least weights”."
    )


def _at_most(spread: float) -> str:
    return f"at most **{spread:.2g}**" if spread >= 0.001 else "less than **0.001**"


def images(result: Scaling) -> Finding:
    """Say whether half-times on digits follow the singular values, from the smallest and the largest start."""
    smallest, largest = (np.nanmean(result.orders[:, at], axis=1) for at in (0, -1))
    text = (
        f"{result.count:,} digits, whitened to {scaling.DIMENSIONS} dimensions, are learned with {scaling.HIDDEN} "
        f"hidden units. Spearman's correlation between half-time and −s of the {len(result.singular_values)} modes is "
        f"**{_range(smallest)}** from σ = {scaling.SIGMAS[0]:g} and **{_range(largest)}** from "
        f"σ = {scaling.SIGMAS[-1]:g} (means of {', '.join(scaling.ACTIVATIONS)} networks; 1: a larger singular value "
        "is always learned earlier)."
    )
    if smallest.min() >= 0.8 and largest.max() <= 0.5:
        text += " With each activation this order needs small initial weights; a hidden layer alone does not make it."
    return Finding(text)


def _range(values: np.ndarray) -> str:
    return f"{values.min():.2f} to {values.max():.2f}"
