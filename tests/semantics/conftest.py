"""Short runs that several tests read."""

import pytest

from core.runs.progress import drain
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun, train

BALANCED = SemanticsParams(start="balanced", sigma=0.03, network="both", seeds=2, step=0.002, steps=4000)


@pytest.fixture(scope="session")
def run() -> SemanticsRun:
    """Both kinds of network on the article's world from a balanced start."""
    return drain(train(BALANCED))


@pytest.fixture(scope="session")
def tree_run() -> SemanticsRun:
    """The tree of science.md: σ 1e-3, 32 hidden units, dt .005."""
    return drain(train(SemanticsParams(world="binary tree", hidden=32, start="gaussian", sigma=0.001, steps=2400)))
