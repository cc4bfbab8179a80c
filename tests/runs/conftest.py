"""A cluster for the tests of a session that ask for one."""

from collections.abc import Iterator

import pytest

from core.runs.cluster import Cluster
from tests.runs import cluster_work as work
from tests.runs.cluster_processes import Processes, until


@pytest.fixture(scope="session")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    found = Processes(tmp_path_factory.mktemp("cluster"))
    found.scheduler()
    found.workers(2)
    yield found
    found.end()


@pytest.fixture(scope="session")
def cluster(processes: Processes) -> Iterator[Cluster]:
    """Without TensorFlow, which none of these runs needs."""
    made = Cluster(processes.address, prepare=work.nothing)
    until(lambda: made.places == 2)
    yield made
    made.close()
