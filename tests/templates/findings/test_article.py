"""Verdicts on what the article says: every criterion from both sides."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.networks.training import TrainingParams
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
        (0.15, 0.10, "holds in part"),  # above another image's winner, but not by .1
        (0.021, -0.016, "holds in part"),
        (0.101, 0.10, "does not hold"),
        (0.05, 0.20, "does not hold"),
    ],
)
def test_one_layer_resembles_its_images_or_not(own, other, verdict):
    found = article.resembles(match(own, other))
    assert found.verdict == verdict
    assert f"r {own:.3f} with the own winner, {other:.3f}" in found.text


@pytest.mark.parametrize(
    ("own", "other", "one_layer", "verdict"),
    [
        (0.19, 0.03, 0.26, "holds"),
        (0.30, 0.03, 0.26, "holds in part"),  # matches, but not less than one layer
        (0.03, 0.03, 0.26, "holds in part"),  # less than one layer, but no more than any winner
        (0.30, 0.40, 0.26, "does not hold"),
    ],
)
def test_a_hidden_layer_matches_in_part_or_not(own, other, one_layer, verdict):
    assert article.in_part(match(own, other), match(one_layer, 0.1)).verdict == verdict
    alone = article.in_part(match(own, other), None)
    assert alone.verdict == "not testable here"
    assert "not trained yet" in alone.text


@pytest.mark.parametrize(
    ("kept", "units", "verdict"),
    [(512, 512, "holds"), (440, 512, "holds in part"), (200, 512, "does not hold"), (1, 1, "holds in part")],
)
def test_units_keep_their_images_or_not(kept, units, verdict):
    r = np.where(np.arange(units) < kept, 0.9, 0.1)
    found = article.keeps(r)
    assert found.verdict == verdict
    assert f"in {kept} of {units} units" in found.text


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
    assert "66.7%, one layer 86.7% (p < .001, one seed each)" in article.lower_accuracy(weak, strong, LABELS).text


def test_each_kind_of_network_is_held_against_what_the_article_says_of_it():
    """It claims no resemblance for hidden layers, and does take its images as they are."""
    change, other = np.ones(5), (run(STRONG.astype(int)), match(0.26, 0.1))

    def claimed(**params) -> list[str]:
        found = article.claims(run(WEAK.astype(int), **params), [match(0.2, 0.1)] * 2, change, other, LABELS)
        assert all(finding.verdict for _, finding in found)
        return [claim for claim, _ in found]

    assert claimed() == ["The weights of the winning class resemble the image"]
    assert claimed(architecture="hidden") == [
        "With a hidden layer, the weights of the winning unit match only a part of the image"
    ]
    images = claimed(architecture="hidden from images")
    assert [claim[:30] for claim in images] == ["Hidden units that are initiali", "This network is less accurate "]
    assert claimed(architecture="hidden from images", unit_norm=True) == images[:1]


def test_our_own_measurements_are_said_where_there_are_any():
    linear, hidden = run(WEAK.astype(int)), run(STRONG.astype(int), architecture="hidden")
    assert article.own_findings(linear, [match(0.2, 0.1)], linear) == ""
    text = article.own_findings(hidden, [match(0.2, 0.1), match(0.6, 0.3)], linear)
    assert "hidden code by 0.600 on average, those of the winner of another image by 0.300" in text
    assert "Test accuracy: 86.7%, one layer 66.7% (one seed each)." in text
    assert "Test accuracy" not in article.own_findings(hidden, [match(0.2, 0.1)] * 2, None)
