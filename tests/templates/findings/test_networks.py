"""Sentences about one network on both sides of every condition."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from core.networks.training import TrainingParams
from core.templates.findings import networks as findings
from core.templates.hidden_units import Activity


def run(accuracy: float, epochs: int = 20, **params):
    params = TrainingParams(epochs=max(epochs, 1), **params)
    return SimpleNamespace(
        params=params,
        epochs=epochs,
        test_accuracy=np.array([0.1, accuracy]),
        predictions=np.zeros((epochs + 1, 1000), np.uint8),
    )


def test_an_accuracy_names_epochs_images_and_chance():
    text = findings.accuracy(run(0.9), 10)
    assert text.startswith("After 20 epochs the network classifies **90.0%** of 1,000 test images")
    assert "(uniform guessing: 10%)" in text
    assert "After 1 epoch the" in findings.accuracy(run(0.9, 1), 10)
    assert "Press play" in findings.accuracy(run(0.9, 1), 10)
    assert "Press play" not in findings.accuracy(run(0.1, 0), 10)  # a training that ended before its first epoch


def test_a_classification_is_correct_or_wrong():
    assert findings.classification("3", "3").endswith("as **3**, which is correct.")
    assert findings.classification("3", "5").endswith("as **5**, which is wrong: it is 3.")


def test_a_match_gives_its_numbers_and_concludes_only_where_the_interval_allows():
    r = np.linspace(0.1, 0.3, 20)
    text = findings.match("hidden", r, r - 0.1, -0.3)
    for part in ("winning hidden unit is **-0.30** for this image", "**0.20** on average over 20", "and 0.10 with"):
        assert part in text
    assert "matches its own winner better" in text
    assert "better" not in findings.match("hidden", r, r[::-1], 0.3)
    assert "better" not in findings.match("hidden", r - 0.1, r, 0.3)


def test_the_weights_of_one_layer_are_held_against_their_initialisation():
    text = findings.initial_templates(np.array([0.1, 0.5]))
    assert "**0.30** on average (lowest 0.10, highest 0.50" in text


def test_activity_and_change_give_their_numbers():
    found = Activity(np.array([0.0, 0.5, 1.0, 1.0]), 0.2, 0.9)
    text = findings.activity(found, 2000)
    assert "Over 2,000 test images, **75%** of the 4 units" in text
    assert "**50%** on every image. On average, an image activates 62% of them." in text
    text = findings.change(np.array([0.2, 0.4, 0.9]))
    assert "**0.50** on average over all 3 units, by 0.20 at least and 0.90 at most." in text


@pytest.mark.parametrize(("agreement", "linear"), [(1.0, True), (0.99, True), (0.98, False), (0.5, False)])
def test_only_a_network_that_agrees_with_a_linear_map_is_called_linear(agreement, linear):
    """With unit-norm images .942 against .925: the hidden layer does add something there."""
    text = findings.linearity(Activity(np.ones(5), 0.01, agreement), 2000)
    assert ("computes nearly what one layer" in text) == linear
    assert ("the ReLUs change the predictions" in text) != linear


def test_the_other_scale_of_the_images_is_compared_where_it_is_trained():
    here = run(0.85, architecture="hidden from images")
    there = run(0.942, architecture="hidden from images", unit_norm=True)
    assert findings.unit_norm(here, None) == "Test accuracy with images as they are: **85.0%**."
    assert "With unit-norm images: **94.2%** (one seed each)." in findings.unit_norm(here, there)
    assert findings.unit_norm(there, here).startswith("Test accuracy with unit-norm images: **94.2%**")
    assert replace(here.params, unit_norm=True) == there.params
