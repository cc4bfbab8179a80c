"""A Dask cluster of two workers on this machine: what it adds to an empty run, and what a second worker brings."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from core.networks.training import TrainingParams
from core.networks.training import request as training
from core.runs.cluster import Cluster
from core.runs.request import Request
from core.runs.runner import Runner
from core.runs.workers import Workers
from tests.benchmarks.compare import Case, compare
from tests.runs import cluster_work as work
from tests.runs.cluster_processes import Processes, until

EMPTY, TRAININGS = "an empty run, cluster", "12 trainings, cluster of two workers"
SEEDS = itertools.count()  # a seed of its own for each run: equal ones would not be computed again


def cases(wanted: Callable[[str], bool]) -> Iterator[Case]:
    """Start a cluster where one of the two cases is asked for."""
    if not wanted(EMPTY) and not wanted(TRAININGS):
        return
    with tempfile.TemporaryDirectory() as folder:
        processes = Processes(Path(folder))
        processes.scheduler()
        processes.workers(2)
        cluster = Cluster(processes.address)
        try:
            until(lambda: cluster.places == 2)
            yield from _cases(wanted, cluster)
        finally:
            cluster.close()
            processes.end()


def _cases(wanted: Callable[[str], bool], cluster: Cluster) -> Iterator[Case]:
    if wanted(EMPTY):
        local = Workers(1, 600, 1e9, work.nothing)
        _several(cluster, _trainings, 2)  # so that TensorFlow's import is over

        def empty(runner: Runner) -> None:
            _several(runner, lambda: [_count() for _ in range(20)], 1)

        yield compare(EMPTY + ", 20 times", lambda: empty(cluster), lambda: empty(local), "a worker process, 20 times")
        local.close()
    if wanted(TRAININGS):
        yield compare(
            TRAININGS,
            lambda: _several(cluster, _trainings, 2),
            lambda: _several(cluster, _trainings, 1),
            "one at a time",
            repeats=3,
        )


def _count() -> Request[Any]:
    return Request("count", work.CountParams(steps=1, seed=next(SEEDS)), work.count, work.Counted)


def _trainings() -> list[Request[Any]]:
    values = {"dataset": "mnist-5k", "architecture": "hidden", "epochs": 5}
    return [training(TrainingParams(**values, seed=next(SEEDS))) for _ in range(12)]


def _several(runner: Runner, requests: Callable[[], list[Request[Any]]], at_once: int) -> None:
    """Do runs on `runner`, `at_once` at a time."""
    with ThreadPoolExecutor(at_once) as pool:
        list(pool.map(lambda one: runner.run(one.start, lambda step: None), requests()))
