"""Worker processes of this machine, which do the trainings of a web server."""

import atexit
import os
import threading
import time
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from core.runs import settings, travel, worker
from core.runs.process import Worker
from core.runs.progress import Step, Work
from core.runs.runner import InThread, Runner

Result = TypeVar("Result")

MANY_CORES = 4
PAINTED_SECONDS = 2.0


class Workers:
    """A runner with up to `places` processes, each started when it is needed and ended after `idle` seconds of rest.

    There is one more while quick work would wait for long work. A run may make its process grow by `memory` bytes.
    `prepare` is what a process does before its first work.
    """

    spare = 1

    def __init__(
        self, places: int, idle: float, memory: float, prepare: Callable[[], object] = worker.import_tensorflow
    ) -> None:
        self.places, self.idle, self.memory, self.prepare = places, idle, memory, prepare
        self._lock = threading.Lock()
        self._resting: list[Worker] = []
        self._working = 0
        self._timer: threading.Timer | None = None

    def run(self, start: Callable[[], Work[Result]], on_step: Callable[[Step | None], object]) -> Result:
        """Do a work that can be pickled in one of the processes.

        Raises
        ------
        Lost
            When the process was ended from outside.
        MemoryError
            When the work took too much memory.
        """
        order = travel.packed(start)
        process = self._take()
        try:
            found: Result = process.work(order, on_step, self.memory)
            return found
        finally:
            if process.busy and process.alive:
                process.stop()
            self._put_back(process)

    def warm(self, after: float = 0) -> None:
        """Have a process, started in `after` seconds where there is none, for `idle` seconds; returns at once."""
        with self._lock:
            self._drop_dead()
            if self._resting:
                self._resting[-1].since = time.monotonic()
            elif not self._working and after:
                _later(after, self.warm)
            elif not self._working:
                self._rest(Worker(self.prepare))

    def close(self) -> None:
        """End the processes that rest."""
        with self._lock:
            for process in self._resting:
                process.end()
            self._resting = []

    def pids(self) -> list[int]:
        """Return the numbers of the processes that rest."""
        with self._lock:
            return [process.process.pid for process in self._resting]

    def _take(self) -> Worker:
        with self._lock:
            self._drop_dead()
            self._working += 1
            if self._resting:
                return self._resting.pop()
        try:
            return Worker(self.prepare)
        except OSError:
            with self._lock:
                self._working -= 1
            raise

    def _put_back(self, process: Worker) -> None:
        with self._lock:
            self._working -= 1
            self._rest(process)
        self.warm()  # another one where it had to be ended

    def _rest(self, process: Worker) -> None:
        process.since = time.monotonic()
        self._resting.append(process)
        if self._timer is None:
            self._timer = _later(self.idle, self._end_idle)

    def _drop_dead(self) -> None:
        for process in self._resting:
            if not process.alive:
                process.end()
        self._resting = [process for process in self._resting if process.alive]

    def _end_idle(self) -> None:
        with self._lock:
            now, self._timer = time.monotonic(), None
            for process in self._resting:
                if now - process.since >= self.idle:
                    process.end()
            self._resting = [process for process in self._resting if now - process.since < self.idle]
            if self._resting:
                oldest = min(process.since for process in self._resting)
                self._timer = _later(self.idle - (now - oldest), self._end_idle)


def _later(seconds: float, what: Callable[[], None]) -> threading.Timer:
    timer = threading.Timer(seconds, what)
    timer.daemon = True
    timer.start()
    return timer


@lru_cache(maxsize=1)
def local() -> Runner:
    """Return the runner of this machine, as NBB_WORKERS says: processes, or with 0 this one."""
    places = _places()
    if places == 0:
        return InThread()
    pool = Workers(places, 60 * settings.number("NBB_WORKER_IDLE"), 1e6 * settings.number("NBB_RUN_MEMORY"))
    atexit.register(pool.close)
    return pool


def _places() -> int:
    said = settings.text("NBB_WORKERS")
    return int(said) if said.isdecimal() else 1 + ((os.cpu_count() or 1) >= MANY_CORES)


def warm() -> None:
    """Have a worker for one who has just come, started when the page should be painted; returns at once."""
    runner = local()
    if isinstance(runner, Workers) and not settings.text("NBB_SCHEDULER"):
        runner.warm(PAINTED_SECONDS)
