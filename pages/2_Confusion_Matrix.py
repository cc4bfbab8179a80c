"""Confusion-Matrix Explorer: what a classifier takes for what, cell by cell, with the pictures."""

from functools import partial

import streamlit as st

from core import catalog
from core.analyses import beside
from core.analyses.confusion import ConfusionParams
from pages._sections import confusion as sections
from pages._sections import confusion_compare, confusion_own, confusion_tabs, elsewhere, guesses
from pages._shared import controls, layout, share

TOPIC = catalog.topic("confusion")
layout.setup(TOPIC)

control = partial(controls.widget, TOPIC.slug, ConfusionParams)
with st.sidebar:
    dataset = control("dataset")
    architecture = control("architecture", only=sections.ARCHITECTURES)
    hidden = control("hidden", disabled=architecture == "one layer")
    epochs = control("epochs")
    learning_rate = control("learning_rate")
    with st.expander("More settings"):
        more = {name: control(name) for name in ("batch_size", "optimizer", "weight_decay", "seed")}

layout.header(TOPIC)
presets, toolbar = st.container(), st.container(horizontal=True, vertical_alignment="bottom")
with toolbar:
    view = control("view")
    order = control("order")
    actual, predicted = sections.selection(dataset)

params = ConfusionParams(
    dataset=dataset,
    architecture=architecture,
    hidden=hidden,
    epochs=epochs,
    learning_rate=learning_rate,
    view=view,
    order=order,
    actual=actual,
    predicted=predicted,
    **more,
)

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
    view=lambda shown: beside.of_confusion(shown.run, shown.samples.actual, len(shown.class_names)),
)
guesses.confusion(material)
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
