"""Semantic Development: how networks learn which thing has which property, in stages."""

from functools import partial

import streamlit as st

from core import catalog
from core.runs.text import literal
from core.semantics.claims import present
from core.semantics.comparison import view
from core.semantics.params import WORLD_FIELDS, SemanticsParams, build_world
from core.semantics.quiz import quiz
from core.semantics.run import SemanticsRun, request
from pages._chapters.semantics import cached, own_world, sections
from pages._chapters.semantics.categories import show_categories
from pages._chapters.semantics.export import take_away
from pages._chapters.semantics.film import say_film, show_film
from pages._chapters.semantics.illusions import show_illusions
from pages._chapters.semantics.similarity import show_similarity
from pages._chapters.semantics.stages import COMPUTED, show_stages, warn
from pages._chapters.semantics.tree import show_tree
from pages._shared import claims_table, controls, layout, lesson, runs, share, sweeps
from pages._shared.header import export as export_dialog
from pages._shared.header import header

TOPIC = catalog.topic("semantics")
MAIN = "Beliefs during training"
layout.setup(TOPIC)
sections.open_old_chapter()

control = partial(controls.widget, TOPIC.slug, SemanticsParams)
with lesson.controls_area():
    values = {"world": control("world")}
    values |= {name: control(name) for name in WORLD_FIELDS.get(values["world"], ()) if name != "table"}
    own_world.toggle(MAIN)
    values["network"] = control("network")
    shallow = values["network"] == "shallow"
    values |= {name: control(name) for name in ("sigma", "steps", "seed")}
    with lesson.more_controls("More settings"):
        values |= {name: control(name, disabled=shallow) for name in ("hidden", "depth", "activation")}
        values |= {name: control(name) for name in ("start", "step", "seeds")}
values["table"] = own_world.table()

params = SemanticsParams(**values)

actions = header(TOPIC, params)
own_world.offer(params)
try:
    world = build_world(params)
except ValueError as problem:
    st.error(literal(problem))
    own_world.editor(None)
    st.stop()

warn(params, world)
run: SemanticsRun = runs.ask(request(params))


def main_chapter() -> None:
    """Draw what the network has learned, step by step, and the question about it; the editor stands beside it."""
    if own_world.editing(params):
        left, right = st.columns([2, 3])
        with left:
            own_world.editor(world)
    else:
        right = st.container()
    with right:
        kind = cached.kind_of(run, "semantics_film_kind")
        show_film(run, world, kind)
    layout.quiz(TOPIC.slug, quiz(run))
    say_film(run, world, kind)


repeated = sweeps.Repeated(
    TOPIC,
    params,
    request,
    view,
    judge=lambda other: sweeps.by_statement(present.judged(other)),
    without=("world",),
)
layout.chapters(
    TOPIC,
    {
        MAIN: main_chapter,
        "Stages": partial(show_stages, run, world, repeated),
        "False beliefs": partial(show_illusions, run, world),
        "Tree of items": partial(show_tree, run, world),
        "Categories": partial(show_categories, run, world),
        "Hidden similarity": partial(show_similarity, params, world),
        "Claims": lambda: claims_table.of_topic(TOPIC.slug, present.judged(run)),
    },
    renamed=sections.RENAMED,
)
share.beside_run(TOPIC, params, run, request, view)
export_dialog(TOPIC, actions, partial(take_away, run, world))
layout.sources(TOPIC, COMPUTED)
