"""Decision Boundaries, inside the network: its layers as planes, and the output of each unit over the plane."""

import numpy as np
import streamlit as st

from core.boundaries import drawing, findings, planes
from core.boundaries.params import BoundaryParams
from core.boundaries.stages import Plane, layer_planes
from core.boundaries.training import BoundaryRun
from core.charts import images, theme
from pages._chapters.boundaries.parts import colours_of, moments
from pages._shared import controls, layout
from pages._shared.player import Curves, Panel, Pictures, Points, player

SLUG = "boundaries"
BYTES, STAGE_BYTES, UNIT_BYTES = 2_000_000, 880 * 4, 1024
MOST_MAPS = 16
BEST, PAIR = "best plane", "two units"


def layers(run: BoundaryRun) -> None:
    """Show every layer's output as a plane with the warped grid, before and after the activation, and its units."""
    wide = run.params.layers and run.params.units > 2
    pair = _chosen_pair(run.params.units) if wide else None
    found, frames = _planes(run.params, pair, run)
    panels: list[Panel] = [_plane_panel(run, plane) for plane in found[:-1]]
    panels += [_output_panel(run, frames), *_unit_panels(run, frames)]
    player(panels, moments=moments(run, frames), key="boundaries_planes", seconds=6.0)
    last = found[2 * run.params.layers]
    layout.findings(findings.border(run, last), findings.variance_drawn(run, last))
    layout.findings(findings.folding(run), findings.unit_slopes(run))


def _chosen_pair(units: int) -> tuple[int, int] | None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        basis = st.segmented_control(
            "Layers of more than two units",
            (BEST, PAIR),
            help="The best plane holds most of the points' variance; in front of the output layer it is perpendicular "
            "to the cut between two classes.",
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
) -> tuple[tuple[Plane, ...], np.ndarray]:
    a_frame = (2 * params.layers + 3) * STAGE_BYTES + params.layers * min(params.units, MOST_MAPS) * UNIT_BYTES
    frames = planes.frames_of_bytes(_run, BYTES, a_frame, most=41)
    return layer_planes(_run, frames, pair=pair), frames


def _plane_name(run: BoundaryRun, plane: Plane) -> str:
    if plane.layer < 0:
        return "What the network receives"
    if plane.layer == run.params.layers:
        return "Output: softmax" if plane.after else "Output: logits"
    return f"Layer {plane.layer + 1} {'after' if plane.after else 'before'} {run.params.activation}"


def _plane_panel(run: BoundaryRun, plane: Plane) -> Points:
    positions, border = drawing.plane_positions(plane)
    shown = plane.points.shape[1]
    grid = plane.grid.shape[1] * plane.grid.shape[2]
    name = _plane_name(run, plane)
    held = "" if plane.units <= 2 else f" ({plane.share:.0%} of the variance of {plane.units} units)"
    held += " · each axis has its own scale" if drawing.own_scales(plane) else ""
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
            title="Mean probability of the correct class, by class",
            series=shares,
            colours=theme.CATEGORICAL,
            unit="%",
        )
    two, count = len(run.names) == 2, path.shape[1]
    positions, outline = drawing.with_corners(path, len(run.names))
    return Points(
        title="Softmax: the probabilities add up to 1, so all points lie on a "
        + ("line, from the first class to the second" if two else "triangle, a corner for each class"),
        positions=positions,
        colours=colours_of(run.labels[:count]) + ["#000"] * len(outline),
        radius=[4.0] * count + [0.0] * len(outline),
        lines=[outline],
        extent=(-0.08, 1.08, -0.08, 1.08),
        axes=("probability of class 0", "probability of class 1") if two else ("", ""),
        alt="The points between the corners of the softmax outputs.",
    )


def _unit_panels(run: BoundaryRun, frames: np.ndarray) -> list[Panel]:
    """Return the output of each unit over the plane, one panel a hidden layer."""
    units = run.params.units
    which = (
        "the output of each unit" if units <= MOST_MAPS else f"the outputs of the first {MOST_MAPS} of {units} units"
    )
    return [
        Pictures(
            title=f"Layer {layer + 1}: {which} over the plane (red: positive, blue: negative)",
            frames=images.signed(planes.neuron_maps(run, frames, layer, most=MOST_MAPS)),
            labels=[f"unit {unit + 1}" for unit in range(min(units, MOST_MAPS))],
            columns=8 if units > 5 else 5,
            smooth=True,
        )
        for layer in range(run.params.layers)
    ]
