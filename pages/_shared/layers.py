"""The rank slider: an image whose rank-1 components are summed in the browser, without the server.

What travels is made by `core.compression.wire`; layers.js adds what that module's `rebuild` adds.
"""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from core.gallery.film_page import Drawing

HERE = Path(__file__).resolve().parent
SCRIPTS = ("drawing.js", "axes.js", "layers.js")


@cache
def drawing() -> Drawing:
    """Return what draws an image under its rank slider, on a page and in a file."""
    return Drawing(
        html='<div class="layers"></div>',
        css=(HERE / "layers.css").read_text(),
        js="".join((HERE / script).read_text() for script in SCRIPTS),
    )


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component("not_a_black_box_layers", **vars(drawing()))


def layers(content: bytes, *, key: str, on_rank: Callable[[int], None] | None = None) -> None:
    """Show a message of `core.compression.wire` under a rank slider.

    Parameters
    ----------
    content
        The message; its header says labels, curves, and at which rank the slider starts.
    on_rank
        Called with the rank shown when the visitor presses the button that the header's `use` names.
    """

    def chosen() -> None:
        rank = st.session_state[key].rank
        if on_rank is not None and rank is not None:
            on_rank(int(rank))

    _component()(data=content, key=key, on_rank_change=chosen)
