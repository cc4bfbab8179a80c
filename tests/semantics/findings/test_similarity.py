"""Verdicts and sentences about similarity and images, on both sides of every condition."""

import numpy as np
import pytest

from core import bake
from core.runs.archive import load
from core.semantics.findings import similarity as findings
from core.semantics.params import SemanticsParams
from core.semantics.scaling import Scaling, ScalingParams
from core.semantics.similarity import SigmaSweep, mean_agreement

RNG = np.random.default_rng(0)
SAME = RNG.normal(size=(5, 5))


def group(alike):
    """Similarities of three networks, alike or not."""
    one = SAME + SAME.T
    return np.stack([one + (0 if alike else 5) * (noise + noise.T) for noise in RNG.normal(size=(3, 5, 5))])


def sweep(alike, norms, spread=0.0):
    similarities = np.stack([group(known) for known in alike])
    empty, agreements = np.zeros(0), np.array([mean_agreement(one) for one in similarities])
    sigmas = np.array([0.001, 0.1, 0.3])
    ratios = np.array(norms)[:, None] * np.ones(3)
    return SigmaSweep(
        SemanticsParams(seeds=3), sigmas, empty, empty, agreements, np.full(3, spread), ratios, similarities
    )


@pytest.mark.parametrize(
    ("alike", "norms", "spread", "verdict"),
    [
        ((True, False, False), (1.0, 1.05, 1.5), 0.0, "holds"),
        ((True, True, False), (1.0, 1.05, 1.5), 0.0, "holds"),  # between the two bounds nothing is judged
        ((True, False, True), (1.0, 1.05, 1.5), 0.0, "holds in part"),
        ((False, False, False), (1.0, 1.05, 1.5), 0.0, "does not hold"),
        ((True, True, True), (1.0, 1.0, 1.05), 0.0, "not testable here"),
        ((False, False, False), (1.5, 2.0, 3.0), 0.0, "not testable here"),
        ((True, False, False), (1.0, 1.05, 1.5), 0.1, "not testable here"),
    ],
)
def test_the_verdict_follows_its_criterion(alike, norms, spread, verdict):
    assert findings.norm_decides(sweep(alike, norms, spread)).verdict == verdict


def test_on_every_baked_world_the_claim_holds():
    """The article's claim is about minimal norm: similarity that is lost at large norms confirms it."""
    recipes = [recipe for recipe in bake.recipes() if recipe.topic == "semantics-sweep"]
    for recipe in recipes:
        baked = load(recipe.path, SigmaSweep, params=SemanticsParams)
        assert findings.norm_decides(baked).verdict == "holds"
        assert baked.agreements[-1] < 0.75  # what the note of the preset says


@pytest.mark.parametrize(("spread", "said"), [(0.0, False), (0.1, True)])
def test_maps_that_have_not_settled_are_not_called_the_same(spread, said):
    text = findings.same_map(sweep((True, True, False), (1.0, 1.05, 1.5), spread)).text
    assert ("not all of them have settled" in text) == said


def images(orders):
    empty = np.zeros(0)
    return Scaling(ScalingParams(), np.ones(9), empty, np.array(orders)[:, :, None], empty, empty, empty, 5000)


@pytest.mark.parametrize(
    ("orders", "small_start"),
    [
        ([[0.95, 0.9, 0.2]] * 3, True),
        ([[0.95, 0.9, 0.2], [0.95, 0.9, 0.2], [0.7, 0.9, 0.2]], False),
        ([[0.95, 0.9, 0.2], [0.95, 0.9, 0.6], [0.9, 0.9, 0.2]], False),
    ],
)
def test_a_small_start_is_needed_where_all_activations_say_so(orders, small_start):
    text = findings.images(images(orders)).text
    assert ("needs small initial weights" in text) == small_start
    assert "5,000 digits" in text
    assert "of the 9 modes" in text
