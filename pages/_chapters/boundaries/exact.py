"""Decision Boundaries, one layer exactly: a square weight, a lift to three dimensions, linear layers as one."""

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from core.boundaries import drawing, findings, geometry, planes
from core.boundaries.engine import unpack
from core.boundaries.params import BoundaryParams
from core.boundaries.training import BoundaryRun, request
from pages._chapters.boundaries.parts import colours_of, switch
from pages._shared import layout, runs
from pages._shared.player import Points, player

SLUG = "boundaries"
OWN_MATRIX = "your own matrix"
LIFTED: dict[str, Any] = {"dataset": "donut", "units": 3}


def one_layer(run: BoundaryRun) -> None:
    """Show a square weight step by step, a lift to three dimensions, and linear layers as one."""
    left, right = st.columns(2)
    with left:
        _square(run)
    with right:
        _lift(run)
    _collapse(run)


def _square(run: BoundaryRun) -> None:
    st.markdown("##### A 2 x 2 weight rotates, stretches and rotates the plane")
    kernels = [kernel for kernel, _ in unpack(run.weights[-1], run.net)]
    mine = {f"layer {i + 1}": kernel for i, kernel in enumerate(kernels) if kernel.shape == (2, 2)}
    chosen = st.selectbox("Weight", [*mine, OWN_MATRIX], key=f"{SLUG}_square")
    parts = geometry.take_apart(mine[chosen] if chosen in mine else _own_matrix())
    moved, reach = drawing.square_film(run, parts)
    names, colours = findings.square_steps(parts), colours_of(run.labels[:200])
    grid = moved.shape[1] - len(colours)
    panel = Points(
        title="The plane under this weight",
        positions=moved,
        colours=["#000"] * grid + colours,
        radius=[0.0] * grid + [3.0] * len(colours),
        lines=drawing.GRID_LINES,
        line_colours=["#8a8f98"] * len(drawing.GRID_LINES),
        extent=(-reach, reach, -reach, reach),
        alt=f"A grid that is moved in three steps: {', '.join(names)}.",
    )
    steps = [names[min(2, 3 * i // len(moved))] for i in range(len(moved))]
    player([panel], moments=steps, key="boundaries_square_film", seconds=4.0)
    layout.findings(findings.square_weight(parts))


def _own_matrix() -> np.ndarray:
    columns = st.columns(4)
    names, values = ("w₁₁", "w₁₂", "w₂₁", "w₂₂"), (1.0, 0.8, -0.4, 1.2)
    entries = [
        column.number_input(name, -5.0, 5.0, value, 0.1, key=f"{SLUG}_w{i}", bind="query-params")
        for i, (column, name, value) in enumerate(zip(columns, names, values, strict=True))
    ]
    return np.array(entries).reshape(2, 2)


def _lift(run: BoundaryRun) -> None:
    st.markdown("##### Three units lift the plane into space")
    if run.net.sizes[1:-1][-1:] != (3,):
        switch(
            "The last hidden layer of this network does not have three units. The bundled run of the donut with three "
            "tanh units is shown instead.",
            "Switch to this run",
            LIFTED,
        )
        run = runs.ask(request(BoundaryParams(**LIFTED)))
    half = planes.half_width(run)
    lifted = drawing.lift(run, planes.join_lines(planes.boundary_lines(run, -1, half)), half)
    if lifted is None:
        return
    grid, colours = planes.GRID**2, colours_of(run.labels[:200])
    size = lifted.positions.shape[1]
    rest = size - grid - len(colours)
    panel = Points(
        title="The last hidden layer, seen from all sides",
        positions=lifted.positions,
        colours=["#000"] * grid + colours + ["#000"] * rest,
        radius=[0.0] * grid + [3.5] * len(colours) + [0.0] * rest,
        lines=[*drawing.GRID_LINES, list(range(size - rest, size))],
        line_colours=["#8a8f9866"] * len(drawing.GRID_LINES),
        dashed=[len(drawing.GRID_LINES)],
        alt="The plane as a sheet bent in space, with the points on it and the border between the classes.",
    )
    angles = [f"{5 * i}°" for i in range(len(lifted.positions))]
    player([panel], moments=angles, key="boundaries_lift", start=8, seconds=8.0)
    layout.findings(findings.lifted(run, lifted.layer))


def _collapse(run: BoundaryRun) -> None:
    st.markdown("##### Linear layers are one layer")
    found = geometry.collapse(run.weights[-1], run.net, planes.columns(run, run.points))
    frame = pd.DataFrame(found.kernel.T, index=[f"class {name}" for name in run.names]).round(3)
    frame.columns = [*planes.column_names(run)]
    frame["bias"] = found.bias.round(3)
    left, right = st.columns(2)
    with left:
        st.dataframe(frame)
        layout.findings(findings.collapsed(run, found))
    with right:
        half, points = planes.half_width(run), len(run.points)
        lines = [drawing.product_border(run, found), planes.join_lines(planes.boundary_lines(run, -1, half))]
        panel = Points(
            title="Borders between the classes: of the product of all layers (solid), of the network (dashed)",
            positions=np.concatenate([run.points, *lines])[None],
            colours=colours_of(run.labels) + ["#000"] * sum(map(len, lines)),
            radius=[3.0] * points + [0.0] * sum(map(len, lines)),
            lines=[range(points, points + len(lines[0])), range(points + len(lines[0]), points + sum(map(len, lines)))],
            dashed=[1],
            extent=(-half, half, -half, half),
            axes=("x", "y"),
            alt="The points with the border of the product of all layers and that of the network.",
        )
        player([panel], moments=[f"step {run.steps[-1]:,}"], key="boundaries_product")
