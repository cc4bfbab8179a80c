"""The dialog "Share": the link of what is on the screen, as a QR code, in another page, or as a lesson."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.catalog import Topic
from core.gallery import sharing
from core.runs.params import Params
from pages._shared import lesson_editor, present, qr, share

HERE = share.HERE
Links = Mapping[str, tuple[Topic, Mapping[str, str]]]


def button(topic: Topic, params: Params | None, links: Links) -> None:
    """Draw the button that opens the dialog; `links` are the same network on other pages, by label."""
    if st.button("Share", icon=":material/share:", key=f"_{topic.slug}_share", type="tertiary"):
        st.dialog("Share", width="medium")(_content)(topic, params, links)


@st.cache_resource
def _copy() -> Any:
    return st.components.v2.component(
        "not_a_black_box_copy",
        html='<button type="button">Copy link</button><input hidden readonly aria-label="The link">',
        css=(HERE / "share.css").read_text(),
        js=(HERE / "share.js").read_text(),
    )


def _content(topic: Topic, params: Params | None, links: Links) -> None:
    link, code, frame, lesson = st.tabs(["Link", "QR code", "Embed", "Lesson"])
    with link:
        st.markdown("The link keeps the settings, the chapter, the pinned run and the moment of the film.")
        said = _copy()(key=f"_{topic.slug}_copy_link", on_place_change=lambda: None).place
        if st.button("Presenter view", icon=":material/slideshow:", key=f"_{topic.slug}_present"):
            present.start()
        st.caption("Large type without the controls. Arrow keys move the film; Escape leaves it.")
        if links:
            st.markdown("**The same network on other pages**")
            for label, (other, query) in links.items():
                st.page_link(other.page, label=label, icon=other.icon, query_params=dict(query))
    if said is None:  # the browser alone knows the address, and says it at once
        return
    address, height = str(said["address"]), int(said["height"])
    with code:
        qr.code(address)
    with frame:
        st.markdown("Put this HTML into a course page, a blog or slides that show web pages.")
        st.code(sharing.embed_code(address, height, topic.question), language="html", wrap_lines=True)
        st.caption("The frame is as high as this page, but at most 1,000 pixels. What is longer scrolls inside it.")
    with lesson:
        lesson_editor.editor(topic, params, address)
