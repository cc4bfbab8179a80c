"""Shuffled training labels: what is permuted, what is not, and what a network makes of them."""

import json
from dataclasses import replace

import numpy as np
import pytest

from core import bake
from core.data import image_sets
from core.gallery import judging
from core.jacobian import training as jacobian
from core.jacobian.training import JacobianParams
from core.networks import labels
from core.networks.training import Training, TrainingParams, train
from core.runs import archive, notebook, script
from core.runs.progress import drain

SHUFFLED = TrainingParams(labels=labels.SHUFFLED)
CLASSES = 10


@pytest.mark.parametrize("params", [SHUFFLED, JacobianParams(dataset="mnist-5k", labels=labels.SHUFFLED)])
def test_only_the_training_labels_are_permuted(params):
    data, found = image_sets.load("mnist-5k"), labels.training_set(params)
    for part in ("x_train", "x_test", "y_test"):
        assert getattr(found, part) is getattr(data, part)
    np.testing.assert_array_equal(np.bincount(found.y_train), np.bincount(data.y_train))
    assert found.y_train.dtype == data.y_train.dtype
    assert not found.y_train.flags.writeable
    # A label stays by chance with probability 1/10: 400 of 4,000, SD 19.
    assert (found.y_train == data.y_train).mean() == pytest.approx(1 / CLASSES, abs=5 * 19 / 4000)
    true = labels.training_set(replace(params, labels=labels.TRUE))
    assert true.y_train is data.y_train


def test_the_seed_decides_the_order():
    once, again, other = (labels.training_set(replace(SHUFFLED, seed=seed)).y_train for seed in (3, 3, 4))
    np.testing.assert_array_equal(once, again)
    np.testing.assert_array_equal(once, labels.shuffled(image_sets.load("mnist-5k"), 3).y_train)
    assert (once == other).mean() < 0.2


@pytest.mark.parametrize(("params", "kind"), [(TrainingParams, "training"), (JacobianParams, "jacobian")])
def test_true_labels_leave_every_name_as_it_was(params, kind):
    """Runs that were baked before the setting existed are found under their names, and say nothing of labels."""
    assert params(labels=labels.TRUE).to_query() == {}
    paths = sorted((bake.RUNS / kind).glob("*.npz"))
    written = {path: json.loads(str(np.load(path)["plain"]))["params"] for path in paths}
    assert {path.stem: params.from_query(query).canonical().slug() for path, query in written.items()} == {
        path.stem: path.stem for path in paths
    }
    assert all(("labels" in query) == ("labels-shuffled" in path.stem) for path, query in written.items())
    assert sum("labels" in query for query in written.values()) < len(written) / 2


def few(name: str) -> image_sets.ImageSet:
    """The first 500 training images: few enough to be memorised within a second."""
    data = few.load(name)
    return replace(data, x_train=data.x_train[:500], y_train=data.y_train[:500])


few.load = image_sets.load


def test_a_network_memorises_random_labels_and_is_at_chance_on_test_images(monkeypatch):
    monkeypatch.setattr(image_sets, "load", few)
    recipe = TrainingParams(architecture="hidden", hidden=64, epochs=30, batch_size=20, learning_rate=0.003)
    true, control = drain(train(recipe)), drain(train(replace(recipe, labels=labels.SHUFFLED)))
    for ours, theirs in zip(control.weights, true.weights, strict=True):
        np.testing.assert_array_equal(ours[0], theirs[0])  # the same initial weights
    assert np.abs(control.weights[0][-1] - true.weights[0][-1]).max() > 0.01
    np.testing.assert_array_equal(control.predictions[0], true.predictions[0])
    assert control.test_accuracy[0] == true.test_accuracy[0]  # the same test labels
    assert judging.share(round(float(control.accuracy[-1]) * 500), 500).low > 0.5
    assert judging.share(round(float(true.test_accuracy[-1]) * 1000), 1000).low > 0.7
    # The training is chaotic, so other processors end elsewhere: an interval that misses chance once in 100,000.
    assert abs(float(control.test_accuracy[-1]) - 1 / CLASSES) < 4.4 * np.sqrt(0.1 * 0.9 / 1000)


def test_the_network_of_the_jacobians_learns_the_shuffled_labels_too():
    params = JacobianParams(dataset="mnist-5k", net="mlp", depth=1, width=8, epochs=1, labels=labels.SHUFFLED)
    control, true = drain(jacobian.train(params)), drain(jacobian.train(replace(params, labels=labels.TRUE)))
    np.testing.assert_array_equal(control.data.y_train, labels.shuffled(true.data, params.seed).y_train)
    np.testing.assert_array_equal(control.data.y_test, true.data.y_test)
    for ours, theirs in zip(control.before, true.before, strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert true.accuracy[1][1] > 0.4 > control.accuracy[1][1]


def test_the_script_of_a_shuffled_run_gives_the_same_run(tmp_path, monkeypatch):
    params = replace(SHUFFLED, epochs=1, seed=3)
    monkeypatch.chdir(tmp_path)
    exec(notebook.as_script("", script.cells(train, params, "run.accuracy[-1]")), {"__name__": "__main__"})
    with np.load("run.npz") as arrays:
        made = dict(arrays)
    run = drain(train(params))
    np.testing.assert_array_equal(made["predictions"], run.predictions)
    np.testing.assert_array_equal(made["accuracy"], run.accuracy)
    assert (made["predictions"] != drain(train(replace(params, labels=labels.TRUE))).predictions).mean() > 0.2


def test_the_baked_control_is_not_stale():
    """Its first epochs trained again: one layer is convex, so that rounding does not grow."""
    params = TrainingParams(epochs=40, labels=labels.SHUFFLED)
    shipped = archive.load(bake.Recipe("training", params, train).path, Training, params=TrainingParams)
    again = drain(train(replace(params, epochs=2)))
    np.testing.assert_allclose(again.loss, shipped.loss[:3], rtol=2e-3)
    np.testing.assert_allclose(again.weights[0], shipped.weights[0][:3], atol=2e-3)
