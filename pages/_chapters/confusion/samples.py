"""Lists of test images: pages of samples, the field that opens one, and its dialog."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images
from core.confusion import findings
from core.confusion.charts import samples as charts
from core.confusion.evaluation import Evaluation
from core.confusion.params import ConfusionParams
from core.confusion.samples import Scored, chosen
from core.data import image_sets
from pages._chapters.confusion import sample
from pages._shared import controls, layout

SLUG = "confusion"
PAGE, COLUMNS = 20, 4
SAMPLE, TURN = "confusion_sample", "_confusion_turn"


def selected(params: ConfusionParams, evaluation: Evaluation) -> None:
    """List the test images of the selected cell, row or column."""
    number = {name: i for i, name in enumerate(evaluation.class_names)}
    actual, predicted = number.get(params.actual), number.get(params.predicted)
    found = chosen(evaluation.samples, params.order, actual, predicted)
    title = findings.selection(params.actual, params.predicted)
    st.markdown(f"**{title}**: {len(found):,} of {len(evaluation.samples.actual):,}")
    if not len(found):
        st.info("No test image is in this cell. Click a cell with a number, or “all” in the corner of the matrix.")
        return
    st.caption(f"{place(evaluation)}: {findings.listing(params.order)}")
    sheet(evaluation, found, "page", lambda i: findings.measure(evaluation.samples, params.order, i))


def place(evaluation: Evaluation) -> str:
    """Return where a list says what it is sorted by: images have captions, and without them there is a table."""
    return "In each row" if evaluation.images is None else "Under each image"


def sheet(
    evaluation: Evaluation,
    found: np.ndarray,
    key: str,
    measure: Callable[[int], str],
    *,
    columns: int = COLUMNS,
    rows: int = PAGE // COLUMNS,
    predictions: Scored | None = None,
) -> None:
    """Show a page of samples; a click opens one. Without images it is a table.

    Parameters
    ----------
    measure
        What stands under a sample besides its classes.
    predictions
        Those that the captions name, where they are not the evaluation's own.
    """
    key = controls.key_of(SLUG, key)
    size = columns * rows
    pages = -(-len(found) // size)
    if int(st.session_state.get(key) or 1) > pages:  # there are fewer than where the visitor comes from
        st.session_state[key] = pages
    above = st.container()
    page = controls.whole_number(f"Page, 1 to {pages:,}", 1, pages, 1, key=key) if pages > 1 else 1
    shown = found[(page - 1) * size : page * size]
    with above:
        _sheet(evaluation, predictions or evaluation.samples, shown, key, measure, columns)


def _sheet(
    evaluation: Evaluation,
    predictions: Scored,
    shown: np.ndarray,
    key: str,
    measure: Callable[[int], str],
    columns: int,
) -> None:
    if evaluation.images is None:
        _table(predictions, evaluation.class_names, shown, measure)
        return
    figure = charts.sample_sheet(
        [images.photo_uri(images.enlarge(pixels, 3)) for pixels in evaluation.images.x_test[shown]],
        [_caption(predictions, evaluation.class_names, i, measure(i)) for i in shown.tolist()],
        shown.tolist(),
        columns,
    )
    turn = st.session_state.setdefault(TURN, 0)  # a new chart forgets what was clicked in the last
    name = f"{key}_sheet_{turn}"
    layout.chart(figure, key=name, on_select=lambda: _open(name), selection_mode="sample")


def _caption(samples: Scored, names: tuple[str, ...], index: int, measured: str) -> str:
    """Return both classes and a measure, in two lines where one would be longer than "9 → 1 · 0.0078%"."""
    actual, predicted = names[samples.actual[index]], names[samples.predicted[index]]
    if max(map(len, names)) > 2:
        return f"{actual} →\n{predicted} · {measured}"
    between = " · " if measured.endswith("%") else "\n"
    return f"{actual} → {predicted}{between}{measured}"


def _table(samples: Scored, class_names: tuple[str, ...], shown: np.ndarray, measure: Callable[[int], str]) -> None:
    names = np.array(class_names)
    frame = pd.DataFrame(
        {
            "test image": shown,
            "actual": names[samples.actual[shown]],
            "predicted": names[samples.predicted[shown]],
            "sorted by": [measure(i) for i in shown.tolist()],
        }
    )
    st.dataframe(frame, hide_index=True, height=460)


def _open(name: str) -> None:
    picked = st.session_state[name]["selection"]["sample"]
    if picked:
        st.session_state[SAMPLE] = int(picked[0]["sample"])


def _close() -> None:
    st.session_state[SAMPLE] = None
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def field(dataset: str) -> None:
    """Draw the field with the number of the opened test image, which stands in the address."""
    last = image_sets.size_of(dataset).test - 1
    if (st.session_state.get(SAMPLE) or 0) > last:  # another set has fewer images
        st.session_state[SAMPLE] = None
    controls.whole_number(f"Open test image (0 to {last:,})", 0, last, None, key=SAMPLE, placeholder="number")


def opened(evaluation: Evaluation) -> None:
    """Show the dialog of the test image that is opened, if any."""
    index = st.session_state.get(SAMPLE)
    if index is not None:
        index = min(int(index), len(evaluation.samples.actual) - 1)
        st.dialog(f"Test image {index}", width="large", on_dismiss=_close)(sample.show)(evaluation, index)
