"""A field to draw a figure on, with the pointer or a finger."""

import base64
import binascii
from pathlib import Path
from typing import Any

import streamlit as st

HERE = Path(__file__).resolve().parent
PREFIX = "data:image/png;base64,"
HTML = (
    '<div class="draw"><div class="field"><canvas width="280" height="280" role="img" '
    'aria-label="A black field to draw a digit on"></canvas><span class="cue">Draw a digit here</span></div>'
    '<button type="button">Clear</button></div>'
)
CSS = """
.draw { display: inline-flex; flex-direction: column; gap: 0.5rem; font-family: var(--st-font); max-width: 100%; }
.draw .field { position: relative; }
.draw .cue { position: absolute; inset: 0; display: grid; place-content: center; color: #d5d5d5; pointer-events: none; }
.draw .cue[hidden] { display: none; }
.draw canvas { display: block; width: min(280px, 100%); border-radius: 6px; touch-action: none; cursor: crosshair; }
.draw button { font: inherit; color: inherit; background: transparent; border: 1px solid var(--st-border-color);
  border-radius: 0.5rem; padding: 0.25rem 0.75rem; cursor: pointer; }
.draw button:hover, .draw button:focus-visible { border-color: var(--st-primary-color); }
"""


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component("not_a_black_box_draw", html=HTML, css=CSS, js=(HERE / "draw.js").read_text())


def draw(*, key: str) -> bytes | None:
    """Show the field and return what is drawn as the bytes of a PNG, or None while it is empty."""
    kept = f"_{key}_kept"
    said = _component()(data=st.session_state.get(kept), key=key, on_png_change=lambda: None).png
    if said is not None:
        st.session_state[kept] = said
    said = st.session_state.get(kept)
    if not isinstance(said, str) or not said.startswith(PREFIX):
        return None
    try:
        return base64.b64decode(said.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        return b""  # no browser of ours sends this; decoding says what is wrong with it
