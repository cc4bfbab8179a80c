"""From a request to its result: in memory, then baked, and only then computed, with progress and a way to stop.

`find` looks, `ask` computes what it does not find, and `offer` computes it once a button was pressed.
"""

import logging
from pathlib import Path
from typing import TypeVar

import streamlit as st

from core.data.image_sets import REMOTE
from core.runs.archive import ArchiveError, load
from core.runs.request import Request
from pages._shared import data, waiting
from pages._shared.waiting import want, work

__all__ = ["ask", "find", "offer", "want", "work"]

Result = TypeVar("Result")

BAKED = Path(__file__).resolve().parents[2] / "assets" / "runs"
log = logging.getLogger(__name__)


def find(request: Request[Result]) -> Result | None:
    """Return the finished run, from memory or from assets/runs, or None."""
    found = waiting.jobs().find(request.key)
    if found is None:
        found = _baked(request)
        if found is not None:
            waiting.jobs().keep(request.key, found)
    return found


def _baked(request: Request[Result]) -> Result | None:
    params = request.params.canonical()
    try:
        result = load(BAKED / request.name / f"{params.slug()}.npz", request.kind, params=type(params))
    except FileNotFoundError:
        return None
    except ArchiveError:
        log.exception("a baked run of %s can't be read; it is computed instead", request.name)
        return None
    return result if result.params == params else None  # type: ignore[attr-defined]


def ask(request: Request[Result]) -> Result:
    """Return the run, computing it when it is nowhere to be found.

    While it is computed, a bar moves and a Stop button stands beside it. A run that is stopped, that fails or whose
    images have to be downloaded first ends the script with a message.
    """
    found = find(request)
    if found is not None:
        return found
    if not has_data(request):
        st.stop()
    job = waiting.watched(request)
    if job is None:
        st.stop()
    return job.result


def offer(request: Request[Result], label: str, note: str = "", place: str = "") -> Result | None:
    """Return the run where it is known or was asked for; else show `note` and a button `label`, and return None.

    Unlike `ask` it never ends the script. `place` tells apart two offers of one run on one page.
    """
    found = find(request)
    if found is not None:
        return found
    if not has_data(request, place or "offer"):
        return None
    job = waiting.offered(request, label, note, place)
    return None if job is None else job.result


def has_data(request: Request[Result], place: str = "") -> bool:
    """Whether the images of a run are on this machine; a download is offered where they are not."""
    name = getattr(request.params, "dataset", "")
    return name not in REMOTE or data.available(name, place=place)
