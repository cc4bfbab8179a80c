"""A scheduler and workers as processes of this machine, for tests and benchmarks."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import psutil

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
