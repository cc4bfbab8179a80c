"""What is seen of a run, frame by frame: the image of its boundary, its border lines, its units' maps.

All from the run's weights, in NumPy. Arrays start with the frames, so that a player can scrub them.
"""

import numpy as np
from scipy.special import softmax

from core.boundaries.forward import forward, margin, predict
from core.boundaries.geometry import plane_grid
from core.boundaries.training import BoundaryRun
from core.data import points

GRID = 21
BOUNDARY_POINTS = 240


def half_width(run: BoundaryRun) -> float:
    """Half the side of the square that a run is shown on: a quarter more than the data needs."""
    return float(np.ceil(1.25 * np.abs(run.points).max() * 10) / 10)


def pick_frames(run: BoundaryRun, count: int) -> np.ndarray:
    """Indices of at most `count` even frames of a run, the first and the last among them."""
    return np.unique(np.linspace(0, len(run.steps) - 1, min(count, len(run.steps))).round().astype(int))


def frames_of_bytes(run: BoundaryRun, budget: float, bytes_a_frame: float, most: int) -> np.ndarray:
    """Return the frames that a film may have within `budget` bytes: at least 15 and at most `most`, where stored."""
    return pick_frames(run, int(np.clip(budget / max(bytes_a_frame, 1), 15, most)))


def frames_at(run: BoundaryRun, frames: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """Return for each of `steps` the index into `frames` of the first frame at or after it, the last one beyond."""
    return np.minimum(np.searchsorted(run.steps[frames], steps), len(frames) - 1)


def columns(run: BoundaryRun, places: np.ndarray) -> np.ndarray:
    """The features (f, n) float32 of places (n, 2) as this run's network receives them."""
    return np.ascontiguousarray(points.features(places, run.params.feature_names, run.params.turns).T)


def resolution_for(run: BoundaryRun) -> int:
    """Pixels a side: fewer for a large network, whose film would else take seconds."""
    return 96 if run.net.parameters <= 500 else 64 if run.net.parameters <= 5000 else 40


def probability_film(run: BoundaryRun, frames: np.ndarray, half: float, resolution: int) -> np.ndarray:
    """Class probabilities (frames, classes, resolution, resolution) float32 over a square around 0."""
    x = columns(run, plane_grid(half, resolution))
    film = [softmax(predict(run.weights[f], run.net, x), axis=-2) for f in frames]
    return np.array(film, np.float32).reshape(len(frames), -1, resolution, resolution)


def boundary_lines(run: BoundaryRun, frame: int, half: float, resolution: int = 101) -> list[np.ndarray]:
    """Polylines (m, 2) in the plane where the two largest logits are equal."""
    logits = predict(run.weights[frame], run.net, columns(run, plane_grid(half, resolution)))
    return lines_of(logits.reshape(-1, resolution, resolution), half)


def lines_of(logits: np.ndarray, half: float) -> list[np.ndarray]:
    """Lines where two classes tie in an image of logits (classes, resolution, resolution), in the plane's coordinates.

    The border of two classes is drawn once, as that of the first of them.
    """
    from skimage.measure import find_contours  # noqa: PLC0415 takes a while and 20 MB, which Home can do without

    if not np.isfinite(logits).all():
        return []
    resolution = logits.shape[-1]
    scale = 2 * half / (resolution - 1)
    margins = margin(logits.reshape(len(logits), -1)).reshape(logits.shape)
    order = np.argsort(logits, axis=0)
    found = []
    for c, image in enumerate(margins[:-1]):
        rival = np.where(order[-1] == c, order[-2], order[-1])
        found += find_contours(image, 0.0, mask=rival > c)
    return [np.stack([line[:, 1] * scale - half, half - line[:, 0] * scale], axis=1) for line in found]


def border_in_view(run: BoundaryRun) -> bool:
    """Return whether a border between classes is found in the square that the run is shown on, at the last frame."""
    return bool(boundary_lines(run, -1, half_width(run)))


def join_lines(lines: list[np.ndarray], count: int = BOUNDARY_POINTS) -> np.ndarray:
    """Polylines as one array (count, 2), thinned evenly, a row of NaN after each; the longest first, the rest NaN."""
    joined = np.full((count, 2), np.nan)
    lines = sorted((line for line in lines if len(line) > 2), key=len, reverse=True)[: count // 8]
    total, start = sum(map(len, lines)), 0
    room = count - len(lines)
    for line in lines:
        kept = max(2, min(len(line), int(room * len(line) / total)))
        if start + kept > count:
            break
        joined[start : start + kept] = line[np.linspace(0, len(line) - 1, kept).round().astype(int)]
        start += kept + 1
    return joined


def neuron_maps(run: BoundaryRun, frames: np.ndarray, layer: int, resolution: int = 32, most: int = 16) -> np.ndarray:
    """Outputs (frames, units, resolution, resolution) of a hidden layer's first units over the plane."""
    x = columns(run, plane_grid(half_width(run), resolution))
    maps = [forward(run.weights[f], run.net, x)[layer][1][:most] for f in frames]
    return np.array(maps, np.float32).reshape(len(frames), -1, resolution, resolution)


def output_path(run: BoundaryRun, frames: np.ndarray, most_points: int = 200) -> np.ndarray | None:
    """Softmax outputs of the points, (frames, n, 2): (y1, y2) of two classes, three in a triangle; None for more.

    Two lie on the line y1 + y2 = 1; three sum to 1 too, and fill the triangle (0, 0), (1, 0), (1/2, sqrt(3)/2).
    """
    classes = len(run.names)
    if classes > 3:
        return None
    corners = np.eye(2) if classes == 2 else np.array([[0, 0], [1, 0], [0.5, np.sqrt(0.75)]])
    x = columns(run, run.points[:most_points])
    return np.array([(corners.T @ softmax(predict(run.weights[f], run.net, x), axis=-2)).T for f in frames], np.float32)


def turntable(outputs: np.ndarray, frames: int = 73, tilt: float = 25.0) -> np.ndarray:
    """Points (3, n) on a table that turns once, seen from `tilt` degrees above: (frames, n, 2)."""
    angle = np.linspace(0, 2 * np.pi, frames)[:, None]
    x, y, z = outputs
    across = np.cos(angle) * x - np.sin(angle) * y
    away = np.sin(angle) * x + np.cos(angle) * y
    up = np.cos(np.radians(tilt)) * z + np.sin(np.radians(tilt)) * away
    return np.stack([across, up], axis=-1)


def pixels_of(places: np.ndarray, half: float, resolution: int, radius: int) -> np.ndarray:
    """Rows and columns (n, m, 2) of the discs that points (n, 2) cover in an image of [-half, half]^2."""
    centre = np.rint((np.stack([-places[:, 1], places[:, 0]], axis=1) + half) / (2 * half) * (resolution - 1))
    span = np.arange(-radius, radius + 1)
    disc = np.stack(np.meshgrid(span, span, indexing="ij"), axis=-1).reshape(-1, 2)
    disc = disc[(disc**2).sum(axis=1) <= radius**2 + 0.5]
    return (centre[:, None] + disc).astype(int)


def own_class_outputs(run: BoundaryRun, frames: np.ndarray) -> np.ndarray:
    """Mean softmax output for the true class, (classes, frames), over each class's training points."""
    x = columns(run, run.points)
    film = np.array([softmax(predict(run.weights[f], run.net, x), axis=-2) for f in frames])
    return np.array([film[:, c, run.labels == c].mean(axis=1) for c in range(len(run.names))])


def column_names(run: BoundaryRun) -> tuple[str, ...]:
    """Return the names of the network's inputs."""
    return points.feature_labels(run.params.feature_names)
