"""A visitor's own predictions: the panel that reads a file, its chapters, and what becomes of a link to it.

Predictions stay in the memory of the server (core.data.own_store) under a hash, which the address carries; a session
knows the hash alone.
"""

from dataclasses import replace
from functools import partial

import streamlit as st

from core.confusion import own_predictions, prediction_examples, prediction_files
from core.confusion.own_predictions import MAX_ROWS, Reading
from core.confusion.params import ConfusionParams
from core.confusion.predictions import Predictions, aligned
from core.confusion.topic import TOPIC as CONFUSION
from core.data.own_sets import FEWEST_CLASSES, MOST_CLASSES
from core.data.own_store import STORE
from core.runs.text import literal
from pages._chapters.confusion import calibration, disagreement, export, matrix, own_sample, samples
from pages._chapters.confusion.evaluation import bundled
from pages._shared import layout, lesson, runs
from pages._shared.header import export as export_dialog
from pages._shared.header import header

A, B = "confusion_file", "confusion_file_b"  # names in the address
LEDE = (
    "The predictions of your classifier come from a file; nothing is trained here. The matrix counts them: a row is "
    "the actual class, a column the predicted one."
)
NEEDS_NETWORK = (
    "Training over the epochs, evidence and the nearest training images need the network itself: choose a preset, or "
    "“trained here” in the sidebar."
)
GONE = (
    "This link shows predictions that a visitor uploaded, and this server no longer has them: it keeps such files in "
    "memory, until it restarts or needs the room. Upload the same file again, and the link works again."
)
RENAMED = {
    **dict.fromkeys(("Compare two networks", "Is another net better?"), "Compare two files"),
    "Matrix": "Confusion matrix",
    "Can its confidence be trusted?": "Calibration",
}


def show(params: ConfusionParams) -> None:
    """Draw the page of a visitor's predictions."""
    actions = header(replace(CONFUSION, lede=LEDE), None)
    found = chosen(A, "Predictions (.csv or .npz)")
    if found is None:
        formats()
        return
    with lesson.controls_area():
        samples.field(len(found.samples.actual), found.wording.sample)
    layout.chapters(
        CONFUSION,
        {
            "Confusion matrix": partial(matrix.explorer, params, found, note=f"\n\n{NEEDS_NETWORK}"),
            "Compare two files": partial(compare, found),
            "Calibration": partial(calibration.calibration, found),
            "File formats": formats,
        },
        renamed=RENAMED,
        inside=("actual", "predicted"),
        outside=(samples.SAMPLE,),
    )
    samples.opened(found, partial(own_sample.show, found))
    export_dialog(CONFUSION, actions, partial(export.of_predictions, found))


def chosen(slot: str, label: str) -> Predictions | None:
    """Let the visitor upload a file, and return its predictions, or those that the address names, or None.

    `slot` is the name under which the address carries the hash.
    """
    kept, note = _memory(slot), ""
    with st.expander("Upload another file" if kept else "Upload a file", expanded=not kept):
        left, right = st.columns(2, gap="medium")
        megabytes = own_predictions.MAX_FILE_BYTES // 1_000_000
        file = left.file_uploader(
            label,
            prediction_files.TYPES,
            key=f"_{slot}_table",
            max_upload_size=megabytes,
            on_change=_changed,
            args=(slot,),
        )
        images = right.file_uploader(
            "Images that a column “image” names (.zip, optional)",
            "zip",
            key=f"_{slot}_images",
            max_upload_size=megabytes,
        )
        st.caption(
            f"At most {MAX_ROWS:,} rows and {MOST_CLASSES} classes. The file stays in the memory of this server for a "
            "while and is never written to its disk. Everyone with the link of this page can see it there."
        )
        if file is not None:
            reading = _read(slot, file, images)
            note = " ".join(reading.notes)
            if reading.predictions is None:
                st.error(f"{literal(file.name)} cannot be used. {literal(reading.problem)}")
                return None
    if not kept and file is not None:
        st.rerun()  # the panel folds
    key = _memory(slot)
    if not key:
        return None
    found: Predictions | None = STORE.find(key)
    if found is None:
        st.warning(GONE)
        return None
    st.caption(
        f"**{'A' if slot == A else 'B'}**: {len(found.samples.actual):,} rows, {len(found.class_names)} classes. "
        f"{literal(note)}"
    )
    return found


def _memory(slot: str) -> str:
    """Return the hash in the address, or the one from before another page was visited; empty where there is none."""
    key = st.query_params.get(slot) or st.session_state.get(f"_{slot}", "")
    if key:
        _remember(slot, key)
    return key


def _remember(slot: str, key: str) -> None:
    st.session_state[f"_{slot}"] = key
    if st.query_params.get(slot) != key:
        st.query_params[slot] = key


def _changed(slot: str) -> None:
    """Forget the predictions of a file that was taken away (a callback)."""
    st.session_state.pop(f"_{slot}", None)
    st.session_state.pop(f"_{slot}_of", None)
    st.query_params.pop(slot, None)


def _read(slot: str, file, images) -> Reading:  # type: ignore[no-untyped-def] # Streamlit's UploadedFile is private
    """Read an upload when it is new to this server, keep its predictions, and note their hash in the address."""
    ids = file.file_id, images.file_id if images else ""
    content, packed = file.getvalue(), images.getvalue() if images else b""
    known = st.session_state.get(f"_{slot}_of")
    key = known[1] if known and known[0] == ids else own_predictions.key_of(content, packed)
    st.session_state[f"_{slot}_of"] = ids, key
    name = f"read predictions {key} {file.name.rpartition('.')[2].lower()}"
    reading = runs.work(name, lambda: own_predictions.read(content, file.name, packed))
    if reading.predictions is not None:
        STORE.keep(key, reading.predictions)
        _remember(slot, key)
    return reading


def compare(a: Predictions) -> None:
    """Compare the page's predictions with those of a second file for the same samples."""
    b = chosen(B, "Predictions B for the same rows (.csv or .npz)")
    if b is None:
        st.info(
            "A second file with the predictions of another classifier for the same samples, in the same order, shows "
            "which of the two is better, and on which samples."
        )
        return
    try:
        a, b = aligned(a, b)
    except ValueError as problem:
        st.warning(literal(problem))
        return
    disagreement.compared(a, b, "the first file", "the second file")


def formats() -> None:
    """Show the formats: how each is laid out, an example, and the Python that writes it."""
    st.markdown(
        "**The predictions of any classifier**: actual and predicted classes give the matrix, its margins and the "
        "comparison of two files. With a confidence or the probability of every class, there are calibration and "
        f"thresholds, too. The table has {FEWEST_CLASSES} to {MOST_CLASSES} classes and at most {MAX_ROWS:,} rows."
    )
    for form, tab in zip(
        prediction_examples.FORMATS, st.tabs([form.title for form in prediction_examples.FORMATS]), strict=True
    ):
        with tab:
            st.markdown(form.layout)
            st.code(form.script.strip(), language="python", wrap_lines=True)
            with st.container(horizontal=True):
                for name in form.files:
                    layout.download(f"Example: {name}", _example(name), name, _mime(name), f"_confusion_example_{name}")
    st.caption(
        "Other names are understood as well. Actual: "
        + ", ".join(f"`{name}`" for name in prediction_files.ROLES["actual"][1:5])
        + ", `target`, `label`. Predicted: "
        + ", ".join(f"`{name}`" for name in prediction_files.ROLES["predicted"][1:5])
        + ". Confidence: `score`, `prob`. Up to "
        + f"{prediction_files.FURTHER} further columns of a table are shown with each sample."
    )


@st.cache_data(show_spinner=False)
def _example(name: str) -> bytes:
    return prediction_examples.example(name, bundled().predictions)


def _mime(name: str) -> str:
    return {"csv": "text/csv", "zip": "application/zip"}.get(name.rpartition(".")[2], "application/octet-stream")
