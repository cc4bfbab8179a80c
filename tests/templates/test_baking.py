"""Recipes of this topic: each kind is baked once at small size and compared with an independent computation."""

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.special import log_softmax

from core.data import image_sets
from core.networks.training import Training, TrainingParams, train
from core.runs import archive
from core.runs.progress import drain
from core.templates import cifar
from core.templates.baking import recipes
from core.templates.capacity import Capacity, CapacityParams
from core.templates.cifar import Cifar, CifarParams
from core.templates.seed_sensitivity import MEASURES, SeedSensitivity, SeedSensitivityParams

RECIPES = {recipe.topic: recipe for recipe in recipes()}


def baked(tmp_path, topic, params, kind):
    recipe = RECIPES[topic]
    archive.save(tmp_path / "run.npz", drain(recipe.compute(params)), half=recipe.half)
    found = archive.load(tmp_path / "run.npz", kind, params=type(params))
    assert found.params == params
    return found


def test_every_kind_of_recipe_is_tested_here():
    # Trainings: tests/confusion/test_baking.py; claims: tests/templates/test_claims.py.
    assert set(RECIPES) == {"training", "luck", "capacity", "colours", "claims"}


def test_other_seeds_are_compared_as_single_trainings_are(tmp_path):
    """Two Keras trainings of their own, compared with NumPy's corrcoef and SciPy's assignment."""
    shared = {"architecture": "hidden", "hidden": 6, "epochs": 1, "batch_size": 200}
    found = baked(tmp_path, "luck", SeedSensitivityParams(**shared, nets=2, seed=3), SeedSensitivity)
    x = image_sets.load("mnist-5k").x_test.reshape(-1, 784) / 255
    alone = [drain(train(TrainingParams(**shared, seed=seed))) for seed in (3, 4)]
    for moment in (0, -1):
        codes = [np.maximum(x @ run.weights[0][moment] + run.weights[1][moment], 0) for run in alone]
        with np.errstate(invalid="ignore", divide="ignore"):
            r = np.nan_to_num(np.corrcoef(*(c.T for c in codes))[:6, 6:])  # a silent unit correlates with nothing
        matched = r[linear_sum_assignment(r, maximize=True)].mean()
        # 32-bit sums in another order, over 20 steps
        assert found.alike[moment, MEASURES.index("same number"), 0] == pytest.approx(np.diag(r).mean(), abs=5e-3)
        assert found.alike[moment, MEASURES.index("matched"), 0] == pytest.approx(matched, abs=5e-3)
    np.testing.assert_allclose(found.test_accuracy[-1], [run.test_accuracy[-1] for run in alone], atol=3e-3)
    assert found.epochs.tolist() == [0, 1]


def test_a_point_of_capacity_counts_and_learns(tmp_path):
    """Depth 0 is softmax regression: a NumPy gradient descent on the same data is as accurate to a few points."""
    point = baked(tmp_path, "capacity", CapacityParams(depth=0, epochs=6, nets=2, batch_size=50), Capacity)
    assert point.parameters == 784 * 10 + 10
    data = image_sets.load("mnist-5k")
    x, x_test = (part.reshape(-1, 784) / 255 for part in (data.x_train, data.x_test))
    onehot, kernel = np.eye(10)[data.y_train], np.zeros((784, 10))
    for _ in range(60):
        kernel += 0.5 * x.T @ (onehot - np.exp(log_softmax(x @ kernel, 1))) / len(x)
    reference = ((x_test @ kernel).argmax(1) == data.y_test).mean()  # .88
    np.testing.assert_allclose(point.accuracy, reference, atol=0.03)
    assert point.loss.max() < np.log(10)


@pytest.mark.slow
def test_cifar_is_one_layer_a_cnn_and_moments(tmp_path, monkeypatch):
    """The recipe of CIFAR-10 on photo-patches, which are bundled: 32 x 32 x 3 as well."""
    photos, digits = image_sets.load("photo-patches"), image_sets.load("mnist-5k")
    sets = {"cifar10": photos, "mnist": digits}
    monkeypatch.setattr(image_sets, "load", sets.__getitem__)
    found = baked(tmp_path, "colours", CifarParams(epochs=1, cnn_epochs=1), Cifar)
    assert photos.shape == cifar.SHAPE
    x = photos.x_train.reshape(len(photos.x_train), -1) / 255
    means = np.stack([x[photos.y_train == c].mean(0) for c in range(10)])
    np.testing.assert_allclose(found.means, means, atol=5e-4)  # 16-bit floats
    for i, part in enumerate((photos, digits)):
        flat = part.x_train.reshape(len(part.x_train), -1) / 255
        assert found.within[i] + found.between[i] == pytest.approx(flat.var(0).mean(), rel=1e-9)
        residual = flat - np.stack([flat[part.y_train == c].mean(0) for c in range(10)])[part.y_train]
        assert found.within[i] == pytest.approx((residual**2).mean(), rel=1e-9)
    logits = photos.x_test.reshape(len(photos.x_test), -1) / 255 @ found.kernel + found.bias
    assert (logits.argmax(1) == photos.y_test).mean() == pytest.approx(found.one_layer, abs=0.01)  # 16-bit kernel
    assert found.cnn > 0.15  # chance: .1


def test_the_bundled_training_is_that_of_its_settings():
    path = next(recipe.path for recipe in recipes() if recipe.params == TrainingParams())
    run = archive.load(path, Training, params=TrainingParams)
    data = image_sets.load("mnist-5k")
    kernel, bias = run.final()
    logits = data.x_test.reshape(-1, 784) / 255 @ kernel + bias
    losses = -log_softmax(logits, 1)[np.arange(len(logits)), data.y_test]
    assert losses.mean() == pytest.approx(run.test_loss[-1], abs=1e-3)  # 16-bit weights
    assert (logits.argmax(1) == run.predictions[-1]).mean() > 0.998
