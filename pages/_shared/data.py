"""Image sets for pages: here, or fetched with progress, or a sentence that offers the bundled ones."""

import streamlit as st

from core.data import image_sets as images
from pages._shared import runs


def load(name: str) -> images.ImageSet:
    """Return the set; when it must be fetched, show progress; when it can't be, end the script with a sentence."""
    try:
        return images.load(name)
    except images.DataUnavailable as problem:
        if images.is_local(name):
            st.warning(f"{problem} It is fetched again.")
    runs.work(f"download {name}", lambda: images.fetch(name))
    try:
        return images.load(name)
    except images.DataUnavailable as problem:
        st.error(str(problem))
        st.stop()
