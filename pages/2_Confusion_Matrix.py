"""Confusion-Matrix Explorer: which classes a classifier confuses, cell by cell, with the images."""

from functools import partial

import streamlit as st

from core import catalog
from core.confusion.comparison import view
from core.confusion.params import ConfusionParams
from core.confusion.quiz import quiz
from core.confusion.topic import ARCHITECTURES
from pages._chapters import links as elsewhere
from pages._chapters.confusion import calibration, disagreement, epochs, export, matrix, own_digit, samples
from pages._chapters.confusion import evaluation as evaluations
from pages._shared import claims_table, controls, layout, share

TOPIC = catalog.topic("confusion")
layout.setup(TOPIC)

with st.sidebar:
    values = controls.training(TOPIC.slug, ConfusionParams, ARCHITECTURES)

layout.header(TOPIC)
presets, toolbar = st.container(), st.container(horizontal=True, vertical_alignment="bottom")
with toolbar:
    values |= {name: controls.widget(TOPIC.slug, ConfusionParams, name) for name in ("view", "order")}
    actual, predicted = matrix.selection(values["dataset"])
params = ConfusionParams(**values, actual=actual, predicted=predicted)

with presets:
    layout.presets(TOPIC, params)
    share.bar(TOPIC, params)
evaluation = evaluations.load(params)

matrix.explorer(params, evaluation)
elsewhere.classifier(params.training(), "confusion")
share.beside(
    TOPIC,
    params,
    evaluation,
    load=evaluations.finished,
    view=lambda shown: view(shown.run, shown.samples.actual, len(shown.class_names)),
)
layout.quiz(TOPIC.slug, quiz(evaluation.samples, evaluation.class_names))
layout.tabs(
    TOPIC,
    {
        "When was it learned?": partial(epochs.epochs, evaluation),
        "Is another net better?": partial(disagreement.compare, params, evaluation),
        "Can its confidence be trusted?": partial(calibration.calibration, evaluation),
        "Your own digit": partial(own_digit.digit, evaluation),
        "Claims": partial(claims_table.of_topic, TOPIC.slug),
        "Take it with you": partial(export.take_away, evaluation),
    },
    outside=(samples.SAMPLE,),
)
samples.opened(evaluation)
layout.sources(TOPIC, matrix.COMPUTED)
