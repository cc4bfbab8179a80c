"""The gallery: one card a topic."""

import streamlit as st

from core.catalog import LESSONS, TOPICS, Topic
from pages._shared import claims_table, layout

COLUMNS = 3
MINUTES_A_STEP = 5

layout.setup()
st.title("Not a Black Box", anchor=False)
st.markdown(
    "A trained neural network is a set of numbers that can all be looked at. Each page repeats the experiments of an "
    "article or a paper: run them, vary them, and see [which claims hold](#claims). Its lesson leads through them in "
    "steps."
)


def card(topic: Topic) -> None:
    """An image of the page's own run, the link that opens it, its question, what one does there, and its lesson."""
    with st.container(border=True, height="stretch", gap="xsmall"):
        st.image(str(topic.thumbnail), alt=f"An image from {topic.title}", width="stretch")
        label = f"**{topic.title}**"
        st.page_link(topic.page, label=label, icon=topic.icon, query_params=topic.first_query())
        start = " :primary-badge[Start here]" if topic is TOPICS[0] else ""
        st.markdown(f"**{topic.question}**{start}")
        st.caption(topic.activity)
        if topic.slug in LESSONS:
            steps = len(LESSONS[topic.slug].steps)
            label = f"Lesson: {steps} steps, {MINUTES_A_STEP * steps} min"
            st.page_link(topic.page, label=label, icon=":material/school:", query_params={"lesson": topic.slug})


for start in range(0, len(TOPICS), COLUMNS):
    for column, topic in zip(st.columns(COLUMNS), TOPICS[start : start + COLUMNS], strict=False):
        with column:
            card(topic)

st.subheader("Which claims hold?", anchor="claims")
st.markdown(
    "Every claim, figure and question of the five sources. The criterion of each was fixed before its number was known."
)
claims_table.overview()
st.caption("Nothing that you enter is sent to any other machine than the one that serves this page.")
