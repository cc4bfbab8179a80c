"""The glossary of a page, and definitions for help texts."""

import streamlit as st

from core.gallery import glossary
from core.gallery.topic import Topic


def terms(topic: Topic) -> None:
    """Show the terms that the topic's page uses, with their definitions."""
    st.markdown("\n\n".join(f"**{term.name}**  \n{term.definition}" for term in glossary.of_topic(topic.slug)))


def help_for(name: str) -> str:
    """Return the definition of a term, named as in the glossary or by an alias, for a widget's `help`."""
    return glossary.term(name).definition
