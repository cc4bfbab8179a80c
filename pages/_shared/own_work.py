"""A visitor's own work (drawn points, an edited table): kept when a preset replaces it, with a button that restores it.

It is the free text of a topic's params. What is kept lives in the visitor's session alone.
"""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.runs.params import Params
from pages._shared.controls import key_of


def keep(topic: str, params: type[Params], values: Mapping[str, Any]) -> None:
    """Remember every free text of `topic` that is about to be replaced by `values` (part of a callback)."""
    for field, control in params.controls().items():
        written = st.session_state.get(key_of(topic, field))
        if control.kind is str and not control.options and written and written != values.get(field, ""):
            st.session_state[_kept(topic, field)] = written


def offer(topic: str, field: str, label: str, values: Mapping[str, Any]) -> None:
    """Show a button that restores what was kept of `field`, with `values` of other fields; nothing when none was.

    Call it only while the page shows something else.
    """
    written = st.session_state.get(_kept(topic, field))
    if written:
        st.button(
            label,
            icon=":material/undo:",
            key=f"_{topic}_{field}_back",
            on_click=_restore,
            args=(topic, {**values, field: written}),
        )


def _restore(topic: str, values: Mapping[str, Any]) -> None:
    for field, value in values.items():
        st.session_state[key_of(topic, field)] = value


def _kept(topic: str, field: str) -> str:
    return f"_kept_{topic}_{field}"
