"""Index lists and positions for drawing a net and its planes: what is joined to what, frame by frame."""

from dataclasses import dataclass

import numpy as np

from core.boundaries.engine import unpack
from core.boundaries.forward import forward
from core.boundaries.geometry import Square, plane_grid, svd_path
from core.boundaries.planes import BOUNDARY_POINTS, GRID, Plane, columns, half_width, turntable
from core.boundaries.training import BoundaryRun
from core.data import points

MOST_UNITS = 12

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
    """Limits (x0, x1, y0, y1), as wide as high, that hold the points at every frame, and some of the grid."""
    everything = plane.points.reshape(-1, 2)
    centre = (everything.min(axis=0) + everything.max(axis=0)) / 2
    half = 0.65 * max(float(np.ptp(everything, axis=0).max()), 1e-3)
    return tuple(float(v) for c in centre for v in (c - half, c + half))  # type: ignore[return-value]


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


@dataclass(frozen=True)
class NetDrawing:
    """Units and then words as places (1, units + words, 2) with labels; edges and their weights (frames, edges).

    `limit` is the weight at which a line's colour is full.
    """

    places: np.ndarray
    labels: list[str]
    edges: list[list[int]]
    weights: np.ndarray
    hidden: int

    @property
    def limit(self) -> float:
        return float(np.quantile(np.abs(self.weights), 0.98)) or 1.0

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Limits (x0, x1, y0, y1) with a margin."""
        (x0, y0), (x1, y1) = self.places[0].min(axis=0) - 0.1, self.places[0].max(axis=0) + 0.1
        return float(x0), float(x1), float(y0), float(y1)


def net_drawing(run: BoundaryRun, frames: np.ndarray) -> NetDrawing:
    """Lay the net out from left to right; of a wide layer the first 12 units, `hidden` says how many are not shown."""
    net = run.net
    shown = [min(size, MOST_UNITS) for size in net.sizes]
    starts = np.concatenate([[0], np.cumsum(shown)])
    places = [(depth, (count - 1) / 2 - unit) for depth, count in enumerate(shown) for unit in range(count)]
    layers = unpack(run.weights[frames], net)
    edges, weights = [], []
    for depth, (kernel, _) in enumerate(layers):
        for i in range(shown[depth]):
            for j in range(shown[depth + 1]):
                edges.append([int(starts[depth] + i), int(starts[depth + 1] + j)])
                weights.append(kernel[:, i, j])
    right = len(shown) - 0.85 + 0.2 * len(shown)  # room for a word that ends there
    ends = [(-0.25 - 0.06 * len(shown), places[i][1]) for i in range(shown[0])]
    ends += [(right, places[len(places) - shown[-1] + i][1]) for i in range(shown[-1])]
    words = [*points.feature_labels(run.params.feature_names)[: shown[0]], *(f"class {name}" for name in run.names)]
    labels = [""] * len(places) + words
    return NetDrawing(
        places=np.array(places + ends, np.float32)[None],
        labels=labels,
        edges=edges,
        weights=np.stack(weights, axis=1),
        hidden=sum(net.sizes) - sum(shown),
    )


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
