"""Each kind of recipe is computed afresh at a small size and compared with a second implementation of the training."""

import inspect
from dataclasses import replace

import numpy as np
import pytest

from core.boundaries import baking, seeds
from core.boundaries.params import BoundaryParams
from core.runs.progress import drain
from tests.boundaries import oracle

pytest.importorskip("tensorflow", reason="training needs it")


def recipe(topic, params):
    return next(r for r in baking.recipes() if r.topic == topic and r.params == params.canonical())


def history(params, x, labels, net, sizes):
    layers = oracle.first_layers(sizes, [params.seed, 2 + net])
    settings = {"activation": params.activation, "learning_rate": params.learning_rate, "steps": params.steps}
    return oracle.adam(layers, x, labels, **settings)


def test_every_recipe_has_a_file_of_its_own_that_is_shipped():
    recipes = {r.path: r for r in baking.recipes()}
    assert {r.topic for r in recipes.values()} == {"boundaries", "boundaries_seeds", "boundaries_atlas", "claims"}
    assert all(path.is_file() for path in recipes)
    own = {"claims": "topic-boundaries_*.npz"}  # the claims of all topics share a folder
    shipped = {file for path in recipes for file in path.parent.glob(own.get(path.parent.name, "*.npz"))}
    assert shipped == set(recipes)


def test_a_run_takes_the_steps_of_adam():
    small = replace(recipe("boundaries", BoundaryParams(units=2, layers=5)).params, steps=25, n=60)
    run = drain(recipe("boundaries", BoundaryParams(units=2, layers=5)).compute(small))
    steps = history(small, run.points.astype(float), run.labels, 0, run.net.sizes)
    wanted = np.array([oracle.flattened(steps[step]) for step in run.steps])
    # float32 against float64; Adam divides by small gradients, which enlarges their rounding
    np.testing.assert_allclose(run.weights, wanted, atol=2e-4)
    for at, step in enumerate(run.steps):
        own = oracle.probabilities(steps[step], run.points.astype(float), small.activation)[0]
        assert run.loss[at] == pytest.approx(-np.log(own[np.arange(len(own)), run.labels]).mean(), rel=1e-3)
        held = oracle.accuracy(steps[step], run.held_points.astype(float), run.held_labels, small.activation)
        assert run.held_accuracy[at] == pytest.approx(held, abs=1.01 / len(run.held_labels))  # one point on the border


def test_twenty_networks_are_twenty_single_trainings():
    blobs = recipe("boundaries_seeds", BoundaryParams(dataset="blobs", layers=0))
    small = replace(blobs.params, steps=30, n=60)
    many = drain(blobs.compute(small))
    x, labels = many.points.astype(float), many.labels
    assert many.steps.tolist() == list(range(31))
    fresh = seeds.fresh_set(small)
    for net in range(20):
        steps = history(small, x, labels, net, many.net.sizes)
        shares = np.array([oracle.accuracy(layers, x, labels, "linear") for layers in steps])
        np.testing.assert_allclose(many.accuracy[:, net], shares, atol=1.01 / len(labels))  # one point on the border
        hits = np.flatnonzero(shares >= seeds.GOAL)
        assert many.reached[net] == (hits[0] if len(hits) else -1)
        np.testing.assert_allclose(many.film[-1, net], oracle.flattened(steps[-1]), atol=2e-4)
        wanted = oracle.accuracy(steps[-1], fresh.points.astype(float), fresh.labels, "linear")
        assert many.fresh_accuracy[net] == pytest.approx(wanted, abs=1e-3)
    assert many.successes > 0
    assert not many.islands.any()


def test_the_atlas_counts_single_trainings():
    compute = recipe("boundaries_atlas", BoundaryParams()).compute
    assert inspect.signature(compute).parameters["nets"].default == seeds.NETS
    params = BoundaryParams(steps=60, n=40, noise=0.0)
    found = drain(compute(params, widths=(1, 6), depths=(1, 2), turns=(0.25, 0.5), nets=3))
    for place in np.ndindex(found.share.shape):
        depth, width, turns = found.depths[place[0]], found.widths[place[1]], found.turns[place[2]]
        cell = replace(params, layers=int(depth), units=int(width), turns=float(turns))
        hits = []
        data, _ = seeds.training.load_points(cell)
        x = data.points.astype(float)
        for net in range(3):
            steps = history(cell, x, data.labels, net, (2, *[int(width)] * int(depth), 2))
            shares = np.array([oracle.accuracy(layers, x, data.labels, "tanh") for layers in steps[1:]])
            hits += [1 + int(np.argmax(shares >= seeds.GOAL))] if (shares >= seeds.GOAL).any() else []
        assert found.share[place] == pytest.approx(len(hits) / 3)
        if hits:  # a point on the border may come over one step earlier or later in float32
            assert found.median_steps[place] == pytest.approx(np.median(hits), abs=1)
    assert 0 < found.share.mean() < 1
