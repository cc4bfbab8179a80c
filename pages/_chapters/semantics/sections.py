"""Sections of a long chapter, which take each other's place, and the old chapters that are sections now."""

from collections.abc import Callable, Mapping

import streamlit as st

from pages._chapters.semantics.own_world import EDIT
from pages._shared import layout

STAGES, CATEGORIES = "semantics_stages", "semantics_categories"
# Old title of a chapter -> its present title; where it is only a part of that, also the key that shows the part.
RENAMED = {
    "During training": "Beliefs during training",
    "Change the world": "Beliefs during training",
    "Why in stages?": "Stages",
    "And with real data?": "Stages",
    "Do worms have bones?": "False beliefs",
    "How does the tree unfold?": "Tree of items",
    "What makes a category?": "Categories",
    "What would it guess?": "Categories",
    "Same map, other similarity?": "Hidden similarity",
}
SECTION_OF: dict[str, tuple[str, str | bool]] = {
    "Change the world": (EDIT, True),
    "And with real data?": (STAGES, "Handwritten digits"),
    "What would it guess?": (CATEGORIES, "New property"),
}


def open_old_chapter() -> None:
    """Choose the section that an old address asks for; call it before the chapters are drawn."""
    asked = st.query_params.get("semantics_tab", "")
    if asked in SECTION_OF:
        key, section = SECTION_OF[asked]
        st.session_state[key] = section
    if "semantics_contrast" in st.query_params and CATEGORIES not in st.query_params:
        st.session_state[CATEGORIES] = "Basic level"


def choose(key: str, sections: Mapping[str, Callable[[], None]]) -> None:
    """Show the titles of the sections in a line and draw the chosen one; its title stands in the address."""
    layout.chosen("Section", key, sections, widget=st.pills)()
