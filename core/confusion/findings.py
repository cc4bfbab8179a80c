"""The sentences of the page: results in, text out. Each follows from its numbers at every setting."""

from collections.abc import Sequence

import numpy as np

from core.confusion.calibration import Rejection, Reliability, threshold_for
from core.confusion.disagreement import Comparison
from core.confusion.epochs import Histories, first_mastered
from core.confusion.matrix import confusions, margins
from core.confusion.params import ANY
from core.confusion.predictions import NETWORK, Wording
from core.confusion.samples import Scored

LEVEL = 0.05  # of McNemar's test
NAMED = 4  # most frequent mistakes
MASTERED = 0.8  # recall from which a class counts as learned
# What became of a test image, in the words of `core.confusion.epochs.FATES`.
MEANING = {
    "right at once": "correct after every epoch",
    "learned late": "wrong after at least one epoch, correct after the last",
    "forgotten": "correct after at least one epoch, wrong after the last",
    "never learned": "wrong after every epoch",
}
# What a list says of each sample, in the order in which the list is sorted.
SORTED_BY = {
    "most wrong": "probability of the actual class. The lowest comes first.",
    "most confident": "probability of the predicted class (the confidence). The highest comes first.",
    "least confident": "probability of the predicted class (the confidence). The lowest comes first.",
}
# The same for "most wrong", where the probability of the actual class is not known.
BY_CONFIDENCE = (
    "probability of the predicted class (the confidence). Mistakes come first, the most confident one on top; then "
    "correct predictions, the least confident one on top."
)


def summary(counts: np.ndarray, names: Sequence[str], wording: Wording = NETWORK) -> str:
    """Say the accuracy, the most frequent mistakes, and the classes of highest and lowest recall."""
    measured = margins(counts)
    text = (
        f"**{measured.accuracy:.1%}** of {counts.sum():,} test {wording.sample}s are classified correctly "
        f"(uniform guessing: {1 / len(names):.0%})."
    )
    mistakes = confusions(counts)
    if not mistakes:
        return f"{text} There is no mistake."
    text += f" {_most_frequent(mistakes, names)}"
    low, high = float(np.nanmin(measured.recall)), float(np.nanmax(measured.recall))
    if low == high:
        return f"{text} Every class has a recall of {low:.1%}."
    best, worst = (
        ", ".join(names[i] for i in np.flatnonzero(measured.recall == value).tolist()) for value in (high, low)
    )
    return f"{text} Highest recall: {best} ({high:.1%}), lowest: {worst} ({low:.1%})."


def _most_frequent(mistakes: Sequence[tuple[int, int, int]], names: Sequence[str]) -> str:
    """Name at most `NAMED` kinds of mistake, without leaving out any that is as frequent as one that is named."""
    left_out = mistakes[NAMED][2] if len(mistakes) > NAMED else 0
    named = [(a, p, count) for a, p, count in mistakes[:NAMED] if count > left_out]
    if not named:
        kinds = sum(count == left_out for _, _, count in mistakes)
        return f"No mistake stands out: the most frequent ones are of {kinds} kinds, and each occurs {times(left_out)}."
    most = ", ".join(f"**{names[a]} → {names[p]}** ({times(count)})" for a, p, count in named)
    return f"Most frequent mistake{'s' if len(named) > 1 else ''} (actual → predicted): {most}."


def times(count: int) -> str:
    """Say how often."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def selection(actual: str, predicted: str, wording: Wording = NETWORK) -> str:
    """Name the samples of a cell, a row, a column or the whole matrix."""
    if actual == predicted == ANY:
        return f"All test {wording.sample}s"
    if predicted == ANY:
        return f"Actual class {actual}, any prediction"
    if actual == ANY:
        return f"Any actual class, classified as {predicted}"
    return f"Actual class {actual}, classified as {predicted}"


def listing(samples: Scored, order: str) -> str:
    """Say what stands beside the classes of the samples of a list, and how it is sorted."""
    if samples.doubt is None:
        return "actual → predicted class, in the order of the file."
    by_confidence = order == "most wrong" and samples.probabilities is None
    return f"actual → predicted class · {BY_CONFIDENCE if by_confidence else SORTED_BY[order]}"


def measure(samples: Scored, order: str, index: int) -> str:
    """Return the probability by which `order` sorts a sample; empty where none is known."""
    if samples.doubt is None:
        return ""
    if order == "most wrong" and samples.probabilities is not None:
        return percent(float(samples.probabilities[index, samples.actual[index]]))
    return percent(float(samples.confidence[index]))


def percent(probability: float) -> str:
    """Write a probability with about two digits, also where it is near 0; 1 and 0 are never claimed."""
    if probability > 0.999:
        return ">99.9%"
    if probability >= 0.1:
        return f"{probability:.0%}"
    return f"{100 * probability:.2g}%" if probability >= 1e-5 else "<0.001%"


def change(since: int) -> str:
    """Name the epoch of a sample's last change between correct and wrong; 0 says that there was none."""
    return f"epoch {since}" if since else "no change"


def first_epochs(counts_by_epoch: np.ndarray, names: Sequence[str]) -> str:
    """Say what the untrained network predicts most often, and which classes are learned first and last."""
    untrained = counts_by_epoch[0].sum(0)
    text = (
        f"Before training, the network classifies {untrained.max() / untrained.sum():.0%} of all images as "
        f"**{names[int(untrained.argmax())]}**."
    )
    if len(counts_by_epoch) == 1:
        return text
    # Before training a class can have a recall of 100 % only because everything is classified as it.
    first = first_mastered(counts_by_epoch[1:], MASTERED)
    first = np.where(first >= 0, first + 1, 0)
    reached, never = first[first > 0], [names[i] for i in np.flatnonzero(first == 0).tolist()]
    if not len(reached):
        return f"{text} No class reaches a recall of {MASTERED:.0%} after any epoch."
    text += f" In training, a recall of {MASTERED:.0%} is first reached by {_reached(first, int(reached.min()), names)}"
    if reached.min() < reached.max():
        text += f" and last by {_reached(first, int(reached.max()), names)}"
    return f"{text}; {', '.join(never)} never reach{'es' if len(never) == 1 else ''} it." if never else f"{text}."


def _reached(first: np.ndarray, epoch: int, names: Sequence[str]) -> str:
    found = ", ".join(names[i] for i in np.flatnonzero(first == epoch).tolist())
    return f"**{found}** (epoch {epoch})"


def fates(found: Histories, epochs: int) -> str:
    """Say how many samples were learned, lost, or never right."""
    if epochs == 0:
        return "The training ended before its first epoch, so no image has a history."
    often = int(found.forgettings.max())
    groups = [f"**{found.count(fate):,}** {fate} ({meaning})" for fate, meaning in MEANING.items()]
    text = f"Of {len(found.fate):,} test images: {', '.join(groups)}."
    if often == 0:
        return f"{text} No image that was correct after one epoch was wrong after the next."
    return f"{text} One image was lost {times(often)}: correct after one epoch, wrong after the next."


def history(predictions: np.ndarray, actual: int) -> str:
    """Say how often the prediction of one sample, (epochs + 1,), changed between correct and wrong."""
    right = predictions == actual
    changes = np.flatnonzero(right[1:] != right[:-1]) + 1
    if not len(changes):
        return f"It has been {'correct' if right[-1] else 'wrong'} at every epoch, and before training."
    to = "correct" if right[changes[-1]] else "wrong"
    return f"It changed between correct and wrong {times(len(changes))}, last in epoch {changes[-1]}, to {to}."


def calibration(samples: Scored, measured: Reliability, rejected: Rejection, wording: Wording = NETWORK) -> str:
    """Compare confidence with accuracy, and say what refusing uncertain images would bring.

    A classifier is called overconfident or underconfident only where its mean confidence lies outside the 95 % interval
    of its accuracy (Wilson).
    """
    from scipy.stats import binomtest  # noqa: PLC0415 scipy.stats takes a second to import

    total, right = len(samples.right), int(samples.right.sum())
    mean, accuracy = samples.confidence.mean(), right / total
    interval = binomtest(right, total).proportion_ci(method="wilson")
    text = (
        f"The mean confidence is **{mean:.1%}** and the accuracy **{accuracy:.1%}** (95 % interval {interval.low:.1%} "
        f"to {interval.high:.1%}). "
    )
    if interval.low <= mean <= interval.high:
        text += "On average, confidence and accuracy cannot be told apart on this test set. "
    else:
        text += f"On average, the {wording.classifier} is **{'over' if mean > interval.high else 'under'}confident**. "
    text += (
        f"Expected calibration error over {len(measured.count)} equal bins: **{100 * measured.error:.1f} percentage "
        f"points**."
    )
    if measured.count[-1]:
        text += (
            f" {measured.accuracy[-1]:.1%} of the {measured.count[-1]:,} {wording.sample}s with a confidence above "
            f"{measured.edges[-2]:.0%} are classified correctly."
        )
    return f"{text} {_halved(rejected, accuracy, wording)}"


def _halved(rejected: Rejection, accuracy: float, wording: Wording) -> str:
    if accuracy == 1:
        return "There is no mistake to avoid."
    at = threshold_for(rejected, 1 - (1 - accuracy) / 2)
    if at is None:
        return "No threshold on the confidence halves the error rate for good."
    return (
        f"If the {wording.classifier} answers only with a confidence of at least **{rejected.threshold[at]:.0%}**, its "
        f"error rate is at most half as large, and stays so for every higher threshold: it answers "
        f"{rejected.coverage[at]:.1%} of the {wording.sample}s, and {rejected.accuracy[at]:.1%} of the answers are "
        "correct. The slider starts there."
    )


def halving(rejected: Rejection, accuracy: float) -> float | None:
    """Return the lowest threshold from which the error rate is at most half of 1 − accuracy for good, or None."""
    at = None if accuracy == 1 else threshold_for(rejected, 1 - (1 - accuracy) / 2)
    return None if at is None else float(rejected.threshold[at])


def comparison(found: Comparison, wording: Wording = NETWORK) -> str:
    """Say on which samples classifiers A and B differ, and what McNemar's test says about it."""
    a, b = len(found.only_a), len(found.only_b)
    one, sample = wording.classifier, wording.sample
    if a + b == 0:
        return f"Both {one}s classify the same {sample}s correctly, so there is nothing to test."
    split = (
        f"Exactly one {one} is correct on {a + b:,} {sample}{'s' if a + b > 1 else ''}: A on {a:,} and B on {b:,} of "
        f"them."
    )
    if a == b:
        return f"{split} An even split favours neither {one}."
    p = "below one in a million" if found.p_value < 1e-6 else f"{found.p_value:.2g}"
    better = "A" if a > b else "B"
    chance = f"If both were equally good, a split at least as uneven would have the probability {p}."
    if found.p_value >= LEVEL:
        return f"{split} {chance} {better} is ahead, but this test set does not show that either {one} is better."
    if wording != NETWORK:
        return f"{split} {chance} So {one} {better} is better on {sample}s like these."
    return (
        f"{split} {chance} So this trained network {better} is better on images like these. Whether its "
        f"architecture is better, one network of each cannot tell: other random seeds may differ."
    )


def classification(samples: Scored, names: Sequence[str], index: int, wording: Wording = NETWORK) -> str:
    """Say what one test sample is and what the classifier makes of it, as far as it is known."""
    actual, predicted = int(samples.actual[index]), int(samples.predicted[index])
    verdict = "correct" if actual == predicted else "wrong"
    with_confidence = "" if samples.doubt is None else f" with a confidence of {1 - samples.doubt[index]:.1%}"
    text = (
        f"The actual class is **{names[actual]}**. The {wording.classifier} classifies the {wording.sample} "
        f"as **{names[predicted]}**{with_confidence}, which is {verdict}."
    )
    if samples.loss is None:
        return text
    return f"{text} The loss is {samples.loss[index]:.2f} nats (−ln of the probability of the actual class)."


def answer(probabilities: np.ndarray, names: Sequence[str], of: str = "your digit") -> str:
    """Say the two most probable classes of a digit, which is named by `of`."""
    first, second = (int(c) for c in np.argsort(-probabilities, kind="stable")[:2])
    return (
        f"The network classifies {of} as **{names[first]}** with a confidence of {probabilities[first]:.1%}; "
        f"next is {names[second]} with {probabilities[second]:.1%}."
    )


def neighbours(labels: np.ndarray, names: Sequence[str]) -> str:
    """Say which class is most frequent among the nearest training images, whose true classes are `labels`."""
    votes = np.bincount(labels, minlength=len(names))
    most = np.flatnonzero(votes == votes.max()).tolist()
    if len(most) > 1:
        each = ", ".join(names[i] for i in most)
        return f"no class is the most frequent; {votes.max()} of {len(labels)} each are {each}."
    return f"{votes.max()} of {len(labels)} are {names[most[0]]}."


def trained_as(labels: np.ndarray, names: Sequence[str]) -> str:
    """Say which shuffled labels, `labels`, the nearest training images had in training."""
    return f"In training they had the shuffled labels {', '.join(names[i] for i in labels)}."
