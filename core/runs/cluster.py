"""Runs on a Dask cluster: the same work, steps and Stop as in this process, on as many workers as there are.

Import this module only where NBB_SCHEDULER names a scheduler: it needs the packages of requirements-cluster.txt.
"""

import logging
import math
import queue
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import dask
from distributed import CancelledError, Client, Future, KilledWorker
from distributed.comm import CommClosedError

from core.runs import cluster_worker, settings, travel
from core.runs.params import fingerprint
from core.runs.process import TOO_MUCH
from core.runs.progress import Step, Work
from core.runs.request import Request
from core.runs.runner import Lost, Runner
from core.runs.worker import import_tensorflow

Result = TypeVar("Result")

HEARTBEAT_SECONDS = 0.1
CONNECT_SECONDS = 2.0
LOOK_SECONDS = 1.0  # between two looks at the cluster
EMPTY_SECONDS = 30.0  # how long a cluster may have no worker: a nanny starts one again within seconds
DONE = "done"
MOST_KEEPERS = 10_000
MOST_STARTS = 2  # a lost worker's run is tried again once
WAITING = Step(0, 1, message="Waiting for a worker of the cluster")
AWAY = "The cluster does not answer. This server computes the run itself."
LOST = (
    "Two workers ended while they computed this run, most often for lack of memory. Choose a smaller run, such as "
    "fewer units, layers, networks or steps."
)
log = logging.getLogger(__name__)
dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"})  # an image set may travel with a run


class Unreachable(ConnectionError):
    """The scheduler does not answer, or has no workers."""


class Cluster:
    """Runs work on the workers of the scheduler at `address`, and with `local` while that cannot be reached.

    Equal requests, also those of other clients, are one task of the scheduler, which ends when its last client leaves.
    Workers call `prepare` when they start. TLS follows from Dask's own configuration.
    """

    def __init__(
        self, address: str, local: Runner | None = None, prepare: Callable[[], object] = import_tensorflow
    ) -> None:
        self.address, self.local, self.prepare = address, local, prepare
        self._client: Client | None = None
        self._scheduler, self._threads, self._last_seen = "", 0, -EMPTY_SECONDS
        self._looked, self._closed = threading.Event(), threading.Event()
        self._turns = threading.Semaphore(1 if local is None else local.places)
        self._lock = threading.Lock()
        self._listeners: defaultdict[str, set[queue.SimpleQueue[list[Any]]]] = defaultdict(set)
        self._keepers: dict[str, str] = {}  # the worker that keeps the result of a run, by its key
        self._looker = threading.Thread(target=self._keep_connected, daemon=True, name="connection to the cluster")
        self._looker.start()
        self._looked.wait(2 * CONNECT_SECONDS)

    @property
    def reachable(self) -> bool:
        """Whether the cluster answers and has had a worker lately."""
        client = self._client
        return client is not None and client.status == "running" and time.monotonic() - self._last_seen < EMPTY_SECONDS

    @property
    def places(self) -> int:
        """How many runs work at once."""
        if self.reachable:
            return max(self._threads, 1)
        return 1 if self.local is None else self.local.places

    @property
    def note(self) -> str:
        """What a visitor should know about where runs are computed now; mostly nothing."""
        return "" if self.reachable else AWAY

    def run(self, start: Callable[[], Work[Result]], on_step: Callable[[Step | None], object]) -> Result:
        """Do the work that `start` begins on a worker, and return its result.

        Raises
        ------
        Lost
            When two workers were lost.
        MemoryError
            When it took too much memory.
        Unreachable
            When the cluster is away and there is no other runner.
        """
        client = self._client
        if client is not None and self.reachable:
            try:
                return self._on_cluster(client, start, on_step)
            except Unreachable:
                self._last_seen = -EMPTY_SECONDS  # until a worker is seen again
                log.warning("the cluster at %s was lost during a run", self.address)
        if self.local is None:
            raise Unreachable(f"The scheduler at {self.address} does not answer, or it has no workers.")
        while not self._turns.acquire(timeout=HEARTBEAT_SECONDS):  # runs of all workers may come here at once
            on_step(None)
        try:
            return self.local.run(start, on_step)
        finally:
            self._turns.release()

    def _on_cluster(
        self, client: Client, start: Callable[[], Work[Result]], on_step: Callable[[Step | None], object]
    ) -> Result:
        request, packed = getattr(start, "__self__", None), travel.packed(start)
        if isinstance(request, Request):
            key, growth, keep = f"run-{request.digest}", settings.number("NBB_RUN_MEMORY") * 1e6, True
        else:
            key, growth, keep = f"run-{fingerprint(packed)}", math.inf, False  # not a visitor's
        if keep and (found := self._kept(client, key)) is not None:
            return found
        while True:
            with self._heard(key) as news:
                future = client.submit(cluster_worker.compute, packed, key, growth, keep, key=key)
                try:
                    future.add_done_callback(lambda _, news=news: news.put([DONE]))
                    self._follow(news, on_step)
                    result = _result(future)
                finally:
                    future.release()
            if not isinstance(result, cluster_worker.GivenUp):  # others gave the same run up a moment ago
                return result

    def _kept(self, client: Client, key: str) -> Any | None:
        """Return the result of an equal run that a worker still keeps, or None."""
        address = self._keepers.get(key)
        try:
            if address is None or address not in client.nthreads():
                return None
            return client.run(cluster_worker.kept, key, workers=[address], on_error="ignore").get(address)
        except (OSError, CancelledError) as error:  # lost at this moment, as the run itself will find
            log.info("no kept results: %s", error)
            return None

    def _follow(self, news: "queue.SimpleQueue[list[Any]]", on_step: Callable[[Step | None], object]) -> None:
        """Pass on what is heard of a run until it is done."""
        starts, begun = 0, time.monotonic()
        while True:
            try:
                kind, *values = news.get(timeout=HEARTBEAT_SECONDS)
            except queue.Empty:
                kind = None
                if not starts and time.monotonic() > begun + LOOK_SECONDS:
                    on_step(WAITING)
            if kind == DONE:
                return
            if kind == cluster_worker.STARTED:
                starts += 1
                if starts > MOST_STARTS:
                    raise Lost(LOST)
            elif kind == cluster_worker.TOO_LARGE:
                raise MemoryError(TOO_MUCH.format(most=values[0] / 1e6))
            on_step(Step(*values) if kind == cluster_worker.STEP else None)
            if not self.reachable:
                raise Unreachable

    @contextmanager
    def _heard(self, key: str) -> "Iterator[queue.SimpleQueue[list[Any]]]":
        news: queue.SimpleQueue[list[Any]] = queue.SimpleQueue()
        with self._lock:
            self._listeners[key].add(news)
        try:
            yield news
        finally:
            with self._lock:
                self._listeners[key].discard(news)
                if not self._listeners[key]:
                    del self._listeners[key]

    def _hear(self, event: tuple[float, list[Any]]) -> None:
        key, *said = event[1]
        with self._lock:
            for news in self._listeners.get(key, ()):
                news.put(said)

    def _hear_kept(self, event: tuple[float, list[str]]) -> None:
        key, address = event[1]
        self._keepers.pop(key, None)
        self._keepers[key] = address
        if len(self._keepers) > MOST_KEEPERS:
            del self._keepers[next(iter(self._keepers))]

    def close(self) -> None:
        """Leave the cluster for good."""
        self._closed.set()
        self._looker.join()
        if self._client is not None:
            self._client.close(timeout=CONNECT_SECONDS)

    def _keep_connected(self) -> None:
        """Look at the cluster as long as this process lives, and connect again when it returns."""
        said = ""
        while not self._closed.is_set():
            try:
                self._look()
                said = ""
            except Exception as error:  # whatever it is: the next look may find the cluster again
                if said != (said := f"{type(error).__name__}: {error}"):
                    log.warning("the cluster at %s does not answer: %s", self.address, said)
            self._looked.set()
            self._closed.wait(LOOK_SECONDS)

    def _look(self) -> None:
        client = self._client
        if client is None or client.status in ("closing", "closed"):
            if client is not None:
                self._client = None
                client.close(timeout=CONNECT_SECONDS)
            self._client = client = Client(self.address, timeout=CONNECT_SECONDS, set_as_default=False)
        threads = sum(client.nthreads().values())
        scheduler = client.scheduler_info(n_workers=0)["id"]
        if scheduler != self._scheduler:  # a new one, also where Dask has connected again by itself
            client.subscribe_topic(cluster_worker.TOPIC, self._hear)
            client.subscribe_topic(cluster_worker.KEPT_TOPIC, self._hear_kept)
            for event in client.get_events(cluster_worker.KEPT_TOPIC):  # the last thousand
                self._hear_kept(event)
            client.register_plugin(cluster_worker.Memory(self.prepare))
            self._scheduler = scheduler
            if not threads:
                self._last_seen = -EMPTY_SECONDS
            log.info("connected with the scheduler at %s", self.address)
        self._threads = threads
        if threads:
            self._last_seen = time.monotonic()


def _result(future: Future) -> Any:
    try:
        return future.result()
    except KilledWorker as lost:
        raise Lost(LOST) from lost
    except (CancelledError, CommClosedError) as gone:  # Dask cancels all futures of a scheduler that it lost
        raise Unreachable from gone
