"""The gallery: one card a topic."""

import streamlit as st

from core.catalog import TOPICS, Topic
from pages._shared import layout

COLUMNS = 3

layout.setup()
st.title("Not a Black Box", anchor=False)
st.markdown(
    "Neural networks are trained, but they are also just arrays of numbers, and you can look at all of them. "
    "Each page takes claims from an article or a paper, runs them live, and tells you which ones hold."
)


def card(topic: Topic) -> None:
    """Thumbnail, question, and the link that opens a good preset."""
    with st.container(border=True, height="stretch"):
        st.image(str(topic.thumbnail), alt=f"{topic.title}: a picture from the page")
        st.markdown(f"**{topic.question}**")
        st.caption(topic.lede)
        st.space("stretch")
        query = topic.query(topic.presets[0])
        st.page_link(topic.page, label=topic.title, icon=topic.icon, query_params=query)


for start in range(0, len(TOPICS), COLUMNS):
    for column, topic in zip(st.columns(COLUMNS), TOPICS[start : start + COLUMNS], strict=False):
        with column:
            card(topic)

st.caption("Everything is computed by the machine that serves this page; nothing is sent anywhere else.")
