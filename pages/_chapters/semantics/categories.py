"""Chapter: typical members, coherent categories, which level of a tree comes first, and new properties."""

from functools import partial

import numpy as np
import streamlit as st

from core.data.concepts import World
from core.semantics import categories
from core.semantics.charts import categories as charts
from core.semantics.findings import categories as findings
from core.semantics.naming import mode_names
from core.semantics.params import build_world
from core.semantics.run import SemanticsRun
from pages._chapters.semantics import sections
from pages._chapters.semantics.induction import show_induction
from pages._chapters.semantics.nearest import instead
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
    if not _graded(run):
        other = instead(run.params, findings.NOT_GRADED, _graded)
        if other is None:
            return
        run, world = other, build_world(other.params)
    names = mode_names(world)
    graded = categories.graded_mode(world)
    mode = st.selectbox(
        "Category (a mode)",
        range(len(names)),
        index=graded,
        format_func=names.__getitem__,
        key=f"semantics_mode_{len(names)}_{graded}",  # a world with other modes gets another chooser
        width=320,
    )
    answer = categories.response_times(world, run.maps[0], run.frame_times, mode)
    if np.isfinite(answer.correlation):
        layout.chart(charts.typicality(world.items, np.abs(answer.typicality), answer.times))
    layout.findings(findings.typical(world, answer))


def _graded(run: SemanticsRun) -> bool:
    """Whether members of the most graded mode differ in typicality and in response time."""
    world = build_world(run.params)
    mode = categories.graded_mode(world)
    answer = categories.response_times(world, run.maps[0], run.frame_times, mode)
    return bool(np.isfinite(answer.correlation))


def _coherence(world: World) -> None:
    strongest = categories.most_coherent(world)
    block = categories.category_of(world, strongest)
    curve = _coherence_curve(len(world.items), len(world.properties))
    layout.chart(charts.coherence(*curve, block.shown_coherence))
    layout.findings(findings.coherence(world, strongest, block))


@st.cache_data(max_entries=16, show_spinner=False)
def _coherence_curve(items: int, properties: int) -> Curve:
    return categories.coherence_curve(items, properties, np.random.default_rng(0))


def _basic_level() -> None:
    chosen = st.slider(
        "Properties in which siblings are opposites", 0, 5, 2, key="semantics_contrast", bind="query-params", width=420
    )
    contrasts, levels = categories.basic_levels()
    superordinate, basic = np.array([(level.superordinate, level.basic) for level in levels]).T
    layout.chart(charts.basic_level(contrasts, superordinate, basic, int(chosen)))
    layout.findings(findings.basic_level(levels[chosen]))
