"""Sentences about where a prediction comes from, about class means, and about the implied targets of layers."""

from collections.abc import Sequence

import numpy as np

from core.networks.evidence import Evidence
from core.statistics import mcnemar
from core.templates.class_means import ClassMeans, Resemblance
from core.templates.implied_targets import TargetStatistics

LEVEL = 0.05
# Below this ratio of lengths a target is called close to the output; from this many units on it is called spread.
CLOSE, SPREAD = 0.1, 2.0


def sums(found: Evidence, label: int, names: Sequence[str]) -> str:
    """Say which sums make the logit of the class `label`."""
    positive, negative, biases = (float(part[label]) for part in (found.positive, found.negative, found.biases))
    return (
        f"For class {names[label]}, pixels that count for it add **{positive:.2f}**, pixels that count against it "
        f"**{negative:.2f}** and the biases {biases:+.2f}. Their sum is its logit, **{found.logits[label]:.2f}**. The "
        "class with the largest logit is the prediction."
    )


def strongest_units(found: Evidence, first: int, second: int, count: int) -> np.ndarray:
    """Return the hidden units that matter most for the difference of two logits, strongest first."""
    assert found.units is not None
    return np.argsort(-np.abs(found.units[:, first] - found.units[:, second]), kind="stable")[:count]


def units(found: Evidence, first: int, second: int, names: Sequence[str], shown: np.ndarray) -> str:
    """Say how the hidden units decide between two classes; `shown` are those that are drawn."""
    assert found.units is not None
    active = int((found.units != 0).any(1).sum())
    text = f"**{active}** of {len(found.units)} hidden units contribute to the logits of this image."
    if first == second:
        return f"{text} Choose two different classes to see what decides between them."
    gap = found.units[:, first] - found.units[:, second]
    total = gap.sum()
    a, b = names[first], names[second]
    if total == 0:
        return f"{text} Their contributions to the logits of {a} and {b} are equal."
    ahead, behind = (a, b) if total > 0 else (b, a)
    against = int((np.sign(gap) == -np.sign(total)).sum())
    return (
        f"{text} Together they raise the logit of {ahead} above that of {behind} by **{abs(total):.2f}** (the output "
        f"biases come on top); **{against}** units favour {behind}. The {len(shown)} units below have the largest "
        f"differences between the two classes."
    )


def resemblance(alike: Resemblance, means: ClassMeans, predictions: np.ndarray, labels: np.ndarray) -> str:
    """Say how templates correlate with class means, and which of the two classifies better."""
    network, nearest = predictions == labels, means.nearest == labels
    p = mcnemar(network, nearest)
    text = (
        f"The correlation r between the template and the mean image of a class (1: equal up to contrast and "
        f"brightness) is **{alike.all_pixels.mean():.2f}** over all pixels, averaged over the classes. It is "
        f"{alike.active_pixels.mean():.2f} on the pixels that vary between images, and {alike.centred.mean():.2f} on "
        f"these pixels after subtracting the mean over all classes from both. (Adding one pattern to every template "
        f"changes no prediction, so only differences between templates matter.)\n\n"
        f"Used as a classifier, the mean images classify **{nearest.mean():.1%}** of the test images correctly "
        f"(nearest mean; {(means.largest_product == labels).mean():.1%} by inner product), this network "
        f"**{network.mean():.1%}**."
    )
    if p >= LEVEL:
        return f"{text} This test set does not show that either is better (McNemar's test, p = {p:.2g})."
    better = "this network is" if network.sum() > nearest.sum() else "the mean images are"
    chance = "p < .001" if p < 0.001 else f"p = {p:.2g}"
    return f"{text} On images like these {better} better (McNemar's test, {chance})."


def output_target(found: TargetStatistics, units: int) -> str:
    """Say what the target of the output layer is."""
    return (
        f"**Output layer**: the target (output − gradient) is the one-hot label, at every epoch: one of {units} units "
        f"has the target 1 (participation ratio {found.participation:.0f}), the others 0."
    )


def hidden_target(first: TargetStatistics, last: TargetStatistics, units: int) -> str:
    """Say what the target of the hidden layer is like, before and after training."""
    text = (
        f"**Hidden layer**: its target depends on the output weights, which start at random. After training it has a "
        f"participation ratio of **{last.participation:.0f}** of {units} units"
    )
    text += ", so it is not one-hot." if last.participation >= SPREAD else "."
    if last.negative:
        text += f" **{last.negative:.0%}** of its entries are negative, which the output of a ReLU cannot be."
    if not (np.isfinite(first.distance) and np.isfinite(last.distance)):
        return f"{text} The hidden layer is silent on all of these images, so its distance to the target has no scale."
    verb = "falls" if last.distance < first.distance else "rises"
    text += (
        f" The length of the gradient, the distance to the target, {verb} from **{first.distance:.2f}** to "
        f"**{last.distance:.3f}** of the length of the output."
    )
    if last.distance < CLOSE:
        text += " So after training the target is close to the output itself."
    return text
