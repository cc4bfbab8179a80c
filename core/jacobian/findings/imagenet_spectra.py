"""Sentences about EfficientNet-Lite0's spectra. Measures and criteria were fixed before the numbers were looked at.

Steepness is s₁₀/s₁, as for the page's other networks; with depth it is compared between block 2, the first layer at
which the directions converge, and the head, the deepest layer before the logits. Everything is paired over photographs.
"""

import numpy as np

from core.gallery import judging
from core.gallery.findings import Finding
from core.jacobian.imagenet_bundle import LAYERS, TRAINED, UNTRAINED, Bundle, of_the_control
from core.jacobian.imagenet_spectra import TOLERANCE
from core.jacobian.measures import RANDOM_PARTICIPATION
from core.jacobian.spectrum_shape import TAIL, ratio_name, tail_ratio

EARLY, DEEP = "block2", "head"
FEW, LAST = 5, 200  # directions compared: the first FEW, and those that end at number LAST, which every layer has


def steepness(bundle: Bundle, state: int, layer: str) -> np.ndarray:
    """Return s₁₀/s₁ of a layer at each photograph, NaN where it was not measured."""
    return tail_ratio(bundle.values[state, LAYERS.index(layer)], TAIL)


def depth(bundle: Bundle) -> Finding:
    """Say whether the trained network's spectrum gets steeper from the early to the deep layer."""
    early, deep = (steepness(bundle, TRAINED, layer) for layer in (EARLY, DEEP))
    falls = judging.difference(early, deep)
    if falls.count < 2:
        return Finding("")
    both = np.isfinite(early - deep)
    said = (
        "the spectrum gets **steeper** with depth"
        if falls.above(0)
        else "the spectrum gets **flatter** with depth"
        if falls.below(0)
        else "the interval includes 0, so that depth decides nothing"
    )
    return Finding(
        f"In the trained network the mean {ratio_name(TAIL)} is {early[both].mean():.2f} at {EARLY} and "
        f"{deep[both].mean():.2f} at the {DEEP}. It falls by {falls:.2f} over {falls.count} photographs: {said}."
    )


def against_untrained(bundle: Bundle) -> Finding:
    """Compare s₁₀/s₁ of the trained and the untrained network at the same photographs, layer by layer."""
    groups: dict[str, list[str]] = {"steeper than": [], "less steep than": [], "not distinguishable from": []}
    counts = set()
    for layer in LAYERS:
        trained, untrained = (steepness(bundle, state, layer) for state in (TRAINED, UNTRAINED))
        found = judging.difference(trained, untrained)
        if found.count < 2:
            continue
        counts.add(found.count)
        both = np.isfinite(trained - untrained)
        side = "steeper than" if found.below(0) else "less steep than" if found.above(0) else "not distinguishable from"
        groups[side].append(f"{layer} ({trained[both].mean():.2f} against {untrained[both].mean():.2f})")
    said = [f"**{side}** the untrained one at {', '.join(layers)}" for side, layers in groups.items() if layers]
    if not said:
        return Finding("")
    few, many = min(counts), max(counts)
    count = f"{many}" if few == many else f"{few} to {many}"
    return Finding(
        f"At the same {count} photographs, by the paired 95 % interval of {ratio_name(TAIL)}, the trained network's "
        f"spectrum is {'; '.join(said)}."
    )


def contrast(bundle: Bundle, state: int) -> np.ndarray:
    """Return the participation ratio at the deep layer of the last directions less that of the first, (16,)."""
    kept = bundle.participation[state, LAYERS.index(DEEP)]
    return np.asarray(kept[:, LAST - FEW : LAST].mean(1) - kept[:, :FEW].mean(1))


def participation(bundle: Bundle) -> Finding:
    """Say how local strong and weak directions are at the deep layer, and what training has to do with it."""
    deep = LAYERS.index(DEEP)
    grows = judging.mean(contrast(bundle, TRAINED))
    if grows.count < 2:
        return Finding("")
    kept = bundle.participation[TRAINED, deep]
    kept = kept[np.isfinite(kept[:, 0])]
    said = (
        "strong directions are more local than weak ones"
        if grows.above(0)
        else "weak directions are more local than strong ones"
        if grows.below(0)
        else "the interval of the difference includes 0"
    )
    text = (
        f"At the {DEEP} the {FEW} strongest directions have a mean participation ratio of {kept[:, :FEW].mean():.3f}, "
        f"directions {LAST - FEW + 1} to {LAST} of {kept[:, LAST - FEW : LAST].mean():.3f} (1: spread evenly over the "
        f"photograph; a random direction: {RANDOM_PARTICIPATION[3]:.1f}): {said} ({grows:.3f})."
    )
    same = of_the_control(bundle)
    first = [same.participation[state, deep, :, :FEW].mean(1) for state in (TRAINED, UNTRAINED)]
    compared = judging.difference(*first)
    if compared.count >= 2:
        both = np.isfinite(first[0] - first[1])
        word = (
            "more local than"
            if compared.below(0)
            else "less local than"
            if compared.above(0)
            else "not distinguishable from"
        )
        text += (
            f" At the same {compared.count} photographs the {FEW} strongest directions of the trained network are "
            f"{word} those of the untrained one ({first[0][both].mean():.3f} against {first[1][both].mean():.3f})."
        )
    return Finding(text)


def converged(bundle: Bundle) -> Finding:
    """Say at which layers singular values are known less well."""
    shares = {layer: judging.mean(bundle.converged[TRAINED, t]).mean for t, layer in enumerate(LAYERS)}
    slow = [f"{layer} ({share:.0%} do)" for layer, share in shares.items() if share < 0.995]
    if not slow:
        return Finding("")
    return Finding(
        f"Not all triplets of the trained network converged to {TOLERANCE:.1%} of s₁ at {', '.join(slow)}: where the "
        "spectrum is flat, directions cannot be told apart."
    )
