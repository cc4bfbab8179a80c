"""The runs of a sweep: which are known already, which are missing, and how these are computed.

Every run is an ordinary one under its own key: bundled and earlier ones count at once, links reopen them, and Stop
keeps those that are done. What a page shows of a run is a small `Member`, which outlives the run itself.
"""

import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.catalog import Topic
from core.gallery import sweep as found
from core.gallery.comparison import View
from core.gallery.findings import Verdict
from core.gallery.sweep import Member
from core.runs import settings
from core.runs.jobs import Job, Refused
from core.runs.params import Params, fingerprint
from core.runs.request import Lane, Request, duration
from core.runs.sweep import Together, members, shown
from core.runs.text import literal
from pages._shared import runs, waiting

Result = TypeVar("Result")

REDRAW_SECONDS = 1.0
NOTICEABLE_SECONDS = 2.0
# Runs that are computed as one: more would be faster, but Stop loses those that are under way.
AT_ONCE = 5


@dataclass(frozen=True)
class Repeated(Generic[Result]):
    """What a page repeats.

    Attributes
    ----------
    params : Params
        Those of the page's own run, as `request` takes them.
    request : callable
        Params -> the request of one run.
    view : callable
        What is compared of a run.
    judge : callable
        What a source says -> the verdict on one run.
    without : tuple of str
        Fields that make another experiment, such as another image set, and are not offered.
    drawn : hashable
        What `view` depends on besides the run.
    together : callable, optional
        Params that differ in their seeds alone -> the request that computes all of them at once, or None.
    """

    topic: Topic
    params: Params
    request: Callable[[Any], Request[Result]]
    view: Callable[[Result], View]
    judge: Callable[[Result], Mapping[str, Verdict]]
    without: tuple[str, ...] = ()
    drawn: Hashable = None
    together: Callable[[list[Any]], Request[Together] | None] | None = None

    @property
    def key(self) -> str:
        """The name of the section's settings in the address."""
        return f"{self.topic.slug}_repeat"


class Sweep:
    """The runs of one sweep.

    Attributes
    ----------
    field : str
    requests : dict
        Value of the field -> its run.
    known : dict
        Value -> what is shown of its finished run.
    failed : dict
        Digest of a request -> why it failed, in this session.
    """

    def __init__(self, repeated: Repeated[Any], field: str, values: tuple[Any, ...]) -> None:
        self.repeated, self.field = repeated, field
        self.requests = {
            value: repeated.request(params) for value, params in members(repeated.params, field, values).items()
        }
        self.known = {value: one for value, request in self.requests.items() if (one := self._find(request))}
        self.failed: dict[str, str] = st.session_state.setdefault(f"_{repeated.key}_failed", {})

    @property
    def members(self) -> dict[Any, Member]:
        """What is known, in the order of the values."""
        return {value: self.known[value] for value in self.requests if value in self.known}

    @property
    def missing(self) -> dict[Any, Request[Any]]:
        """The runs that are not finished."""
        return {value: request for value, request in self.requests.items() if value not in self.known}

    @property
    def todo(self) -> dict[Any, Request[Any]]:
        """The runs that are missing and have not failed."""
        return {value: request for value, request in self.missing.items() if request.digest not in self.failed}

    @cached_property
    def digest(self) -> str:
        """A short name of this sweep."""
        return fingerprint(repr([request.key for request in self.requests.values()]))

    @property
    def asked(self) -> bool:
        """Whether the visitor has started this sweep; starting one forgets another that was left unfinished."""
        if st.session_state.get(self._state) != self.digest:
            self.stop()
        return self._state in st.session_state

    def start(self) -> None:
        """Note that the visitor wants what is missing, also what failed before (a callback)."""
        self.failed.clear()
        st.session_state[self._state] = self.digest

    def stop(self) -> None:
        """Note that the visitor wants no more runs (a callback)."""
        st.session_state.pop(self._state, None)

    @property
    def _state(self) -> str:
        return f"_{self.repeated.key}_asked"

    def _find(self, request: Request[Any]) -> Member | None:
        member: Member | None = waiting.jobs().find(self._kept_under(request))
        if member is None and (run := runs.find(request)) is not None:
            member = self._member(request, run)
        return member

    def _kept_under(self, request: Request[Any]) -> Hashable:
        return ("member of a sweep", self.repeated.topic.slug, request.key, self.repeated.drawn)

    def _member(self, request: Request[Any], run: Any) -> Member:
        member = found.member(self.repeated.view(run), self.repeated.judge(run))
        waiting.jobs().keep(self._kept_under(request), member)
        return member

    def parts(self) -> Iterator[tuple[tuple[Any, ...], Request[Any]]]:
        """Yield the values and the request of each piece of work: several runs at once where the engine can."""
        todo = self.todo
        together = self.repeated.together if self.field == "seed" else None
        values = list(todo)
        for first in range(0, len(values), AT_ONCE):
            group = values[first : first + AT_ONCE]
            joint = together([todo[value].params for value in group]) if together and len(group) > 1 else None
            if joint is not None and joint.memory_bytes() <= settings.number("NBB_RUN_MEMORY") * 1_000_000:
                yield tuple(group), joint
            else:
                yield from (((value,), todo[value]) for value in group)

    def take(self, values: tuple[Any, ...], job: Job, error: Exception | None) -> None:
        """Keep what became of a piece of work."""
        if error is not None:
            self.failed |= {self.requests[value].digest: waiting.in_words(error) for value in values}
            return
        results = job.result.runs if isinstance(job.result, Together) else (job.result,)
        for value, run in zip(values, results, strict=True):
            request = self.requests[value]
            waiting.jobs().keep(request.key, run)
            self.known[value] = self._member(request, run)


def complete(sweep: Sweep, draw: Callable[[bool], None]) -> None:
    """Offer the runs that are missing, or compute them when the visitor has asked for them.

    `draw` shows what is known; it is called about once a second, with False because more will follow.
    """
    place, refusal = st.container(horizontal=True, vertical_alignment="center"), ""
    if sweep.asked and sweep.todo and runs.has_data(next(iter(sweep.todo.values())), "sweep"):
        bar, spot = place.progress(0.0, "Starting"), place.empty()
        spot.button("Stop", on_click=sweep.stop, key=f"_{sweep.repeated.key}_stop")
        refusal = _compute(sweep, bar, draw)
        spot.empty()
        bar.empty()
        sweep.stop()
        place = bar
    if sweep.missing:
        _offer(sweep, place)
    if refusal:
        st.warning(literal(refusal))
    for value, request in sweep.missing.items():
        if request.digest in sweep.failed:
            st.error(f"{literal(shown(value))}: {literal(sweep.failed[request.digest])}")


def _offer(sweep: Sweep, place: DeltaGenerator) -> None:
    """Draw the button that starts the runs that are missing."""
    count = len(sweep.missing)
    expected = sum(request.seconds() for request in sweep.missing.values())
    takes = f" (about {duration(expected)})" if expected >= NOTICEABLE_SECONDS else ""
    place.button(
        f"Start {count} run{'s' if count > 1 else ''}{takes}",
        type="primary",
        icon=":material/play_arrow:",
        on_click=sweep.start,
        key=f"_{sweep.repeated.key}_start",
        help=f"{len(sweep.known)} of {len(sweep.requests)} runs are finished." if sweep.known else None,
    )


@dataclass(frozen=True)
class _Share:
    """The share of a bar that belongs to one piece of work: `count` runs after `done` others, of `total`."""

    bar: waiting.Bar
    done: int
    count: int
    total: int

    def progress(self, value: float, text: str) -> None:
        """Show the progress of this piece as progress of all."""
        which = f"Run {self.done + 1}" if self.count == 1 else f"Runs {self.done + 1} to {self.done + self.count}"
        self.bar.progress((self.done + self.count * value) / self.total, f"{which} of {self.total} · {text}")


def _compute(sweep: Sweep, bar: waiting.Bar, draw: Callable[[bool], None]) -> str:
    """Compute what is to be done, as many pieces at once as the server trains, and draw what is known meanwhile.

    When the visitor stops it, the script ends here; what is done is kept. Returns why the server refused a run, if so.
    """
    jobs, who, drawn, total = waiting.jobs(), waiting.visitor(), 0.0, len(sweep.requests)
    line, running = deque(sweep.parts()), deque[tuple[tuple[Any, ...], Job]]()
    try:
        while sweep.todo:
            if time.monotonic() - drawn > REDRAW_SECONDS:
                draw(False)
                drawn = time.monotonic()
            while line and len(running) < jobs.runners[Lane.TRAINING].places:
                values, request = line[0]
                try:
                    running.append((values, waiting.join(request, who)))
                except Refused:
                    if not running:
                        raise
                    break  # others wait: ask again when one of these has ended
                line.popleft()
            values, job = running[0]
            error = waiting.follow(job, _Share(bar, total - len(sweep.todo), len(values), total))
            sweep.take(values, job, error)
            jobs.leave(running.popleft()[1], who)
    except Refused as refusal:
        return str(refusal)
    finally:
        for _, job in running:
            jobs.leave(job, who)
    return ""
