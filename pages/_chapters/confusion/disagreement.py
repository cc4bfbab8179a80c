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
from core.confusion.predictions import Predictions
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
    b = evaluated(other, run, evaluation.samples.actual, evaluation.images)
    compared(evaluation.predictions, b.predictions, _name(evaluation.params), _name(b.params))


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


def compared(a: Predictions, b: Predictions, name_a: str, name_b: str) -> None:
    """Show where two classifiers differ on the same samples, which have one list of classes."""
    found = disagreement.compare(a.samples.actual, a.samples.predicted, b.samples.predicted)
    st.markdown(
        f"A ({name_a}): **{a.samples.accuracy:.1%}**. B ({name_b}): **{b.samples.accuracy:.1%}**. "
        f"Both are correct on {found.both:,} {a.wording.sample}s, neither on {found.neither:,}."
    )
    left, right = st.columns([8, 5], gap="medium")
    with left:
        layout.chart(charts.difference_matrix(a.counts, b.counts, a.class_names, layout.ink()))
        st.markdown(f"**McNemar's test:** {findings.comparison(found, a.wording)}")
    with right:
        _only(a, b, found)


def _only(a: Predictions, b: Predictions, found: Comparison) -> None:
    one, sample = a.wording.classifier, a.wording.sample
    side = st.segmented_control(
        f"{sample.capitalize()}s that only one {one} classifies correctly",
        ("only A", "only B"),
        default="only A",
        required=True,
        key="confusion_only",
        bind="query-params",
    )
    members, wrong = (found.only_a, b.samples) if side == "only A" else (found.only_b, a.samples)
    if not len(members):
        st.info(f"No {sample} is classified correctly by {side}.")
        return
    title = f"{len(members):,} {sample}s. {place(a)}: actual class → prediction of the other {one}"
    if wrong.doubt is None:
        st.caption(f"{title}, in the order of the file.")
    else:
        members = members[np.argsort(wrong.doubt[members], kind="stable")]
        st.caption(f"{title} · its confidence. The most confident mistakes come first.")

    def confidence(i: int) -> str:
        return "" if wrong.doubt is None else findings.percent(float(1 - wrong.doubt[i]))

    sheet(a, members, "only_page", confidence, rows=4, captions=wrong)
