"""Decision Boundaries, islands: why a network of width two and an invertible activation can't close a ring."""

from typing import Any

import numpy as np
import streamlit as st

from core.boundaries import geometry, planes, seed_findings, seeds
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import SeedsRun
from core.boundaries.training import BoundaryRun
from core.charts import images
from pages._shared import layout, runs
from pages._shared.player import Pictures, player

NETWORKS: tuple[dict[str, Any], ...] = ({"units": 2}, {"units": 2, "layers": 5}, {"units": 3}, {"units": 10})
HALF, PIXELS, MOST_POINTS = 1.6, 72, 150


def rings(run: BoundaryRun) -> None:
    """Show twenty networks on the donut for several networks, and how many of them have an island."""
    st.markdown(
        "An *island* is a bounded region of one class. An invertible 2 x 2 weight followed by tanh bends the plane "
        "without tearing or folding it. With two classes the output layer makes one straight cut, which runs to "
        "infinity on both sides. Traced back through the layers it still does, so two units make no island. (Beise et "
        "al. 2018 prove it for networks no wider than their input, also with ReLU.) A third unit lifts the plane into "
        "space, where a flat cut can take off a cap: an island."
    )
    donut = [BoundaryParams(dataset="donut", **network) for network in NETWORKS]
    many: list[SeedsRun] = [runs.ask(seeds.request(params)) for params in donut]
    player([_panel(one) for one in many], moments=["the end"], key="boundaries_rings")
    layout.table(seed_findings.ISLAND_COLUMNS, [seed_findings.island_row(one) for one in many])
    layout.findings(seed_findings.depth_and_rings(many[1]), seed_findings.islands_here(run))


def _panel(many: SeedsRun) -> Pictures:
    p, shown = many.params, many.points[:MOST_POINTS]
    classes = geometry.class_image(many.film[-1], many.net, ("x", "y"), p.turns, HALF, PIXELS)
    ground = images.colour(255 * classes, "two classes")
    spots = planes.pixels_of(shown, HALF, PIXELS, radius=0)
    network = f"{p.units} tanh units" if p.layers == 1 else f"{p.layers} layers of {p.units} tanh units"
    return Pictures(
        title=f"{network}: {len(many.reached)} networks after training on the donut, with some of its points",
        frames=np.stack([images.spotted(image, spots, many.labels[:MOST_POINTS]) for image in ground])[None],
        columns=10,
    )
