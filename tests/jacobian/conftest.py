"""One short training that the tests of this topic share."""

import pytest

from core.jacobian import experiments
from core.jacobian.experiments import JacobianRun
from core.jacobian.training import JacobianParams
from core.runs.progress import drain

SMALL = JacobianParams(dataset="mnist-5k", net="mlp", depth=2, width=16, activation="tanh", epochs=1)


@pytest.fixture(scope="session")
def small_run() -> JacobianRun:
    """A dense network of two hidden layers, trained for an epoch and measured, in some two seconds."""
    return drain(experiments.compute(SMALL))
