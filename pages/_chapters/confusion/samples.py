"""Lists of test images: pages of samples, and the widget that opens one."""

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images
from core.confusion import findings
from core.confusion.charts import samples as charts
from core.confusion.evaluation import Evaluation
from core.confusion.params import ConfusionParams
from core.confusion.samples import Scored, chosen
from pages._chapters.confusion import sample
from pages._shared import controls, layout

SLUG = "confusion"
PAGE, COLUMNS = 20, 4
SAMPLE, TURN = "confusion_sample", "_confusion_turn"


def selected(params: ConfusionParams, evaluation: Evaluation) -> None:
    """List the samples of the selected cell, row or column."""
    number = {name: i for i, name in enumerate(evaluation.class_names)}
    actual, predicted = number.get(params.actual), number.get(params.predicted)
    found = chosen(evaluation.samples, params.order, actual, predicted)
    title = findings.selection(params.actual, params.predicted)
    st.markdown(f"**{title}**: {len(found):,} of {len(evaluation.samples.actual):,}, {params.order} first")
    if not len(found):
        st.info("There is no such image. Click a red cell.")
        return
    sheet(evaluation, found, key="page")


def sheet(
    evaluation: Evaluation,
    found: np.ndarray,
    key: str,
    columns: int = COLUMNS,
    rows: int = PAGE // COLUMNS,
    predictions: Scored | None = None,
) -> None:
    """Show a page of samples; a click opens one. Without images it is a table.

    `predictions` are those that the captions name, where they are not the evaluation's own.
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
        _sheet(evaluation, predictions or evaluation.samples, shown, key, columns)


def _sheet(evaluation: Evaluation, predictions: Scored, shown: np.ndarray, key: str, columns: int) -> None:
    if evaluation.images is None:
        _table(predictions, evaluation.class_names, shown)
        return
    figure = charts.sample_sheet(
        [images.photo_uri(images.enlarge(pixels, 3)) for pixels in evaluation.images.x_test[shown]],
        [_caption(predictions, evaluation.class_names, i) for i in shown],
        shown.tolist(),
        columns,
    )
    turn = st.session_state.setdefault(TURN, 0)  # a new chart forgets what was clicked in the last
    name = f"{key}_sheet_{turn}"
    layout.chart(figure, key=name, on_select=lambda: _open(name), selection_mode="sample")


def _caption(samples: Scored, names: tuple[str, ...], index: int) -> str:
    between = " → " if max(map(len, names)) < 3 else " →\n"
    predicted = names[samples.predicted[index]]
    return f"{names[samples.actual[index]]}{between}{predicted} · {_short(samples.confidence[index])}"


def _short(confidence: float) -> str:
    return f"{confidence:.0%}" if confidence < 0.995 else ">99%"


def _table(samples: Scored, class_names: tuple[str, ...], shown: np.ndarray) -> None:
    names = np.array(class_names)
    frame = pd.DataFrame(
        {
            "sample": shown,
            "actual": names[samples.actual[shown]],
            "predicted": names[samples.predicted[shown]],
            "probability": samples.confidence[shown],
            "loss": samples.loss[shown],
        }
    )
    config = {
        "probability": st.column_config.NumberColumn(format="percent"),
        "loss": st.column_config.NumberColumn(format="%.2f"),
    }
    st.dataframe(frame, hide_index=True, column_config=config, height=460)


def _open(name: str) -> None:
    picked = st.session_state[name]["selection"]["sample"]
    if picked:
        st.session_state[SAMPLE] = int(picked[0]["sample"])


def _close() -> None:
    st.session_state[SAMPLE] = None
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1


def opened(evaluation: Evaluation) -> None:
    """Show the number of the opened sample, which stands in the address, and the sample itself."""
    last = len(evaluation.samples.actual) - 1
    if (st.session_state.get(SAMPLE) or 0) > last:  # another set has fewer images
        st.session_state[SAMPLE] = None
    index = controls.whole_number(
        f"Open test image, 0 to {last:,}",
        0,
        last,
        None,
        key=SAMPLE,
        width=240,
        placeholder="none",
    )
    if index is not None:
        st.dialog(f"Test image {index}", width="large", on_dismiss=_close)(sample.show)(evaluation, index)
