"""What a worker of the cluster does: it computes one run at a time, reports its steps, and ends what nobody waits for.

This module is imported by workers and by the scheduler, which only need this repository and its requirements.
"""

import gc
import logging
import os
import threading
import time
from collections.abc import Callable
from typing import Any

import psutil
from distributed import Worker, WorkerPlugin, get_worker

from core.runs import travel
from core.runs.process import GRACE_SECONDS, REST_BYTES
from core.runs.progress import Step, drain
from core.runs.worker import readable

TOPIC = "not-a-black-box"  # of the events by which workers tell all clients about runs
STARTED, STEP, TOO_LARGE = "started", "step", "too large"
LOOK_SECONDS = 0.2
log = logging.getLogger(__name__)


class GivenUp(Exception):
    """The run ended because no client waited for it any more."""


class Libraries(WorkerPlugin):
    """Calls `prepare` in the background when a worker starts: its imports, for which the first run need not wait."""

    name = "not-a-black-box libraries"
    idempotent = True

    def __init__(self, prepare: Callable[[], object]) -> None:
        self.prepare = prepare

    def setup(self, worker: Worker) -> None:
        """Begin to import; `ready` is set at the end, also where the import fails: the run will say why."""
        self.ready = threading.Event()
        threading.Thread(target=self._load, daemon=True, name="import libraries").start()

    def _load(self) -> None:
        try:
            self.prepare()
        finally:
            self.ready.set()


def compute(packed: bytes, key: str, memory: float) -> Any:
    """Do the work that `packed` starts, and return its result.

    `packed` comes from core.runs.travel: bytes, so that the scheduler need not read them.
    The process ends, and with it whatever does not return, GRACE_SECONDS after the last client left, or when the run
    makes it grow by `memory` bytes.

    When no client waits any more, a GivenUp is returned: Dask would log it as a failure if it were raised.
    """
    worker = get_worker()
    worker.log_event(TOPIC, [key, STARTED])
    libraries = worker.plugins.get(Libraries.name)
    if isinstance(libraries, Libraries):
        libraries.ready.wait()  # two threads that import TensorFlow at once can see half of it
    done = threading.Event()
    threading.Thread(target=_guard, args=(worker, key, memory, done), daemon=True, name=f"guard of {key}").start()

    def tell(step: Step) -> None:
        if not wanted(worker, key):
            raise GivenUp
        metrics = {name: float(value) for name, value in step.metrics.items()}
        worker.log_event(TOPIC, [key, STEP, float(step.index), int(step.total), metrics, step.message])

    try:
        return drain(travel.unpacked(packed)(), tell)
    except GivenUp as end:
        return end
    except Exception as error:
        raise readable(error) from None
    finally:
        done.set()


def wanted(worker: Worker, key: str) -> bool:
    """Whether a client still waits for the task `key`, which this worker executes; else Dask calls it cancelled."""
    task = worker.state.tasks.get(key)
    return task is not None and task.state == "executing"


def _guard(worker: Worker, key: str, memory: float, done: threading.Event) -> None:
    """Watch a run from beside it until it is done, and end the process where the run goes too far."""
    process = psutil.Process()
    most, left = memory + max(REST_BYTES, process.memory_info().rss), None
    while not done.wait(LOOK_SECONDS):
        if wanted(worker, key):
            left = None
        elif left is None:
            left = time.monotonic()
        elif time.monotonic() - left > GRACE_SECONDS:
            _end("%s did not end within %g seconds after its last client left", key, GRACE_SECONDS)
        if process.memory_info().rss > most:
            worker.log_event(TOPIC, [key, TOO_LARGE, most])
            time.sleep(LOOK_SECONDS)  # until that was sent
            _end("%s took more than %.0f MB of memory", key, most / 1e6)
    time.sleep(LOOK_SECONDS)  # the result leaves first: this would hold it up for 30 ms
    gc.collect()  # TensorFlow's graphs are cycles


def _end(why: str, *values: object) -> None:
    """End this process at once; its nanny starts another."""
    log.error("This worker ends: " + why, *values)
    for child in psutil.Process().children(recursive=True):
        child.kill()
    os._exit(1)
