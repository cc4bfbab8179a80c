"""Labelled points in the plane: the classic sets, one's own points, and the features that a network may receive.

All sets are centred near 0 and have balanced classes. Every generator is passed in.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

OWN = "own points"
SETS = ("spiral", "donut", "blobs", "xor", "moons", OWN)
MAX_CLASSES = 6
SPIRAL_START, SPIRAL_LENGTH = 0.15, 0.85


@dataclass(frozen=True)
class PointSet:
    """Points (n, 2) float32 with labels (n,) int64 in 0..classes-1."""

    points: np.ndarray
    labels: np.ndarray
    names: tuple[str, ...]

    @property
    def classes(self) -> int:
        return len(self.names)


def _labels(n: int, classes: int) -> np.ndarray:
    return np.arange(n) % classes


def _polar(radius: np.ndarray, angle: np.ndarray) -> np.ndarray:
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)


def spiral(n: int, classes: int, turns: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Arms r = .15 + .85 u, angle = 2 pi turns u + 2 pi class / classes, u uniform ("simple Swiss roll")."""
    labels, u = _labels(n, classes), rng.random(n)
    return _polar(SPIRAL_START + SPIRAL_LENGTH * u, 2 * np.pi * (turns * u + labels / classes)), labels


def donut_bands(classes: int) -> np.ndarray:
    """Inner and outer radius (classes, 2) of the disc (class 0) and of the rings around it."""
    ring = np.arange(1, classes)
    inner = np.concatenate([[0.0], (0.4 + ring) / classes])
    return np.stack([inner, np.concatenate([[0.8 / classes], inner[1:] + 0.6 / classes])], axis=1)


def donut(n: int, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A disc in a ring (in further rings), even in area; with two classes r < .4 and .7 < r < 1."""
    labels = _labels(n, classes)
    inner, outer = donut_bands(classes)[labels].T
    radius = np.sqrt(rng.uniform(inner**2, outer**2))
    return _polar(radius, rng.uniform(0, 2 * np.pi, n)), labels


def blob_centres(classes: int) -> np.ndarray:
    """Centres (classes, 2) on a circle through (1.6, 1.6)."""
    return _polar(np.full(classes, 1.6 * np.sqrt(2)), np.pi / 4 + 2 * np.pi * np.arange(classes) / classes)


def blobs(n: int, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Gaussian clouds of SD .5 around `blob_centres`."""
    labels = _labels(n, classes)
    return blob_centres(classes)[labels] + 0.5 * rng.normal(size=(n, 2)), labels


def xor(n: int, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A board of classes x classes cells on [-1, 1]^2, cell (i, j) of class (i + j) mod classes, with gaps."""
    labels, column = _labels(n, classes), rng.integers(classes, size=n)
    cell = np.stack([column, (labels - column) % classes], axis=1)
    return (cell + rng.uniform(0.06, 0.94, (n, 2))) * 2 / classes - 1, labels


def moons(n: int, classes: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """A chain of half circles that reach into each other, scaled to a width of 2."""
    labels, angle = _labels(n, classes), rng.uniform(0, np.pi, n)
    flip = np.where(labels % 2, -1.0, 1.0)
    x = labels + flip * np.cos(angle) - (classes - 1) / 2
    y = flip * (np.sin(angle) - 0.25)
    return np.stack([x, y], axis=1) * 2 / (classes + 1), labels


def make(
    name: str, n: int, classes: int, *, noise: float = 0.0, turns: float = 0.75, rng: np.random.Generator
) -> PointSet:
    """Draw `n` points of the set `name`, with Gaussian noise of SD `noise` on both coordinates.

    Raises
    ------
    ValueError
        For an unknown name; one's own points come from `own_points.read_table`.
    """
    if name == "spiral":
        points, labels = spiral(n, classes, turns, rng)
    else:
        plain: dict[str, Callable] = {"donut": donut, "blobs": blobs, "xor": xor, "moons": moons}
        if name not in plain:
            raise ValueError(f"There is no point set {name!r}; there are {', '.join(SETS[:-1])}.")
        points, labels = plain[name](n, classes, rng)
    points = points + noise * rng.normal(size=(n, 2))
    return PointSet(points.astype(np.float32), labels.astype(np.int64), tuple(str(c) for c in range(classes)))


def split_order(labels: np.ndarray, held_out: float, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Shuffled indices to train on, and the share `held_out` set aside; one point a class at least is trained on."""
    order = rng.permutation(len(labels))
    _, first = np.unique(labels[order], return_index=True)
    order = np.concatenate([order[first], np.delete(order, first)])
    cut = max(len(first), len(order) - round(held_out * len(order)))
    return order[:cut], order[cut:]


def split(data: PointSet, held_out: float, rng: np.random.Generator) -> tuple[PointSet, PointSet]:
    """The points to train on and those held out."""
    train, held = (
        PointSet(data.points[part], data.labels[part], data.names) for part in split_order(data.labels, held_out, rng)
    )
    return train, held


def spiral_phase(points: np.ndarray, turns: float) -> np.ndarray:
    """Angle minus the spiral's turn at that radius, theta - k (r - .15), k = 2 pi turns / .85: constant on an arm."""
    radius, theta = np.hypot(points[:, 0], points[:, 1]), np.arctan2(points[:, 1], points[:, 0])
    return theta - 2 * np.pi * turns * (radius - SPIRAL_START) / SPIRAL_LENGTH


def on_arm(places: np.ndarray, classes: int, turns: float) -> np.ndarray:
    """Which places (n, 2) lie within a third of the way from a spiral's arm to the middle between two arms."""
    gap = 2 * np.pi / classes
    off = (spiral_phase(places, turns) + gap / 2) % gap - gap / 2
    return np.abs(off) < gap / 6


def true_labels(name: str, points: np.ndarray, classes: int, turns: float) -> np.ndarray | None:
    """The class that a set's rule gives to any point of the plane, or None where the rule ends with the data."""
    radius = np.hypot(points[:, 0], points[:, 1])
    if name == "spiral":
        return np.rint(spiral_phase(points, turns) / (2 * np.pi / classes)).astype(np.int64) % classes
    if name == "donut":
        bands = donut_bands(classes)
        return np.searchsorted((bands[:-1, 1] + bands[1:, 0]) / 2, radius)
    if name == "blobs":
        return np.argmin(np.linalg.norm(points[:, None] - blob_centres(classes), axis=2), axis=1)
    if name == "xor" and classes == 2:
        return (points[:, 0] > 0).astype(np.int64) ^ (points[:, 1] > 0)
    return None


# --- what the network receives ---------------------------------------------------------------------------------------

FEATURES: dict[str, str] = {
    "x": "x",
    "y": "y",
    "r": "r",
    "theta": "θ",
    "xx": "x²",
    "yy": "y²",
    "xy": "xy",
    "sinx": "sin πx",
    "siny": "sin πy",
    "phase": "cos φ, sin φ",
}


def feature_labels(names: tuple[str, ...]) -> tuple[str, ...]:
    """How each column of `features` is called."""
    return tuple(label for name in names for label in FEATURES[name].split(", "))


def features(points: np.ndarray, names: tuple[str, ...], turns: float = 0.75) -> np.ndarray:
    """Columns (n, f) float32 for points (n, 2); theta in radians from -pi to pi, phase as its cosine and sine."""
    x, y = np.asarray(points, np.float64).T
    phase = spiral_phase(np.stack([x, y], axis=1), turns)
    columns: dict[str, tuple[np.ndarray, ...]] = {
        "x": (x,),
        "y": (y,),
        "r": (np.hypot(x, y),),
        "theta": (np.arctan2(y, x),),
        "xx": (x * x,),
        "yy": (y * y,),
        "xy": (x * y,),
        "sinx": (np.sin(np.pi * x),),
        "siny": (np.sin(np.pi * y),),
        "phase": (np.cos(phase), np.sin(phase)),
    }
    return np.stack([column for name in names for column in columns[name]], axis=1).astype(np.float32)
