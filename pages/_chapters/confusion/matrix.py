"""The explorer of Confusion Matrix: the matrix, the samples of what is selected, and one sample opened."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.charts import images
from core.confusion import matrix as confusion
from core.confusion.charts import matrix as charts
from core.confusion.charts import samples as sample_charts
from core.confusion.matrix import ANY, ConfusionParams, LabelsParams, Scored, TestLabels
from core.data import image_sets
from core.data.image_sets import ImageSet
from core.networks.training import Training, TrainingParams, train
from pages._chapters.confusion import sample as confusion_sample
from pages._shared import controls, data, layout, runs

SLUG = "confusion"
ARCHITECTURES = ("one layer", "hidden", "cnn")
HOVER = {"grey": (8, 4), "colour": (6, 3)}  # samples under the pointer, and how many stand in a row
PAGE, COLUMNS = 20, 4
SAMPLE, WANTED = "confusion_sample", "_confusion_fetch"

COMPUTED = """
- **Rows** are actual classes, **columns** what the net says. Recall: of a row, the share on the diagonal.
  Precision: of a column, the share on the diagonal. Reds are mistakes, as shares of their row, square-rooted so that
  rare ones can be seen; the diagonal has a colour of its own.
- **Confidence** is the softmax probability of the predicted class; **loss** is −ln of the probability of the actual
  one, 16.6 nats at most (what a shipped 16-bit float can hold).
- **Evidence** for a class: gradient of its logit times input, pixel by pixel. All nets here are piecewise linear, so
  the pixels' sum and what the biases send are exactly the logit. With one layer it is weight times pixel.
- **Nearest** training pictures: Euclidean distance over all pixels, exact.
- Training is Keras, as on Weight Templates, with which this page shares its runs. Runs that come with the page keep
  weights and probabilities as 16-bit floats.
"""


@dataclass(frozen=True)
class Material:
    """What the page looks at. `pictures` is None where the image set is not on this machine."""

    run: Training
    samples: Scored
    class_names: tuple[str, ...]
    pictures: ImageSet | None

    @property
    def params(self) -> TrainingParams:
        return self.run.params

    @property
    def counts(self) -> np.ndarray:
        """The matrix."""
        return confusion.matrix(self.samples.actual, self.samples.predicted, len(self.class_names))


def selection(dataset: str) -> tuple[str, str]:
    """Which actual and predicted class are looked at; clicks in the matrix write here."""
    options = (ANY, *image_sets.CLASS_NAMES[dataset])
    keys = [controls.key_of(SLUG, name) for name in ("actual", "predicted")]
    for key in keys:  # another image set has other classes
        if st.session_state.get(key, ANY) not in options:
            st.session_state[key] = ANY
    return tuple(
        st.selectbox(
            label, options, key=key, bind="query-params", persist_state="session", width=160, on_change=_turn_back
        )
        for label, key in zip(("Actual class", "Predicted class"), keys, strict=True)
    )


def _turn_back() -> None:
    st.session_state[controls.key_of(SLUG, "page")] = 1


def material(params: ConfusionParams) -> Material:
    """The run with its labels and, where they are here, its pictures."""
    name, training = params.dataset, params.training()
    if name in image_sets.REMOTE and not image_sets.is_local(name) and st.session_state.pop(WANTED, None) != name:
        run = runs.find("training", training, Training)
        labels = runs.find("labels", LabelsParams(dataset=name), TestLabels)
        if run is not None and labels is not None:
            _offer(name)
            return _material(run, labels.labels, None)
    pictures = data.load(name)
    run = runs.run("training", training, train, Training)
    return _material(run, pictures.y_test, pictures)


def finished(params: ConfusionParams) -> Material | None:
    """The material of other controls than the present ones, as far as it is here."""
    run = runs.find("training", params.training(), Training)
    if run is None:
        return None
    if image_sets.is_local(params.dataset) or params.dataset not in image_sets.REMOTE:
        return _material(run, data.load(params.dataset).y_test, None)
    labels = runs.find("labels", LabelsParams(dataset=params.dataset), TestLabels)
    return None if labels is None else _material(run, labels.labels, None)


def _material(run: Training, labels: np.ndarray, pictures: ImageSet | None) -> Material:
    samples = confusion.scored(labels, run.predictions[-1], run.probabilities)
    return Material(run, samples, image_sets.CLASS_NAMES[run.params.dataset], pictures)


def _offer(name: str) -> None:
    size = image_sets.REMOTE[name].download_bytes / 1e6
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.info(
        f"The pictures of {name} are not on this machine. The net's answers to all 10,000 test pictures come with the "
        f"page, so every number below is real; to see them, or to train other nets on them, they must be downloaded."
    )
    right.button(f"Download {size:.0f} MB", on_click=st.session_state.update, args=({WANTED: name},))


def explorer(params: ConfusionParams, stuff: Material) -> None:
    """The large picture: the matrix, and beside it the samples of what is selected."""
    if stuff.run.failure:
        st.warning(stuff.run.failure)
    left, right = st.columns([8, 5], gap="medium")
    with left:
        _matrix(params, stuff)
    with right:
        _samples(params, stuff)


def _matrix(params: ConfusionParams, stuff: Material) -> None:
    hover = shown = {}
    if stuff.pictures is not None:
        hover = _hover_pictures(stuff.params, stuff.samples, stuff.pictures)
        if params.view == "top samples":
            shown = _top_pictures(stuff.params, params.order, stuff.samples, stuff.pictures)
    elif params.view == "top samples":
        st.caption("The samples need the pictures; counts are shown instead.")
    counts = stuff.counts
    spec = _matrix_spec(stuff.params, params.view, params.order, layout.ink(), bool(hover), counts, stuff, hover, shown)
    spec = charts.with_frame(spec, stuff.class_names, (params.actual, params.predicted))
    st.vega_lite_chart(spec, key="confusion_cells", on_select=_select_cell, selection_mode="cell")
    st.markdown(_in_words(stuff, counts))


@st.cache_data(max_entries=24, show_spinner=False)
def _matrix_spec(
    params: TrainingParams,
    view: str,
    order: str,
    ink: str,
    pictured: bool,
    _counts: np.ndarray,
    _stuff: Material,
    _hover: dict[tuple[int, int], str],
    _shown: dict[tuple[int, int], str],
) -> dict[str, Any]:
    """The chart as Vega-Lite, kept: Altair takes .3 s to build and check it, which a click need not wait for."""
    shares = view == "row shares"
    names = _stuff.class_names
    return charts.confusion_matrix(_counts, names, shares=shares, hover=_hover, shown=_shown, ink=ink).to_dict()


def _select_cell() -> None:
    picked = st.session_state["confusion_cells"]["selection"]["cell"]
    if picked:
        for name in ("actual", "predicted"):
            st.session_state[controls.key_of(SLUG, name)] = picked[0][name]
        _turn_back()


def _in_words(stuff: Material, counts: np.ndarray) -> str:
    measured, names = confusion.margins(counts), stuff.class_names
    mistakes = confusion.confusions(counts)
    if not mistakes:
        return "Not one mistake."
    told = ", ".join(f"**{names[a]} → {names[p]}** ({n:,} times)" for a, p, n in mistakes[:4])
    worst, best = int(np.nanargmin(measured.recall)), int(np.nanargmax(measured.recall))
    return (
        f"**{measured.accuracy:.1%}** of {counts.sum():,} test pictures are named correctly (chance "
        f"{1 / len(names):.0%}). Most frequent mistakes: {told}. Easiest: {names[best]} "
        f"({measured.recall[best]:.1%} found), hardest: {names[worst]} "
        f"({measured.recall[worst]:.1%}). Point at a cell to see its surest pictures; "
        f"click a cell, or the name of a row or a column, to go through them all."
    )


@st.cache_data(max_entries=12, show_spinner=False)
def _hover_pictures(params: TrainingParams, _samples: Scored, _pictures: ImageSet) -> dict[tuple[int, int], str]:
    """The most confident samples of every cell as one small picture a cell."""
    kind = "colour" if len(_pictures.shape) == 3 else "grey"
    count, columns = HOVER[kind]
    found = confusion.top_samples(_samples, "most confident", len(_pictures.class_names), count)
    sheets = {}
    for cell, members in found.items():
        sheet = images.tile(_pictures.x_test[members], columns=min(columns, len(members)), gap=1)
        sheets[cell] = images.photo_uri(images.enlarge(sheet, 2))
    return sheets


@st.cache_data(max_entries=12, show_spinner=False)
def _top_pictures(
    params: TrainingParams, order: str, _samples: Scored, _pictures: ImageSet
) -> dict[tuple[int, int], str]:
    found = confusion.top_samples(_samples, order, len(_pictures.class_names), 1)
    return {cell: images.photo_uri(images.enlarge(_pictures.x_test[i], 2)) for cell, (i,) in found.items()}


def _samples(params: ConfusionParams, stuff: Material) -> None:
    names = stuff.class_names
    number = {name: i for i, name in enumerate(names)}
    actual, predicted = number.get(params.actual), number.get(params.predicted)
    found = confusion.chosen(stuff.samples, params.order, actual, predicted)
    st.markdown(f"**{_title(params)}**: {len(found):,} of {len(stuff.samples.actual):,}, {params.order} first")
    if not len(found):
        st.info("No picture landed here. Click a red cell.")
        return
    sheet(stuff, found, key="page")


def _title(params: ConfusionParams) -> str:
    if params.actual == params.predicted == ANY:
        return "All test pictures"
    if params.predicted == ANY:
        return f"Row {params.actual}, whatever it is called"
    if params.actual == ANY:
        return f"Column {params.predicted}, whatever is called so"
    if params.actual == params.predicted:
        return f"{params.actual}, called so"
    return f"{params.actual} called {params.predicted}"


def sheet(stuff: Material, found: np.ndarray, key: str, columns: int = COLUMNS, rows: int = PAGE // COLUMNS) -> None:
    """A page of samples; a click opens one. Without pictures it is a table."""
    key = controls.key_of(SLUG, key)
    size = columns * rows
    pages = -(-len(found) // size)
    if int(st.session_state.get(key) or 1) > pages:  # there are fewer than where the visitor comes from
        st.session_state[key] = pages
    above = st.container()
    page = controls.whole_number(f"Page, 1 to {pages:,}", 1, pages, 1, key=key) if pages > 1 else 1
    shown = found[(page - 1) * size : page * size]
    with above:
        _sheet(stuff, shown, key, columns)


def _sheet(stuff: Material, shown: np.ndarray, key: str, columns: int) -> None:
    if stuff.pictures is None:
        _table(stuff, shown)
    else:
        figure = sample_charts.sample_sheet(
            [images.photo_uri(images.enlarge(picture, 3)) for picture in stuff.pictures.x_test[shown]],
            [_caption(stuff, i) for i in shown],
            shown.tolist(),
            columns,
        )
        turn = st.session_state.setdefault("_confusion_turn", 0)  # a new chart forgets what was clicked in the last
        name = f"{key}_sheet_{turn}"
        layout.chart(figure, key=name, on_select=lambda: _open(name), selection_mode="sample")


def _caption(stuff: Material, index: int) -> str:
    samples, names = stuff.samples, stuff.class_names
    between = " → " if max(map(len, names)) < 3 else " →\n"
    said = names[samples.predicted[index]]
    return f"{names[samples.actual[index]]}{between}{said} · {_short(samples.confidence[index])}"


def _short(confidence: float) -> str:
    return f"{confidence:.0%}" if confidence < 0.995 else ">99%"


def _table(stuff: Material, shown: np.ndarray) -> None:
    names, samples = np.array(stuff.class_names), stuff.samples
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
    st.session_state["_confusion_turn"] = st.session_state.get("_confusion_turn", 0) + 1


def opened(stuff: Material) -> None:
    """The number of the opened sample, which stands in the address, and the sample itself."""
    last = len(stuff.samples.actual) - 1
    if (st.session_state.get(SAMPLE) or 0) > last:  # another set has fewer pictures
        st.session_state[SAMPLE] = None
    index = controls.whole_number(
        f"Open test picture, 0 to {last:,}",
        0,
        last,
        None,
        key=SAMPLE,
        width=240,
        placeholder="none",
    )
    if index is not None:
        title = f"Test picture {index}"
        st.dialog(title, width="large", on_dismiss=_close)(confusion_sample.show)(stuff, int(index))
