"""Recipes of this topic: each kind is baked once at small size and compared with an independent computation."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import softmax

from core.confusion import labels
from core.confusion.baking import recipes
from core.confusion.labels import Labels, LabelsParams, collect_labels
from core.data import image_sets
from core.networks.training import Training, TrainingParams
from core.runs import archive
from core.runs.progress import drain

RECIPES = {recipe.topic: recipe for recipe in recipes()}


def test_every_kind_of_recipe_is_tested_here():
    assert set(RECIPES) == {"training", "labels", "claims"}  # claims: test_claims.py


def test_a_baked_training_gives_its_own_predictions(tmp_path):
    """A NumPy forward pass through the stored 16-bit weights gives the stored probabilities and predictions."""
    recipe = RECIPES["training"]
    params = TrainingParams(architecture="hidden", hidden=6, epochs=1, batch_size=20, seed=71)
    archive.save(tmp_path / "run.npz", drain(recipe.compute(params)), half=recipe.half)
    run = archive.load(tmp_path / "run.npz", Training, params=TrainingParams)
    data = image_sets.load(params.dataset)
    kernel, bias, output, output_bias = run.final()
    hidden = np.maximum(data.x_test.reshape(-1, 784) / 255 @ kernel + bias, 0)
    probabilities = softmax(hidden @ output + output_bias, 1)
    np.testing.assert_allclose(run.probabilities, probabilities, atol=5e-3)  # 16-bit weights and probabilities
    sure = np.diff(np.sort(probabilities)[:, -2:])[:, 0] > 0.02
    assert sure.mean() > 0.8
    np.testing.assert_array_equal(run.predictions[-1][sure], probabilities.argmax(1)[sure])
    assert run.test_accuracy[-1] == pytest.approx((run.predictions[-1] == data.y_test).mean())
    assert run.params == params


def test_baked_labels_are_those_of_the_test_set(tmp_path, monkeypatch):
    small = replace(image_sets.load("mnist-5k"), y_test=np.array([3, 1, 2, 9], np.uint8))
    asked = []
    monkeypatch.setattr(labels.image_sets, "load", lambda name: asked.append(name) or small)
    recipe = RECIPES["labels"]
    archive.save(tmp_path / "labels.npz", drain(recipe.compute(LabelsParams(dataset="cifar10"))), half=recipe.half)
    assert asked == ["cifar10"]
    again = archive.load(tmp_path / "labels.npz", Labels, params=LabelsParams)
    assert again.labels.tolist() == [3, 1, 2, 9]
    assert again.params.dataset == "cifar10"


@pytest.mark.slow
def test_bundled_labels_are_the_sets_own(full_data):
    for recipe in recipes():
        if recipe.topic == "labels":
            bundled = archive.load(recipe.path, Labels, params=LabelsParams)
            np.testing.assert_array_equal(bundled.labels, drain(collect_labels(recipe.params)).labels)
