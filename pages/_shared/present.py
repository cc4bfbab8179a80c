"""The presenter view (``view=present``): no sidebar, large type, the result first, and arrow keys that move it."""

from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).resolve().parent
VIEW, PRESENT = "view", "present"
STYLE = """<style>
html { font-size: 150%; }
[data-testid=stSidebar], [data-testid=stExpandSidebarButton] { display: none; }
[data-testid=stMainBlockContainer] { padding-top: 1rem; padding-left: 2rem; padding-right: 2rem; max-width: none; }
</style>"""
CSS = """
button { position: fixed; right: 1rem; bottom: 0.75rem; z-index: 10; font: inherit; font-size: 0.6rem; cursor: pointer;
  color: inherit; background: var(--st-background-color); border: 1px solid var(--st-border-color);
  border-radius: 0.5rem; padding: 0.25rem 0.5rem; }
button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
"""


def active() -> bool:
    """Whether the page is shown to a room."""
    return st.query_params.get(VIEW) == PRESENT


def begin() -> None:
    """Draw the page for a room where its address says so (before its controls)."""
    if active():
        st.html(STYLE)
        _component()(key="_present", on_leave_change=_leave)


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component(
        "not_a_black_box_present",
        html='<button type="button">Leave presenter view (Esc)</button>',
        css=CSS,
        js=(HERE / "present.js").read_text(),
    )


def _leave() -> None:
    st.query_params.pop(VIEW, None)


def start() -> None:
    """Show the page to a room; the script begins again."""
    st.query_params[VIEW] = PRESENT
    st.rerun()
