"""A scheduler and workers as processes of this machine, for tests and benchmarks."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

from core.runs.cluster import WAITING, Cluster
from core.runs.progress import Step

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 120


class Processes:
    """A scheduler on a free port, and its workers; with `settings`, environment variables of theirs."""

    def __init__(self, folder: Path, protocol: str = "tcp", settings: Mapping[str, str] | None = None) -> None:
        self.folder, self.protocol, self.settings = folder, protocol, settings or {}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"{protocol}://127.0.0.1:{self.port}"
        self.started: list[subprocess.Popen[bytes]] = []

    def start(self, command: str) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **self.settings, "PYTHONPATH": str(ROOT)}
        with (self.folder / "log").open("ab") as log:
            arguments = [sys.executable, "-m", "dask", *command.split(), "--no-dashboard"]
            self.started.append(subprocess.Popen(arguments, cwd=self.folder, env=environment, stdout=log, stderr=log))
        return self.started[-1]

    def scheduler(self) -> subprocess.Popen[bytes]:
        return self.start(f"scheduler --protocol {self.protocol} --host 127.0.0.1 --port {self.port}")

    def workers(self, count: int) -> subprocess.Popen[bytes]:
        folder = f"--local-directory {self.folder}"
        return self.start(f"worker {self.address} {folder} --nworkers {count} --nthreads 1 --memory-limit 2GB")

    def end(self) -> None:
        for process in reversed(self.started):
            try:
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
            except psutil.NoSuchProcess:
                pass
            process.kill()
            process.wait()


def until(true: Callable[[], object]) -> None:
    """Wait until something is true."""
    late = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < late
        time.sleep(0.02)


class Watcher:
    """Calls `on_step` with every step, and keeps them."""

    def __init__(self, on_step: Callable[[Step], object] = lambda step: None) -> None:
        self.steps: list[Step] = []
        self.beats = 0
        self.waited = False
        self.on_step = on_step

    def __call__(self, step: Step | None) -> None:
        self.beats += 1
        self.waited |= step == WAITING  # on a busy machine any run may have to
        if step not in (None, WAITING):
            self.steps.append(step)
            self.on_step(step)

    @property
    def process(self) -> int:
        return int(self.steps[-1].metrics["process"])


class Stop(Exception):
    """What a visitor's Stop raises in a step."""


def stop_at(index: int) -> Callable[[Step], None]:
    def on_step(step: Step) -> None:
        if step.index >= index:
            raise Stop

    return on_step


def restarted(cluster: Cluster, process: int) -> None:
    """Wait until a worker's process has ended and the cluster has two workers again."""
    until(lambda: not psutil.pid_exists(process))
    until(lambda: cluster._client is not None and len(cluster._client.nthreads()) == 2)
