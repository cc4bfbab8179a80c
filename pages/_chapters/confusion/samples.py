"""Lists of test samples: pages of them, the field that opens one, and its dialog."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images
from core.confusion import findings
from core.confusion.charts import samples as charts
from core.confusion.params import ConfusionParams
from core.confusion.predictions import Predictions
from core.confusion.samples import Scored, chosen
from core.runs.text import literal
from pages._shared import controls, layout, lesson

SLUG = "confusion"
PAGE, COLUMNS = 20, 4
SAMPLE, TURN = "confusion_sample", "_confusion_turn"


def selected(params: ConfusionParams, predictions: Predictions) -> None:
    """List the test samples of the selected cell, row or column."""
    number = {name: i for i, name in enumerate(predictions.class_names)}
    actual, predicted = number.get(params.actual), number.get(params.predicted)
    samples, wording = predictions.samples, predictions.wording
    found = chosen(samples, params.order, actual, predicted)
    title = findings.selection(literal(params.actual), literal(params.predicted), wording)
    st.markdown(f"**{title}**: {len(found):,} of {len(samples.actual):,}")
    if not len(found):
        st.info(
            f"No test {wording.sample} is in this cell. Click a cell with a number, or “all” in the corner of the "
            "matrix."
        )
        return
    st.caption(f"{place(predictions)}: {findings.listing(samples, params.order)}")
    sheet(predictions, found, "page", lambda i: findings.measure(samples, params.order, i))


def place(predictions: Predictions) -> str:
    """Return where a list says what it is sorted by: images have captions, and without them there is a table."""
    return "In each row" if predictions.images is None else "Under each image"


def sheet(
    predictions: Predictions,
    found: np.ndarray,
    key: str,
    measure: Callable[[int], str],
    *,
    columns: int = COLUMNS,
    rows: int = PAGE // COLUMNS,
    captions: Scored | None = None,
) -> None:
    """Show a page of samples; a click opens one. Without images it is a table.

    Parameters
    ----------
    measure
        What stands under a sample besides its classes.
    captions
        The predictions that the captions name, where they are not these.
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
        _sheet(predictions, captions or predictions.samples, shown, key, measure, columns)


def _sheet(
    predictions: Predictions,
    captions: Scored,
    shown: np.ndarray,
    key: str,
    measure: Callable[[int], str],
    columns: int,
) -> None:
    turn = st.session_state.setdefault(TURN, 0)  # a new chart or table forgets what was clicked in the last
    name = f"{key}_sheet_{turn}"
    if predictions.images is None:
        _table(predictions, captions, shown, measure, name)
        return
    figure = charts.sample_sheet(
        [images.photo_uri(images.enlarge(pixels, max(1, 84 // len(pixels)))) for pixels in predictions.pixels(shown)],
        [_caption(captions, predictions.class_names, i, measure(i)) for i in shown.tolist()],
        shown.tolist(),
        columns,
    )
    layout.chart(figure, key=name, on_select=lambda: _open(name), selection_mode="sample")


def _caption(samples: Scored, names: tuple[str, ...], index: int, measured: str) -> str:
    """Return both classes and a measure, in two lines where one would be longer than "9 → 1 · 0.0078%"."""
    actual, predicted = names[samples.actual[index]], names[samples.predicted[index]]
    if max(map(len, names)) > 2:
        return f"{actual} →\n{predicted}{f' · {measured}' if measured else ''}"
    if not measured:
        return f"{actual} → {predicted}"
    between = " · " if measured.endswith("%") else "\n"
    return f"{actual} → {predicted}{between}{measured}"


def _table(
    predictions: Predictions, captions: Scored, shown: np.ndarray, measure: Callable[[int], str], name: str
) -> None:
    names = np.array(predictions.class_names)
    columns = {
        f"test {predictions.wording.sample}": shown,
        "actual": names[captions.actual[shown]],
        "predicted": names[captions.predicted[shown]],
    }
    if captions.doubt is not None:
        columns["sorted by"] = np.array([measure(i) for i in shown.tolist()])
    columns |= {title: values[shown] for title, values in predictions.columns.items() if title not in columns}

    def opened() -> None:
        rows = st.session_state[name]["selection"]["rows"]
        if rows and rows[0] < len(shown):
            st.session_state[SAMPLE] = int(shown[rows[0]])

    st.dataframe(
        pd.DataFrame(columns), hide_index=True, height=460, key=name, on_select=opened, selection_mode="single-row"
    )
    st.caption("Select a row to see everything about it.")


def _open(name: str) -> None:
    picked = st.session_state[name]["selection"]["sample"]
    if picked:
        st.session_state[SAMPLE] = int(picked[0]["sample"])


def _close() -> None:
    st.session_state[SAMPLE] = None
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def field(count: int, sample: str = "image") -> None:
    """Draw the field with the number of the opened test sample, one of `count`, which stands in the address.

    A lesson has none: a click on a sample opens it.
    """
    if lesson.place() is not None:
        return
    last = count - 1
    if (st.session_state.get(SAMPLE) or 0) > last:  # another set has fewer samples
        st.session_state[SAMPLE] = None
    controls.whole_number(f"Open test {sample} (0 to {last:,})", 0, last, None, key=SAMPLE, placeholder="number")


def opened(predictions: Predictions, show: Callable[[int], None]) -> None:
    """Let `show` fill the dialog of the test sample that is opened, if any."""
    index = st.session_state.get(SAMPLE)
    if index is not None:
        index = min(int(index), len(predictions.samples.actual) - 1)
        title = f"Test {predictions.wording.sample} {index}"
        st.dialog(title, width="large", on_dismiss=_close)(show)(index)
