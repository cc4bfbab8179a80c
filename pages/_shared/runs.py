"""From params to a result: in memory, then baked, and only then computed, with progress and a way to stop."""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from core.data.image_sets import DataUnavailable
from core.runs import settings
from core.runs.archive import ArchiveError, load
from core.runs.jobs import Job, Jobs, Refused
from core.runs.params import Params
from core.runs.progress import Work

Result = TypeVar("Result")

BAKED = Path(__file__).resolve().parents[2] / "assets" / "runs"
BUDGET_BYTES = 256 * 2**20
POLL_SECONDS = 0.1
log = logging.getLogger(__name__)


@st.cache_resource
def _jobs() -> Jobs:
    return Jobs(BUDGET_BYTES, settings.number("NBB_QUEUE"), settings.number("NBB_RUN_SECONDS"))


def find(topic: str, params: Params, kind: type[Result]) -> Result | None:
    """Return the finished run of `params`, from memory or from assets/runs, or None."""
    key = (topic, params.canonical())
    found = _jobs().find(key)
    if found is None:
        found = _baked(topic, params.canonical(), kind)
        if found is not None:
            _jobs().keep(key, found)
    return found


def _baked(topic: str, params: Params, kind: type[Result]) -> Result | None:
    try:
        result = load(BAKED / topic / f"{params.slug()}.npz", kind, params=type(params))
    except FileNotFoundError:
        return None
    except ArchiveError:
        log.exception("a baked run of %s can't be read; it is computed instead", topic)
        return None
    return result if result.params == params else None  # type: ignore[attr-defined]


def run(topic: str, params: Params, compute: Callable[[Params], Work[Result]], kind: type[Result]) -> Result:
    """Return the run of `params`, computing it when it is nowhere to be found.

    While it is computed a bar moves and a Stop button stands beside it. A run that is stopped, that fails, or that
    lacks its data ends the script with a sentence.
    """
    found = find(topic, params, kind)
    if found is not None:
        return found
    params = params.canonical()
    return _watched(topic, (topic, params), lambda: compute(params))


def work(name: str, start: Callable[[], Work[Result]]) -> Result:
    """Do work that has no params of its own (a download), with the same bar and Stop button."""
    return _watched(name, (name,), start)


def _watched(topic: str, key: tuple[object, ...], start: Callable[[], Work[Result]]) -> Result:
    stopped = f"_stopped_{topic}"
    place = st.empty()
    if st.session_state.get(stopped) == key:
        with place.container():
            st.info("Stopped: nothing of this run is kept. Move a control, choose a preset, or start it again.")
            st.button("Start again", on_click=st.session_state.pop, args=(stopped, None), key=f"_start_{topic}")
        st.stop()
    st.session_state.pop(stopped, None)
    with place.container(), st.container(horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, "Starting")
        st.button("Stop", on_click=st.session_state.update, args=({stopped: key},), key=f"_stop_{topic}")
    try:
        job = _jobs().join(key, start)
    except Refused as refusal:
        place.warning(str(refusal))
        st.stop()
    said: tuple[float, str] | None = None
    try:
        while not job.done.wait(POLL_SECONDS):
            _end_if_visitor_left()
            st.session_state.get(stopped)  # at any look into it a changed control or Stop ends the script
            now = _progress(job)
            if now != said:  # twenty who wait would send the same words ten times a second
                bar.progress(*now)
                said = now
    finally:
        _jobs().leave(job)
    place.empty()
    if job.error is not None:
        _explain(job.error)
    return job.result


def _progress(job: Job) -> tuple[float, str]:
    if job.ahead:
        return 0.0, f"Waiting: {job.ahead} other run{'s' if job.ahead > 1 else ''} first"
    if job.step is None:
        return 0.0, "Starting"
    step = job.step
    metrics = " · ".join(f"{name} {value:.3g}" for name, value in step.metrics.items())
    return min(step.index / max(step.total, 1), 1.0), " · ".join(filter(None, (step.message, metrics)))


def _end_if_visitor_left() -> None:
    """A closed browser tab ends no script by itself; without this its run would go on for nobody."""
    context = get_script_run_ctx()
    if context is not None and runtime.exists() and not runtime.get_instance().is_active_session(context.session_id):
        st.stop()


def _explain(error: Exception) -> None:
    if isinstance(error, (DataUnavailable, Refused, ValueError, MemoryError)):
        st.error(str(error) or "There is not enough memory for this run. Choose a smaller one.")
    else:
        log.error("a run failed", exc_info=error)
        st.error(f"This run failed ({type(error).__name__}). The server's log says more; other settings still work.")
    st.stop()
