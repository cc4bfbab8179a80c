"""No sentence of the page is shown outside its condition: random small runs, each condition computed anew."""

import re

import numpy as np
import pytest
from scipy.stats import binomtest

from core.confusion import findings, present
from core.confusion.calibration import rejection, reliability
from core.confusion.disagreement import compare
from core.confusion.epochs import histories, matrices
from core.confusion.matrix import confusion_matrix
from core.confusion.samples import scored

RUNS = 40


def random_run(seed):
    """Labels, predictions (epochs + 1, n) and final probabilities of a network of random skill on 2 to 10 classes."""
    rng = np.random.default_rng(seed)
    classes, count, epochs = rng.integers(2, 11), rng.integers(3, 300), rng.integers(0, 6)
    actual = rng.integers(0, classes, count)
    skill = np.linspace(0, rng.choice([0.0, 0.5, 0.9, 1.0]), epochs + 1)
    right = rng.random((epochs + 1, count)) < skill[:, None]
    predictions = np.where(right, actual, rng.integers(0, classes, (epochs + 1, count)))
    logits = rng.normal(size=(count, classes)) * rng.choice([0.1, 1.0, 5.0])
    logits[range(count), predictions[-1]] = logits.max(1) + rng.random(count)
    probabilities = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    return actual, predictions, probabilities, tuple("abcdefghij"[:classes])


@pytest.fixture(params=range(RUNS))
def run(request):
    return random_run(request.param)


def sound(text):
    """A sentence without a missing number, and without a number that says nothing."""
    assert "nan" not in text.lower()
    assert not re.search(r"\b0\.0000|\binf\b", text)
    return text


def test_a_summary_follows_from_counting(run):
    actual, predictions, _, names = run
    final = predictions[-1]
    text = sound(findings.summary(confusion_matrix(actual, final, len(names)), names))
    assert f"**{np.mean(actual == final):.1%}** of {len(actual):,} test images" in text
    wrong = [(names[a], names[p]) for a, p in zip(actual, final, strict=True) if a != p]
    assert ("There is no mistake." in text) == (not wrong)
    recall = {names[c]: np.mean(final[actual == c] == c) for c in set(actual.tolist())}
    if wrong:
        counts = {pair: wrong.count(pair) for pair in set(wrong)}
        named = re.findall(r"\*\*(\w) → (\w)\*\* \((once|twice|[\d,]+ times)\)", text)
        assert all(said == findings.times(counts[a, p]) for a, p, said in named)
        least = min((counts[a, p] for a, p, _ in named), default=max(counts.values()))
        as_frequent = {pair for pair, count in counts.items() if count >= least}
        assert as_frequent == {(a, p) for a, p, _ in named} or (not named and len(as_frequent) > 4)
        assert ("No mistake stands out" in text) == (not named)
        assert ("Every class has a recall" in text) == (len(set(recall.values())) == 1)
    if "Highest recall" in text:
        best, worst = re.search(r"Highest recall: ([\w, ]+) \(.* lowest: ([\w, ]+) \(", text).groups()
        assert max(recall.values()) > min(recall.values())
        assert best.split(", ") == [name for name in names if recall.get(name) == max(recall.values())]
        assert worst.split(", ") == [name for name in names if recall.get(name) == min(recall.values())]


def test_what_is_said_of_the_epochs_follows_from_the_predictions(run):
    actual, predictions, _, names = run
    text = sound(findings.first_epochs(matrices(actual, predictions, len(names)), names))
    reached = {}
    for epoch, predicted in enumerate(predictions[1:], start=1):
        for c in set(actual.tolist()):
            if np.mean(predicted[actual == c] == c) >= 0.8:
                reached.setdefault(names[c], epoch)
    never = sorted(set(names) - set(reached))
    trained = len(predictions) > 1
    assert ("No class reaches" in text) == (trained and not reached)
    assert ("never reach" in text) == (trained and bool(reached) and bool(never))
    assert ("and last by" in text) == (len(set(reached.values())) > 1)
    for group, epoch in re.findall(r"by \*\*([\w, ]+)\*\* \(epoch (\d+)\)", text):
        assert {reached[name] for name in group.split(", ")} == {int(epoch)}

    right = predictions[1:] == actual
    lost = (right[:-1] & ~right[1:]).sum(0)
    text = sound(findings.fates(histories(actual, predictions), len(predictions) - 1))
    assert ("before its first epoch" in text) == (not trained)
    assert ("One image was lost" in text) == (trained and lost.max(initial=0) > 0)
    if trained:
        assert f"**{right.all(0).sum():,}** right at once (correct after every epoch)" in text
        assert f"**{(~right).all(0).sum():,}** never learned (wrong after every epoch)" in text
    for i in range(3):
        turns = (np.diff((predictions[:, i] == actual[i]).astype(int)) != 0).sum()
        said = sound(findings.history(predictions[:, i], actual[i]))
        assert ("at every epoch" in said) == (turns == 0)
        assert turns == 0 or findings.times(int(turns)) in said


def test_what_is_said_of_confidence_follows_from_the_probabilities(run):
    actual, predictions, probabilities, _ = run
    samples = scored(actual, predictions[-1], probabilities)
    grid = np.linspace(0, 1, 101)
    rejected = rejection(samples.confidence, samples.right, grid)
    text = sound(findings.calibration(samples, reliability(samples.confidence, samples.right), rejected))
    right, confidence = actual == predictions[-1], probabilities.max(1)
    interval = binomtest(int(right.sum()), len(right)).proportion_ci(method="wilson")
    assert ("**overconfident**" in text) == (confidence.mean() > interval.high)
    assert ("**underconfident**" in text) == (confidence.mean() < interval.low)
    assert ("confidence above 90%" in text) == bool((confidence > 0.9).any())
    errors = [1 - right[confidence >= t].mean() if (confidence >= t).any() else np.nan for t in grid]
    halves = np.array([not e > (1 - right.mean()) / 2 + 1e-12 for e in errors])
    good = [i for i in range(101) if halves[i:].all() and not np.isnan(errors[i])]
    start = findings.halving(rejected, samples.accuracy)
    if right.all():
        assert start is None
        assert "There is no mistake to avoid." in text
    else:
        assert start == (grid[good[0]] if good else None)
        assert ("No threshold" in text) == (not good)
        assert not good or f"at least **{grid[good[0]]:.0%}**" in text


def test_what_is_said_of_two_networks_and_of_claims_follows_from_a_test(run):
    actual, predictions, probabilities, _ = run
    a, b = predictions[-1], predictions[len(predictions) // 2]
    only_a, only_b = int(((a == actual) & (b != actual)).sum()), int(((b == actual) & (a != actual)).sum())
    text = sound(findings.comparison(compare(actual, a, b)))
    significant = only_a + only_b > 0 and binomtest(only_a, only_a + only_b).pvalue < 0.05
    assert ("is better on images like these" in text) == significant
    assert ("favours neither" in text) == (only_a == only_b > 0)
    assert ("nothing to test" in text) == (only_a + only_b == 0)
    assert not significant or f"network {'A' if only_a > only_b else 'B'} is better" in text

    samples = scored(actual, a, probabilities)
    sound(" ".join(findings.measure(samples, order, 0) for order in findings.SORTED_BY))
    wrong = actual != a
    if wrong.any():
        judgement = present.mistakes(samples)
        pairs = [frozenset(pair) for pair in zip(actual[wrong].tolist(), a[wrong].tolist(), strict=True)]
        alike = sum(pair in map(frozenset, [(4, 9), (3, 8), (3, 5), (7, 9), (1, 7)]) for pair in pairs)
        low, high = binomtest(alike, len(pairs)).proportion_ci()
        assert sound(judgement.numbers).startswith(f"{alike / len(pairs):.0%} [")
        assert f"of the {len(pairs):,} mistakes" in judgement.numbers
        assert (judgement.verdict == "holds") == (low > 0.1 and high < 0.9)
        assert (judgement.verdict == "does not hold") == (alike == 0)
    assert present.order(samples).verdict == "holds"
