"""Decision Boundaries: what small networks do to the plane, layer by layer, while they learn."""

from functools import partial

import streamlit as st

from core import catalog
from core.boundaries.comparison import view
from core.boundaries.params import BoundaryParams
from core.boundaries.quiz import quiz
from core.boundaries.training import BoundaryRun, request
from core.data import points
from pages._chapters.boundaries import (
    exact,
    export,
    extrapolation,
    film,
    islands,
    layers,
    own_points,
    seeds,
)
from pages._shared import claims_table, controls, layout, own_work, runs, share
from pages._shared.header import export as export_dialog
from pages._shared.header import header

TOPIC = catalog.topic("boundaries")
layout.setup(TOPIC)

control = partial(controls.widget, TOPIC.slug, BoundaryParams)
with st.sidebar:
    dataset = control("dataset")
    ruled, winding = dataset != points.OWN, dataset == "spiral"
    values = {"turns": control("turns", disabled=not winding), "layers": control("layers")}
    bare = values["layers"] == 0
    values |= {"units": control("units", disabled=bare), "activation": control("activation", disabled=bare)}
    with st.expander("What the network receives"):
        left, right = st.columns(2)
        for index, name in enumerate(points.FEATURES):
            values[f"f_{name}"] = control(f"f_{name}", place=(left, right)[index % 2])
    with st.expander("More settings: points"):
        values |= {name: control(name, disabled=not ruled) for name in ("classes", "n", "noise")}
        values["held_out"] = control("held_out")
    with st.expander("More settings: training"):
        rest = ("steps", "optimizer", "learning_rate", "batch", "weight_decay", "initializer", "seed")
        values |= {name: control(name) for name in rest}
    values["own"] = own_points.address(shown=not ruled)

params = BoundaryParams(dataset=dataset, **values)

actions = header(TOPIC, params)
if dataset == points.OWN:
    own_points.editor(params)
else:
    own_work.offer(TOPIC.slug, "own", "Back to your own points", {"dataset": points.OWN})
run: BoundaryRun = runs.ask(request(params))


def main_picture() -> None:
    """Draw the boundary, step by step, and the question about it."""
    film.film(run)
    layout.quiz(TOPIC.slug, quiz(run))


layout.chapters(
    TOPIC,
    {
        "Boundary": main_picture,
        "What do the layers do?": partial(layers.layers, run),
        "What does each neuron see?": partial(layers.neurons, run),
        "Was it luck?": partial(seeds.success_rate, run),
        "Why not two units?": partial(islands.rings, run),
        "What is one layer, exactly?": partial(exact.one_layer, run),
        "How far does it hold?": partial(extrapolation.beyond, run),
        "Claims": partial(claims_table.of_topic, TOPIC.slug),
    },
    renamed={"Does the article hold?": "Claims"},
)
share.beside_run(TOPIC, params, run, request, view)
export_dialog(TOPIC, actions, partial(export.take_away, run))
layout.sources(TOPIC, film.COMPUTED)
