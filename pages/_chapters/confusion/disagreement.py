"""Compare two networks: network A, the page's own, against a network B on the same test images."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core.confusion import disagreement, findings
from core.confusion.baking import NETWORKS
from core.confusion.charts import difference as charts
from core.confusion.disagreement import Comparison
from core.confusion.evaluation import Evaluation
from core.confusion.params import ConfusionParams
from core.confusion.topic import ARCHITECTURES, TOPIC
from core.networks import training
from core.networks.labels import SHUFFLED
from core.networks.training import TrainingParams
from pages._chapters.confusion.evaluation import evaluated
from pages._chapters.confusion.samples import place, sheet
from pages._shared import controls, layout, runs

FIELDS = ("architecture", "hidden", "epochs", "seed")


def compare(params: ConfusionParams, evaluation: Evaluation) -> None:
    """Choose B, train it on request, and see on which images A and B differ; until then a bundled B is shown."""
    a = params.training()
    other = _choose(a)
    same = other == a
    run = None if same else runs.offer(training.request(other), "Train B", place="b")
    if run is None:
        why = "B has the same settings as A." if same else "B has not been trained on this server yet."
        bundled = _bundled(a)
        _ready(bundled, why)
        if not bundled:
            return
        other = bundled[0]
        run = runs.find(training.request(other))
        assert run is not None
    _compared(evaluation, evaluated(other, run, evaluation.samples.actual, evaluation.images))


def _choose(a: TrainingParams) -> TrainingParams:
    """Draw B's controls; it has A's data set and everything that is not asked."""
    fields = TrainingParams.controls()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown("**Network B**")
        architecture = st.selectbox(
            "Architecture of B", ARCHITECTURES, 1, key="confusion_b_architecture", bind="query-params", width=180
        )
        values: dict[str, Any] = {"architecture": architecture}
        for name, default in (("hidden", 10), ("epochs", 20), ("seed", 0)):
            field = fields[name]
            assert field.low is not None
            assert field.high is not None
            values[name] = controls.whole_number(
                f"{field.label} of B",
                int(field.low),
                int(field.high),
                default,
                key=f"confusion_b_{name}",
                width=150,
                disabled=name == "hidden" and architecture == "one layer",
            )
    return replace(a, **values).canonical()


def _bundled(a: TrainingParams) -> list[TrainingParams]:
    """Return the bundled networks that B's controls can be set to, each once."""
    settings: list[Mapping[str, Any]] = [{}, *NETWORKS, *(preset.values for preset in TOPIC.presets)]
    candidates = dict.fromkeys(ConfusionParams(**values).training() for values in settings)
    return [b for b in candidates if _comparable(b, a) and runs.find(training.request(b)) is not None]


def _ready(bundled: Sequence[TrainingParams], why: str) -> None:
    """Say why B is not what its controls say, and offer the bundled networks as buttons that set these controls."""
    if not bundled:
        st.info(
            f"{why} No bundled network has the data and the other settings of A: change the architecture, the epochs "
            "or the seed of B and train it."
        )
        return
    st.info(f"{why} The comparison below shows a bundled network instead: {_name(bundled[0])}. Set B to:")
    with st.container(horizontal=True):
        for i, params in enumerate(bundled):
            values = {f"confusion_b_{field}": getattr(params, field) for field in FIELDS}
            st.button(_name(params), key=f"_confusion_ready_{i}", on_click=st.session_state.update, args=(values,))


def _comparable(params: TrainingParams, a: TrainingParams) -> bool:
    """Return whether B's controls can describe these params: the rest is A's."""
    same = replace(a, **{field: getattr(params, field) for field in FIELDS}).canonical()
    return same == params and params != a and params.architecture in ARCHITECTURES


def _name(params: TrainingParams) -> str:
    units = "" if params.architecture == "one layer" else f" {params.hidden}"
    labels = ", shuffled labels" if params.labels == SHUFFLED else ""
    return f"{params.architecture}{units}, {params.epochs} epochs, seed {params.seed}{labels}"


def _compared(a: Evaluation, b: Evaluation) -> None:
    found = disagreement.compare(a.samples.actual, a.samples.predicted, b.samples.predicted)
    st.markdown(
        f"A ({_name(a.params)}): **{a.samples.accuracy:.1%}**. B ({_name(b.params)}): **{b.samples.accuracy:.1%}**. "
        f"Both are correct on {found.both:,} images, neither on {found.neither:,}."
    )
    left, right = st.columns([8, 5], gap="medium")
    with left:
        layout.chart(charts.difference_matrix(a.counts, b.counts, a.class_names, layout.ink()))
        st.markdown(f"**McNemar's test:** {findings.comparison(found)}")
    with right:
        _only(a, b, found)


def _only(a: Evaluation, b: Evaluation, found: Comparison) -> None:
    side = st.segmented_control(
        "Images that only one network classifies correctly",
        ("only A", "only B"),
        default="only A",
        required=True,
        key="confusion_only",
        bind="query-params",
    )
    members, wrong = (found.only_a, b) if side == "only A" else (found.only_b, a)
    if not len(members):
        st.info(f"No image is classified correctly by {side}.")
        return
    members = members[np.argsort(wrong.samples.doubt[members], kind="stable")]
    st.caption(
        f"{len(members):,} images. {place(a)}: actual class → prediction of the other network · its confidence. "
        "The most confident mistakes come first."
    )
    sheet(
        a,
        members,
        "only_page",
        lambda i: findings.percent(float(wrong.samples.confidence[i])),
        rows=4,
        predictions=wrong.samples,
    )
