"""Every kind of recipe, computed afresh at a small size, stored as it is baked, and compared."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from core.data import image_sets
from core.gallery.topic import RUNS
from core.jacobian import (
    baking,
    epochs,
    imagenet_amplify,
    imagenet_maps,
    imagenet_noise,
    imagenet_spectra,
    imagenet_steps,
    layerwise,
    pretrained_measurement,
    squeezenet,
    steepness,
)
from core.jacobian.contractive import ContractiveParams, ContractiveRun
from core.jacobian.epochs import EpochSpectra
from core.jacobian.experiments import JacobianRun
from core.jacobian.layerwise import LayerChain
from core.jacobian.pretrained import CIFAR, SQUEEZENET, PretrainedParams, PretrainedRun
from core.jacobian.steepness import SteepnessParams, SteepnessStudy
from core.jacobian.training import JacobianParams
from core.runs import archive
from core.runs.progress import drain
from tests.jacobian import oracle
from tests.jacobian.conftest import SMALL

KINDS = {
    "jacobian": JacobianRun,
    "jacobian_epochs": EpochSpectra,
    "jacobian_layers": LayerChain,
    "jacobian_steepness": SteepnessStudy,
    "jacobian_contractive": ContractiveRun,
    "jacobian_elsewhere": PretrainedRun,
}
# 16-bit floats have a relative error of 5e-4.
HALF = {"rtol": 1e-3, "atol": 1e-6}
# The engine's tolerance in `epochs` is 1e-2 of s₁, which leaves 1e-4 in the values.
KRYLOV = {"rtol": 2e-3, "atol": 1e-5}


def recipe_of(kind):
    return next(recipe for recipe in baking.recipes() if recipe.topic == kind)


def baked(kind, params):
    path = RUNS / kind / f"{params.canonical().slug()}.npz"
    return archive.load(path, KINDS[kind], params=type(params))


def stored(kind, run, folder):
    """The run after a way through its archive, written as its recipe says; every array came back as it went in."""
    path = folder / f"{kind}.npz"
    archive.save(path, run, half=recipe_of(kind).half)
    again = archive.load(path, KINDS[kind], params=type(run.params))
    for name, value in vars(run).items():
        if isinstance(value, np.ndarray):
            np.testing.assert_allclose(getattr(again, name), value, err_msg=name, **HALF)
        elif not isinstance(value, tuple):
            np.testing.assert_equal(getattr(again, name), value, err_msg=name)
    assert again.params == run.params
    return again


def test_all_kinds_are_covered_here():
    # The claims' measurements and those of the ImageNet network have tests of their own.
    of_imagenet = (imagenet_maps, imagenet_amplify, imagenet_noise, imagenet_steps)
    elsewhere = {"claims", imagenet_spectra.TOPIC, *(module.NAME for module in of_imagenet)}
    assert {recipe.topic for recipe in baking.recipes()} - elsewhere == set(KINDS)


def test_the_page_s_own_run(small_run, tmp_path):
    stored("jacobian", small_run, tmp_path)  # its numbers: test_experiments.py


def test_epochs_are_those_of_the_page_s_own_run(small_run, tmp_path):
    run = stored("jacobian_epochs", drain(epochs.compute(SMALL)), tmp_path)
    assert run.layers == small_run.layers
    np.testing.assert_allclose(run.test_accuracy, small_run.test_accuracy, atol=1e-6)
    for moment, state in ((0, 1), (-1, 0)):
        wanted = small_run.values[state, :, : epochs.INPUTS, : epochs.TOP]
        np.testing.assert_allclose(run.values[moment], wanted, **KRYLOV)
    name, steep = run.steepness()
    assert name == "s₁₀/s₁"
    np.testing.assert_allclose(steep, (run.values[..., 9] / run.values[..., 0]).mean(2), rtol=1e-6)


def test_layers_are_those_of_the_page_s_own_run(small_run, tmp_path):
    run = stored("jacobian_layers", drain(layerwise.compute(SMALL)), tmp_path)
    wanted = small_run.values[:, :, : layerwise.INPUTS, : layerwise.TOP]
    np.testing.assert_allclose(run.cumulative, wanted, **KRYLOV)
    np.testing.assert_allclose(run.single[:, 0], run.cumulative[:, 0], rtol=1e-5)
    assert (run.cumulative[..., 0] <= run.bounds * 1.001).all()
    assert run.mismatch.max() < 1e-5


def test_a_study_of_one_network_is_that_network(small_run, tmp_path, monkeypatch):
    monkeypatch.setattr(steepness, "BASE", SMALL)
    monkeypatch.setattr(steepness, "VARIED", {"the first net": ({},)})
    run = stored("jacobian_steepness", drain(steepness.compute(SteepnessParams())), tmp_path)
    values = small_run.values[:, 1].astype(float)
    np.testing.assert_allclose(run.steepness[:, 0], (values[..., 9] / values[..., 0]).mean(1), rtol=1e-3)
    assert run.test_accuracy[0] == small_run.test_accuracy[-1]
    assert steepness.present(small_run) == pytest.approx((*run.steepness[:, 0], run.test_accuracy[0]), rel=1e-3)


@pytest.mark.parametrize("values", [{"penalty": 3.0}, {"decay": 0.02}])
def test_the_first_epoch_of_an_encoder_is_that_of_its_baked_run(values, tmp_path):
    params = ContractiveParams(**values, epochs=1)
    run = stored("jacobian_contractive", drain(recipe_of("jacobian_contractive").compute(params)), tmp_path)
    whole = baked("jacobian_contractive", replace(params, epochs=30))
    # Threads sum in another order: float32's rounding, grown over the 80 steps of an epoch.
    np.testing.assert_allclose(run.errors, whole.errors[:2], rtol=1e-3)
    np.testing.assert_allclose(run.mean_values, whole.mean_values[:2], rtol=1e-2, atol=1e-5)
    np.testing.assert_allclose(run.values.mean(0), run.mean_values[-1], **HALF)


def test_the_first_epoch_of_a_preset_is_that_of_its_baked_run():
    preset = next(p for p in baking.TOPIC.presets if p.values.get("depth") == 4 and "activation" not in p.values)
    params = JacobianParams(**preset.values)
    run = drain(epochs.compute(replace(params, epochs=1)))
    whole = baked("jacobian_epochs", params)
    # 1,000 test images: rounding, grown over 80 steps, moves a few of them.
    np.testing.assert_allclose(run.test_accuracy, whole.test_accuracy[:2], atol=0.01)


@pytest.mark.slow  # nine seconds: five convolutions at 64 x 64 pixels, trained and untrained
def test_the_network_on_cifar_at_two_of_its_baked_images(monkeypatch, tmp_path):
    params = PretrainedParams(net=CIFAR)
    whole = baked("jacobian_elsewhere", params)
    shown = whole.pictures[:2]
    trained = pretrained_measurement.cifar_alexnet.network()
    answers = np.asarray(trained(pretrained_measurement.cifar_alexnet.network_input(shown))).argmax(1)
    data = SimpleNamespace(x_test=shown, y_test=answers, class_names=tuple("abcdefghij"))
    monkeypatch.setattr(image_sets, "load", lambda _: data)
    monkeypatch.setattr(image_sets, "is_local", lambda _: True)
    monkeypatch.setattr(pretrained_measurement, "INPUTS", 2)
    monkeypatch.setattr(pretrained_measurement, "CIFAR_TOP", 12)
    monkeypatch.setattr(pretrained_measurement, "CIFAR_LAYERS", ("pool5", "logits"))
    run = stored("jacobian_elsewhere", drain(pretrained_measurement.compute(params)), tmp_path)
    assert run.accuracy == 1
    order = [int(np.flatnonzero((shown == picture).all((1, 2, 3)))[0]) for picture in run.pictures]
    rows = [whole.layers.index(layer) for layer in run.layers]
    np.testing.assert_allclose(run.values, whole.values[:, rows][:, :, order, :12], rtol=2e-3)
    np.testing.assert_allclose(run.gains, whole.gains[:, rows][:, :, order], rtol=2e-3)
    assert run.measured()[1:] == (("pool5", "logits"), 2)
    assert run.layers_at(1, 0) == [0, 1]


@pytest.mark.slow  # fifteen seconds: two networks of 26 convolutions are built and traced
def test_squeezenet_with_other_weights_and_a_smaller_plan(monkeypatch, tmp_path):
    models = tuple(squeezenet.network(seed=seed, classes=10, side=63) for seed in (1, 3))
    crops = np.random.default_rng(0).integers(0, 256, (2, 63, 63, 3)).astype(np.uint8)
    weights = tmp_path / "weights.npz"
    weights.touch()
    classes = {str(i): ["", f"class_{i}"] for i in range(10)}
    (tmp_path / "imagenet_class_index.json").write_text(json.dumps(classes))
    monkeypatch.setenv("NBB_SQUEEZENET", str(weights))
    monkeypatch.setattr(pretrained_measurement, "squeezenets", lambda _: models)
    monkeypatch.setattr(pretrained_measurement, "LARGEST_SIDE", 63)
    monkeypatch.setattr(pretrained_measurement, "INPUTS", 2)
    monkeypatch.setattr(pretrained_measurement, "PLAN", {(0, "logits"): (4, 2), (1, "logits"): (4, 1)})
    monkeypatch.setattr(squeezenet, "photograph_crops", lambda count: (crops[:count], ("one", "two")))
    run = stored(
        "jacobian_elsewhere", drain(pretrained_measurement.compute(PretrainedParams(net=SQUEEZENET))), tmp_path
    )
    x = squeezenet.network_input(crops)
    last = run.layers.index("logits")
    for state, count in ((0, 2), (1, 1)):
        exact = oracle.singular_values(models[state], "logits", x[:count])[:, :4]
        np.testing.assert_allclose(run.values[state, last, :count, :4], exact, rtol=2e-3)
    assert np.isnan(run.values[1, last, 1]).all()
    assert run.measured()[1:] == (("logits",), 2)
    answers = np.asarray(models[0](x)).argmax(1)
    assert run.said == tuple(f"class {answer}" for answer in answers)


def test_the_thumbnail_is_drawn_in_the_size_asked_for():
    drawn = baking.thumbnail(80, 40)
    assert drawn.shape == (40, 80, 3)
    assert drawn.dtype == np.uint8
    assert np.ptp(drawn) > 100
