"""Decision Boundaries: what small networks do to the plane, layer by layer, while they learn."""

from functools import partial

import streamlit as st

from core import catalog
from core.boundaries import planes, this_run, training_seeds
from core.boundaries.comparison import view
from core.boundaries.params import BoundaryParams
from core.boundaries.training import BoundaryRun, request
from core.data import points
from pages._chapters.boundaries import exact, export, extrapolation, islands, layers, network, own_points, seeds
from pages._shared import claims_table, controls, layout, lesson, own_work, runs, share, sweeps
from pages._shared.header import export as export_dialog
from pages._shared.header import header

TOPIC = catalog.topic("boundaries")
layout.setup(TOPIC)
network.opening()

control = partial(controls.widget, TOPIC.slug, BoundaryParams)
with lesson.controls_area():
    dataset = control("dataset")
    ruled, winding = dataset != points.OWN, dataset == "spiral"
    values = {"turns": control("turns", disabled=not winding), "layers": control("layers")}
    bare = values["layers"] == 0
    values |= {"units": control("units", disabled=bare), "activation": control("activation", disabled=bare)}
    with lesson.more_controls("What the network receives"):
        left, right = st.columns(2)
        for index, name in enumerate(points.FEATURES):
            values[f"f_{name}"] = control(f"f_{name}", place=(left, right)[index % 2])
    with lesson.more_controls("More settings: points"):
        values |= {name: control(name, disabled=not ruled) for name in ("classes", "n", "noise")}
        values["held_out"] = control("held_out")
    with lesson.more_controls("More settings: training"):
        rest = ("steps", "optimizer", "learning_rate", "batch", "weight_decay", "initializer", "seed")
        values |= {name: control(name) for name in rest}
    values["own"] = own_points.address(shown=not ruled)

params = network.address(dataset=dataset, **values)

network.name_the_default(params)

actions = header(TOPIC, params)
if dataset == points.OWN:
    own_points.editor(params)
else:
    own_work.offer(TOPIC.slug, "own", "Back to your own points", {"dataset": points.OWN})
params = network.fitting(params)
run: BoundaryRun = runs.ask(request(params))
shown = network.with_edit(run, params.edit)


def claims() -> None:
    """Draw the claims, beside what the run of the page says of them."""
    claims_table.of_topic(TOPIC.slug, this_run.present(run))


def random_seeds() -> None:
    """Draw twenty networks on the same points, or repeat the run of the page."""
    half = planes.half_width(run)
    repeated = sweeps.Repeated(
        TOPIC,
        params.untouched(),
        request,
        view=partial(view, half=half),
        drawn=half,
        together=training_seeds.request,
        judge=lambda other: sweeps.by_statement(this_run.present(other)),
        without=("dataset",),
    )
    parts = {"Twenty networks": partial(seeds.success_rate, run), sweeps.TITLE: partial(sweeps.section, repeated)}
    layout.chosen("Part", "boundaries_seeds_part", parts)()


layout.chapters(
    TOPIC,
    {
        "Boundary and network": partial(network.boundary, run, shown),
        "Layers and neurons": partial(layers.layers, shown),
        "Random seeds": random_seeds,
        "Islands": partial(islands.rings, shown),
        "One layer": partial(exact.one_layer, shown),
        "Beyond the data": partial(extrapolation.beyond, shown),
        "Claims": claims,
    },
    renamed={
        "What do the layers do?": "Layers and neurons",
        "What does each neuron see?": "Layers and neurons",
        "Was it luck?": "Random seeds",
        "Why not two units?": "Islands",
        "What is one layer, exactly?": "One layer",
        "How far does it hold?": "Beyond the data",
        "Does the article hold?": "Claims",
        "Boundary": "Boundary and network",
    },
)
share.beside(TOPIC, params, shown, network.pinned_run, view)
export_dialog(TOPIC, actions, partial(export.take_away, run, shown))
layout.sources(TOPIC, network.COMPUTED)
