"""Sentences about width and depth and about CIFAR-10 on both sides of every condition."""

import numpy as np
import pytest

from core.templates import capacity
from core.templates.capacity import Capacity, CapacityParams
from core.templates.cifar import Cifar, CifarParams
from core.templates.findings import size as findings

CIFAR_NAMES = ("plane", "car", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")


def point(width: int, depth: int, accuracy: float, loss: float = 0.5) -> Capacity:
    params = CapacityParams(width=width, depth=depth, epochs=7)
    return Capacity(params, np.array([accuracy]), np.array([accuracy]), np.array([loss]), 100 * width, 0.5)


def by_width(*accuracies: float, line: float | None = None):
    points = [point(width, 1, accuracy) for width, accuracy in zip((1, 10, 100), accuracies, strict=True)]
    return capacity.table([*points, *([] if line is None else [point(30, 0, line)])])


@pytest.mark.parametrize(
    ("accuracies", "text"),
    [
        ((0.3, 0.895, 0.9), "stays within one percentage point of its best from width **10** on (89.5%). The best"),
        ((0.3, 0.895, 0.9), "width 100 with 90.0%, has 10.0 times the parameters."),
        ((0.3, 0.8, 0.9), "does not saturate here: the widest network, **100**, is more than one percentage point"),
        ((0.3, 0.9, 0.895), "stays within one percentage point of its best from width **10** on, where it is best"),
        ((0.3, 0.9, 0.8), "is most accurate at width **10** (90.0%); at width 100 it is 80.0%."),
        ((0.9, 0.8, 0.895), "from width **100** on (89.5%). The best, width 1 with 90.0%, has 0.01 of the parameters."),
    ],
)
def test_widths_say_where_the_curve_stays_near_its_best(accuracies, text):
    said = findings.widths(by_width(*accuracies))
    assert text in said
    assert "hidden units" not in said
    assert "One layer without hidden units: 85.0%." in findings.widths(by_width(*accuracies, line=0.85))


@pytest.mark.parametrize(
    ("accuracies", "text"),
    [
        ((0.970, 0.971, 0.973), "(within one percentage point of its best from depth **1** on)"),
        ((0.90, 0.95, 0.97), "(within one percentage point of its best from depth **4** on)"),
        (
            (0.930, 0.924, 0.895),
            "(best at depth **1** with 93.0%, and more than one percentage point below that at the end)",
        ),
    ],
)
def test_depths_say_where_the_curve_stays_near_its_best(accuracies, text):
    points = [point(64, depth, accuracy) for depth, accuracy in zip((1, 2, 4), accuracies, strict=True)]
    said = findings.depths(capacity.table([*points, point(10, 1, 0.5)]))
    ends = f"{accuracies[0]:.1%} at depth 1, {accuracies[-1]:.1%} at depth 4"
    assert said == f"width 64: {ends} {text}."


def test_networks_at_chance_are_named_by_their_loss():
    """ln 10 = 2.303: the loss of equal probabilities for ten classes."""
    table = capacity.table([point(1, 1, 0.1, 2.3026), point(10, 8, 0.1, 2.302), point(10, 1, 0.3, 2.1)])
    text = findings.at_chance(table, 10)
    assert "At width 1, 10 x 8, some or all seeds" in text
    assert "about ln 10 = 2.30 nats or more" in text
    assert findings.at_chance(table, 100) == ""  # ln 100 = 4.6
    assert findings.at_chance(capacity.table([point(10, 0, 0.1, 2.31)]), 10) == ""  # one layer has no hidden unit


def test_an_own_point_and_the_recipe_give_their_numbers():
    params = CapacityParams(width=4, depth=2)
    result = Capacity(params, np.array([0.7, 0.8]), np.zeros(2), np.zeros(2), 3210, 0.1)
    assert "width 4, depth 2 on mnist-5k: **75.0%** (range 10.0% over 2 seeds), 3,210 par" in findings.own_point(result)
    assert "epochs: mnist-5k 7." in findings.recipe(by_width(0.1, 0.2, 0.3))


def test_shares_of_variance_are_those_of_the_run():
    found = Cifar(
        CifarParams(), np.zeros(1), np.zeros(1), np.zeros(1), 0.384, 0.64, np.array([0.9, 0.7]), np.array([0.1, 0.3])
    )
    text = findings.variance(found)
    assert "**10.0%** of the variance of a pixel in CIFAR-10 lies between the classes, **30.0%** in MNIST" in text
    assert "**38.4%** after 20 epochs, a small CNN **64.0%** after 4" in text


def test_the_bluest_rims_are_named_in_order():
    blueness = np.zeros(10)
    blueness[CIFAR_NAMES.index("ship")], blueness[CIFAR_NAMES.index("frog")] = 1, 2
    assert "those of **frog** and **ship**" in findings.blue_rims(blueness, CIFAR_NAMES)
