"""Confusion-Matrix Explorer: what a classifier takes for what, cell by cell, with the pictures."""

from functools import partial

import streamlit as st

from core import catalog
from core.confusion.comparison import view
from core.confusion.matrix import ConfusionParams
from core.confusion.quiz import quiz
from pages._chapters import links as elsewhere
from pages._chapters.confusion import disagreement as confusion_compare
from pages._chapters.confusion import epochs as confusion_tabs
from pages._chapters.confusion import matrix as sections
from pages._chapters.confusion import own_digit as confusion_own
from pages._shared import controls, layout, share

TOPIC = catalog.topic("confusion")
layout.setup(TOPIC)

with st.sidebar:
    values = controls.training(TOPIC.slug, ConfusionParams, sections.ARCHITECTURES)

layout.header(TOPIC)
presets, toolbar = st.container(), st.container(horizontal=True, vertical_alignment="bottom")
with toolbar:
    values |= {name: controls.widget(TOPIC.slug, ConfusionParams, name) for name in ("view", "order")}
    actual, predicted = sections.selection(values["dataset"])
params = ConfusionParams(**values, actual=actual, predicted=predicted)

with presets:
    layout.presets(TOPIC, params)
    share.bar(TOPIC, params)
material = sections.material(params)

sections.explorer(params, material)
elsewhere.classifier(params.training(), "confusion")
share.beside(
    TOPIC,
    params,
    material,
    load=sections.finished,
    view=lambda shown: view(shown.run, shown.samples.actual, len(shown.class_names)),
)
layout.quiz(TOPIC.slug, quiz(material.samples, material.class_names))
layout.tabs(
    TOPIC,
    {
        "When was it learned?": partial(confusion_tabs.epochs, material),
        "Is another net better?": partial(confusion_compare.compare, params, material),
        "Can its confidence be trusted?": partial(confusion_tabs.calibration, material),
        "Your own digit": partial(confusion_own.digit, material),
        "Take it with you": partial(confusion_tabs.take_away, material),
    },
)
sections.opened(material)
layout.sources(TOPIC, sections.COMPUTED)
