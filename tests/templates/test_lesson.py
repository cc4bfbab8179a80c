"""The lesson on templates says what its bundled runs show."""

import numpy as np
import pytest

from core.data import image_sets
from core.networks import dense
from core.networks.evidence import evidence
from core.networks.training import Training, TrainingParams
from core.statistics import pearson
from core.templates import hidden_units, winners
from core.templates.class_templates import class_templates
from core.templates.lesson import LESSON
from core.templates.seed_sensitivity import SeedSensitivity, SeedSensitivityParams
from tests.gallery import lesson_checks
from tests.gallery.lesson_checks import baked, params, percent, right, says

ONE, MEANS, EVIDENCE, HIDDEN, IMAGES, SEEDS = LESSON.steps


@pytest.fixture(scope="module")
def data():
    return image_sets.load("mnist-5k")


def run_of(step) -> Training:
    return baked("training", params(step), Training, TrainingParams)


def winner_r(step, data) -> float:
    """Mean r of an image and the winner's weights of the first layer."""
    return float(winners.winner_match(run_of(step).final(), dense.rows(data.x_test))[0].own.pearson.mean())


def test_it_opens():
    lesson_checks.holds(LESSON, "templates")


def test_the_centre_of_the_zero_counts_against_it(data):
    run = run_of(ONE)
    template = class_templates(run.final(), data.x_test, data.y_test, 10)[0].reshape(28, 28)
    rows, columns = np.ogrid[:28, :28]
    centre = template[np.hypot(rows - 13.5, columns - 13.5) < 3]
    right(ONE, 0 if centre.mean() < -0.05 else 1 if centre.mean() < 0.05 else 2)
    assert (centre < 0).mean() > 0.5
    says(ONE, percent(run.test_accuracy[-1]), f"{run.epochs} epochs", f"{len(data.x_test):,}")


def test_a_template_is_far_from_a_mean_image(data):
    templates = class_templates(run_of(MEANS).final(), data.x_test, data.y_test, 10)
    means = np.stack([data.x_train[data.y_train == label].mean(0).ravel() for label in range(10)])
    right(MEANS, int(np.searchsorted([-0.9, -0.6, -0.2], -pearson(templates, means).mean())))


def test_other_units_share_the_evidence_for_the_two(data):
    chosen = np.flatnonzero(data.y_test == int(EVIDENCE.query["templates_class"]))
    image = chosen[int(EVIDENCE.query["templates_picture"])]
    positive = evidence(run_of(EVIDENCE).final(), dense.rows(data.x_test[[image]])[0]).positive
    others = int((np.delete(positive, 2) >= positive[2] / 2).sum())
    right(EVIDENCE, int(np.searchsorted([0.5, 3.5], others)))


def test_hidden_units_match_images_less(data):
    one, hidden = winner_r(ONE, data), winner_r(HIDDEN, data)
    right(HIDDEN, int(np.searchsorted([-0.03, 0.03], hidden - one)))
    says(HIDDEN, f"{one:.2f}", percent(run_of(HIDDEN).test_accuracy[-1]), str(params(HIDDEN).hidden))


def test_units_from_images_keep_them_and_are_never_off(data):
    run, one = run_of(IMAGES), run_of(ONE)
    gain = run.test_accuracy[-1] - one.test_accuracy[-1]
    right(IMAGES, int(np.searchsorted([-0.01, 0.01], gain)))
    kept = hidden_units.filter_change(run.weights[0][0], run.weights[0][-1]).mean()
    says(IMAGES, f"{kept:.2f}", percent(one.test_accuracy[-1]), str(params(IMAGES).hidden))
    assert hidden_units.activity(run.final(), dense.rows(data.x_test)).always == 1


def test_seeds_change_units_and_not_the_geometry():
    settings = SeedSensitivityParams.from_query(SEEDS.settings())
    found = baked("luck", settings, SeedSensitivity)
    right(SEEDS, int(np.searchsorted([0.5, 0.8], found.mean("CKA"))))
    says(SEEDS, f"{found.mean('matched'):.2f}")
    assert found.params.nets == 3
