"""What size brings: accuracy, parameters and time over width and depth, and points of the visitor's own."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from core.data.image_sets import size_of
from core.networks.training import Training
from core.templates import capacity
from core.templates.capacity import CapacityParams
from core.templates.charts import size as charts
from core.templates.findings import size as findings
from pages._chapters.templates.common import KEPT, SLUG
from pages._shared import controls, layout, multiples, runs

OWN = "_templates_own_points"
AXES = ("width", "depth")


def capacity_section(run: Training) -> None:
    """Show accuracy, parameters and time over width and depth, and a point of one's own."""
    dataset = run.params.dataset
    axis = st.segmented_control(
        "Size: units in a layer (width), or hidden layers (depth)",
        AXES,
        default="width",
        required=True,
        key="templates_capacity",
        **KEPT,
    )
    sets = capacity.compared_sets(dataset)
    points = _bundled(sets)
    own = capacity.table([p for p in (runs.find(capacity.request(params)) for params in _own()) if p is not None])
    own = own[own["depth"] > 0] if len(own) else own
    shown = capacity.curves(points, axis)
    if shown.empty:
        st.info("No finished runs of this kind are bundled. Add points of your own.")
    else:
        layout.chart(charts.capacity(shown, axis, "accuracy", own))
    _own_point(dataset)
    if shown.empty:
        return
    for name in sets:
        part = points[points["dataset"] == name]
        if len(part):
            text = findings.widths(part) if axis == "width" else findings.depths(part)
            chance = findings.at_chance(capacity.curves(part, axis), size_of(name).classes)
            st.markdown(f"**{name}** {text}{chance}")
    multiples.multiples([charts.capacity(shown, axis, cost, own) for cost in ("parameters", "seconds")], width=320)
    st.caption(findings.recipe(points))


def _bundled(sets: Sequence[str]) -> pd.DataFrame:
    found = [runs.find(capacity.request(params)) for name in sets for params in capacity.study(name)]
    return capacity.table([result for result in found if result is not None])


def _own() -> list[CapacityParams]:
    return st.session_state.get(OWN, [])


def _add(params: CapacityParams) -> None:
    if params not in _own():
        st.session_state[OWN] = [*_own(), params]
    runs.want(capacity.request(params))


def _own_point(dataset: str) -> None:
    """Draw controls and button of the visitor's own point, and what it reaches."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        width = controls.widget(SLUG, CapacityParams, "width")
        depth = controls.widget(SLUG, CapacityParams, "depth")
        params = capacity.like_the_study(dataset, width, depth)
        st.button(
            f"Add this point on {dataset}",
            icon=":material/add:",
            key="_templates_add_point",
            on_click=_add,
            args=(params,),
        )
    for wanted in _own():
        result = runs.offer(capacity.request(wanted), f"Train width {wanted.width}, depth {wanted.depth}")
        if result is not None and wanted == params:
            st.markdown(findings.own_point(result))
