"""The stages of a network as planes: where each layer takes the points, the border and an even grid.

All from the run's weights, in NumPy. Arrays start with the frames, so that a player can scrub them.
"""

from dataclasses import dataclass

import numpy as np

from core.boundaries.engine import unpack
from core.boundaries.forward import forward, predict
from core.boundaries.geometry import plane_grid
from core.boundaries.planes import BOUNDARY_POINTS, GRID, boundary_lines, columns, half_width, join_lines
from core.boundaries.training import BoundaryRun

FLAT = 1e-9  # of the largest cell's area: below it a sign is float64 rounding
ACROSS = "across the cut"
LOGIT_AXES = ("logit of class 0 − logit of class 1", "sum of both logits")


@dataclass(frozen=True)
class Plane:
    """One stage of a network as a plane, at every frame.

    Attributes
    ----------
    layer : -1 for the features, then 0 to the last (the logits and their softmax)
    after : after the activation, else before it
    units : how many units the stage has; `axes` says what is drawn of them
    share : variance of the points at the last frame that the plane holds (1 for two units)
    grid : (frames, 21, 21, 2) where the even grid of the input plane has gone
    points : (frames, n, 2); boundary : (frames, 240, 2), NaN between lines
    area : (frames, 20, 20) signed area of each cell over its area in the input (the mean of det J in it for two units)
    """

    layer: int
    after: bool
    units: int
    axes: tuple[str, str]
    share: float
    grid: np.ndarray
    points: np.ndarray
    boundary: np.ndarray
    area: np.ndarray


def principal_plane(outputs: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Basis (units, 2), mean (units,) and share of variance of the best plane through outputs (units, n) (PCA).

    The sign of each direction is fixed by its largest entry.
    """
    mean = outputs.mean(axis=1)
    u, s, _ = np.linalg.svd(outputs - mean[:, None], full_matrices=False)
    basis = u[:, :2] * np.sign(u[np.abs(u[:, :2]).argmax(axis=0), np.arange(min(2, u.shape[1]))])
    if basis.shape[1] == 1:
        basis = np.concatenate([basis, np.zeros((len(basis), 1))], axis=1)
    total = float((s**2).sum())
    return basis, mean, float((s[:2] ** 2).sum()) / total if total else 1.0


def cell_areas(grid: np.ndarray, cell: float) -> np.ndarray:
    """Signed area (shoelace) of the cells of grids (..., rows, columns, 2), over the `cell` area they had.

    Rows run down the image, as `plane_grid` has them; a cell that keeps its orientation is positive.
    """
    a, b, c, d = grid[..., 1:, :-1, :], grid[..., 1:, 1:, :], grid[..., :-1, 1:, :], grid[..., :-1, :-1, :]
    diagonal, other = c - a, d - b
    return 0.5 * (diagonal[..., 0] * other[..., 1] - diagonal[..., 1] * other[..., 0]) / cell


def turned_over(run: BoundaryRun) -> float | None:
    """Return the share of the grid's cells whose orientation the map to two logits reverses, at the last frame.

    Flattened cells are left out; None where all are, or where there are more classes than two. In float64: tanh units
    flatten cells to areas whose sign float32 does not hold.
    """
    if len(run.names) != 2:
        return None
    half = half_width(run)
    inputs = columns(run, plane_grid(half, GRID)).astype(np.float64)
    logits = predict(run.weights[-1].astype(np.float64), run.net, inputs)
    area = cell_areas(logits.T.reshape(GRID, GRID, 2), (2 * half / (GRID - 1)) ** 2)
    kept = area[np.abs(area) > FLAT * np.abs(area).max()]
    return float((kept < 0).mean()) if len(kept) else None


def _stages(run: BoundaryRun, frame: int, places: np.ndarray) -> list[np.ndarray]:
    """Outputs (units, n) of every stage: the features, then before and after of each layer."""
    x = columns(run, places)
    return [x, *(stage for pair in forward(run.weights[frame], run.net, x) for stage in pair)]


def layer_planes(
    run: BoundaryRun, frames: np.ndarray, *, pair: tuple[int, int] | None = None, most_points: int = 200
) -> tuple[Plane, ...]:
    """Every stage of a run's network as a `Plane`, at the chosen frames.

    One or two units are drawn as they are, more by the best plane at the last frame (held still over time,
    so that what moves is the network), or by the chosen `pair` of units where a layer has them. Of two classes, the
    plane in front of the output layer goes through the normal of the cut between them, and the two logits are drawn as
    their difference and their sum: at the last frame the border is a straight line in both.
    """
    half = half_width(run)
    grid = plane_grid(half, GRID)
    shown = run.points[:most_points]
    lines = np.array([join_lines(boundary_lines(run, f, half)) for f in frames])
    ends = _stages(run, int(frames[-1]), run.points)
    found = [_projection(end, pair) for end in ends]
    if len(run.names) == 2:
        kernel, _ = unpack(run.weights[frames[-1]], run.net)[-1]
        before = 2 * run.params.layers
        found[before] = _cut_projection(ends[before], kernel[:, 1] - kernel[:, 0], pair) or found[before]
        found[-2] = np.array([[1, 1], [-1, 1]]) / np.sqrt(2), np.zeros(2), 1.0, LOGIT_AXES
    drawn: list[list[np.ndarray]] = [[] for _ in ends]
    for index, frame in enumerate(frames):
        places = np.concatenate([grid, shown, np.nan_to_num(lines[index])])
        for stage, (output, (basis, mean, _, _)) in enumerate(zip(_stages(run, frame, places), found, strict=True)):
            flat = basis.T @ (output - mean[:, None])
            flat[:, len(grid) + len(shown) :][:, np.isnan(lines[index, :, 0])] = np.nan
            drawn[stage].append(flat.T)
    cell = (2 * half / (GRID - 1)) ** 2
    return tuple(
        _plane(stage, len(ends[stage]), np.array(film, np.float32), share, axes, cell)
        for stage, (film, (_, _, share, axes)) in enumerate(zip(drawn, found, strict=True))
    )


def _plane(stage: int, units: int, film: np.ndarray, share: float, axes: tuple[str, str], cell: float) -> Plane:
    """Part what is drawn of one stage, (frames, 441 + n + 240, 2), into grid, points and border."""
    grid = film[:, : GRID * GRID].reshape(-1, GRID, GRID, 2)
    return Plane(
        layer=(stage + 1) // 2 - 1,
        after=stage > 0 and stage % 2 == 0,
        units=units,
        axes=axes,
        share=share,
        grid=grid,
        points=film[:, GRID * GRID : -BOUNDARY_POINTS],
        boundary=film[:, -BOUNDARY_POINTS:],
        area=cell_areas(grid, cell),
    )


Projection = tuple[np.ndarray, np.ndarray, float, tuple[str, str]]


def _cut_projection(outputs: np.ndarray, normal: np.ndarray, pair: tuple[int, int] | None) -> Projection | None:
    """Return the plane through the normal of a flat cut and the direction of most variance at right angles to it.

    None for up to two units, where a pair of units was chosen, or where there is no cut.
    """
    length = float(np.linalg.norm(normal))
    if len(outputs) <= 2 or pair or not length:
        return None
    across, mean = normal / length, outputs.mean(axis=1)
    centred = outputs - mean[:, None]
    along = np.linalg.svd(centred - np.outer(across, across @ centred), full_matrices=False)[0][:, 0]
    basis = np.stack([across, along * np.sign(along[np.abs(along).argmax()])], axis=1)
    total = float((centred**2).sum())
    share = float(((basis.T @ centred) ** 2).sum()) / total if total else 1.0
    return basis, mean, share, (ACROSS, "along the cut")


def _projection(outputs: np.ndarray, pair: tuple[int, int] | None) -> Projection:
    """Basis (units, 2), origin (units,), share of variance and axis names of the plane a stage is drawn on."""
    units = len(outputs)
    if units <= 2:
        return np.eye(units, 2), np.zeros(units), 1.0, ("unit 1", "unit 2" if units == 2 else "(one unit)")
    if pair and max(pair) < units and pair[0] != pair[1]:
        variance = outputs.var(axis=1)
        share = float(variance[list(pair)].sum() / variance.sum()) if variance.sum() else 1.0
        return np.eye(units)[:, list(pair)], np.zeros(units), share, (f"unit {pair[0] + 1}", f"unit {pair[1] + 1}")
    basis, mean, share = principal_plane(outputs)
    return basis, mean, share, ("1st direction", "2nd direction")
