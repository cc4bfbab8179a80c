"""Baked runs are what the code gives today; every recipe is computed again at small size."""

from dataclasses import replace

import numpy as np
from scipy.linalg import sqrtm

from core import bake
from core.data import image_sets
from core.runs import archive
from core.runs.archive import load
from core.runs.progress import drain
from core.semantics import scaling, similarity, theory
from core.semantics.baking import recipes
from core.semantics.params import SemanticsParams, build_world
from core.semantics.run import SemanticsRun, train
from core.semantics.scaling import Scaling, ScalingParams


def test_baked_runs_are_what_the_code_gives_today():
    recipe = next(r for r in bake.recipes() if r.topic == "semantics" and r.params == SemanticsParams())
    baked = load(recipe.path, SemanticsRun, params=SemanticsParams)
    present = drain(train(SemanticsParams()))
    # float32, and another machine's BLAS may add in another order
    np.testing.assert_allclose(present.strengths, baked.strengths, atol=1e-5)
    np.testing.assert_allclose(present.maps, baked.maps, atol=1e-5)


def test_baked_sweeps_are_what_the_code_gives_today():
    recipe = next(r for r in bake.recipes() if r.topic == "semantics-sweep")
    baked = load(recipe.path, similarity.SigmaSweep, params=SemanticsParams)
    present = drain(similarity.sweep(recipe.params, sigmas=similarity.SIGMAS))
    np.testing.assert_allclose(present.agreements, baked.agreements, atol=1e-4)
    np.testing.assert_allclose(present.half_times, baked.half_times, atol=1e-4)
    assert similarity.faster_than_shallow(baked) == 0.15  # at .1 nine of ten networks are


SMALL = {recipe.topic: recipe for recipe in recipes()}


def again(tmp_path, topic, params, kind, params_kind=SemanticsParams):
    """Compute a recipe of this kind with other params, write it as it is baked, and read it back."""
    recipe = SMALL[topic]
    archive.save(tmp_path / "run.npz", drain(recipe.compute(params)), half=recipe.half)
    return archive.load(tmp_path / "run.npz", kind, params=params_kind)


def test_every_kind_of_recipe_is_computed_here():
    assert set(SMALL) == {"semantics", "semantics-sweep", "semantics-images", "claims"}


def test_a_baked_run_follows_the_closed_form(tmp_path):
    params = SemanticsParams(start="balanced", sigma=0.1, network="both", seeds=1, steps=600)
    baked = again(tmp_path, "semantics", params, SemanticsRun)
    s = np.sqrt([7.0, 3.0, 1.0, 1.0])
    deep = theory.deep_strength(s, np.full(4, 0.01), baked.times)
    # Euler's own error at this step, 2.7·dt of s
    np.testing.assert_allclose(baked.strengths[0, 0], deep, atol=2.7 * params.step * s[0])
    np.testing.assert_allclose(baked.strengths[1, 0], s * (1 - np.exp(-baked.times[:, None])), atol=0.11)  # a₀ = σ
    assert baked.kinds == ("deep", "shallow")
    assert baked.params == params


def test_a_baked_sweep_ends_at_minimal_norm_from_small_starts(tmp_path):
    params = SemanticsParams(start="gaussian", seeds=2)
    baked = again(tmp_path, "semantics-sweep", params, similarity.SigmaSweep)
    table = build_world(params).table
    root = sqrtm(table @ table.T)  # (YᵀY)^½ by another algorithm
    np.testing.assert_allclose(baked.similarities[0, 0], root.real, atol=1e-3)
    np.testing.assert_allclose(baked.norm_ratios[0], 1, atol=1e-4)


def test_baked_stages_on_images_have_the_spectrum_of_a_regression(tmp_path, monkeypatch):
    """Modes of white inputs are those of the least-squares fit of the classes on the principal components."""
    data = image_sets.load("mnist-5k")
    few = replace(data, x_train=data.x_train[:300], y_train=data.y_train[:300])
    monkeypatch.setattr(image_sets, "load", lambda name: few)
    monkeypatch.setattr(scaling, "SEEDS", 1)
    monkeypatch.setattr(scaling, "STEPS", 60)
    baked = again(tmp_path, "semantics-images", ScalingParams(), Scaling, ScalingParams)
    pixels = few.x_train.reshape(300, -1) / 255
    pixels = pixels - pixels.mean(axis=0)
    scores = np.linalg.svd(pixels, full_matrices=False)[0][:, : scaling.DIMENSIONS]
    classes = np.eye(10)[few.y_train] - np.eye(10)[few.y_train].mean(axis=0)
    fitted = scores @ np.linalg.lstsq(scores, classes, rcond=None)[0]
    expected = np.linalg.svd(fitted / np.sqrt(300), compute_uv=False)[:9]
    np.testing.assert_allclose(baked.singular_values, expected, rtol=1e-4)  # float32
    assert baked.half_times.shape == (3, 3, 1, 9)
    assert baked.count == 300
