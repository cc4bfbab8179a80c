"""Decision Boundaries, what its chapters share."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import streamlit as st

from core.boundaries.params import BoundaryParams
from core.boundaries.training import BoundaryRun
from core.charts import theme
from pages._shared import controls, lesson, own_work

SLUG = "boundaries"


def colours_of(labels: np.ndarray) -> list[str]:
    """Return the class colour of each point."""
    return [theme.CATEGORICAL[label] for label in labels]


def moments(run: BoundaryRun, frames: np.ndarray) -> list[str]:
    """Return the names of some frames."""
    return [f"step {step:,}" for step in run.steps[frames]]


def switch(why: str, label: str, values: Mapping[str, Any]) -> None:
    """Say why another run is shown than that of the page, and offer to switch the page to it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(why)
        st.button(
            label,
            icon=":material/arrow_forward:",
            on_click=_open,
            args=(values,),
            key=f"_{SLUG}_open_{label}",
            disabled=lesson.place() is not None,
        )


def _open(values: Mapping[str, Any]) -> None:
    own_work.keep(SLUG, BoundaryParams, values)
    controls.set_all(SLUG, BoundaryParams, values)
