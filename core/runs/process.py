"""A worker process as the web server has it: started, given works, listened to, stopped and ended.

Why nothing ready-made: `multiprocessing`, and with it `pebble` and `concurrent.futures`, starts a process by running
the main script again, which below ``streamlit run`` is the page. None of them streams steps, and a queue that several
processes share stays locked when one of them is killed while it writes. `dask.distributed.LocalCluster` brings a dozen
packages and a scheduler into the web process, and ends a work under way only with its worker.
"""

import contextlib
import logging
import os
import pickle
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

from core.runs import worker
from core.runs.progress import Step
from core.runs.runner import Lost

ROOT = Path(__file__).resolve().parents[2]
BEAT_SECONDS = 0.1
GRACE_SECONDS = 2.0
# What a worker may hold beside a run: TensorFlow and the project take 0.5 to 0.7 GB, and an image set up to 0.2 GB.
REST_BYTES = 1_000_000_000
PREPARING = Step(0, 1, message="Loading TensorFlow")
TOO_MUCH = "This run was ended: its process took more than {most:,.0f} MB of memory. Choose a smaller run."
LOST = (
    "The process that computed this run was ended, perhaps because this server ran out of memory. "
    "Start it again, or choose a smaller run."
)
log = logging.getLogger(__name__)


class Worker:
    """One process, and what it said that nobody has read yet."""

    def __init__(self, prepare: Callable[[], object]) -> None:
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "core.runs.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),  # Windows has no niceness
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._stdin, self._stdout = self.process.stdin, self.process.stdout
        self.ready = self.busy = False
        self.since = self._beat = time.monotonic()
        self._said: queue.SimpleQueue[tuple[str, bytes] | None] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True, name=f"worker {self.process.pid}").start()
        self._tell(pickle.dumps(prepare))

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def resident(self) -> int:
        """Return the bytes of memory in use; 0 where the process has ended."""
        try:
            return int(psutil.Process(self.process.pid).memory_info().rss)
        except psutil.Error:
            return 0

    def work(self, order: bytes, on_step: Callable[[Step | None], object], memory: float) -> Any:
        """Let the process do an order; what `on_step` raises goes on, and `busy` says whether it is still at work."""
        most = memory + max(REST_BYTES, self.resident())
        if not self.ready:
            on_step(PREPARING)
        while not self.ready:
            self.ready = self._next(on_step, most) is not None
        self._tell(order)
        self.busy = True
        while True:
            kind, content = self._next(on_step, most) or (None, b"")
            if kind == worker.STEP:
                on_step(pickle.loads(content))
            elif kind is not None:
                self.busy = False
                found = pickle.loads(content)
                if kind == worker.ERROR:
                    raise found
                return found

    def stop(self) -> None:
        """Let the process end its work at the next step, or end it where that takes too long."""
        until = time.monotonic() + GRACE_SECONDS
        try:
            self._tell(worker.STOP)
            while self.busy:
                said = self._said.get(timeout=max(0, until - time.monotonic()))
                if said is None:
                    break
                self.busy = said[0] == worker.STEP
        except (queue.Empty, Lost):
            pass
        if self.busy:
            self.end()

    def end(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.wait()
        with contextlib.suppress(OSError):  # what it has not read any more is lost
            self._stdin.close()

    def _next(self, on_step: Callable[[Step | None], object], most: float) -> tuple[str, bytes] | None:
        """Return what the process says next; None when it said nothing for a beat."""
        if time.monotonic() > self._beat + BEAT_SECONDS:
            self._beat = time.monotonic()
            on_step(None)
            if self.resident() > most:
                self.end()
                raise MemoryError(TOO_MUCH.format(most=most / 1e6))
        try:
            said = self._said.get(timeout=BEAT_SECONDS)
        except queue.Empty:
            return None
        if said is None:
            self.end()
            log.warning("worker %d was lost with code %s", self.process.pid, self.process.returncode)
            raise Lost(LOST)
        return said

    def _tell(self, content: bytes) -> None:
        try:
            pickle.dump(content, self._stdin, protocol=5)
            self._stdin.flush()
        except OSError as error:
            raise Lost(LOST) from error

    def _listen(self) -> None:
        with self._stdout:
            try:
                while True:
                    self._said.put(pickle.load(self._stdout))
            except (EOFError, OSError, pickle.UnpicklingError):  # it was ended, perhaps amid a message
                self._said.put(None)
