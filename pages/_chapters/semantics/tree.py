"""Chapter: when each branching of the world's own tree opens."""

import numpy as np
import streamlit as st

from core.data.concepts import World
from core.semantics import development
from core.semantics.charts import learning as charts
from core.semantics.findings import learning as findings
from core.semantics.run import SemanticsRun
from pages._chapters.semantics import cached
from pages._shared import layout

SHOWN_BRANCHINGS = 8


def show_tree(run: SemanticsRun, world: World) -> None:
    """Show the distance across each branching over time, and in which order they open."""
    kind = cached.kind_of(run, "semantics_tree_kind")
    vectors = run.hidden if kind == "deep" else run.maps[run.kinds.index(kind)]
    found = development.splits(development.world_tree(world.table), vectors, run.frame_times)[:SHOWN_BRANCHINGS]
    names = [f"{k + 1}. {_named(split.left, world)}  |  {_named(split.right, world)}" for k, split in enumerate(found)]
    halves = np.array([split.time for split in found])
    layout.chart(charts.splits(run.frame_times, development.across(found, vectors), names, halves))
    st.markdown(findings.branchings(kind, found, cached.film_of(run, kind).held).text)


def _named(members: tuple[int, ...], world: World) -> str:
    names = [world.items[i] for i in members]
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
