"""Nets trained elsewhere: SqueezeNet's plan, the shipped numbers, and .keras files that must not run code."""

import json
import warnings
import zipfile

import numpy as np
import pytest

from core import bake
from core.data.image_sets import DataUnavailable
from core.jacobian import live as jacobian_live
from core.jacobian import model_files as jacobian_files
from core.jacobian import pretrained as elsewhere
from core.jacobian import pretrained_measurement, squeezenet
from core.jacobian.operators import Program
from core.jacobian.published_models import ModelRefused
from core.runs import archive
from core.runs.progress import drain


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    import keras

    x = keras.Input((8, 8, 3))
    y = keras.layers.Conv2D(3, 3, padding="same", activation="relu", name="conv")(x)
    model = keras.Model(x, keras.layers.Dense(4, name="answer")(keras.layers.Flatten()(y + x)))
    path = tmp_path_factory.mktemp("models") / "good.keras"
    with warnings.catch_warnings():  # Keras 3.15 converts its variables in a way that NumPy 2 warns of
        warnings.simplefilter("ignore", DeprecationWarning)
        model.save(path)
    return path


def rewritten(path, target, change):
    """A copy of a .keras file with its description changed."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            content = old.read(item.filename)
            if item.filename == "config.json":
                config = json.loads(content)
                change(config)
                content = json.dumps(config).encode()
            new.writestr(item.filename, content)
    return target


def test_squeezenet_has_the_paper_s_shapes_and_its_jacobian_an_adjoint():
    model = squeezenet.network(seed=1, classes=10, side=63)
    # Iandola et al. (2016), v1.1: 1,235,496 parameters with 1000 classes.
    assert model.count_params() == 1_235_496 - 990 * 513
    shapes = {name: model.get_layer(name).output.shape[1:] for name in squeezenet.LAYERS}
    assert shapes == {
        "pool1": (15, 15, 64),
        "pool3": (7, 7, 128),
        "pool5": (3, 3, 256),
        "fire9": (3, 3, 512),
        "logits": (10,),
    }
    rng = np.random.default_rng(0)
    picture = rng.normal(size=(1, 63, 63, 3)).astype(np.float32)
    operator = Program(model, "pool3").at(picture)
    v = rng.normal(size=(1, 1, operator.n)).astype(np.float32)
    u = rng.normal(size=(1, 1, operator.m)).astype(np.float32)
    there, back = float((operator.push(v) * u).sum(dtype=float)), float((v * operator.pull(u)).sum(dtype=float))
    # Sums of 1e4 float32 products of size 1.
    assert there == pytest.approx(back, rel=1e-3)


def test_shrinking_averages_blocks():
    pictures = np.arange(2 * 224 * 224 * 3, dtype=np.float32).reshape(2, 224, 224, 3)
    small = elsewhere.shrunk(pictures)
    assert small.shape == (2, 112, 112, 3)
    assert small[0, 0, 0, 0] == pictures[0, :2, :2, 0].mean()
    assert elsewhere.shrunk(pictures[:, :64, :64]).shape == (2, 64, 64, 3)


@pytest.mark.parametrize("net", elsewhere.NETS)
def test_the_shipped_numbers_say_what_training_does(net):
    recipe = next(r for r in bake.recipes() if r.params == elsewhere.PretrainedParams(net=net))
    run = archive.load(recipe.path, elsewhere.PretrainedRun, params=elsewhere.PretrainedParams)
    assert run.params == recipe.params
    values = run.values.astype(float)
    there = np.isfinite(run.seconds)
    assert (np.isfinite(values).any(3) == there).all()
    # Stored in 16 bits: neighbours may change places by their rounding, 1e-3.
    assert (np.diff(values[there], axis=1)[:, :99] <= 1e-3 * values[there][:, :99]).sum() > 0
    steep = np.ma.masked_invalid(values[..., 9] / values[..., 0]).mean(2)
    deep = run.layers.index("pool5")
    assert steep[0, deep] < steep[0, 0]  # steeper with depth,
    assert steep[0, deep] < steep[1, deep]  # and steeper than the untrained control (science: .547 against .903)


def test_measuring_again_says_what_is_missing(monkeypatch):
    monkeypatch.delenv("NBB_SQUEEZENET", raising=False)
    with pytest.raises(DataUnavailable, match="NBB_SQUEEZENET"):
        drain(pretrained_measurement.compute(elsewhere.PretrainedParams()))


def test_a_good_file_loads_and_its_directions_are_exact(good):
    said = jacobian_files.describe(good)
    assert said.shape == (8, 8, 3)
    assert said.layers[0] == "conv"
    params = jacobian_live.LiveParams(name=good.name, layer="answer", digest="x")
    run = drain(jacobian_live.compute(params, good))
    import tensorflow as tf

    model = jacobian_files.load_saved(good)
    x = tf.constant(jacobian_live.scaled(jacobian_live.fitted("astronaut", said.shape), "0 to 1")[None], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = model(x)
    exact = np.linalg.svd(tape.jacobian(y, x).numpy().reshape(4, -1), compute_uv=False)
    np.testing.assert_allclose(run.values, exact, rtol=1e-5)  # float32 on both sides
    assert run.converged.all()


def layer_of(config, number, **values):
    config["config"]["layers"][number].update(values)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda c: layer_of(c, 1, class_name="Lambda"), "a Lambda layer"),
        (lambda c: layer_of(c, 1, module="os", class_name="system"), "someone's code"),
        (lambda c: layer_of(c, 1, module="keras.utils", class_name="get_file"), "someone's code"),
        (lambda c: layer_of(c, 1, module=None, class_name="Mine", registered_name="me>Mine"), "someone's code"),
        (lambda c: c["config"]["layers"][1]["config"].update(activation={"class_name": "__lambda__"}), "Lambda"),
        (lambda c: c["config"]["layers"][0]["config"].update(batch_shape=[None, 784]), "one picture"),
        (lambda c: c["config"]["layers"][0]["config"].update(batch_shape=[None, None, 8, 3]), "open x 8 x 3"),
        (lambda c: c["config"]["layers"].append(c["config"]["layers"][0]), "2 inputs"),
        (lambda c: c.pop("config"), "damaged"),
    ],
)
def test_files_that_are_refused(good, tmp_path, change, reason):
    with pytest.raises(ModelRefused, match=reason):
        jacobian_files.load_saved(rewritten(good, tmp_path / "bad.keras", change))


def test_damaged_and_oversized_files_are_refused(good, tmp_path, monkeypatch):
    torn = tmp_path / "torn.keras"
    torn.write_bytes(good.read_bytes()[:2000])
    with pytest.raises(ModelRefused, match="damaged"):
        jacobian_files.load_saved(torn)
    with zipfile.ZipFile(torn, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("config.json", bytes(50_000_000))
    with pytest.raises(ModelRefused, match="unpacks to far more"):
        jacobian_files.describe(torn)
    monkeypatch.setattr(jacobian_files, "MAX_BYTES", 1000)
    with pytest.raises(ModelRefused, match="MB are read"):
        jacobian_files.describe(good)
