"""Image sets for pages: here, or downloaded when the visitor asks for it, with progress."""

from functools import partial

import streamlit as st

from core.data import image_sets as images
from core.runs.request import Chore, Lane
from core.runs.text import literal
from pages._shared import waiting


def load(name: str) -> images.ImageSet:
    """Return the set; while it is not here, offer its download and end the script."""
    while True:
        try:
            return images.load(name)
        except images.DataUnavailable as problem:
            if name not in images.REMOTE:
                st.error(literal(problem))
                st.stop()
            if not _downloaded(name, f"{problem} {_download_in_words(name)}", ""):
                st.stop()


def available(name: str, note: str = "", place: str = "") -> bool:
    """Whether the set is here. Where it is not, its download is offered, with its size.

    `note` says what it is needed for; `place` tells apart two offers of one set on one page.
    """
    if images.is_local(name):
        return True
    return _downloaded(name, note or f"{name} is not on this server yet. {_download_in_words(name)}", place)


def _download_in_words(name: str) -> str:
    return f"It is downloaded once (about {_megabytes(name)} MB) and kept for all visitors of this server."


def _megabytes(name: str) -> int:
    return round(images.REMOTE[name].download_bytes / 1e6)


def _downloaded(name: str, note: str, place: str) -> bool:
    download = Chore(f"download {name}", partial(images.fetch, name), Lane.DOWNLOAD)
    label = f"Download {name} ({_megabytes(name)} MB)"
    return waiting.offered(download, label, note, place) is not None
