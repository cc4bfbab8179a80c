"""Chapter: typical members, coherent categories, and which level of a tree comes first."""

from functools import partial

import numpy as np
import streamlit as st

from core.data.concepts import World
from core.semantics import categories
from core.semantics.charts import categories as charts
from core.semantics.findings import categories as findings
from core.semantics.run import SemanticsRun
from pages._chapters.semantics import sections
from pages._chapters.semantics.induction import show_induction
from pages._shared import layout

Curve = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def show_categories(run: SemanticsRun, world: World) -> None:
    """Show one of the effects of categories on learning."""
    sections.choose(
        sections.CATEGORIES,
        {
            "Typical members": partial(_typicality, run, world),
            "Coherence": partial(_coherence, world),
            "Basic level": _basic_level,
            "New property": partial(show_induction, run, world),
        },
    )


def _typicality(run: SemanticsRun, world: World) -> None:
    st.subheader("Are typical members answered sooner?", anchor=False)
    count = categories.typicality(world).shape[1]
    graded = categories.graded_mode(world)
    mode = int(
        st.number_input(f"Mode, 1 to {count}", 1, count, graded + 1, key=f"semantics_mode_{count}_{graded}", width=160)
    )
    answer = categories.response_times(world, run.maps[0], run.frame_times, mode - 1)
    if np.isfinite(answer.correlation):
        layout.chart(charts.typicality(world.items, np.abs(answer.typicality), answer.times))
    st.markdown(findings.typical(world, answer).text)


def _coherence(world: World) -> None:
    st.subheader("Does a category stand out of the noise?", anchor=False)
    strongest = categories.most_coherent(world)
    block = categories.category_of(world, strongest)
    curve = _coherence_curve(len(world.items), len(world.properties))
    layout.chart(charts.coherence(*curve, block.shown_coherence))
    st.markdown(findings.coherence(world, strongest, block).text)


@st.cache_data(max_entries=16, show_spinner=False)
def _coherence_curve(items: int, properties: int) -> Curve:
    return categories.coherence_curve(items, properties, np.random.default_rng(0))


def _basic_level() -> None:
    st.subheader("Does the bird come before the animal?", anchor=False)
    chosen = st.slider(
        "Properties in which siblings are opposites", 0, 5, 2, key="semantics_contrast", bind="query-params", width=420
    )
    contrasts, levels = categories.basic_levels()
    superordinate, basic = np.array([(level.superordinate, level.basic) for level in levels]).T
    layout.chart(charts.basic_level(contrasts, superordinate, basic, int(chosen)))
    st.markdown(findings.basic_level(levels[chosen]).text)
