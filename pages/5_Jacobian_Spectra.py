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

actions = header(TOPIC, params)
run: JacobianRun = runs.ask(request(params))


def main_picture() -> None:
    """Draw the spectra of all layers and the question about them."""
    spectra.spectra(run)
    layout.quiz(TOPIC.slug, quiz(run))


layout.chapters(
    TOPIC,
    {
        "Spectra": main_picture,
        "Which directions survive?": partial(directions.directions, run),
        "What does noise do?": partial(noise.noise, run),
        "Which steps change the answer?": partial(noise.steps, run),
        "Are classes pulled apart?": partial(noise.classes, run),
        "Does the start matter?": initialisation.initialisation,
        **training.tabs(run),
        "And a net from another page?": dense.dense_spectra,
        "And a net for photographs?": pretrained.tab,
        "Claims": partial(claims.claims, run),
    },
    renamed={"Does the paper hold?": "Claims"},
)
share.beside_run(TOPIC, params, run, request, view)
export_dialog(TOPIC, actions, partial(export.export, run))
layout.sources(TOPIC, spectra.COMPUTED)
