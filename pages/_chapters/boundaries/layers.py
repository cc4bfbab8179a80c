"""Decision Boundaries, inside the network: its layers as planes, its weights as a graph, its units' maps."""

import numpy as np
import streamlit as st

from core.boundaries import drawing, findings, planes
from core.boundaries.params import BoundaryParams
from core.boundaries.training import BoundaryRun
from core.charts import images, theme
from pages._chapters.boundaries.parts import colours_of, moments
from pages._shared import controls, layout
from pages._shared.player import Curves, Panel, Pictures, Points, player

SLUG = "boundaries"
PLANE_BYTES, STAGE_BYTES = 1_600_000, 880 * 4
MAP_BYTES, UNIT_BYTES = 1_400_000, 1024
MOST_MAPS = 16
BEST, PAIR = "best plane", "two units"


def layers(run: BoundaryRun) -> None:
    """Show every layer's output as a plane with the warped grid, before and after the activation."""
    wide = run.params.layers and run.params.units > 2
    pair = _chosen_pair(run.params.units) if wide else None
    found, frames = _planes(run.params, pair, run)
    panels: list[Panel] = [_plane_panel(run, plane) for plane in found[:-1]]
    panels.append(_output_panel(run, frames))
    player(panels, moments=moments(run, frames), key="boundaries_planes", seconds=6.0)
    last = found[-3] if run.params.layers else found[0]
    layout.findings(findings.border(run), findings.variance_drawn(run, last), findings.folding(run))


def _chosen_pair(units: int) -> tuple[int, int] | None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        basis = st.segmented_control(
            "Layers wider than two",
            (BEST, PAIR),
            default=BEST,
            required=True,
            key=f"{SLUG}_basis",
            bind="query-params",
        )
        if basis == BEST:
            return None
        first, second = (
            controls.whole_number(f"{name} unit", 1, units, start, key=f"{SLUG}_unit_{name}", width=130)
            for name, start in (("first", 1), ("second", 2))
        )
    if first == second:
        st.info("Choose two different units; until then you see the best plane.")
        return None
    return first - 1, second - 1


@st.cache_data(max_entries=8, show_spinner=False)
def _planes(
    params: BoundaryParams, pair: tuple[int, int] | None, _run: BoundaryRun
) -> tuple[tuple[planes.Plane, ...], np.ndarray]:
    frames = planes.frames_of_bytes(_run, PLANE_BYTES, (2 * params.layers + 3) * STAGE_BYTES, most=41)
    return planes.layer_planes(_run, frames, pair=pair), frames


def _plane_name(run: BoundaryRun, plane: planes.Plane) -> str:
    if plane.layer < 0:
        return "What the network receives"
    if plane.layer == run.params.layers:
        return "Output: softmax" if plane.after else "Output: logits"
    return f"Layer {plane.layer + 1} {'after' if plane.after else 'before'} {run.params.activation}"


def _plane_panel(run: BoundaryRun, plane: planes.Plane) -> Points:
    positions, border = drawing.plane_positions(plane)
    shown = plane.points.shape[1]
    grid = plane.grid.shape[1] * plane.grid.shape[2]
    name = _plane_name(run, plane)
    held = "" if plane.units <= 2 else f", {plane.share:.0%} of the variance of {plane.units} units"
    return Points(
        title=name + held,
        positions=positions,
        colours=["#000"] * grid + colours_of(run.labels[:shown]) + ["#000"] * len(border),
        radius=[0.0] * grid + [4.0] * shown + [0.0] * len(border),
        lines=[*drawing.GRID_LINES, border],
        line_colours=["#8a8f9866"] * len(drawing.GRID_LINES),
        dashed=[len(drawing.GRID_LINES)],
        cells=drawing.GRID_CELLS,
        cell_values=images.signed(plane.area.reshape(len(positions), -1), drawing.area_limit(plane)),
        extent=drawing.plane_extent(plane),
        axes=plane.axes if plane.layer >= 0 else ("", ""),
        alt=f"{name}: the points, the border and a warped grid.",
    )


def _output_panel(run: BoundaryRun, frames: np.ndarray) -> Panel:
    path = planes.output_path(run, frames)
    if path is None:
        means = planes.own_class_outputs(run, frames)
        shares = {f"class {name}": share for name, share in zip(run.names, means, strict=True)}
        return Curves(
            title="Mean softmax output for each class's own points",
            series=shares,
            colours=theme.CATEGORICAL,
            unit="%",
        )
    two, count = len(run.names) == 2, path.shape[1]
    positions, outline = drawing.with_corners(path, len(run.names))
    return Points(
        title="Softmax: all points lie on y₁ + y₂ = 1" if two else "Softmax: y₁ + y₂ + y₃ = 1 is a triangle",
        positions=positions,
        colours=colours_of(run.labels[:count]) + ["#000"] * len(outline),
        radius=[4.0] * count + [0.0] * len(outline),
        lines=[outline],
        extent=(-0.08, 1.08, -0.08, 1.08),
        axes=("y₁", "y₂") if two else ("", ""),
        alt="The points between the corners of the softmax outputs.",
    )


# --- neurons ---------------------------------------------------------------------------------------------------------


def neurons(run: BoundaryRun) -> None:
    """Show the network as a graph of its weights, and each unit's output over the plane."""
    hidden, units = run.params.layers, run.params.units
    shown = min(units, MOST_MAPS)
    frames = planes.frames_of_bytes(run, MAP_BYTES, shown * hidden * UNIT_BYTES, most=61)
    panels: list[Panel] = [_weights_panel(run, frames)]
    which = "each unit" if units <= MOST_MAPS else f"the first {MOST_MAPS} of {units} units"
    for layer in range(hidden):
        panels.append(
            Pictures(
                title=f"Layer {layer + 1}, {which} over the plane (red: positive, blue: negative)",
                frames=images.signed(planes.neuron_maps(run, frames, layer, most=MOST_MAPS)),
                labels=[f"unit {unit + 1}" for unit in range(shown)],
                columns=8 if shown > 5 else 5,
                smooth=True,
            )
        )
    player(panels, moments=moments(run, frames), key="boundaries_neurons")
    layout.findings(findings.unit_slopes(run))


def _weights_panel(run: BoundaryRun, frames: np.ndarray) -> Points:
    net = drawing.net_drawing(run, frames)
    more = f" ({net.hidden} units of wide layers are not drawn)" if net.hidden else ""
    return Points(
        title=f"The weights: red positive, blue negative, the thicker the larger{more}",
        positions=net.places,
        colours=[theme.NEUTRAL],
        labels=net.labels,
        lines=net.edges,
        line_values=images.signed(net.weights, net.limit),
        radius=[0.0 if label else 7.0 for label in net.labels],
        extent=net.extent,
        alt=f"The network as a graph of {net.labels.count('')} units and {len(net.edges)} weights.",
    )
