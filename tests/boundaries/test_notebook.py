"""The Keras script of a run, executed: it must end in the run's own weights."""

import numpy as np
import pytest

from core.boundaries import notebook, training
from core.boundaries.params import BoundaryParams, switches
from core.data import own_points
from core.runs.notebook import as_script
from core.runs.progress import drain

pytest.importorskip("tensorflow", reason="training needs it")

OWN = own_points.encode(np.random.default_rng(0).uniform(-1, 1, (60, 2)), np.arange(60) % 3)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"dataset": "donut", "classes": 3, **switches("r", "xx", "phase"), "batch": 30, "initializer": "he_uniform"},
        {"dataset": "blobs", "layers": 0, "optimizer": "momentum", "weight_decay": 0.01},
        pytest.param(
            {
                "dataset": "xor",
                "layers": 3,
                "units": 4,
                "activation": "relu",
                "optimizer": "rmsprop",
                "learning_rate": 0.01,
            },
            marks=pytest.mark.slow,
        ),
        pytest.param(
            {"dataset": "moons", "activation": "sigmoid", "optimizer": "sgd", "learning_rate": 0.3},
            marks=pytest.mark.slow,
        ),
        {"start": "5:0.w.1.2=-1.5;0.b.0=0.5"},
        {"dataset": "own points", "own": OWN},
    ],
    ids=["spiral", "donut", "blobs", "xor", "moons", "started", "own"],
)
def test_the_script_is_this_very_run(settings, capsys):
    params = BoundaryParams(steps=12, n=120, seed=3, **settings)
    namespace: dict = {}
    run = drain(training.train(params))
    exec(as_script("", notebook.cells(params, run.weights[0] if params.start else None)), namespace)
    assert "accuracy" in capsys.readouterr().out
    theirs = np.concatenate([np.asarray(w).ravel() for w in namespace["model"].get_weights()])
    # 12 float32 updates in another order of sums; RMSprop and Adam divide by small gradients
    np.testing.assert_allclose(theirs, run.weights[-1], atol=5e-4)
