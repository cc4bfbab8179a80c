"""Sentences about EfficientNet-Lite0 under noise. Measures and criteria were fixed before the numbers were looked at.

Everything is paired over photographs. The strongest noise decides about spectra, as on the page's own networks. Images
that keep their prediction are compared with those that lose it at half of it, where there may be some of both.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.gallery import judging
from core.gallery.findings import Finding
from core.gallery.judging import Interval
from core.jacobian import imagenet_noise
from core.jacobian.imagenet_noise import DRAWS, LEVELS, NoiseRun
from core.jacobian.imagenet_noise_bundle import HIGH, LOW, NoiseBundle
from core.jacobian.imagenet_steps import KINDS, LENGTHS, SPECTRUM_LENGTH, Steps
from core.networks.imagenet import class_names
from core.statistics import mcnemar

STRONGEST, HALF = len(LEVELS) - 1, LEVELS.index(0.5)
RANKS = (1, 2, 5, 10, 20)
UNCHANGED = 0.1  # in ln s
FLIP_LENGTH = 0.2  # SD
NAMES = {LOW: imagenet_noise.LOW, HIGH: imagenet_noise.HIGH}


def photographs(count: int) -> str:
    """Return how many photographs, in words."""
    return f"{count} photograph{'' if count == 1 else 's'}"


def ranked(shrinkage: np.ndarray, level: int = STRONGEST) -> list[Interval]:
    """Return the mean over photographs, for each of RANKS, of an ln shrinkage (photographs, L, TOP)."""
    return [judging.mean(shrinkage[:, level, rank - 1]) for rank in RANKS]


def factor(shrinkage: Interval) -> str:
    """Write s with noise over s without, with its interval, from an interval of ln s without minus ln s with."""
    low, mean, high = (float(np.exp(-end)) for end in (shrinkage.high, shrinkage.mean, shrinkage.low))
    return f"{mean:.2f} [{low:.2f}, {high:.2f}]"


def predictions(bundle: NoiseBundle) -> Finding:
    """Say how many predictions stay, and how probable the class without noise remains."""
    lost = judging.mean(1 - bundle.kept[:, STRONGEST])
    if lost.count < 2:
        return Finding("")
    verdict = "noise **changes** predictions" if lost.above(0) else "the interval reaches 0"
    lost = replace(lost, low=max(lost.low, 0.0), high=min(lost.high, 1.0))
    half, probable = (np.nanmean(part, 0) for part in (bundle.kept, bundle.probability))
    return Finding(
        f"With noise of {LEVELS[STRONGEST]:g} SD the prediction without noise is lost in {lost:.0%} of the draws "
        f"(mean and 95 % interval over {photographs(lost.count)}): {verdict}. At {LEVELS[HALF]:g} SD "
        f"{1 - half[HALF]:.0%} are lost. The mean probability of the class without noise goes from {probable[0]:.0%} "
        f"to {probable[HALF]:.0%} at {LEVELS[HALF]:g} SD and {probable[STRONGEST]:.0%} at {LEVELS[STRONGEST]:g} SD."
    )


def spectra(bundle: NoiseBundle) -> Finding:
    """Say what the strongest noise does to both spectra, and to the high one of the untrained network."""
    if judging.mean(bundle.shrinkage(HIGH)[:, STRONGEST, 0]).count < 2:
        return Finding("")
    said = []
    for layer in (HIGH, LOW):
        found = dict(zip(RANKS, ranked(bundle.shrinkage(layer)), strict=True))
        ends = f"s₁ by {factor(found[RANKS[0]])} and s₂₀ by {factor(found[RANKS[-1]])}"
        said.append(f"at {NAMES[layer]} it multiplies {ends}: {_directions(list(found.values()))}")
    count = judging.mean(bundle.shrinkage(HIGH)[:, STRONGEST, 0]).count
    text = (
        f"Noise of {LEVELS[STRONGEST]:g} SD, geometric means and 95 % intervals over {photographs(count)}: "
        f"{'; '.join(said)}."
    )
    return Finding(text + _control(bundle))


def _directions(found: Sequence[Interval]) -> str:
    """Say which of RANKS shrink and which grow."""
    names = ", ".join(map(str, RANKS))
    if all(one.above(0) for one in found):
        return f"all ranks that were compared ({names}) **shrink**"
    if all(one.below(0) for one in found):
        return f"all ranks that were compared ({names}) **grow**"
    shrink, grow = sum(one.above(0) for one in found), sum(one.below(0) for one in found)
    return f"of ranks {names}, {shrink} shrink, {grow} grow and {len(RANKS) - shrink - grow} do not clearly change"


def _control(bundle: NoiseBundle) -> str:
    trained, untrained = bundle.shrinkage(HIGH)[:, STRONGEST, 0], bundle.untrained_shrinkage()[:, STRONGEST, 0]
    more = judging.difference(trained, untrained)
    if more.count < 2:
        return ""
    known = np.isfinite(trained - untrained)
    means = [float(np.exp(-part[known].mean())) for part in (trained, untrained)]
    word = "**smaller** than" if more.above(0) else "**larger** than" if more.below(0) else "not distinguishable from"
    return (
        f" At the same {photographs(more.count)} the factor of s₁ at {NAMES[HIGH]} is {word} that of the untrained "
        f"network ({means[0]:.2f} and {means[1]:.2f}; paired 95 % interval)."
    )


def outcome(bundle: NoiseBundle) -> np.ndarray:
    """Return 1 where a photograph keeps its prediction in at least half of the draws, 0 where it loses it, else NaN."""
    return np.where(np.isfinite(bundle.kept), bundle.kept >= 0.5, np.nan)


def by_group(bundle: NoiseBundle) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean ln shrinkage over RANKS at HALF of photographs that keep and that lose their prediction."""
    shrunk = bundle.shrinkage(HIGH)[:, HALF][:, [rank - 1 for rank in RANKS]].mean(1)
    kept = outcome(bundle)[:, HALF]
    return shrunk[kept == 1], shrunk[kept == 0]


def welch(kept: np.ndarray, lost: np.ndarray) -> float:
    """Return the p-value of Welch's test."""
    from scipy.stats import ttest_ind  # noqa: PLC0415 scipy.stats takes half a second to import

    return float(ttest_ind(kept, lost, equal_var=False).pvalue)


def groups(bundle: NoiseBundle) -> Finding:
    """Compare photographs that keep their prediction with those that lose it."""
    kept, lost = by_group(bundle)
    if not len(kept) + len(lost):
        return Finding("")
    start = f"At {LEVELS[HALF]:g} SD {len(kept)} of {photographs(len(kept) + len(lost))} keep their prediction in at "
    start += "least half of the draws."
    if min(len(kept), len(lost)) < 2:
        return Finding(f"{start} That leaves too few on one side to compare their spectra.")
    p = welch(kept, lost)
    means = f"{np.exp(-kept.mean()):.2f} and {np.exp(-lost.mean()):.2f}"
    word = "**less**" if kept.mean() < lost.mean() else "**more**"
    verdict = (
        f"the spectrum of those that keep it shrinks {word}"
        if p < 1 - judging.LEVEL
        else "the two do not shrink differently by this test"
    )
    return Finding(
        f"{start} s at {NAMES[HIGH]} changes by a factor of {means} where the prediction is kept and where it is lost "
        f"(mean over ranks {', '.join(map(str, RANKS))}; Welch's test: p = {p:.2g}): {verdict}."
    )


def film(run: NoiseRun) -> Finding:
    """Say what the strongest noise does to the prediction and the spectra of one photograph."""
    names = class_names()
    best = int(run.predicted[0, 0])
    first, last = names[best], names[int(run.predicted[-1, 0])]
    end = f"still **{last}**" if first == last else f"**{last}**"
    stays = int(run.kept[-1].sum())
    ratios = [
        f"{np.exp(np.log(values[-1, 0]) - np.log(values[0, 0])):.2f} at {layer}"
        for layer, values in zip(run.params.layers, run.values, strict=True)
    ]
    return Finding(
        f"Without noise the network predicts **{first}** ({run.probability[0, 0]:.0%}), with the noise shown "
        f"of {LEVELS[-1]:g} SD {end}. "
        f"{stays} of {DRAWS} draws of that noise leave the prediction as it is. s₁ with the noise shown, divided "
        f"by s₁ without, is {' and '.join(ratios)}."
    )


def flips(bundle: NoiseBundle) -> Finding:
    """Say at how many photographs steps of one length change the prediction, by direction."""
    at = LENGTHS.index(FLIP_LENGTH)
    changed = bundle.changed[np.isfinite(bundle.changed[:, 0, 0]), :, at]
    if not len(changed):
        return Finding("")
    said = [
        f"{kind}: {judging.share(int(column.sum()), len(column)):.0%}"
        for kind, column in zip(KINDS, changed.T, strict=True)
    ]
    strongest, random = changed[:, 0] > 0, changed[:, KINDS.index("random direction")] > 0
    p = mcnemar(strongest, random)
    compared = (
        f"The strongest direction changes {'more' if strongest.sum() > random.sum() else 'fewer'} predictions than a "
        "random one"
        if p < 1 - judging.LEVEL
        else "The test does not tell the strongest direction from a random one"
    )
    return Finding(
        f"Share of {photographs(len(changed))} whose prediction changes after a step of {FLIP_LENGTH:g} SD, with 95 % "
        f"intervals: {'; '.join(said)}. {compared} (exact McNemar test: p = {p:.2g})."
    )


def stepped(bundle: NoiseBundle) -> Finding:
    """Say how the spectrum at the high layer changes after steps of one length."""
    change = step_shrinkage(bundle)
    if judging.mean(change[:, 0]).count < 2:
        return Finding("")
    found = {kind: judging.mean(column) for kind, column in zip(KINDS, change.T, strict=True)}
    said = [f"{kind}: {factor(one)}" for kind, one in found.items()]
    random = KINDS.index("random direction")
    more = judging.difference(change[:, 0], change[:, random])
    word = "**smaller** than" if more.above(0) else "**larger** than" if more.below(0) else "not distinguishable from"
    return Finding(
        f"The sum of the twenty largest singular values at {NAMES[HIGH]} after a step of {SPECTRUM_LENGTH:g} SD, over "
        f"that without: {'; '.join(said)}. After a step along the strongest direction it is {word} that after a random "
        "one (paired 95 % interval)."
    )


def step_shrinkage(bundle: NoiseBundle) -> np.ndarray:
    """Return ln of the top 20's sum without a step minus that after one, (photographs, KINDS)."""
    logarithms = np.log(bundle.stepped.sum(2))
    found: np.ndarray = logarithms[:, :1] - logarithms[:, 1:]
    return found


def own_steps(run: Steps) -> Finding:
    """Say after which length each direction changes the prediction of one photograph."""
    said = []
    for kind, changed in zip(KINDS, run.changed, strict=True):
        first = f"from {LENGTHS[int(changed.argmax())]:g} SD" if changed.any() else f"not up to {LENGTHS[-1]:g} SD"
        said.append(f"{kind}: {first}")
    return Finding(f"Steps that change the prediction of your photograph: {'; '.join(said)}.")
