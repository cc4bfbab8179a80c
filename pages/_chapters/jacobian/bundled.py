"""A further run of the page's network, or the bundled one most like it until that is computed."""

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from core.jacobian.topic import TOPIC, nearest_preset
from core.jacobian.training import JacobianParams
from core.runs.request import Request
from pages._shared import controls, lesson, runs

Result = TypeVar("Result")


def run_or_nearest(
    request: Callable[[JacobianParams], Request[Result]], params: JacobianParams, label: str, note: str
) -> Result | None:
    """Return the run of `params` where it is known; else offer to compute it, and return that of the nearest preset.

    Parameters
    ----------
    label, note
        Of the offer.
    """
    found = runs.offer(request(params), label, note)
    if found is not None:
        return found
    preset = nearest_preset(params)
    bundled = runs.find(request(JacobianParams(**preset.values).canonical()))
    if bundled is not None:
        st.markdown(f"Below until then: the bundled network most like it, **{preset.title}**.")
        st.button(
            f"Show “{preset.title}” on the whole page",
            key=f"_{TOPIC.slug}_nearest",
            disabled=lesson.place() is not None,
            on_click=controls.set_all,
            args=(TOPIC.slug, JacobianParams, dict(preset.values)),
        )
    return bundled
