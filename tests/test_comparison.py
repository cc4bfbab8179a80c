"""Pinned against present, guesses, exact scripts and dense Jacobians."""

import ast
import dataclasses
import runpy

import numpy as np
import pytest
from PIL import Image

from core import bake
from core.compression import notebook as compression_notebook
from core.compression import svd as compression
from core.data import image_sets, pictures
from core.gallery import comparison
from core.gallery.comparison import View
from core.gallery.quiz import bracket
from core.jacobian import experiments as jacobian_experiments
from core.jacobian.training import JacobianParams
from core.networks.training import Training, TrainingParams, train
from core.runs import archive, notebook, script

RNG = np.random.default_rng(0)


def test_a_run_less_itself_is_nothing_and_other_shapes_have_no_difference():
    picture = RNG.normal(size=(3, 4, 5))
    view = View({}, np.zeros((2, 2)), ("x", "y"), picture)
    other = View({}, np.zeros((2, 2)), ("x", "y"), picture[:2])
    assert not comparison.difference(view, view).any()
    assert comparison.difference(view, other) is None
    doubled = View({}, np.zeros((2, 2)), ("x", "y"), 2 * picture)
    np.testing.assert_array_equal(comparison.difference(view, doubled), picture)


@pytest.mark.parametrize(("value", "name"), [(0, "a"), (1, "b"), (5, "b"), (5.1, "c"), (99, "c")])
def test_a_bracket_reaches_up_to_its_edge(value, name):
    assert bracket(value, (0, 5), ("a", "b", "c")) == name


@pytest.fixture
def printed(tmp_path, monkeypatch, capsys):
    """Run a script as it stands, in a folder of its own; the last line that it prints."""
    monkeypatch.chdir(tmp_path)

    def run(source):
        file = tmp_path / "run.py"
        file.write_text(source)
        runpy.run_path(str(file), run_name="__main__")
        return float(capsys.readouterr().out.splitlines()[-1])

    return run


@pytest.mark.parametrize(
    ("compute", "params"),
    [
        (train, TrainingParams(architecture="hidden", hidden=32, weight_decay=0.01, seed=5, labels="shuffled")),
        (jacobian_experiments.compute, JacobianParams(net="mlp", depth=1, dataset="mnist-5k", epochs=1)),
    ],
    ids=["templates and confusion", "jacobian"],
)
def test_the_script_of_a_run_writes_out_every_setting(compute, params):
    source = notebook.as_script("", script.cells(compute, params, "run.test_accuracy[-1]"))
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    (made,) = [call for call in calls if getattr(call.func, "id", "") == type(params).__name__]
    written = {keyword.arg: ast.literal_eval(keyword.value) for keyword in made.keywords}
    assert written == dataclasses.asdict(params.canonical())
    imports = {node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    assert {compute.__module__, type(params).__module__} <= imports


def test_the_script_of_the_bundled_run_gives_the_bundled_run(printed, tmp_path):
    """The archive was made long before, on another machine; what the script prints is counted from what it saves."""
    params = TrainingParams()
    last = printed(notebook.as_script("", script.cells(train, params, "run.test_accuracy[-1]")))
    bundled = archive.load(bake.Recipe("training", params, train).path, Training, params=TrainingParams)
    with np.load(tmp_path / "run.npz") as arrays:
        made = dict(arrays)
    right = made["probabilities"].argmax(1) == image_sets.load(params.dataset).y_test
    assert last == pytest.approx(right.mean(), abs=1e-6)
    # 1,600 steps in float32, in another order of sums: hardly a prediction differs.
    assert (made["predictions"] == bundled.predictions).mean() > 0.99
    np.testing.assert_allclose(made["probabilities"], bundled.probabilities, atol=0.02)
    np.testing.assert_allclose(made["loss"], bundled.loss, rtol=1e-3)


def test_the_script_of_a_picture_makes_the_same_picture(printed, tmp_path):
    params = compression.CompressionParams(picture="microaneurysms")
    pixels = pictures.load(params.picture)
    shown = compression.to_pixels(compression.approximate(compression.decompose(pixels), 7))
    assert (
        printed(notebook.as_script("", compression_notebook.cells(params, 7, ["grey"])))
        == np.abs(pixels.astype(float) - shown).mean()
    )
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "rank-7.png")), shown)
