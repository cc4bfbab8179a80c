"""What Mototake & Ikegami say, judged on EfficientNet-Lite0 by criteria that were fixed beforehand."""

import numpy as np

from core.gallery import judging
from core.gallery.findings import Finding
from core.gallery.judging import Interval
from core.jacobian.findings.claims import judge
from core.jacobian.findings.imagenet_spectra import DEEP, EARLY, FEW, LAST, contrast, steepness
from core.jacobian.imagenet_bundle import LAYERS, TRAINED, UNTRAINED, Bundle
from core.jacobian.spectrum_shape import TAIL, ratio_name, tail_ratio
from core.statistics import participation_ratio

FEW_SHARE, NEAR_ZERO = 0.1, 0.1  # of the outputs, of s₁
HUNDREDTH = 100
CRITERIA = f"""
**How the verdicts are reached.** Each effect is measured at the bundled photographs, and its 95 % interval over them
(Student's t, paired) decides. *Holds*: the interval lies on the claimed side, and the effect exceeds that of the
untrained control at the same photographs. *Holds in part*: the effect is there, but the control shows as much.
*Does not hold*: the interval lies on the other side. *Not testable here*: the interval includes no effect. Few large
singular values, at the logits: the participation ratio of s² is below {FEW_SHARE:.0%} of the 1,000 outputs, and more
than half of all s are below s₁/{1 / NEAR_ZERO:.0f}. One of the two is a part. The control of that is s₁₀₀/s₁ at the
{DEEP}, which the untrained network has, too.
"""


def claims(bundle: Bundle) -> list[tuple[str, Finding]]:
    """Return what the paper says, and what EfficientNet-Lite0 shows of it."""
    return [
        ("Spectra get steeper with depth", steeper_with_depth(bundle)),
        ("High layers have few large singular values, most are near zero", few_large(bundle)),
        ("The strongest singular vectors are local, weak ones are spread out", localisation(bundle)),
    ]


def ends(interval: Interval, spec: str = ".2f") -> str:
    """Write a mean with its interval and its number of photographs, or that there are too few."""
    if interval.count < 2:
        return "bundled at too few photographs"
    return f"{interval:{spec}} ({interval.count} photographs)"


def steeper_with_depth(bundle: Bundle) -> Finding:
    """Judge whether the deep layer has a steeper spectrum than the early one, and than before training."""
    early, deep = (steepness(bundle, TRAINED, layer) for layer in (EARLY, DEEP))
    depth = judging.difference(early, deep)
    training = judging.difference(steepness(bundle, UNTRAINED, DEEP), deep)
    text = (
        f"{ratio_name(TAIL)} at {EARLY} less that at the {DEEP}: {ends(depth)}; at the {DEEP}, before less after "
        f"training: {ends(training)}"
    )
    return Finding(text, judge(depth, training))


def few_large(bundle: Bundle) -> Finding:
    """Judge whether few of the 1,000 singular values at the logits are large, and whether training has a part in it."""
    s = bundle.values[TRAINED, LAYERS.index("logits")]
    s = s[np.isfinite(s).all(1)]
    effective = judging.mean(participation_ratio(s**2))
    near_zero = judging.mean((s < NEAR_ZERO * s[:, :1]).mean(1))
    head = tail_ratio(bundle.values[:, LAYERS.index(DEEP)], HUNDREDTH)
    gained = judging.difference(head[UNTRAINED], head[TRAINED])
    text = (
        f"effective number of directions at the logits: {ends(effective, '.1f')} of {s.shape[1]:,}; s below s₁/10: "
        f"{ends(near_zero, '.0%')}; {ratio_name(HUNDREDTH)} at the {DEEP}, before less after training: {ends(gained)}"
    )
    if effective.count < 2:
        return Finding(text, "not testable here")
    few, most = effective.below(FEW_SHARE * s.shape[1]), near_zero.above(0.5)
    return Finding(text, judging.grade(few and most and gained.above(0), few or most))


def localisation(bundle: Bundle) -> Finding:
    """Judge whether strong directions at the deep layer cover less of the photograph than weak ones."""
    trained = judging.mean(contrast(bundle, TRAINED))
    beyond = judging.difference(contrast(bundle, TRAINED), contrast(bundle, UNTRAINED))
    text = (
        f"participation ratio of directions {LAST - FEW + 1} to {LAST} at the {DEEP} less that of the first {FEW}: "
        f"{ends(trained, '.3f')}; that difference less its value before training: {ends(beyond, '.3f')}"
    )
    return Finding(text, judge(trained, beyond))
