"""Finished runs and runs under way, shared by all visitors of one process."""

import itertools
import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any

from core.runs.archive import freeze, nbytes
from core.runs.progress import Step, Work
from core.runs.request import Lane
from core.runs.runner import InThread, Runner

LOOK_SECONDS = 1.0


class Abandoned(Exception):
    """Everyone who waited for a job has left."""


class Refused(Exception):
    """The queue is full, or a run took longer than this server allows; says so in a sentence."""


@dataclass(eq=False)
class Job:
    """One computation under way. Watchers read `step`, `ahead` and `done`; the last one to leave ends it."""

    key: Hashable
    start: Callable[[], Work[Any]]
    number: int
    lane: Lane = Lane.TRAINING
    watchers: int = 1
    step: Step | None = None
    ahead: int = 0
    result: Any = None
    error: Exception | None = None
    started: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)
    abandoned: threading.Event = field(default_factory=threading.Event)


class Jobs:
    """Runs work in the order asked for, lane by lane, and keeps what it returns within a budget.

    Two callers who join the same key share one computation. Results leave, least recently used first, when all
    together exceed `budget` bytes. No more than `queue` jobs wait in a lane, and none works longer than the `seconds`
    of its lane. A lane without a runner of its own works in threads of this process, one at a time.
    """

    def __init__(
        self,
        budget: int,
        queue: float = math.inf,
        seconds: Mapping[Lane, float] | None = None,
        runners: Mapping[Lane, Runner] | None = None,
    ) -> None:
        self.budget, self.queue, self.seconds = budget, queue, dict(seconds or {})
        self.runners = {lane: InThread() for lane in Lane} | dict(runners or {})
        self._lock = threading.Lock()
        self._turn = threading.Condition(self._lock)
        self._numbers = itertools.count()
        self._waiting: dict[Lane, list[int]] = {lane: [] for lane in Lane}
        self._jobs: dict[Hashable, Job] = {}
        self._results: OrderedDict[Hashable, Any] = OrderedDict()

    def find(self, key: Hashable) -> Any | None:
        """Return the finished result of `key`, or None."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
            return self._results.get(key)

    def keep(self, key: Hashable, result: Any) -> None:
        """Keep a result that was made elsewhere (a baked one)."""
        with self._lock:
            self._keep(key, result)

    def join(self, key: Hashable, start: Callable[[], Work[Any]], lane: Lane = Lane.TRAINING) -> Job:
        """Watch the job of `key`, starting it when there is none. Every `join` needs its `leave`.

        Raises
        ------
        Refused
            When too many others wait.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and not job.abandoned.is_set():
                job.watchers += 1
                return job
            job = Job(key, start, next(self._numbers), lane)
            if key in self._results:  # it ended since the caller looked
                job.result = self._results[key]
                job.done.set()
                return job
            line = self._waiting[lane]
            waiting = len(line) - self.runners[lane].places
            if waiting >= self.queue:
                raise Refused(f"{waiting} runs wait already. Try again in a minute, or look at a preset.")
            self._jobs[key] = job
            line.append(job.number)
        threading.Thread(target=self._run, args=(job,), daemon=True, name=f"job {job.number}").start()
        return job

    def leave(self, job: Job) -> None:
        """Stop watching. When nobody watches any more, the job ends at its next step."""
        with self._lock:
            job.watchers -= 1
            if job.watchers == 0:
                job.abandoned.set()
                self._turn.notify_all()

    def overdue(self, job: Job) -> bool:
        """Whether the job has worked longer than its lane allows; it ends at its next step."""
        limit = self.seconds.get(job.lane, math.inf)
        return job.started > 0 and time.monotonic() - job.started > limit

    def limit_in_words(self, lane: Lane) -> str:
        """Say the time limit of a lane in a sentence."""
        limit = f"{self.seconds[lane]:g} seconds"
        if lane is Lane.DOWNLOAD:
            return f"This server ends downloads after {limit}. Try again later, or choose a bundled image set."
        return f"This server ends runs after {limit}. Choose a smaller run, such as fewer epochs or units."

    def note(self, lane: Lane) -> str:
        """Say what those who wait in a lane should know about its runner; mostly nothing."""
        return getattr(self.runners[lane], "note", "")

    def _run(self, job: Job) -> None:
        try:
            self._wait_for_turn(job)
            job.started = time.monotonic()
            job.result = self.runners[job.lane].run(job.start, lambda step: self._note(job, step))
        except Abandoned:
            pass  # nobody is left to be told
        except Exception as error:
            job.error = error
        finally:
            with self._lock:
                self._waiting[job.lane].remove(job.number)
                if self._jobs.get(job.key) is job:
                    del self._jobs[job.key]
                if job.result is not None:
                    self._keep(job.key, job.result)
                self._turn.notify_all()
            job.done.set()

    def _wait_for_turn(self, job: Job) -> None:
        line, runner = self._waiting[job.lane], self.runners[job.lane]
        with self._turn:
            while (before := line.index(job.number)) >= runner.places:
                job.ahead = before - runner.places + 1
                if job.abandoned.is_set():
                    raise Abandoned
                self._turn.wait(LOOK_SECONDS)  # a cluster may get more places at any time
            job.ahead = 0

    def _note(self, job: Job, step: Step | None) -> None:
        job.step = step or job.step
        if job.abandoned.is_set():
            raise Abandoned
        if self.overdue(job):
            raise Refused(self.limit_in_words(job.lane))

    def _keep(self, key: Hashable, result: Any) -> None:
        self._results[key] = freeze(result)
        self._results.move_to_end(key)
        while len(self._results) > 1 and sum(map(nbytes, self._results.values())) > self.budget:
            self._results.popitem(last=False)
