"""Tasks that take a while: a bar, a Stop button, and what became of a task that was stopped or failed.

Each task has buttons and a memory of its own (`_run_DIGEST` in the session state), so that any number of them can
stand on one page.
"""

import logging
from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from uuid import uuid4

import streamlit as st

from core.data.image_sets import DataUnavailable
from core.runs import settings, workers
from core.runs.jobs import Job, Jobs, Refused
from core.runs.progress import Work
from core.runs.request import Chore, Lane, Request, Task, TooLarge
from core.runs.runner import Lost, with_cluster
from core.runs.text import literal
from pages._shared import streamlit_private

Result = TypeVar("Result")

BUDGET_BYTES = 256 * 2**20
POLL_SECONDS = 0.1
WANTED = "wanted"
STOPPED = "stopped"
log = logging.getLogger(__name__)


@st.cache_resource
def jobs() -> Jobs:
    """The runs of this process, shared by all its visitors."""
    seconds = {lane: lane.seconds() for lane in Lane}
    return Jobs(BUDGET_BYTES, settings.number("NBB_QUEUE"), seconds, {Lane.TRAINING: with_cluster(workers.local())})


def work(name: str, start: Callable[[], Work[Result]], lane: Lane = Lane.SHORT) -> Result:
    """Do work that has no params of its own, or end the script; `name` identifies it completely.

    Its result is kept like a run's.
    """
    chore = Chore(name, start, lane)
    found: Result | None = jobs().find(chore.key)
    if found is not None:
        return found
    job = watched(chore)
    if job is None:
        st.stop()
    return job.result


def visitor() -> str:
    """Return a name for who looks at this page: one browser tab, until it is closed or loaded again."""
    name: str = st.session_state.setdefault("_visitor", uuid4().hex)
    return name


def join(task: Task[Any], who: str) -> Job:
    """Watch the job of a task for the visitor `who`, who has to leave it.

    Raises
    ------
    Refused
        When too many runs wait, of all visitors or of this one.
    """
    seconds = task.seconds() if isinstance(task, Request) else 0.0
    return jobs().join(task.key, task.start, task.lane, seconds=seconds, visitor=who)


def want(task: Task[Any]) -> None:
    """Note that the visitor asks for this task, so that `offered` begins it without its button (a callback)."""
    st.session_state[_memory(task)] = WANTED


def offered(task: Task[Any], label: str, note: str = "", place: str = "") -> Job | None:
    """Wait for a task that the visitor has asked for; else show `note` and a button `label`, and return None."""
    if _memory(task) in st.session_state:
        return watched(task, place)
    if note:
        st.info(note)
    key = f"_{task.digest}_{place}_offer"
    st.button(label, type="primary", icon=":material/play_arrow:", on_click=want, args=(task,), key=key)
    return None


def _memory(task: Task[Any]) -> str:
    """Where the session keeps what became of a task: WANTED, STOPPED or why it failed."""
    return f"_run_{task.digest}"


def watched(task: Task[Any], place: str = "") -> Job | None:
    """Wait for a task with a bar and a Stop button; None when it was stopped or failed, and the page says so."""
    memory, prefix = _memory(task), f"_{task.digest}_{place}"
    spot = st.empty()
    before = st.session_state.get(memory, WANTED)
    if before != WANTED:
        with spot.container():
            _say_why(task, before, prefix)
        return None
    with spot.container(), st.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, "Starting")
        st.button("Stop", on_click=st.session_state.update, args=({memory: STOPPED},), key=f"{prefix}_stop")
    who = visitor()
    try:
        if isinstance(task, Request):
            task.admit()
        job = join(task, who)
    except (Refused, TooLarge, DataUnavailable) as refusal:
        spot.warning(literal(refusal))
        return None
    try:
        error = follow(job, bar)
    finally:
        jobs().leave(job, who)
    if error is None:
        spot.empty()
        st.session_state.pop(memory, None)
        return job
    with spot.container():
        st.session_state[memory] = in_words(error)
        _say_why(task, st.session_state[memory], prefix)
    return None


def _say_why(task: Task[Any], why: str, prefix: str) -> None:
    if why == STOPPED:
        st.info("Stopped: nothing of this run is kept. Move a control, choose a preset, or start it again.")
    else:
        st.error(literal(why))
    st.button("Start again", on_click=want, args=(task,), key=f"{prefix}_start")


class Bar(Protocol):
    """What shows progress: Streamlit's bar, or a part of one."""

    def progress(self, value: float, text: str) -> object:
        """Show a share from 0 to 1, and say what is being done."""


def follow(job: Job, bar: Bar) -> Exception | None:
    """Move the bar until the job is done; return what it failed with, or None."""
    said: tuple[float, str] | None = None
    while not job.done.wait(POLL_SECONDS):
        if streamlit_private.visitor_left():
            st.stop()
        streamlit_private.yield_point()
        if jobs().overdue(job):  # it may be far from its next step, where it ends
            return Refused(jobs().limit_in_words(job.lane))
        now = _progress(job, jobs().note(job.lane))
        if now != said:  # twenty who wait would send the same words ten times a second
            bar.progress(*now)
            said = now
    return job.error


def _progress(job: Job, note: str = "") -> tuple[float, str]:
    if job.ahead:
        return 0.0, _joined(f"Waiting: {job.ahead} other run{'s' if job.ahead > 1 else ''} first", note)
    if job.step is None:
        return 0.0, _joined("Starting", note)
    step = job.step
    metrics = " · ".join(f"{name} {value:.3g}" for name, value in step.metrics.items())
    return min(step.index / max(step.total, 1), 1.0), _joined(step.message, metrics, note)


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))


def in_words(error: Exception) -> str:
    """Say what a visitor should know of the error that ended a run."""
    if isinstance(error, (DataUnavailable, Lost, Refused, ValueError, MemoryError)):
        return str(error) or "There is not enough memory for this run. Choose a smaller one."
    log.error("a run failed", exc_info=error)
    return f"This run failed ({type(error).__name__}). The server's log says more; other settings still work."
