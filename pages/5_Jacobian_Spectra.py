"""Jacobian Spectra: which directions of the input survive through a trained network, and which are erased."""

from functools import partial

import streamlit as st

from core import catalog
from core.jacobian.comparison import view
from core.jacobian.experiments import JacobianRun, request
from core.jacobian.training import JacobianParams
from pages._chapters.jacobian import architecture, claims, directions, export, noise, parts, pretrained, training
from pages._shared import controls, layout, runs, share
from pages._shared.header import export as export_dialog
from pages._shared.header import header

TOPIC = catalog.topic("jacobian")
layout.setup(TOPIC)

control = partial(controls.widget, TOPIC.slug, JacobianParams)
with st.sidebar:
    values = {name: control(name) for name in ("dataset", "net", "depth", "width", "activation")}
    with st.expander("More settings"):
        values |= {name: control(name) for name in ("epochs", "gain", "init")}
        values["sigma"] = control("sigma", disabled=values["init"] in ("glorot", "he"))
        values |= {name: control(name) for name in ("learning_rate", "weight_decay", "seed", "labels")}
params = JacobianParams(**values)

parts.open_named()
actions = header(TOPIC, params)
run: JacobianRun = runs.ask(request(params))


layout.chapters(
    TOPIC,
    {
        "Spectra and directions": partial(directions.main_picture, run),
        "Noise": partial(noise.chapter, run),
        "Classes": partial(noise.classes, run),
        "During training": partial(training.chapter, run),
        "Architecture": partial(architecture.chapter, run),
        "Other networks": pretrained.chapter,
        "Claims": partial(claims.claims, run),
    },
    renamed=parts.RENAMED,
)
share.beside_run(TOPIC, params, run, request, view)
export_dialog(TOPIC, actions, partial(export.export, run))
layout.sources(TOPIC, directions.COMPUTED)
