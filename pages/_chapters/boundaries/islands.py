"""Decision Boundaries, islands: why a network of width two and an invertible activation can't close a ring."""

import streamlit as st

from core.boundaries import geometry, seed_findings, seeds
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import SeedsRun
from core.boundaries.training import BoundaryRun
from pages._shared import layout, runs
from pages._shared.player import Pictures, player

WIDTHS = (2, 3, 10)


def rings(run: BoundaryRun) -> None:
    """Show twenty networks on the donut for several widths, and how many of them have an island."""
    st.markdown(
        "An invertible 2 x 2 weight followed by tanh bends the plane without tearing or folding it. With two classes "
        "the output layer makes one straight cut, which runs to infinity on both sides. Traced back through the layers "
        "it still does, so no region is bounded (Beise et al. 2018 prove it for networks no wider than their input, "
        "also with ReLU). A third unit lifts the plane into space, where a flat cut can take off a cap: an island."
    )
    donut = [BoundaryParams(dataset="donut", units=units) for units in WIDTHS]
    single: list[SeedsRun] = [runs.ask(seeds.request(params)) for params in donut]
    deep: SeedsRun = runs.ask(seeds.request(BoundaryParams(dataset="donut", units=2, layers=5)))
    player([_panel(many) for many in single], moments=["the end"], key="boundaries_rings")
    layout.table(seed_findings.ISLAND_COLUMNS, [seed_findings.island_row(many) for many in (*single, deep)])
    layout.findings(seed_findings.depth_and_rings(deep), seed_findings.islands_here(run))


def _panel(many: SeedsRun) -> Pictures:
    far = geometry.class_picture(many.film[-1], many.net, ("x", "y"), many.params.turns, geometry.FAR, 64)
    return Pictures(
        title=f"{many.params.units} tanh units: {len(many.reached)} networks on the donut, seen on [-4, 4]²",
        frames=255 * far[None],
        columns=10,
        palette="two classes",
    )
