"""The confusion matrix, a question about it, and next to it the test samples of what is selected."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core.charts import images
from core.confusion import findings
from core.confusion.charts import matrix as charts
from core.confusion.charts.difference import MOST_WRITTEN
from core.confusion.params import ANY, ConfusionParams
from core.confusion.predictions import Predictions
from core.confusion.quiz import quiz
from core.confusion.samples import top_samples
from pages._chapters.confusion import samples
from pages._shared import controls, layout

SLUG = "confusion"
HOVER = {"grey": (8, 4), "colour": (6, 3)}  # samples under the pointer, and how many stand in a row

COMPUTED = """
- **Rows** are actual classes, **columns** predicted ones. Recall: the share of a row that lies on the diagonal.
  Precision: the share of a column that lies on the diagonal. Purple cells are mistakes: the stronger the purple, the
  larger the square root of their share of the row, so that rare mistakes can be seen. The diagonal is green.
- **Confidence** is the softmax probability of the predicted class; **loss** is −ln of the probability of the actual
  class, at most 16.6 nats (the limit of a bundled 16-bit float).
- **Evidence** for a class: gradient of its logit times input, pixel by pixel. All networks here are piecewise linear,
  so the sum over pixels plus the contribution of the biases is exactly the logit. With one layer, evidence is weight
  times pixel.
- **Nearest** training images: Euclidean distance over all pixels, exact.
- **Shuffled labels** are those of the training images only. Matrix, calibration and histories count by the true labels
  of the test images, and the nearest training images are shown with their true class.
- **Comparison**: McNemar's exact test on the images that exactly one of two networks classifies correctly.
- Training is the same as on Weight Templates, with which this page shares its runs. Bundled runs keep weights and
  probabilities as 16-bit floats.
"""


def selection(class_names: tuple[str, ...]) -> tuple[str, str]:
    """Draw the widgets of the selected actual and predicted class, to which clicks in the matrix write."""
    options = (ANY, *class_names)
    keys = [controls.key_of(SLUG, name) for name in ("actual", "predicted")]
    for key in keys:  # another image set has other classes
        if st.session_state.get(key, ANY) not in options:
            st.session_state[key] = ANY
    actual, predicted = (
        st.selectbox(
            label, options, key=key, bind="query-params", persist_state="session", width=140, on_change=_first_page
        )
        for label, key in zip(("Actual class", "Predicted class"), keys, strict=True)
    )
    return actual, predicted


def _first_page() -> None:
    st.session_state[controls.key_of(SLUG, "page")] = 1


def explorer(params: ConfusionParams, predictions: Predictions, warning: str = "", note: str = "") -> None:
    """Draw the matrix and a question about it, and next to them the test samples of what is selected.

    Parameters
    ----------
    warning
        What stands above the matrix.
    note
        What is said after the summary of the matrix.
    """
    if warning:
        st.warning(warning)
    many = len(predictions.class_names) > MOST_WRITTEN
    left, right = st.columns([2, 1] if many else [8, 5], gap="medium")
    with right.container(horizontal=True):
        actual, predicted = selection(predictions.class_names)
    params = replace(params, actual=actual, predicted=predicted)
    names, wording = predictions.shown_names, predictions.wording
    with left:
        _matrix(params, predictions)
        if not many:
            layout.quiz(SLUG, quiz(predictions.samples, names, wording))
        st.markdown(findings.summary(predictions.counts, names, wording) + note)
    with right:
        samples.selected(params, predictions)


def _matrix(params: ConfusionParams, predictions: Predictions) -> None:
    hover = shown = {}
    if predictions.images is not None:
        if predictions.samples.doubt is not None:
            hover = _hover_images(predictions.key, predictions)
        if params.view == "top samples":
            shown = _top_images(predictions.key, params.order, predictions)
    elif params.view == "top samples":
        st.caption("There are no images on this server, so the cells show counts.")
    spec = _matrix_spec(
        predictions.key, params.view, params.order, layout.ink(), bool(hover), predictions, hover, shown
    )
    spec = charts.with_frame(spec, predictions.class_names, (params.actual, params.predicted))
    st.vega_lite_chart(spec, key="confusion_cells", on_select=_select_cell, selection_mode="cell")
    sample = predictions.wording.sample
    pointing = f"Point at a cell to see its most confident {sample}s. " if hover else ""
    st.caption(
        "Green: correct predictions, purple: mistakes. Recall is the green share of a row, precision that "
        f"of a column. {pointing}Click a cell or a name to list its {sample}s."
    )


@st.cache_data(max_entries=24, show_spinner=False)
def _matrix_spec(
    key: str,
    view: str,
    order: str,
    ink: str,
    with_images: bool,
    _predictions: Predictions,
    _hover: dict[tuple[int, int], str],
    _shown: dict[tuple[int, int], str],
) -> dict[str, Any]:
    """Build the chart as Vega-Lite, once: Altair takes .2 s, which a click need not wait for.

    A test checks the chart against the schema; here that would take longer than building it.
    """
    counts, names = _predictions.counts, _predictions.class_names
    shares = view == "row shares"
    return charts.confusion_matrix(counts, names, shares=shares, hover=_hover, shown=_shown, ink=ink).to_dict(
        validate=False
    )


def _select_cell() -> None:
    picked = st.session_state["confusion_cells"]["selection"]["cell"]
    if picked:
        for name in ("actual", "predicted"):
            st.session_state[controls.key_of(SLUG, name)] = picked[0][name]
        _first_page()


@st.cache_data(max_entries=12, show_spinner=False)
def _hover_images(key: str, _predictions: Predictions) -> dict[tuple[int, int], str]:
    """Return the most confident samples of every cell, as one small image a cell."""
    colour = _predictions.pixels([0]).ndim == 4
    count, columns = HOVER["colour" if colour else "grey"]
    found = top_samples(_predictions.samples, "most confident", len(_predictions.class_names), count)
    return {cell: _sheet(_predictions.pixels(members), columns) for cell, members in found.items()}


def _sheet(shown: np.ndarray, columns: int) -> str:
    return images.photo_uri(images.enlarge(images.tile(shown, columns=min(columns, len(shown)), gap=1), 2))


@st.cache_data(max_entries=12, show_spinner=False)
def _top_images(key: str, order: str, _predictions: Predictions) -> dict[tuple[int, int], str]:
    found = top_samples(_predictions.samples, order, len(_predictions.class_names), 1)
    return {cell: images.photo_uri(images.enlarge(_predictions.pixels(at)[0], 2)) for cell, at in found.items()}
