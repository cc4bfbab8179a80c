"""Jacobian Spectra: which directions of the input survive through a trained network, and which are erased."""

from functools import partial

import streamlit as st

from core import catalog
from core.jacobian.comparison import view
from core.jacobian.experiments import JacobianRun, request
from core.jacobian.quiz import quiz
from core.jacobian.training import JacobianParams
from pages._chapters.jacobian import (
    claims,
    dense,
    directions,
    export,
    initialisation,
    noise,
    pretrained,
    spectra,
    training,
)
from pages._shared import controls, layout, runs, share

TOPIC = catalog.topic("jacobian")
layout.setup(TOPIC)

control = partial(controls.widget, TOPIC.slug, JacobianParams)
with st.sidebar:
    values = {name: control(name) for name in ("dataset", "net", "depth", "width", "activation")}
    with st.expander("More settings"):
        values |= {name: control(name) for name in ("epochs", "gain", "init")}
        values["sigma"] = control("sigma", disabled=values["init"] in ("glorot", "he"))
        values |= {name: control(name) for name in ("learning_rate", "weight_decay", "seed")}
params = JacobianParams(**values)

layout.header(TOPIC)
layout.presets(TOPIC, params)
share.bar(TOPIC, params)
run: JacobianRun = runs.ask(request(params))

spectra.spectra(run)
share.beside_run(TOPIC, params, run, request, view)
layout.quiz(TOPIC.slug, quiz(run))
layout.tabs(
    TOPIC,
    {
        "Which directions survive?": partial(directions.directions, run),
        "What does noise do?": partial(noise.noise, run),
        "Which steps change the answer?": partial(noise.steps, run),
        "Are classes pulled apart?": partial(noise.classes, run),
        "Does the start matter?": initialisation.initialisation,
        **training.tabs(run),
        "And a net from another page?": dense.dense_spectra,
        "And a net for photographs?": pretrained.tab,
        "Claims": partial(claims.claims, run),
        "Take it with you": partial(export.export, run),
    },
    renamed={"Does the paper hold?": "Claims"},
)
layout.sources(TOPIC, spectra.COMPUTED)
