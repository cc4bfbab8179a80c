"""Index lists and positions for drawing a network's planes: what is joined to what, frame by frame."""

from dataclasses import dataclass

import numpy as np

from core.boundaries.engine import unpack
from core.boundaries.forward import forward
from core.boundaries.geometry import Collapse, Square, plane_grid, svd_path
from core.boundaries.planes import BOUNDARY_POINTS, GRID, columns, half_width, join_lines, lines_of, turntable
from core.boundaries.stages import Plane
from core.boundaries.training import BoundaryRun
from core.data import points

_AT = np.arange(GRID * GRID).reshape(GRID, GRID)
GRID_LINES: list[list[int]] = [*_AT.tolist(), *_AT.T.tolist()]
GRID_CELLS: list[list[int]] = [
    [_AT[i, j], _AT[i, j + 1], _AT[i + 1, j + 1], _AT[i + 1, j]] for i in range(GRID - 1) for j in range(GRID - 1)
]


def plane_positions(plane: Plane) -> tuple[np.ndarray, list[int]]:
    """All that moves on a plane, (frames, 441 + n + 240, 2): grid, points, boundary; and the boundary's indices."""
    frames = len(plane.grid)
    positions = np.concatenate([plane.grid.reshape(frames, -1, 2), plane.points, plane.boundary], axis=1)
    start = positions.shape[1] - BOUNDARY_POINTS
    return positions, list(range(start, positions.shape[1]))


def plane_extent(plane: Plane) -> tuple[float, float, float, float]:
    """Return limits (x0, x1, y0, y1) that hold the points at every frame, and some of the grid.

    Two units share a scale, so that angles are right; other planes fill their square, each axis with its own scale.
    """
    everything = plane.points.reshape(-1, 2)
    centre, size = (everything.min(axis=0) + everything.max(axis=0)) / 2, np.ptp(everything, axis=0)
    half = 0.65 * np.maximum(size if own_scales(plane) else size.max(), max(1e-3, 1e-3 * size.max()))
    (x0, y0), (x1, y1) = centre - half, centre + half
    return float(x0), float(x1), float(y0), float(y1)


def own_scales(plane: Plane) -> bool:
    """Return whether the axes of a plane are combinations of units, which share no scale."""
    return not all(axis.startswith(("unit", "(one")) for axis in plane.axes)


def area_limit(plane: Plane) -> float:
    """Return the area at which the colour of a cell is full: twice that of the ninth cell of ten."""
    return 2 * float(np.nanquantile(np.abs(plane.area), 0.9)) or 1.0


def square_film(run: BoundaryRun, parts: Square, most_points: int = 200) -> tuple[np.ndarray, float]:
    """Move the grid and the points, scaled to [-1, 1]^2, by a 2 x 2 weight step by step.

    Returns
    -------
    positions : (frames, 441 + n, 2)
    reach : half the width of a square that holds them all
    """
    places = np.concatenate([plane_grid(1.0, GRID), run.points[:most_points] / half_width(run)])
    moved = np.einsum("fij,nj->fni", svd_path(parts), places)
    return moved, 1.1 * float(np.abs(moved).max()) or 1.0


def with_corners(path: np.ndarray, classes: int) -> tuple[np.ndarray, list[int]]:
    """Add the corners of the line or triangle that softmax outputs (frames, n, 2) of two or three classes lie in.

    Returns the positions and the indices of the line through the corners.
    """
    corners = np.array([[1, 0], [0, 1]] if classes == 2 else [[0, 0], [1, 0], [0.5, 3**0.5 / 2], [0, 0]], float)
    both = np.concatenate([path, np.broadcast_to(corners, (len(path), *corners.shape))], axis=1)
    return both, list(range(path.shape[1], both.shape[1]))


def weight_limit(run: BoundaryRun, frames: np.ndarray) -> float:
    """Return the size that all but 2 % of the weights (without biases) have at most; an edge is thickest there."""
    kernels = [np.abs(kernel).ravel() for kernel, _ in unpack(run.weights[frames], run.net)]
    return float(np.quantile(np.concatenate(kernels), 0.98)) or 1.0


def product_border(run: BoundaryRun, product: Collapse) -> np.ndarray:
    """Return where two classes tie under the product of all layers, as `planes.join_lines` has lines."""
    half, side = half_width(run), 101
    logits = product.kernel.T @ columns(run, plane_grid(half, side)) + product.bias[:, None]
    return join_lines(lines_of(logits.reshape(-1, side, side), half))


def continued_arms(run: BoundaryRun, half: float, count: int = 160) -> tuple[np.ndarray, list[list[int]]]:
    """Return the middle lines of a spiral's arms out to `half`, (arms x count, 2), and the indices of each.

    The indices count from behind the run's training points. Empty for other sets.
    """
    if run.params.dataset != "spiral":
        return np.zeros((0, 2)), []
    radius = np.linspace(points.SPIRAL_START, half, count)
    turn = 2 * np.pi * run.params.turns * (radius - points.SPIRAL_START) / points.SPIRAL_LENGTH
    classes, first = len(run.names), len(run.points)
    angle = turn + 2 * np.pi * np.arange(classes)[:, None] / classes
    places = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=-1).reshape(-1, 2)
    return places, (first + np.arange(len(places))).reshape(classes, count).tolist()


@dataclass(frozen=True)
class Lift:
    """A layer of three units in space, on a turntable: points, a grid sheet and the border of the classes.

    `positions` is (frames, 441 + n + 240, 2), as `plane_positions` has them.
    """

    positions: np.ndarray
    layer: int


def lift(run: BoundaryRun, boundary: np.ndarray, half: float, most_points: int = 200) -> Lift | None:
    """Turn the last hidden layer once round, at the end of a run; None unless it has three units.

    Behind it the border is flat, which it need not be behind an earlier layer.

    `boundary` (240, 2) is the border in the plane, NaN between its lines.
    """
    hidden = run.net.sizes[1:-1]
    if not hidden or hidden[-1] != 3:
        return None
    layer = len(hidden) - 1
    places = np.concatenate([plane_grid(half, GRID), run.points[:most_points], np.nan_to_num(boundary)])
    outputs = forward(run.weights[-1], run.net, columns(run, places))[layer][1].astype(np.float64)
    outputs -= outputs[:, GRID * GRID : GRID * GRID + most_points].mean(axis=1, keepdims=True)
    outputs[:, len(places) - len(boundary) :][:, np.isnan(boundary[:, 0])] = np.nan
    return Lift(turntable(outputs).astype(np.float32), layer)
