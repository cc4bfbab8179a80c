"""Verdicts on what the article says: every criterion from both sides."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.networks.training import TrainingParams
from core.templates.claims import CLAIMS
from core.templates.findings import article
from core.templates.winners import Match, Similarity

RNG = np.random.default_rng(0)
NOISE = RNG.normal(0, 0.1, 400)


def match(own: float, other: float) -> Match:
    """A match over 400 images with these mean correlations."""
    zero = np.zeros(400)
    sides = [Similarity(zero, zero, mean + NOISE - NOISE.mean()) for mean in (own, other)]
    # r with another image's winner varies on its own
    sides[1].pearson[:] = other + NOISE[::-1] - NOISE.mean()
    return Match(np.zeros(400, int), *sides)


@pytest.mark.parametrize(
    ("own", "other", "verdict"),
    [
        (0.26, 0.10, "holds"),
        (0.19, 0.10, "holds in part"),  # above another image's winner, but not above .2
        (0.101, 0.10, "does not hold"),
        (0.30, 0.40, "does not hold"),
    ],
)
def test_one_layer_resembles_its_images_or_not(own, other, verdict):
    found = article.resembles(match(own, other))
    assert found.verdict == verdict
    assert f"r = {own:.3f} [" in found.numbers
    assert f"{other:.3f} [" in found.numbers
    assert "400 test images" in found.numbers


@pytest.mark.parametrize(
    ("own", "other", "verdict"),
    [
        (0.19, 0.03, "holds"),
        (0.30, 0.03, "holds in part"),  # matches, but no less than one layer does
        (0.03, 0.03, "does not hold"),
        (0.30, 0.40, "does not hold"),
    ],
)
def test_a_hidden_layer_matches_in_part_or_not(own, other, verdict):
    assert article.in_part(match(own, other)).verdict == verdict


@pytest.mark.parametrize(
    ("kept", "own", "control", "verdict"),
    [
        (0.97, 0.50, 0.20, "holds"),
        (0.97, 0.20, 0.20, "holds in part"),  # no more than with random initial weights
        (0.70, 0.50, 0.20, "holds in part"),
        (0.30, 0.50, 0.20, "does not hold"),
        (0.97, 0.50, None, "not testable here"),
    ],
)
def test_units_keep_their_images_or_not(kept, own, control, verdict):
    change = kept + np.linspace(-0.02, 0.02, 60)
    found = article.keeps(change, match(own, 0.1), None if control is None else match(control, 0.1))
    assert found.verdict == verdict
    assert f"{kept:.3f} [" in found.numbers


def run(right: np.ndarray, **params) -> SimpleNamespace:
    """A run that is correct where `right` says so; the labels are 0."""
    return SimpleNamespace(
        params=TrainingParams(**params), predictions=np.stack([1 - right]), test_accuracy=np.array([right.mean()])
    )


LABELS = np.zeros(300, int)
WEAK, STRONG = (np.arange(300) < n for n in (200, 260))


def test_accuracies_are_compared_by_mcnemars_test():
    weak, strong = run(WEAK.astype(int)), run(STRONG.astype(int))
    assert article.lower_accuracy(weak, strong, LABELS).verdict == "holds"
    assert article.lower_accuracy(strong, weak, LABELS).verdict == "does not hold"
    close = run((np.arange(300) < 203).astype(int))
    assert article.lower_accuracy(weak, close, LABELS).verdict == "not testable here"  # three images, p = .25
    assert article.lower_accuracy(weak, weak, LABELS).verdict == "not testable here"
    assert article.lower_accuracy(weak, None, LABELS).verdict == "not testable here"
    assert "from images 66.7%, one layer 86.7%" in article.lower_accuracy(weak, strong, LABELS).numbers
    assert "p < .001" in article.lower_accuracy(weak, strong, LABELS).why


def test_each_kind_of_network_is_held_against_the_claims_about_it():
    """The article claims no resemblance for hidden layers, and does take its images as they are."""
    change, other = np.linspace(0.9, 1, 5), run(STRONG.astype(int))

    def claimed(**params) -> set[str]:
        weak = run(WEAK.astype(int), **params)
        return set(article.present(weak, [match(0.2, 0.1)] * 2, change, other, match(0.1, 0.1), LABELS))

    assert claimed() == {"A1"}
    assert claimed(architecture="hidden") == {"A2"}
    assert claimed(architecture="hidden from images") == {"A11", "A12"}
    assert claimed(architecture="hidden from images", unit_norm=True) == set()
    ids = {claim.id for claim in CLAIMS}
    assert {"A1", "A2", "A11", "A12"} <= ids


def test_our_own_measurements_are_said_where_there_are_any():
    linear, hidden = run(WEAK.astype(int)), run(STRONG.astype(int), architecture="hidden")
    assert article.own_findings(linear, [match(0.2, 0.1)], linear) == ""
    text = article.own_findings(hidden, [match(0.2, 0.1), match(0.6, 0.3)], linear)
    assert "hidden units by 0.600 on average, those of the winner of another image by 0.300" in text
    assert "Test accuracy: 86.7%, one layer 66.7% (one seed each)." in text
    assert "Test accuracy" not in article.own_findings(hidden, [match(0.2, 0.1)] * 2, None)
