"""What a chapter shows that has nothing to say about the present run: the nearest bundled run, and a way to it."""

from collections.abc import Callable

import streamlit as st

from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun, request
from core.semantics.topic import TOPIC
from pages._shared import controls, lesson, own_work, runs


def instead(params: SemanticsParams, why: str, has: Callable[[SemanticsRun], bool]) -> SemanticsRun | None:
    """Say why the present run has nothing to show, and return the nearest bundled run that `has` something.

    The nearest one has the same world, if there is one, and differs in the fewest settings. A button switches to it.
    """
    bundled = {SemanticsParams(**preset.here()): preset.title for preset in TOPIC.presets}
    ranked = sorted(bundled, key=lambda one: (one.world != params.world, _differences(one, params)))
    for other in ranked:
        run = runs.find(request(other))
        if run is not None and run.params.canonical() != params.canonical() and has(run):
            name = bundled[other]
            st.info(f"{why} Shown below is the bundled run of the preset “{name}”.")
            st.button(
                f"Switch the page to “{name}”",
                icon=":material/swap_horiz:",
                on_click=_switch,
                args=(other,),
                key=f"_semantics_switch_{name}",
                disabled=lesson.place() is not None,
            )
            return run
    st.info(why)
    return None


def _differences(one: SemanticsParams, other: SemanticsParams) -> int:
    """Return in how many settings two runs differ."""
    first, second = (params.canonical().to_query() for params in (one, other))
    return sum(first.get(name) != second.get(name) for name in {*first, *second})


def _switch(params: SemanticsParams) -> None:
    values = {name: getattr(params, name) for name in params.defaults()}
    own_work.keep(TOPIC.slug, SemanticsParams, values)
    controls.set_all(TOPIC.slug, SemanticsParams, values)
