"""The head of every page: question, presets, and one row of actions (compare, share, export, glossary)."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.catalog import Topic
from core.runs.params import Params
from pages._shared import claims_table, controls, glossary, lesson, own_work, player, present, share, share_dialog

HERE = Path(__file__).resolve().parent
NO_LINKS: Mapping[str, share.Link] = {}
# Export was a chapter of each page; links that open it still do.
EXPORT = ("Export", "Take it with you")


def _nothing() -> None:
    """What else a preset does where a page has only one side."""


def header(
    topic: Topic,
    params: Params | None,
    links: Mapping[str, share.Link] = NO_LINKS,
    on_preset: Callable[[], None] = _nothing,
) -> DeltaGenerator:
    """Draw the head of a page and return its row of actions, where `export` adds a button.

    Parameters
    ----------
    params
        Of the page's run; None where it shows no run that a visitor sets up, so that there is nothing to pin.
    on_preset
        What choosing a preset does besides setting the controls.
    links
        Label -> what `share.link` returns: the same network on other pages, a part of "Share".
    """
    if lesson.place() is not None:  # it has a head of its own
        player.forget_moments(topic.slug, None if params is None else params.canonical())
        return st.container()
    if present.active():
        st.title(topic.question, anchor=False)
        return st.container()
    if st.query_params.get(f"{topic.slug}_tab") in EXPORT:  # the line of chapters drops what is no chapter
        st.session_state[_asked(topic)] = True
    with st.container(gap="xsmall", key="page_header"):
        left, right = st.columns(2, vertical_alignment="center")
        left.title(topic.question, anchor=False)
        actions = right.container(horizontal=True, horizontal_alignment="right", gap="xsmall")
        with actions:
            _history()(key="_page", on_theme_change=lambda: None)
            share.pin_button(topic, params)
            share_dialog.button(topic, params, links)
            with st.popover("Glossary", icon=":material/menu_book:", type="tertiary"):
                glossary.terms(topic)
        st.markdown(topic.lede)
        _presets(topic, params, on_preset)
        claims_table.opened_from(topic)
    return actions


@st.cache_resource
def _history() -> Any:
    return st.components.v2.component(
        "not_a_black_box_page",
        html="<span></span>",
        js=(HERE / "history.js").read_text() + (HERE / "page.js").read_text(),
    )


def _presets(topic: Topic, params: Params | None, on_preset: Callable[[], None]) -> None:
    """A row of pills that put all controls at a setting worth seeing, and the note of the one that is on."""
    by_title = {preset.title: preset for preset in topic.presets}
    key = f"_{topic.slug}_preset"
    shown = None if params is None else params.canonical()
    player.forget_moments(topic.slug, shown)
    active = next((p for p in topic.presets if topic.params(**p.here()).canonical() == shown), None)
    st.session_state[key] = active.title if active else None

    def choose() -> None:
        chosen = st.session_state[key]
        if chosen is not None:
            on_preset()
            values = by_title[chosen].here()
            own_work.keep(topic.slug, topic.params, values)
            controls.set_all(topic.slug, topic.params, values)
            if by_title[chosen].tab:
                st.session_state[f"{topic.slug}_tab"] = by_title[chosen].tab

    st.pills("Presets", list(by_title), key=key, on_change=choose, label_visibility="collapsed", wrap=True)
    if active:
        st.caption(active.note)


def export(topic: Topic, actions: DeltaGenerator, content: Callable[[], None]) -> None:
    """Add the button "Export" to the row of actions; it opens a dialog that `content` fills.

    An address whose chapter is one of `EXPORT` opens the dialog, too. A step of a lesson has none.
    """
    if lesson.place() is not None or present.active():
        return
    pressed = actions.button("Export", icon=":material/download:", key=f"_{topic.slug}_export", type="tertiary")
    if st.session_state.pop(_asked(topic), False) or pressed:
        st.dialog("Export", width="large")(content)()


def _asked(topic: Topic) -> str:
    return f"_{topic.slug}_export_asked"
