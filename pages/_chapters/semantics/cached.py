"""What several chapters read of one run, computed once for each run and kind of network."""

import streamlit as st

from core.semantics import film, stages
from core.semantics.film import Film
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun
from core.semantics.stages import Stages


def film_of(run: SemanticsRun, kind: str) -> Film:
    """Return the frames of the first network of `kind`."""
    return _film(run.params, kind, run)


def stages_of(run: SemanticsRun, kind: str) -> Stages:
    """Return half-times and rises of `kind`; from three matrices on, theory solves an equation for every network."""
    return _stages(run.params, kind, run)


def moments(shown: Film) -> list[str]:
    """Return the name of each moment of a film, for the slider."""
    return [f"t = {t:.2f}" for t in shown.times]


@st.cache_data(max_entries=32, show_spinner=False)
def _film(params: SemanticsParams, kind: str, _run: SemanticsRun) -> Film:
    return film.film(_run, kind)


@st.cache_data(max_entries=32, show_spinner=False)
def _stages(params: SemanticsParams, kind: str, _run: SemanticsRun) -> Stages:
    return stages.stages(_run, kind)


def kind_of(run: SemanticsRun, key: str) -> str:
    """Ask which network to look at, where there are two, and return it."""
    if len(run.kinds) == 1:
        return run.kinds[0]
    return st.segmented_control(
        "Network to look at", run.kinds, default=run.kinds[0], required=True, key=key, bind="query-params"
    )
