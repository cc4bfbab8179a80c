"""Sentences about evidence, class means and targets on both sides of every condition."""

import numpy as np
import pytest

from core.networks.evidence import Evidence
from core.templates.class_means import ClassMeans, ClassMeansParams, Resemblance
from core.templates.findings import evidence as findings
from core.templates.implied_targets import TargetStatistics

NAMES = ("cat", "dog", "cow")


def evidence(units) -> Evidence:
    units = np.array(units, float)
    zero = np.zeros(3)
    return Evidence(np.array([[1.0, -2, 0], [3, 1, 0]]), zero, units, zero, np.array([4.0, -1, 0]))


def test_the_sums_of_a_class_are_those_of_its_pixels():
    text = findings.sums(evidence(np.zeros((1, 3))), 1, NAMES)
    assert "For class dog, pixels that count for it add **1.00**, pixels that count against it **-2.00**" in text
    assert "the biases +0.00. Their sum is its logit, **-1.00**" in text


def test_units_favour_one_class_or_the_other_or_neither():
    found = evidence([[2, 0, 0], [1, 0, 0], [0, 0.5, 0], [0, 0, 0]])
    shown = findings.strongest_units(found, 0, 1, 2)
    assert shown.tolist() == [0, 1]
    text = findings.units(found, 0, 1, NAMES, shown)
    assert "**3** of 4 hidden units contribute" in text
    assert "raise the logit of cat above that of dog by **2.50**" in text
    assert "**1** units favour dog. The 2 units below have the largest differences" in text
    turned = findings.units(found, 1, 0, NAMES, shown)
    assert "raise the logit of cat above that of dog by **2.50**" in turned
    assert "**1** units favour dog" in turned
    assert "Choose two different classes" in findings.units(found, 1, 1, NAMES, shown)
    assert "are equal" in findings.units(evidence([[1, 2, 0], [1, 0, 0]]), 0, 1, NAMES, shown)


def means(right: int, total: int = 100) -> ClassMeans:
    """Class means that classify the first `right` of `total` images correctly; the labels are 0."""
    wrong = (np.arange(total) >= right).astype(np.uint8)
    return ClassMeans(ClassMeansParams(), np.zeros((3, 4), np.float32), np.ones(4, bool), wrong, wrong)


@pytest.mark.parametrize(
    ("network", "nearest", "text"),
    [
        (90, 70, "On images like these this network is better (McNemar's test, p < .001)."),
        (60, 70, "On images like these the mean images are better (McNemar's test, p = 0.002)."),
        (72, 70, "does not show that either is better (McNemar's test, p = 0.5)."),
        (70, 70, "does not show that either is better (McNemar's test, p = 1)."),
    ],
)
def test_templates_and_means_are_compared_by_mcnemars_test(network, nearest, text):
    alike = Resemblance(*(np.full(3, r) for r in (0.4, 0.51, 0.59)))
    predictions = (np.arange(100) >= network).astype(int)
    said = findings.resemblance(alike, means(nearest), predictions, np.zeros(100, int))
    assert text in said
    assert "is **0.40** over all pixels" in said
    assert "0.51 on the pixels that vary between images, and 0.59 on these" in said
    assert f"**{nearest / 100:.1%}** of the test images" in said


def test_the_target_of_the_outputs_is_one_hot():
    text = findings.output_target(TargetStatistics(1.0, 0.0, 0.1), 10)
    assert "one of 10 units has the target 1 (participation ratio 1)" in text


def target(participation=31.0, negative=0.19, distance=0.4) -> TargetStatistics:
    return TargetStatistics(participation, negative, distance)


def test_what_is_said_of_a_hidden_target_follows_from_its_numbers():
    text = findings.hidden_target(target(), target(distance=0.011), 128)
    assert "**31** of 128 units, so it is not one-hot." in text
    assert "**19%** of its entries are negative" in text
    assert "falls from **0.40** to **0.011**" in text
    assert "close to the output itself" in text


@pytest.mark.parametrize(
    ("first", "last", "there", "missing"),
    [
        (target(), target(distance=0.2), "falls from", "close to the output"),
        (target(distance=0.1), target(distance=0.3), "rises from", "falls"),
        (target(), target(participation=1.0), "**1** of", "not one-hot"),
        (target(), target(negative=0.0), "participation", "negative"),
        (target(), target(distance=float("nan")), "silent", "falls"),
    ],
)
def test_a_hidden_target_claims_no_more_than_its_numbers(first, last, there, missing):
    text = findings.hidden_target(first, last, 128)
    assert there in text
    assert missing not in text
