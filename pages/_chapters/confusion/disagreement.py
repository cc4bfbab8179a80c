"""Tab of Confusion Matrix: net A, the page's own, against a net B on the same test pictures."""

from dataclasses import replace
from typing import Any

import numpy as np
import streamlit as st

from core.catalog import topic
from core.confusion import matrix as confusion
from core.confusion import networks as confusion_nets
from core.confusion.charts import calibration as charts
from core.confusion.disagreement import Comparison, in_words
from core.confusion.disagreement import compare as compare_predictions
from core.confusion.matrix import ConfusionParams
from core.networks.training import Training, TrainingParams, train
from pages._chapters.confusion.matrix import ARCHITECTURES, Material, sheet
from pages._shared import controls, layout, runs

FIELDS = ("architecture", "hidden", "epochs", "seed")


def compare(params: ConfusionParams, stuff: Material) -> None:
    """Choose B, train it when it is asked for, and see what changed hands."""
    other = _choose(params.training())
    if other == params.training():
        st.info("B is the same net as A. Give it another architecture, another number of units or another seed.")
        return
    run = runs.find("training", other, Training)
    if run is None:
        if stuff.pictures is None:
            st.info("This net does not come with the page, and training it needs the pictures (see above). Ready:")
            _ready(params.training())
            return
        if st.session_state.get("_confusion_train_b") != other:
            st.button(
                "Train B",
                icon=":material/play_arrow:",
                on_click=st.session_state.update,
                args=({"_confusion_train_b": other},),
            )
            _ready(params.training())
            return
        run = runs.run("training", other, train, Training)
    _compared(stuff, run)


def _choose(a: TrainingParams) -> TrainingParams:
    """B's controls; it has A's data set and everything that is not asked."""
    controls_ = TrainingParams.controls()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown("**Net B**")
        architecture = st.selectbox(
            "Architecture of B", ARCHITECTURES, 1, key="confusion_b_architecture", bind="query-params", width=180
        )
        values: dict[str, Any] = {"architecture": architecture}
        for name, default in (("hidden", 10), ("epochs", 20), ("seed", 0)):
            control = controls_[name]
            assert control.low is not None
            assert control.high is not None
            values[name] = controls.whole_number(
                f"{control.label} of B",
                int(control.low),
                int(control.high),
                default,
                key=f"confusion_b_{name}",
                width=150,
                disabled=name == "hidden" and architecture == "one layer",
            )
    return replace(a, **values).canonical()


def _ready(a: TrainingParams) -> None:
    """Nets on the same data that come with the page, as buttons that set B's controls."""
    shipped = ({}, *confusion_nets.BAKED, *(preset.values for preset in topic("confusion").presets))
    candidates = [ConfusionParams(**values).training() for values in shipped]
    found = {_name(b): b for b in candidates if _comparable(b, a) and runs.find("training", b, Training) is not None}
    with st.container(horizontal=True):
        for i, (name, params) in enumerate(found.items()):
            values = {f"confusion_b_{field}": getattr(params, field) for field in FIELDS}
            st.button(name, key=f"_confusion_ready_{i}", on_click=st.session_state.update, args=(values,))


def _comparable(params: TrainingParams, a: TrainingParams) -> bool:
    """Whether B's controls can say it: the rest is A's."""
    same = replace(a, **{field: getattr(params, field) for field in FIELDS}).canonical()
    return same == params and params != a and params.architecture in ARCHITECTURES


def _name(params: TrainingParams) -> str:
    units = "" if params.architecture == "one layer" else f" {params.hidden}"
    return f"{params.architecture}{units}, {params.epochs} epochs, seed {params.seed}"


def _compared(stuff: Material, run: Training) -> None:
    samples, names = stuff.samples, stuff.class_names
    found = compare_predictions(samples.actual, samples.predicted, run.predictions[-1])
    b = confusion.scored(samples.actual, run.predictions[-1], run.probabilities)
    accuracies = samples.right.mean(), b.right.mean()
    st.markdown(
        f"A ({_name(stuff.params)}): **{accuracies[0]:.1%}**. B ({_name(run.params)}): **{accuracies[1]:.1%}**. "
        f"Both are right on {found.both:,} pictures, neither on {found.neither:,}."
    )
    st.markdown(f"**McNemar's test:** {in_words(found)}")
    left, right = st.columns([8, 5], gap="medium")
    with left:
        layout.chart(charts.difference_matrix(stuff.counts, confusion.matrix(b.actual, b.predicted, len(names)), names))
    with right:
        _only(stuff, found, Material(run, b, names, stuff.pictures))


def _only(stuff: Material, found: Comparison, other: Material) -> None:
    side = st.segmented_control(
        "Pictures that only one gets right",
        ("only A", "only B"),
        default="only A",
        required=True,
        key="confusion_only",
        bind="query-params",
    )
    members, teller, loser = (found.only_a, stuff, other) if side == "only A" else (found.only_b, other, stuff)
    if not len(members):
        st.info(f"There is no picture that {side} gets right.")
        return
    members = members[np.argsort(loser.samples.doubt[members], kind="stable")]
    st.caption(f"{len(members):,} pictures with what the other net says, its surest mistakes first.")
    sheet(replace(loser, run=teller.run), members, "only_page", rows=4)
