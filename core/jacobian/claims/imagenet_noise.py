"""The claim on input noise (E9) on EfficientNet-Lite0, from its bundled runs at photographs."""

import numpy as np

from core.gallery import judging
from core.gallery.claims import Numbers
from core.gallery.findings import Verdict
from core.gallery.judging import grade
from core.jacobian import imagenet_noise, imagenet_noise_bundle
from core.jacobian.findings import imagenet_noise as findings
from core.jacobian.findings.imagenet_noise import HALF, RANKS, STRONGEST, UNCHANGED
from core.jacobian.imagenet_noise import LEVELS
from core.jacobian.imagenet_noise_bundle import HIGH, LOW

CRITERION = (
    f"EfficientNet-Lite0 with noise of {LEVELS[STRONGEST]:g} SD of the photograph, t intervals over photographs: the "
    f"prediction is lost in some draws of the noise; at {imagenet_noise.HIGH} s of ranks {', '.join(map(str, RANKS))} "
    f"shrinks, and at {imagenet_noise.LOW} each changes by less than {UNCHANGED:.0%} in ln s. Without the latter, or "
    f"s₁ alone at {imagenet_noise.HIGH}: a part."
)


def measure() -> dict[str, np.ndarray]:
    """Return ln s without noise minus ln s with it (photographs, RANKS), and the share of lost predictions."""
    bundle = imagenet_noise_bundle.load()
    known = np.isfinite(bundle.kept[:, STRONGEST])
    at = [rank - 1 for rank in RANKS]
    high, low = (bundle.shrinkage(layer)[known, STRONGEST][:, at] for layer in (HIGH, LOW))
    untrained = bundle.untrained_shrinkage()[:, STRONGEST, 0]
    both = known & np.isfinite(untrained)
    kept, lost = findings.by_group(bundle)
    return {
        "imagenet_lost": 1 - bundle.kept[known, STRONGEST],
        "imagenet_high": high,
        "imagenet_low": low,
        "imagenet_untrained": untrained[both],
        "imagenet_paired": bundle.shrinkage(HIGH)[both, STRONGEST, 0],
        "imagenet_group_kept": kept,
        "imagenet_group_lost": lost,
    }


def judge(n: Numbers) -> tuple[Verdict, str]:
    """Return the verdict by CRITERION, and the sentence that follows from it."""
    lost = judging.mean(n["imagenet_lost"]).above(0)
    high, low = ([judging.mean(column) for column in n[f"imagenet_{name}"].T] for name in ("high", "low"))
    whole = all(rank.above(0) for rank in high)
    unchanged = all(rank.above(-UNCHANGED) and rank.below(UNCHANGED) for rank in low)
    shrunk = sum(rank.above(0) for rank in high)
    said = "every rank that was compared shrinks" if whole else f"{shrunk} of {len(RANKS)} ranks shrink"
    if unchanged:
        first = f"at {imagenet_noise.LOW} none changes by a tenth"
    elif all(rank.above(0) for rank in low):
        first = f"but at {imagenet_noise.LOW} every one shrinks too"
    else:
        first = f"but at {imagenet_noise.LOW} some may change by a tenth or more"
    text = f"On EfficientNet-Lite0 {said} at {imagenet_noise.HIGH}, {first}."
    if not lost:
        text += " The predictions are not clearly lost."
    return grade(lost and whole and unchanged, lost and (whole or high[0].above(0))), text + _control(n)


def _control(n: Numbers) -> str:
    more = judging.difference(n["imagenet_paired"], n["imagenet_untrained"])
    if more.above(0):
        return " The factor of s₁ is smaller there than in the untrained network."
    if more.below(0):
        return " The factor of s₁ is larger there than in the untrained network."
    if more.count < 2:
        return ""
    return " The factor of s₁ there is not distinguishable from the untrained network's."


def numbers(n: Numbers) -> str:
    """Return what was measured."""
    high, low = (_factors(n[f"imagenet_{name}"]) for name in ("high", "low"))
    count, controls = len(n["imagenet_lost"]), len(n["imagenet_untrained"])
    text = (
        f"EfficientNet-Lite0, {count} photographs, {LEVELS[STRONGEST]:g} SD: {np.mean(n['imagenet_lost']):.0%} of the "
        f"predictions are lost. s with noise over s without, ranks {', '.join(map(str, RANKS))}: "
        f"{imagenet_noise.HIGH} {high}; {imagenet_noise.LOW} {low}."
    )
    if controls:
        text += (
            f" s₁ at {imagenet_noise.HIGH}, the same {findings.photographs(controls)}: "
            f"{_factor(n['imagenet_paired'])}, untrained {_factor(n['imagenet_untrained'])}."
        )
    kept, lost = n["imagenet_group_kept"], n["imagenet_group_lost"]
    if min(len(kept), len(lost)) > 1:
        p = findings.welch(kept, lost)
        text += (
            f" At {LEVELS[HALF]:g} SD s changes by a factor of {_factor(kept)} at the {len(kept)} photographs that "
            f"keep their prediction and {_factor(lost)} at the other {len(lost)} (mean over ranks; Welch's test: "
            f"p = {p:.2g})."
        )
    return text


def _factors(shrinkage: np.ndarray) -> str:
    return ", ".join(_factor(column) for column in shrinkage.T)


def _factor(shrinkage: np.ndarray) -> str:
    return f"{np.exp(-np.mean(shrinkage)):.2f}"
