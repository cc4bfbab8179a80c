"""What the notes of the presets say, held against the bundled runs."""

import numpy as np
import pytest

from core.data import image_sets
from core.networks import dense
from core.networks.training import Training, TrainingParams, train
from core.runs import archive
from core.templates.baking import recipes
from core.templates.topic import TOPIC
from core.templates.winners import winner_match

PATHS = {recipe.params: recipe.path for recipe in recipes() if recipe.compute is train}
NOTES = {preset.title: preset for preset in TOPIC.presets}


def bundled(title: str, *, offline: bool) -> Training:
    preset = NOTES[title]
    params = TrainingParams(**{**preset.values, **(preset.offline if offline else {})}).canonical()
    return archive.load(PATHS[params], Training, params=TrainingParams)


@pytest.mark.parametrize("offline", [False, True])
def test_the_zero_has_a_blue_centre_in_a_red_ring(offline):
    assert "its centre turns blue, the ring around it red" in NOTES["One layer"].note
    zero = bundled("One layer", offline=offline).final()[0][:, 0].reshape(28, 28)
    rows, columns = np.ogrid[:28, :28]
    distance = np.hypot(rows - 13.5, columns - 13.5)
    assert zero[distance < 3].mean() < 0 < zero[(distance > 6) & (distance < 9)].mean()


@pytest.mark.parametrize("offline", [False, True])
def test_hidden_units_are_more_accurate_and_match_less(offline):
    assert "more accurate than one layer" in NOTES["Hidden 128"].note
    hidden, linear = (bundled(title, offline=offline) for title in ("Hidden 128", "One layer"))
    assert hidden.test_accuracy[-1] > linear.test_accuracy[-1]
    x = dense.rows(image_sets.load("mnist-5k").x_test)
    own, reference = (winner_match(run.final(), x)[0].own.pearson.mean() for run in (hidden, linear))
    assert own < reference
