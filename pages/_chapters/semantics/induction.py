"""Section: which other items get a new property of one item, while the network learns."""

import streamlit as st

from core.data.concepts import World
from core.semantics import induction
from core.semantics.charts import categories as charts
from core.semantics.findings import categories as findings
from core.semantics.params import build_world
from core.semantics.run import SemanticsRun
from pages._chapters.semantics.nearest import instead
from pages._shared import layout

SHALLOW = "A new property spreads through a hidden layer, and a shallow network has none."


def show_induction(run: SemanticsRun, world: World) -> None:
    """Show how far a new property extends to every other item; in a bundled run where there is no hidden layer."""
    if "deep" not in run.kinds:
        other = instead(run.params, SHALLOW, lambda one: "deep" in one.kinds)
        if other is None:
            return
        run, world = other, build_world(other.params)
    name = st.selectbox("Item with a new property", world.items, key=f"semantics_new_{len(world.items)}", width=260)
    item = world.items.index(name)
    shares = induction.projections(run.hidden, item)
    kin = induction.kinship(world, item)
    layout.chart(charts.induction(run.frame_times, shares, world.items, kin, name))
    layout.findings(findings.induction(name, *induction.by_kinship(shares, kin)))
