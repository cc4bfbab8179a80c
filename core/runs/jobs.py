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
# A run that is estimated at no more is quick: the runs of small networks and few images that follow a moved slider.
QUICK_SECONDS = 5.0
MOST_WAITING = 2  # of one visitor


class Abandoned(Exception):
    """Everyone who waited for a job has left."""


class Refused(Exception):
    """Too many runs wait, or one took longer than this server allows; says so in a sentence."""


@dataclass(eq=False)
class Job:
    """One computation under way. Watchers read `step`, `ahead` and `done`; the last one to leave ends it.

    Attributes
    ----------
    due : float
        When it would have ended, had it begun as soon as it was asked for.
    quick, apart : bool
        Whether it may work in a place for quick runs, and whether it does.
    visitors : list
        Who watches; None for one who did not say who it is.
    """

    key: Hashable
    start: Callable[[], Work[Any]]
    number: int
    lane: Lane = Lane.TRAINING
    due: float = 0.0
    quick: bool = False
    apart: bool = False
    visitors: list[Hashable] = field(default_factory=list)
    step: Step | None = None
    ahead: int = 0
    result: Any = None
    error: Exception | None = None
    started: float = 0.0
    done: threading.Event = field(default_factory=threading.Event)
    abandoned: threading.Event = field(default_factory=threading.Event)

    @property
    def watchers(self) -> int:
        """How many watch it."""
        return len(self.visitors)


class Jobs:
    """Runs work, lane by lane, and keeps what it returns within a budget.

    In a lane, the run that would have ended first, had all begun when they were asked for, goes first: a short run
    passes a long one, but nothing that is asked for later than a run would have ended can pass that run. A run whose
    watchers all have another one at work lets the others pass. A runner may have `spare` places for quick runs while
    all others are taken by longer ones, so that quick runs wait for each other only.

    Two callers who join the same key share one computation. Results leave, least recently used first, when all
    together exceed `budget` bytes. No more than `queue` jobs wait in a lane, no more than MOST_WAITING of one visitor,
    and none works longer than the `seconds` of its lane. A lane without a runner of its own works in threads of this
    process, one at a time.
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
        self._lines: dict[Lane, list[Job]] = {lane: [] for lane in Lane}  # who waits or works
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

    def join(
        self,
        key: Hashable,
        start: Callable[[], Work[Any]],
        lane: Lane = Lane.TRAINING,
        *,
        seconds: float = 0.0,
        visitor: Hashable = None,
    ) -> Job:
        """Watch the job of `key`, starting it when there is none. Every `join` needs its `leave`.

        Parameters
        ----------
        seconds
            About how long it takes; 0 where that is not known.
        visitor
            Who asks. A visitor whose new run replaces an earlier one leaves the earlier one first.

        Raises
        ------
        Refused
            When too many others wait, or too many runs of this visitor.
        """
        with self._lock:
            job = self._jobs.get(key)
            if job is not None and not job.abandoned.is_set():
                job.visitors.append(visitor)
                return job
            quick = 0 < seconds <= QUICK_SECONDS and self._spare(lane) > 0
            job = Job(key, start, next(self._numbers), lane, time.monotonic() + seconds, quick, visitors=[visitor])
            if key in self._results:  # it ended since the caller looked
                job.result = self._results[key]
                job.done.set()
                return job
            self._check_room(job)
            self._jobs[key] = job
            self._lines[lane].append(job)
        threading.Thread(target=self._run, args=(job,), daemon=True, name=f"job {job.number}").start()
        return job

    def leave(self, job: Job, visitor: Hashable = None) -> None:
        """Stop watching. When nobody watches any more, the job ends at its next step."""
        with self._lock:
            job.visitors.remove(visitor)
            if not job.visitors:
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
            job.result = self.runners[job.lane].run(job.start, lambda step: self._note(job, step))
        except Abandoned:
            pass  # nobody is left to be told
        except Exception as error:
            job.error = error
        finally:
            with self._lock:
                self._lines[job.lane].remove(job)
                if self._jobs.get(job.key) is job:
                    del self._jobs[job.key]
                if job.result is not None:
                    self._keep(job.key, job.result)
                self._turn.notify_all()
            job.done.set()

    def _spare(self, lane: Lane) -> int:
        return getattr(self.runners[lane], "spare", 0)

    def _check_room(self, job: Job) -> None:
        """Refuse a job that would be one too many to wait."""
        waiting = [other for other in self._lines[job.lane] if not other.started and not other.abandoned.is_set()]
        free, spare = self._free(job.lane)
        free += spare if job.quick else 0
        (visitor,) = job.visitors
        own = sum(visitor is not None and visitor in other.visitors for other in waiting)
        if own - free >= MOST_WAITING:
            raise Refused(
                f"{own} of your runs wait already. Ask for this one when one of them has started, or stop one of them."
            )
        others = sum(other.quick == job.quick for other in waiting) - free
        if others >= self.queue:
            raise Refused(f"{others} runs wait already. Try again in a minute, or look at a preset.")

    def _free(self, lane: Lane) -> tuple[int, int]:
        """Return how many places are free, and how many more for quick runs: those wait for each other all the same."""
        working = [job for job in self._lines[lane] if job.started]
        usual = [job for job in working if not job.apart]
        spare = 0 if any(job.quick for job in usual) else self._spare(lane) - (len(working) - len(usual))
        return max(0, self.runners[lane].places - len(usual)), spare

    def _wait_for_turn(self, job: Job) -> None:
        with self._turn:
            while not self._begins(job):
                if job.abandoned.is_set():
                    raise Abandoned
                self._turn.wait(LOOK_SECONDS)  # a cluster may get more places at any time
            job.ahead, job.started = 0, time.monotonic()

    def _begins(self, job: Job) -> bool:
        """Whether it is a job's turn; where not, `ahead` says how many come first."""
        free, spare = self._free(job.lane)
        order = self._order(job.lane)
        if order.index(job) < free:
            return True
        if job.quick:
            order = [other for other in order if other.quick]
            job.apart = order.index(job) < spare
        job.ahead = order.index(job) + 1
        return job.apart

    def _order(self, lane: Lane) -> list[Job]:
        """Return the jobs that wait, the next one first."""
        line = self._lines[lane]
        busy = {visitor for job in line if job.started for visitor in job.visitors} - {None}
        waiting = [job for job in line if not job.started]
        return sorted(waiting, key=lambda job: (busy.issuperset(job.visitors), job.due))

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
