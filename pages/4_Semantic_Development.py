"""Semantic Development: how networks learn which thing has which property, in stages."""

from functools import partial

import streamlit as st

from core import catalog
from core.semantics.comparison import view
from core.semantics.params import WORLD_FIELDS, SemanticsParams, build_world
from core.semantics.quiz import quiz
from core.semantics.run import SemanticsRun, request
from pages._chapters.semantics import categories as more_sections
from pages._chapters.semantics import film as film_section
from pages._chapters.semantics import stages as sections
from pages._chapters.semantics import world as world_section
from pages._shared import controls, layout, runs, share

TOPIC = catalog.topic("semantics")
layout.setup(TOPIC)

control = partial(controls.widget, TOPIC.slug, SemanticsParams)
with st.sidebar:
    values = {"world": control("world")}
    values |= {name: control(name) for name in WORLD_FIELDS.get(values["world"], ()) if name != "table"}
    if values["world"] == "my own":
        st.caption("Write it under “Change the world”, below the picture.")
    values["network"] = control("network")
    shallow = values["network"] == "shallow"
    values |= {name: control(name) for name in ("sigma", "steps", "seed")}
    with st.expander("More settings"):
        values |= {name: control(name, disabled=shallow) for name in ("hidden", "depth", "activation")}
        values |= {name: control(name) for name in ("start", "step", "seeds")}
values["table"] = world_section.table()

params = SemanticsParams(**values)

layout.header(TOPIC)
layout.presets(TOPIC, params)
share.bar(TOPIC, params)
try:
    world = build_world(params)
except ValueError as problem:
    st.error(str(problem))
    world_section.editor(params, None)
    st.stop()

sections.warn(params, world)
run: SemanticsRun = runs.ask(request(params))

film_section.show_film(run, world)
share.beside_run(TOPIC, params, run, request, view)
layout.quiz(TOPIC.slug, quiz(run))
layout.tabs(
    TOPIC,
    {
        "Why in stages?": partial(sections.show_stages, run),
        "Do worms have bones?": partial(sections.show_illusions, run, world),
        "How does the tree unfold?": partial(sections.show_unfolding, run, world),
        "What makes a category?": partial(more_sections.show_categories, run, world),
        "What would it guess?": partial(more_sections.show_induction, run, world),
        "Same map, other similarity?": partial(more_sections.show_similarity, params, world),
        "And with real data?": more_sections.show_images,
        "Change the world": partial(world_section.editor, params, world),
        "Take it with you": partial(more_sections.take_away, run),
    },
)
layout.sources(TOPIC, sections.COMPUTED)
