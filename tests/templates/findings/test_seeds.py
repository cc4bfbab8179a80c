"""Sentences about networks of other seeds on both sides of every condition."""

import numpy as np
import pytest

from core.templates.charts import studies as charts
from core.templates.findings import seeds as findings
from core.templates.seed_sensitivity import MEASURES, VARIED, SeedSensitivity, SeedSensitivityParams


def found(before, after, stayed=0.5, **params) -> SeedSensitivity:
    """A comparison whose (same number, matched, CKA) go from `before` to `after`."""
    alike = np.array([[*before, 0.5], [*after, 0.5]], np.float32)[..., None].repeat(3, 2)
    return SeedSensitivity(
        SeedSensitivityParams(**params),
        np.array([[0.1, 0.1, 0.1], [0.91, 0.92, 0.93]], np.float32),
        np.array([0, 20]),
        alike,
        np.full(3, stayed, np.float32),
        np.zeros((2, 2, 784), np.float32),
        np.array([[1, 0], [0, 2]]),
        np.array([0.6, 0.8, 0.1], np.float32),
        1.0,
        "",
    )


HIDDEN = {"architecture": "hidden"}
INCOMPATIBLE, ALIKE = "coordinates are incompatible", "nearly the same"


@pytest.mark.parametrize(
    ("before", "after", "params", "there", "missing"),
    [
        ((0.0, 0.3, 0.67), (0.03, 0.64, 0.94), HIDDEN, INCOMPATIBLE, ALIKE),
        ((0.0, 0.3, 0.67), (0.52, 0.93, 0.95), HIDDEN, "correlate by **0.52**", INCOMPATIBLE),
        ((0.0, 0.3, 0.90), (0.03, 0.64, 0.94), HIDDEN, "0.94", INCOMPATIBLE),  # untrained codes are as alike
        ((0.0, 0.93, 0.67), (0.2, 0.93, 0.7), HIDDEN, "hardly more alike than they are in untrained", INCOMPATIBLE),
        ((0.0, 0.3, 0.67), (0.2, 0.6, 0.7), HIDDEN, "**0.60** (untrained: 0.30)", "hardly more alike"),
        ((0.2, 0.3, 0.67), (0.99, 0.99, 0.99), {}, "Each has the same class as its target.", INCOMPATIBLE),
        ((0.2, 0.3, 0.67), (0.99, 0.99, 0.99), {"architecture": "hidden from images"}, ALIKE, "the same class"),
        ((0.2, 0.3, 0.67), (0.5, 0.6, 0.7), {}, "**0.50**", "the same class"),
    ],
)
def test_what_networks_agree_on_follows_from_the_numbers(before, after, params, there, missing):
    text = findings.meaning(found(before, after, **params))
    assert there in text
    assert missing not in text


def test_the_order_of_the_images_matters_little_only_where_units_stay_alike():
    same = {"architecture": "hidden", "varied": "only the shuffle"}
    text = findings.meaning(found((1, 1, 1), (0.92, 0.95, 0.97), 0.99, **same))
    assert "correlate by **0.92**" in text
    assert "**99%** of the units" in text
    assert "changes the units little" in text
    assert "changes the units little" not in findings.meaning(found((1, 1, 1), (0.6, 0.7, 0.9), **same))


def test_the_setting_names_what_is_compared():
    assert "The outputs on test images" in findings.setting(found((0, 0, 0), (1, 1, 1)))
    text = findings.setting(found((0, 0, 0), (1, 1, 1), **HIDDEN))
    assert "The outputs of the hidden units" in text
    assert "they differ in: initialisation and order of the images. Test accuracy 91.0% to 93.0%" in text
    assert "mean of 3 pairs" in text


def test_networks_are_named_by_what_they_are():
    assert findings.network(SeedSensitivityParams()) == "One layer on mnist-5k"
    hidden = SeedSensitivityParams(architecture="hidden", hidden=7, labels="shuffled")
    assert findings.network(hidden) == "7 hidden units on mnist-5k, shuffled labels"
    images = SeedSensitivityParams(architecture="hidden from images", dataset="mnist")
    assert findings.network(images) == "128 hidden units initialised with images on mnist"


def test_every_way_to_differ_has_words_and_each_measure_a_name():
    assert set(findings.WORDS) == set(VARIED)
    assert len(charts.MEASURES) == len(MEASURES)


def test_drawn_pairs_are_described_by_their_units():
    assert "goes from 0.80 to 0.60" in findings.pairs(found((0, 0, 0), (1, 1, 1)))  # units 1 and 0 of the first
