"""Chapter: which other items get a new property of one item, while the network learns."""

import streamlit as st

from core.data.concepts import World
from core.semantics import induction
from core.semantics.charts import categories as charts
from core.semantics.findings import categories as findings
from core.semantics.run import SemanticsRun
from pages._shared import layout


def show_induction(run: SemanticsRun, world: World) -> None:
    """Show how far a new property extends to every other item."""
    if "deep" not in run.kinds:
        st.info(
            "A new fact spreads through a hidden layer. A shallow network has none, so it makes no guess about other "
            "items. Choose the network “deep”."
        )
        return
    name = st.selectbox("A new property is learned of", world.items, key=f"semantics_new_{len(world.items)}", width=260)
    item = world.items.index(name)
    shares = induction.projections(run.hidden, item)
    kin = induction.kinship(world, item)
    layout.chart(charts.induction(run.frame_times, shares, world.items, kin, name))
    early, late = induction.by_kinship(shares, kin)
    rows = [f"| {level} | {early[level]:.2f} | {late[level]:.2f} |" for level in sorted(set(kin) - {0})]
    st.markdown("\n".join(["| branchings away | broadest moment | end |", "|---|---|---|", *rows]))
    st.markdown(findings.induction(name, early, late).text)
