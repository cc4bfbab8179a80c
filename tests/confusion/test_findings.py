"""Sentences of the page on both sides of every condition."""

import numpy as np
import pytest

from core.confusion import findings
from core.confusion.calibration import Rejection, rejection, reliability
from core.confusion.disagreement import compare
from core.confusion.epochs import FATES, histories
from core.confusion.params import ORDERS
from core.confusion.samples import ordered, scored

NAMES = ("cat", "dog", "cow")


@pytest.mark.parametrize(("count", "text"), [(1, "once"), (2, "twice"), (3, "3 times"), (1200, "1,200 times")])
def test_how_often(count, text):
    assert findings.times(count) == text


def test_a_summary_names_mistakes_and_the_ends_of_recall():
    text = findings.summary(np.array([[8, 2, 0], [1, 9, 0], [0, 0, 10]]), NAMES)
    assert "**90.0%** of 30 test images" in text
    assert "(uniform guessing: 33%)" in text
    assert "**cat → dog** (twice), **dog → cat** (once)" in text
    assert "Highest recall: cow (100.0%), lowest: cat (80.0%)." in text


def test_a_summary_leaves_out_no_mistake_that_is_as_frequent_as_one_it_names():
    counts = np.diag([9] * 4)
    counts[0, 1], counts[1, 2:], counts[2, 0], counts[2, 1], counts[3, 0] = 3, 2, 2, 2, 1
    assert "Most frequent mistake (actual → predicted): **a → b** (3 times). " in findings.summary(counts, "abcd")
    counts[2, 1] = 0
    assert "**a → b** (3 times), **b → c** (twice), **b → d** (twice), **c → a** (twice). " in findings.summary(
        counts, "abcd"
    )
    even = findings.summary(np.ones((3, 3), int) + np.diag([4, 5, 6]), "abc")
    assert "No mistake stands out: the most frequent ones are of 6 kinds, and each occurs once." in even


def test_a_summary_without_mistakes_or_without_differences_claims_none():
    assert findings.summary(np.diag([3, 4, 5]), NAMES).endswith("There is no mistake.")
    even = findings.summary(np.array([[1, 1], [1, 1]]), ("a", "b"))
    assert "Every class has a recall of 50.0%." in even
    assert "lowest" not in even


def test_a_summary_leaves_out_a_class_without_images():
    text = findings.summary(np.array([[3, 1, 0], [0, 0, 0], [1, 0, 1]]), NAMES)
    assert "Highest recall: cat (75.0%), lowest: cow (50.0%)." in text


@pytest.mark.parametrize(
    ("actual", "predicted", "title"),
    [
        ("any", "any", "All test images"),
        ("4", "any", "Actual class 4, any prediction"),
        ("any", "9", "Any actual class, classified as 9"),
        ("4", "9", "Actual class 4, classified as 9"),
    ],
)
def test_a_selection_has_a_name(actual, predicted, title):
    assert findings.selection(actual, predicted) == title


def test_first_epochs_name_what_is_reached_and_what_is_not():
    untrained, half, done = [[0, 0, 5]] * 3, [[5, 0, 0], [1, 4, 0], [3, 1, 1]], [[5, 0, 0], [0, 5, 0], [3, 0, 2]]
    text = findings.first_epochs(np.array([untrained, half, done]), NAMES)
    assert "100% of all images as **cow**" in text
    assert "first reached by **cat, dog** (epoch 1); cow never reaches it." in text
    late = findings.first_epochs(np.array([untrained, half, [[5, 0, 0], [0, 5, 0], [0, 0, 5]]]), NAMES)
    assert "first reached by **cat, dog** (epoch 1) and last by **cow** (epoch 2)." in late
    assert "never" not in late
    never = findings.first_epochs(np.array([untrained, [[0, 5, 0], [0, 5, 0], [5, 0, 0]]]), NAMES)
    assert "first reached by **dog** (epoch 1); cat, cow never reach it." in never
    nothing = findings.first_epochs(np.array([untrained, [[0, 5, 0], [5, 0, 0], [5, 0, 0]]]), NAMES)
    assert "No class reaches a recall of 80% after any epoch." in nothing
    assert "first reached" not in nothing
    assert findings.first_epochs(np.array([untrained]), NAMES).endswith("as **cow**.")


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (1.0, ">99.9%"),
        (0.9991, ">99.9%"),
        (0.876, "88%"),
        (0.1, "10%"),
        (0.0456, "4.6%"),
        (7.8e-5, "0.0078%"),
        (1e-5, "0.001%"),
        (6e-8, "<0.001%"),
    ],
)
def test_a_probability_is_never_said_to_be_none_or_all(probability, text):
    assert findings.percent(probability) == text


def test_what_stands_under_a_list_is_sorted_as_the_list_says():
    rng = np.random.default_rng(0)
    probabilities = rng.dirichlet(np.ones(3), 40)
    samples = scored(rng.integers(0, 3, 40), probabilities.argmax(1), probabilities)
    for order in ORDERS:
        assert findings.SORTED_BY[order] in findings.listing(samples, order)
        shown = [float(findings.measure(samples, order, i).strip("<>%")) for i in ordered(samples, order).tolist()]
        rising = "lowest comes first" in findings.listing(samples, order)
        assert shown == sorted(shown, reverse=not rising)


def test_a_change_has_an_epoch_or_there_was_none():
    assert findings.change(7) == "epoch 7"
    assert findings.change(0) == "no change"


def test_fates_are_counted_and_forgetting_is_only_claimed_where_it_happened():
    right = np.array([[0, 0, 0, 1], [1, 1, 0, 0], [1, 0, 0, 1], [1, 1, 0, 0]])
    text = findings.fates(histories(np.ones(4, int), right), 3)
    assert set(findings.MEANING) == set(FATES)
    for fate, meaning in findings.MEANING.items():
        assert f"**1** {fate} ({meaning})" in text
    assert "One image was lost once" in text
    steady = findings.fates(histories(np.ones(2, int), np.array([[0, 0], [0, 1], [1, 1]])), 2)
    assert "No image that was correct after one epoch was wrong after the next." in steady
    assert "ended before its first epoch" in findings.fates(histories(np.ones(2, int), np.array([[0, 1]])), 0)


@pytest.mark.parametrize(
    ("predictions", "text"),
    [
        ([3, 3, 3], "It has been correct at every epoch"),
        ([1, 2, 1], "It has been wrong at every epoch"),
        ([1, 3, 3], "once, last in epoch 1, to correct."),
        ([3, 1, 3, 2], "3 times, last in epoch 3, to wrong."),
        ([3], "It has been correct"),
    ],
)
def test_a_history_counts_changes(predictions, text):
    assert text in findings.history(np.array(predictions), 3)


def confident(confidence: float, right: int, total: int = 1000):
    """`total` samples of one confidence, of which the first `right` are correct."""
    actual = np.where(np.arange(total) < right, 0, 1)
    probabilities = np.tile([confidence, 1 - confidence], (total, 1))
    samples = scored(actual, np.zeros(total, int), probabilities)
    thresholds = np.linspace(0, 1, 101)
    rejected = rejection(samples.confidence, samples.right, thresholds)
    return samples, reliability(samples.confidence, samples.right), rejected


@pytest.mark.parametrize(
    ("confidence", "right", "text"),
    [
        (0.9, 850, "**overconfident**"),  # 95 % interval of .85: .826 to .871
        (0.9, 950, "**underconfident**"),
        (0.9, 895, "cannot be told apart"),
        (0.9, 910, "cannot be told apart"),
    ],
)
def test_over_and_underconfidence_need_an_interval(confidence, right, text):
    said = findings.calibration(*confident(confidence, right))
    assert text in said
    assert said.count("confident**") == (0 if "cannot" in text else 1)


def test_an_empty_bin_of_the_most_confident_has_no_accuracy():
    assert "confidence above" not in findings.calibration(*confident(0.7, 700))
    said = findings.calibration(*confident(0.95, 950))
    assert "95.0% of the 1,000 images with a confidence above 90% are classified correctly." in said


def test_a_threshold_is_offered_only_where_it_halves_the_errors_for_good():
    samples, measured, _ = confident(0.9, 900)
    thresholds, coverage = np.linspace(0, 1, 5), np.linspace(1, 0.2, 5)
    stays = Rejection(thresholds, coverage, np.array([0.9, 0.94, 0.96, 0.97, 0.98]))
    assert "a confidence of at least **50%**" in findings.calibration(samples, measured, stays)
    assert "60.0% of the images, and 96.0% of the answers" in findings.calibration(samples, measured, stays)
    lost = Rejection(thresholds, coverage, np.array([0.9, 0.94, 0.96, 0.97, 0.90]))
    assert "No threshold" in findings.calibration(samples, measured, lost)
    assert "There is no mistake to avoid." in findings.calibration(*confident(0.9, 1000))
    assert findings.halving(stays, 0.9) == 0.5
    assert findings.halving(lost, 0.9) is None
    assert findings.halving(stays, 1.0) is None


def pair(only_a: int, only_b: int, both: int = 5):
    """Compare networks of which A alone is right on `only_a` samples, and B alone on `only_b`."""
    n = only_a + only_b + both
    a, b = np.zeros(n, int), np.zeros(n, int)
    b[:only_a] = 1
    a[only_a : only_a + only_b] = 1
    return compare(np.zeros(n, int), a, b)


def test_a_difference_of_two_networks_says_what_it_shows():
    clear = findings.comparison(pair(2, 12))  # p = .013
    assert "A on 2 and B on 12" in clear
    assert "probability 0.013" in clear
    assert "this trained network B is better on images like these" in clear
    assert "other random seeds may differ" in clear
    close = findings.comparison(pair(9, 3))  # p = .15
    assert "A is ahead, but this test set does not show that either network is better." in close
    assert "better on images like these" not in close
    assert "favours neither" in findings.comparison(pair(4, 4))
    assert "nothing to test" in findings.comparison(pair(0, 0))
    assert "on 1 image: A" in findings.comparison(pair(1, 0))
    assert "below one in a million" in findings.comparison(pair(60, 2))


def test_a_classification_is_correct_or_wrong():
    samples = scored(np.array([0, 1]), np.array([0, 0]), np.array([[0.8, 0.1, 0.1], [0.6, 0.3, 0.1]]))
    right, wrong = (findings.classification(samples, NAMES, i) for i in (0, 1))
    assert "as **cat** with a confidence of 80.0%, which is correct." in right
    assert "class is **dog**" in wrong
    assert "which is wrong. The loss is 1.20 nats" in wrong  # -ln .3


def test_an_own_digit_has_a_first_and_a_second_class():
    text = findings.answer(np.array([0.2, 0.7, 0.1]), NAMES)
    assert "**dog** with a confidence of 70.0%; next is cat with 20.0%." in text


def test_neighbours_have_a_most_frequent_class_or_none():
    assert findings.neighbours(np.array([1, 1, 2]), NAMES) == "2 of 3 are dog."
    assert findings.neighbours(np.array([1, 1, 0, 0, 2]), NAMES).endswith("2 of 5 each are cat, dog.")
