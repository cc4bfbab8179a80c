"""What a worker of the cluster does: it computes one run at a time, reports its steps, and ends what nobody waits for.

This module is imported by workers and by the scheduler, which only need this repository and its requirements.
"""

import gc
import logging
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import psutil
from distributed import Worker, WorkerPlugin, get_worker

from core.runs import travel
from core.runs.archive import nbytes
from core.runs.process import GRACE_SECONDS, PREPARING, REST_BYTES
from core.runs.progress import Step, drain
from core.runs.worker import readable

TOPIC = "not-a-black-box"  # of the events by which workers tell all clients about runs
KEPT_TOPIC = "not-a-black-box results"  # and about the results that they keep
STARTED, STEP, TOO_LARGE = "started", "step", "too large"
LOOK_SECONDS = 0.2
KEPT_BYTES = 256 * 2**20
log = logging.getLogger(__name__)


class GivenUp(Exception):
    """The run ended because no client waited for it any more."""


class Memory(WorkerPlugin):
    """What a worker has beside its runs: libraries that it imports when it starts, and results that it keeps.

    `prepare` is called in the background, so that the first run need not wait for its imports. Results leave, least
    recently used first, when all together exceed KEPT_BYTES.
    """

    name = "not-a-black-box"
    idempotent = True

    def __init__(self, prepare: Callable[[], object]) -> None:
        self.prepare = prepare

    def setup(self, worker: Worker) -> None:
        """Begin to import; `ready` is set at the end, also where the import fails: the run will say why."""
        self.ready, self.lock = threading.Event(), threading.Lock()
        self.results: OrderedDict[str, Any] = OrderedDict()
        threading.Thread(target=self._load, daemon=True, name="import libraries").start()

    def _load(self) -> None:
        try:
            self.prepare()
        finally:
            self.ready.set()

    def keep(self, key: str, result: Any) -> None:
        """Keep a result."""
        with self.lock:
            self.results[key] = result
            while self.results and sum(map(nbytes, self.results.values())) > KEPT_BYTES:
                self.results.popitem(last=False)

    def find(self, key: str) -> Any | None:
        """Return the result of an earlier run, or None."""
        with self.lock:
            if key in self.results:
                self.results.move_to_end(key)
            return self.results.get(key)


def kept(key: str, dask_worker: Worker) -> Any | None:
    """Return the result of an earlier run that this worker keeps, or None; also while it is at work (Client.run)."""
    memory = dask_worker.plugins.get(Memory.name)
    return memory.find(key) if isinstance(memory, Memory) else None


def compute(packed: bytes, key: str, most: float, keep: bool) -> Any:
    """Do the work that `packed` starts, return its result, and perhaps keep it.

    `packed` comes from core.runs.travel: bytes, so that the scheduler need not read them.
    The process ends, and with it whatever does not return, GRACE_SECONDS after the last client left, or when the run
    makes it grow by `most` bytes.

    When no client waits any more, a GivenUp is returned: Dask would log it as a failure if it were raised.
    """
    worker = get_worker()
    worker.log_event(TOPIC, [key, STARTED])
    memory = worker.plugins[Memory.name]
    assert isinstance(memory, Memory)
    done = threading.Event()
    threading.Thread(target=_guard, args=(worker, key, most, done), daemon=True, name=f"guard of {key}").start()

    def tell(step: Step) -> None:
        if not wanted(worker, key):
            raise GivenUp
        metrics = {name: float(value) for name, value in step.metrics.items()}
        worker.log_event(TOPIC, [key, STEP, float(step.index), int(step.total), metrics, step.message])

    try:
        if not memory.ready.is_set():
            tell(PREPARING)
            memory.ready.wait()  # two threads that import TensorFlow at once can see half of it
        result = drain(travel.unpacked(packed)(), tell)
        if keep:
            memory.keep(key, result)
            worker.log_event(KEPT_TOPIC, [key, worker.address])
        return result
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


def _guard(worker: Worker, key: str, growth: float, done: threading.Event) -> None:
    """Watch a run from beside it until it is done, and end the process where the run goes too far."""
    process = psutil.Process()
    most, left = growth + max(REST_BYTES, process.memory_info().rss), None
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
