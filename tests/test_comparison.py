"""Pinned against present, guesses, exact scripts and dense Jacobians."""

import os
import subprocess
import sys
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from core.boundaries import quiz as boundaries_quiz
from core.catalog import ROOT
from core.compression import export as compression_export
from core.compression import svd as compression
from core.data import pictures
from core.gallery import comparison
from core.gallery.comparison import View
from core.gallery.quiz import bracket
from core.jacobian import experiments as jacobian_experiments
from core.jacobian.training import JacobianParams
from core.networks.training import TrainingParams, train
from core.runs import script
from core.runs.progress import drain

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


def test_the_early_share_is_that_of_the_first_frame_at_a_tenth_of_the_steps():
    run = SimpleNamespace(steps=np.array([0, 5, 10, 50, 100]), accuracy=np.array([0.5, 0.6, 0.8, 0.95, 0.99]))
    right, why = boundaries_quiz.early_share(run)
    assert right == "70 to 90 %"
    assert "80% after step 10" in why


def printed(source, folder):
    """The last line that a script prints, which runs as it stands in `folder`."""
    file = folder / "run.py"
    file.write_text(source)
    done = subprocess.run(
        [sys.executable, str(file)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("compute", "params", "kept"),
    [
        (train, TrainingParams(architecture="hidden", hidden=32, epochs=1, batch_size=200), "probabilities"),
        (jacobian_experiments.compute, JacobianParams(net="mlp", depth=1, dataset="mnist-5k", epochs=1), "values"),
    ],
    ids=["templates and confusion", "jacobian"],
)
def test_the_script_of_a_run_gives_the_same_numbers(tmp_path, compute, params, kept):
    ours = drain(compute(params))
    last = printed(script.as_script(compute, params, "run.test_accuracy[-1]", "run.py"), tmp_path)
    assert np.float32(last) == ours.test_accuracy[-1]
    with np.load(tmp_path / "run.npz") as arrays:
        # Threads sum in another order: float32's rounding, grown over an epoch of steps.
        np.testing.assert_allclose(arrays[kept], getattr(ours, kept), rtol=1e-3, atol=1e-5)


def test_the_script_of_a_picture_makes_the_same_picture(tmp_path):
    params = compression.CompressionParams(picture="microaneurysms")
    pixels = pictures.load(params.picture)
    shown = compression.to_pixels(compression.approximate(compression.decompose(pixels), 7))
    assert printed(compression_export.as_code(params, 7), tmp_path) == np.abs(pixels.astype(float) - shown).mean()
    np.testing.assert_array_equal(np.asarray(Image.open(tmp_path / "rank-7.png")), shown)
