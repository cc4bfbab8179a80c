"""Nets trained elsewhere: SqueezeNet's plan and the shipped numbers."""

import numpy as np
import pytest

from core import bake
from core.data.image_sets import DataUnavailable
from core.jacobian import pretrained, pretrained_measurement, squeezenet
from core.jacobian.operators import Program
from core.runs import archive
from core.runs.progress import drain


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
    small = pretrained.shrunk(pictures)
    assert small.shape == (2, 112, 112, 3)
    assert small[0, 0, 0, 0] == pictures[0, :2, :2, 0].mean()
    assert pretrained.shrunk(pictures[:, :64, :64]).shape == (2, 64, 64, 3)


@pytest.mark.parametrize("net", pretrained.NETS)
def test_the_shipped_numbers_say_what_training_does(net):
    recipe = next(r for r in bake.recipes() if r.params == pretrained.PretrainedParams(net=net))
    run = archive.load(recipe.path, pretrained.PretrainedRun, params=pretrained.PretrainedParams)
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
        drain(pretrained_measurement.compute(pretrained.PretrainedParams()))
