"""A visitor's own image set: the panel that reads a file and shows what is in it, also where a set is gone.

The set itself lives in the store of the server (core.data.own_store); a session only knows names.
"""

from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images
from core.data import image_sets, own_examples, own_set_files, own_sets, own_store
from core.data.image_sets import ImageSet
from core.data.own_sets import Reading
from core.runs.params import fingerprint
from core.runs.progress import Work
from core.runs.text import literal
from pages._shared import controls, layout, lesson, runs

SAMPLES = 10  # images of a class in the preview


def require(topic: str, name: str) -> None:
    """Go on when the page's set is here, or needs no file of a visitor; else show the panel and end the script."""
    if not image_sets.is_brought(name):
        return
    if name.startswith(image_sets.HOST_PREFIX) and image_sets.is_local(name):
        if own_store.STORE.find(name) is None:
            runs.work(f"read {name} {own_store.STORE.generation}", partial(_host_set, name))
        return
    if not image_sets.is_local(name):
        if lesson.hides(topic, "dataset"):
            st.warning("This lesson is about images that a visitor uploaded, and this server no longer has them.")
            st.stop()
        panel(topic, name)
        st.stop()


def _host_set(name: str) -> Work[Reading]:
    made = yield from image_sets.read_host_set(name)
    return Reading(made.name)


def panel(topic: str, name: str) -> None:
    """Let the visitor upload a file, show what was read of it, and use it when the button is pressed."""
    if name != image_sets.OWN:
        try:
            image_sets.load(name)
        except image_sets.DataUnavailable as problem:
            st.warning(literal(problem))
    st.subheader("Your own images", anchor=False)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        file = st.file_uploader(
            "A .zip with a folder for each class, an .npz, or a .csv",
            type=list(own_set_files.TYPES),
            key=f"_{topic}_own_file",
            max_upload_size=own_sets.MAX_FILE_BYTES // 1_000_000,
        )
    with right:
        side = st.selectbox(
            "Side of the images",
            own_sets.SIDES,
            format_func=lambda side: f"{side} pixels" if side else "as in the file (16 to 64 pixels)",
            key=f"_{topic}_own_side",
            help="Images become squares of this side. Their aspect is kept, and the border is extended.",
        )
        st.caption(
            f"At most {own_store.most_bytes() / 1e6:,.0f} MB of pixels and {own_sets.MOST_CLASSES} classes. The images "
            "stay in the memory of this server for a while and are never written to its disk. Everyone with the link "
            "of a page that shows them can see them there."
        )
    if file is None:
        _formats(topic)
        return
    reading = _read(file.getvalue(), file.name, side)
    found = own_store.STORE.find(reading.name)
    if found is None:
        st.error(f"{literal(file.name)} cannot be used. {literal(reading.problem)}")
        _formats(topic)
        return
    _preview(topic, found, reading)


def _read(content: bytes, file_name: str, side: int) -> Reading:
    """Read a file when it is new to this server, or when its set may have left since."""
    ending = file_name.rpartition(".")[2].lower()
    key = f"read set {fingerprint(content, 64)} {ending} {side} {own_store.STORE.generation}"
    return runs.work(key, lambda: own_sets.read(content, file_name, side))


def _preview(topic: str, found: ImageSet, reading: Reading) -> None:
    train, test = (np.bincount(y, minlength=len(found.class_names)) for y in (found.y_train, found.y_test))
    st.markdown(
        f"**{len(found.class_names)} classes** · {train.sum():,} training and {test.sum():,} test images of "
        f"{found.shape[0]} × {found.shape[1]} pixels in {'colour' if len(found.shape) == 3 else 'grey'}"
    )
    st.button(
        "Use these images",
        type="primary",
        icon=":material/check:",
        key=f"_{topic}_own_use",
        on_click=_use,
        args=(topic, found.name),
    )
    if reading.notes:
        st.markdown("\n".join(f"- {literal(note)}" for note in reading.notes))
    frame = pd.DataFrame(
        {"Class": found.class_names, "Training": train, "Test": test, "Samples": _samples(found.name, found)}
    )
    st.dataframe(
        frame,
        hide_index=True,
        row_height=44,
        height=min(38 + 44 * len(frame), 480),
        column_config={"Samples": st.column_config.ImageColumn("Training images", width="large")},
    )


def _use(topic: str, name: str) -> None:
    """Show the set on the page, and keep its name in this visitor's list (a callback)."""
    st.session_state[controls.BROUGHT] = (*st.session_state.get(controls.BROUGHT, ()), name)
    st.session_state[controls.key_of(topic, "dataset")] = name


@st.cache_data(max_entries=8, show_spinner=False)
def _samples(name: str, _set: ImageSet) -> list[str]:
    """Return the first training images of each class in a row, as one image a class."""
    rows = []
    for label in range(len(_set.class_names)):
        shown = _set.x_train[np.flatnonzero(_set.y_train == label)[:SAMPLES]]
        rows.append(images.photo_uri(images.tile(shown, columns=SAMPLES, gap=1)))
    return rows


def _formats(topic: str) -> None:
    st.markdown("**Formats.** Download an example to start from, or write your own data with these lines.")
    for form, tab in zip(
        own_examples.FORMATS, st.tabs([f".{form.ending}" for form in own_examples.FORMATS]), strict=True
    ):
        with tab:
            st.markdown(form.layout)
            st.code(form.script.strip(), language="python", wrap_lines=True)
            layout.download(
                f"Example ({'photo patches' if form.ending == 'zip' else 'digits'})",
                _example(form.ending),
                f"example.{form.ending}",
                form.mime,
                f"_{topic}_own_example_{form.ending}",
            )


@st.cache_data(show_spinner=False)
def _example(ending: str) -> bytes:
    return own_examples.example(ending)
