"""The lesson on Jacobian spectra says what its bundled runs show."""

import numpy as np
import pytest

from core.jacobian import imagenet_bundle, imagenet_noise_bundle, steepness
from core.jacobian.experiments import JacobianRun
from core.jacobian.imagenet_bundle import LAYERS, TRAINED, UNTRAINED
from core.jacobian.imagenet_noise import LEVELS
from core.jacobian.imagenet_steps import KINDS, LENGTHS
from core.jacobian.lesson import LESSON
from core.jacobian.steepness import SteepnessParams, SteepnessStudy
from tests.gallery import lesson_checks
from tests.gallery.lesson_checks import baked, params, percent, right, says

SPECTRA, DIRECTIONS, NOISE, STEPS, SEARCH = LESSON.steps
HALF_SD = LEVELS.index(0.5)


@pytest.fixture(scope="module")
def spectra():
    return imagenet_bundle.load()


@pytest.fixture(scope="module")
def noise():
    return imagenet_noise_bundle.load()


def tenth(spectra, state, layer) -> float:
    values = spectra.values[state, LAYERS.index(layer)]
    return float(np.nanmean(values[:, 9] / values[:, 0]))


def test_it_opens():
    lesson_checks.holds(LESSON, "jacobian")


def test_spectra_get_steeper(spectra):
    stem, logits, untrained = (
        tenth(spectra, *where) for where in ((TRAINED, "stem"), (TRAINED, "logits"), (UNTRAINED, "logits"))
    )
    right(SPECTRA, int(np.searchsorted([-0.8, -0.5, -0.2], -logits)))
    says(SPECTRA, *(f"{value:.2f}" for value in (stem, logits, untrained)))


def test_strong_directions_are_local_before_training_too(spectra):
    layer = LAYERS.index(DIRECTIONS.query["jacobian_imagenet_layer"])
    strong, weak = (
        np.nanmean(spectra.participation[:, layer, :, part], axis=(1, 2)) for part in (slice(5), slice(45, 50))
    )
    assert strong[TRAINED] < 0.8 * weak[TRAINED]
    right(
        DIRECTIONS, 0 if strong[UNTRAINED] < 0.8 * weak[UNTRAINED] else 2 if strong[UNTRAINED] > weak[UNTRAINED] else 1
    )


def test_noise_shrinks_both_layers(noise):
    low, high = (float(np.exp(-noise.shrinkage(layer)[:, HALF_SD, 0].mean())) for layer in (0, 1))
    right(NOISE, 0 if high > 1.1 else 1 if high > 0.9 else 2 if high > 0.5 else 3)
    says(NOISE, f"{high:.2f}", f"{low:.2f}", percent(noise.kept[:, HALF_SD].mean(), 0))


def test_the_gradient_changes_most_predictions(noise):
    changed = noise.changed[:, :, LENGTHS.index(0.1)].sum(0)
    chosen = [changed[KINDS.index(kind)] for kind in ("random direction", "direction 1", "loss gradient")]
    right(STEPS, int(np.argmax(chosen)))
    says(STEPS, f"{chosen[0]:.0f} of {len(noise.changed)}", f"{chosen[1]:.0f}", f"{chosen[2]:.0f}")
    assert chosen[0] < chosen[1] < chosen[2]


def test_steepness_does_not_order_the_networks():
    found = baked("jacobian_steepness", SteepnessParams(), SteepnessStudy)
    rank = steepness.rank(found.steepness[0], found.test_accuracy)
    right(SEARCH, 1 if rank.p_value > 0.05 else 0 if rank.correlation < 0 else 2)
    says(SEARCH, f"−{rank.correlation:.2f}", f"p = {rank.p_value:.2f}", str(len(found.varied)))
    says(SEARCH, percent(rank.picked), percent(found.test_accuracy.max()))
    assert steepness.comparable(baked("jacobian", params(SEARCH), JacobianRun).params)
