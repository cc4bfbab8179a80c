"""Decision Boundaries, inside the net: its layers as planes, its weights as a drawing, its neurons' maps."""

import numpy as np
import streamlit as st

from core.boundaries import drawing, planes
from core.boundaries.engine import unpack
from core.boundaries.training import BoundaryParams, BoundaryRun
from core.charts import images, theme
from pages._chapters.boundaries.film import colours_of, moments
from pages._shared import controls
from pages._shared.player import Curves, Panel, Pictures, Points, player

SLUG = "boundaries"
PLANE_BYTES = 1_600_000
MAP_BYTES = 1_400_000
BEST, PAIR = "best plane", "two units"


def layers(run: BoundaryRun) -> None:
    """Every layer's output as a plane with the warped grid, before and after the activation."""
    wide = run.params.layers and run.params.units > 2
    pair = _chosen_pair(run.params.units) if wide else None
    found, frames = _planes(run.params, pair, run)
    panels: list[Panel] = [_plane_panel(run, plane) for plane in found[:-1]]
    panels.append(_output_panel(run, frames))
    player(panels, moments=moments(run, frames), key="boundaries_planes", seconds=6.0)
    last = found[-3] if run.params.layers else found[0]
    st.markdown(
        "The dashed line is one and the same border in every plane. Behind the last layer it must be straight, so "
        "the layers before have to bring the points onto two sides of a line. "
        f"{_share_text(last)} {_folding_text(found)}"
    )


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
    stages = 2 * params.layers + 3
    count = int(np.clip(PLANE_BYTES / (stages * 880 * 4), 15, 41))
    frames = planes.pick_frames(_run, count)
    return planes.layer_planes(_run, frames, pair=pair), frames


def _plane_name(run: BoundaryRun, plane: planes.Plane) -> str:
    if plane.layer < 0:
        return "What the net sees"
    if plane.layer == run.params.layers:
        return "Output: softmax" if plane.after else "Output: logits"
    return f"Layer {plane.layer + 1} {'after' if plane.after else 'before'} {run.params.activation}"


def _plane_panel(run: BoundaryRun, plane: planes.Plane) -> Points:
    positions, border = drawing.plane_positions(plane)
    shown = plane.points.shape[1]
    limit = 2 * float(np.nanquantile(np.abs(plane.area), 0.9)) or 1.0
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
        cell_values=images.signed(plane.area.reshape(len(positions), -1), limit),
        extent=drawing.plane_extent(plane),
        axes=plane.axes if plane.layer >= 0 else ("", ""),
        alt=f"{name}: the points and a warped grid.",
    )


def _output_panel(run: BoundaryRun, frames: np.ndarray) -> Panel:
    path = planes.output_path(run, frames)
    if path is None:
        shares = {f"class {name}": share for name, share in zip(run.names, _mean_outputs(run, frames), strict=True)}
        return Curves(title="Mean softmax output for each class's own points", series=shares, colours=theme.CATEGORICAL)
    two = len(run.names) == 2
    corners = np.array([[1, 0], [0, 1]] if two else [[0, 0], [1, 0], [0.5, 3**0.5 / 2], [0, 0]], float)
    both = np.concatenate([path, np.broadcast_to(corners, (len(path), *corners.shape))], axis=1)
    count = path.shape[1]
    return Points(
        title="Softmax: y₁ + y₂ = 1, and the points slide" if two else "Softmax: y₁ + y₂ + y₃ = 1 is a triangle",
        positions=both,
        colours=colours_of(run.labels[:count]) + ["#000"] * len(corners),
        radius=[4.0] * count + [0.0] * len(corners),
        lines=[list(range(count, count + len(corners)))],
        extent=(-0.08, 1.08, -0.08, 1.08),
        axes=("y₁", "y₂") if two else ("", ""),
        alt="The points between the corners of the softmax outputs.",
    )


def _mean_outputs(run: BoundaryRun, frames: np.ndarray) -> np.ndarray:
    return planes.own_class_outputs(run, frames)


def _share_text(plane: planes.Plane) -> str:
    if plane.units <= 2:
        return ""
    return f"The plane drawn of the last hidden layer holds {plane.share:.0%} of its variance at the end."


def _folding_text(found: tuple[planes.Plane, ...]) -> str:
    """How much of the input plane the layers turn over by the end."""
    turned = [float((plane.area[-1] < 0).mean()) for plane in found if plane.units == 2 and plane.layer >= 0]
    if not turned:
        return ""
    return f"By the end {turned[-1]:.0%} of the grid's cells lie turned over in the last plane of two."


# --- neurons ---------------------------------------------------------------------------------------------------------


def neurons(run: BoundaryRun) -> None:
    """The net as a drawing of its weights, and each neuron's output over the plane."""
    hidden = run.params.layers
    shown = min(run.params.units, 16) * hidden
    frames = planes.pick_frames(run, int(np.clip(MAP_BYTES / max(shown * 1024, 1), 15, 61)))
    panels: list[Panel] = [_net_panel(run, frames)]
    for layer in range(hidden):
        maps = planes.neuron_maps(run, frames, layer)
        panels.append(
            Pictures(
                title=f"Layer {layer + 1}, each unit over the plane (red: positive, blue: negative)",
                frames=images.signed(maps),
                labels=[f"unit {unit + 1}" for unit in range(maps.shape[1])],
                columns=8 if maps.shape[1] > 5 else 5,
                smooth=True,
            )
        )
    player(panels, moments=moments(run, frames), key="boundaries_neurons")
    st.markdown(_weights_text(run))


def _net_panel(run: BoundaryRun, frames: np.ndarray) -> Points:
    net = drawing.net_drawing(run, frames)
    limit = float(np.quantile(np.abs(net.weights), 0.98)) or 1.0
    places = net.places[0]
    x0, y0 = places.min(axis=0) - 0.1
    x1, y1 = places.max(axis=0) + 0.1
    more = f" ({net.hidden} units of wide layers are not drawn)" if net.hidden else ""
    return Points(
        title=f"The weights: red positive, blue negative, thick strong{more}",
        positions=net.places,
        colours=[theme.NEUTRAL],
        labels=net.labels,
        lines=net.edges,
        line_values=images.signed(net.weights, limit),
        radius=[0.0 if label else 7.0 for label in net.labels],
        extent=(float(x0), float(x1), float(y0), float(y1)),
        alt=f"The net as a graph of {net.labels.count('')} units and {len(net.edges)} weights.",
    )


def _weights_text(run: BoundaryRun) -> str:
    kernels = [kernel for kernel, _ in unpack(run.weights[-1], run.net)]
    first = [float(np.abs(kernel).mean()) for kernel, _ in unpack(run.weights[0], run.net)]
    grown = ", ".join(f"{a:.2f} → {np.abs(b).mean():.2f}" for a, b in zip(first, kernels, strict=True))
    return (
        f"Mean size of the weights, layer by layer, from the first step to the last: {grown}. A unit with large "
        f"weights turns from a gentle slope into a cliff: its map is sharp where it crosses 0."
    )
