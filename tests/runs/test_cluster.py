"""Runs on a real scheduler and two workers, each a process of this machine."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from core.runs.cluster import AWAY, Cluster
from core.runs.jobs import Jobs, Refused
from core.runs.progress import Step
from core.runs.request import Lane, Request, TooLarge
from core.runs.runner import InThread
from tests.runs import cluster_work as work

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 30


class Processes:
    """A scheduler on a free port, and its workers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, command: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with (self.folder / "log").open("ab") as log:
            arguments = [sys.executable, "-m", "dask", *command.split(), "--no-dashboard"]
            self.started.append(subprocess.Popen(arguments, cwd=self.folder, env=environment, stdout=log, stderr=log))
        return self.started[-1]

    def scheduler(self) -> subprocess.Popen[bytes]:
        return self.start(f"scheduler --host 127.0.0.1 --port {self.port}")

    def workers(self, count: int) -> subprocess.Popen[bytes]:
        return self.start(f"worker {self.address} --nworkers {count} --nthreads 1 --memory-limit 2GB")

    def end(self) -> None:
        for process in reversed(self.started):
            try:
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
            except psutil.NoSuchProcess:
                pass
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    found = Processes(tmp_path_factory.mktemp("cluster"))
    found.scheduler()
    found.workers(2)
    yield found
    found.end()


@pytest.fixture(scope="module")
def cluster(processes: Processes) -> Iterator[Cluster]:
    """Without TensorFlow, which none of these runs needs."""
    made = Cluster(processes.address, preload=())
    until(lambda: made.places == 2)
    yield made
    made.close()


def until(true: Callable[[], object]) -> None:
    """Wait until something is true."""
    late = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < late
        time.sleep(0.02)


def request(compute: Any, **values: int) -> Request[work.Counted]:
    return Request("count", work.CountParams(**values), compute, work.Counted)


class Watcher:
    """Calls `on_step` with every step, and keeps them."""

    def __init__(self, on_step: Callable[[Step], object] = lambda step: None) -> None:
        self.steps: list[Step] = []
        self.beats = 0
        self.on_step = on_step

    def __call__(self, step: Step | None) -> None:
        self.beats += 1
        if step is not None:
            self.steps.append(step)
            self.on_step(step)

    @property
    def process(self) -> int:
        return int(self.steps[-1].metrics["process"])


def test_result_and_steps_are_those_of_a_run_here(cluster):
    asked, here, there = request(work.count, steps=20, seed=3), Watcher(), Watcher()
    expected = InThread().run(asked.start, here)
    found = cluster.run(asked.start, there)
    np.testing.assert_array_equal(found.squares, expected.squares)
    assert found.params == expected.params
    assert [(s.index, s.total, s.message, s.metrics["square"]) for s in there.steps] == [
        (s.index, s.total, s.message, s.metrics["square"]) for s in here.steps
    ]
    assert here.process == os.getpid() != there.process


def test_an_exception_keeps_its_type_and_sentence(cluster):
    with pytest.raises(ValueError, match=r"^Seed 7 is unlucky\.$"):
        cluster.run(request(work.fail, seed=7).start, Watcher())


def test_a_run_that_is_too_large_is_refused_with_both_numbers(cluster):
    asked = Request("count", work.CountParams(), work.count, work.Counted, memory=lambda _: 10**12)
    with pytest.raises(TooLarge, match=r"1,000,000 MB .* 1,000 MB"):
        cluster.run(asked.start, Watcher())
