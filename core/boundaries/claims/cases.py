"""The article's eight networks and their controls, measured: twenty random initialisations each."""

from typing import Any

import numpy as np

from core.boundaries.atlas import first_hits
from core.boundaries.claims.networks import DEEP, many
from core.boundaries.geometry import class_image
from core.boundaries.params import BoundaryParams, switches
from core.boundaries.seeds import SeedsRun
from core.boundaries.training import train
from core.runs.progress import Step, Work

DONUT: dict[str, Any] = {"dataset": "donut"}
CASES: dict[str, dict[str, Any]] = {
    "blobs_line": {"dataset": "blobs", "layers": 0},
    "spiral_line": {"layers": 0},
    "spiral_2": {"units": 2},
    "spiral_deep": DEEP,
    "spiral_10": {},
    "donut_2": DONUT | {"units": 2},
    "donut_3": DONUT | {"units": 3},
    "donut_deep": DONUT | DEEP,
    "donut_10": DONUT,
    "donut_polar": DONUT | {"layers": 0} | switches("r", "theta"),
}
DRAWS, DRAW_STEPS = 20, 1000
DIRECTIONS = 720
HALF, PIXELS = 1.25, 401


def best_line(points: np.ndarray, labels: np.ndarray) -> float:
    """Return the largest accuracy of a straight line on points (n, 2) of classes 0 and 1: 720 directions, all cuts."""
    angle = np.arange(DIRECTIONS) * np.pi / DIRECTIONS
    along = np.stack([np.cos(angle), np.sin(angle)], 1) @ points.T
    ones = np.take(labels, np.argsort(along, 1))
    before = np.concatenate([np.zeros((DIRECTIONS, 1), int), np.cumsum(ones, 1)], 1)
    cut = np.arange(len(labels) + 1)
    right = cut - before + (labels.sum() - before)  # zeros before the cut, ones behind it
    return float(np.maximum(right, len(labels) - right).max() / len(labels))


def clearance(run: SeedsRun) -> np.ndarray:
    """Return each network's boundary distance to the nearest twentieth of the training points, NaN below 99 %."""
    from scipy import ndimage  # noqa: PLC0415 takes .3 s

    row, column = np.rint((HALF + np.stack([-run.points[:, 1], run.points[:, 0]])) / (2 * HALF) * (PIXELS - 1)).astype(
        int
    )
    inside = (np.abs(run.points) < HALF).all(1)
    found = np.full(len(run.reached), np.nan)
    for k in np.flatnonzero(run.reached >= 0):
        image = class_image(
            run.film[-1, k], run.net, run.params.feature_names, run.params.turns, half_width=HALF, resolution=PIXELS
        )
        to_other = np.where(
            image == 1, ndimage.distance_transform_edt(image == 1), ndimage.distance_transform_edt(image != 1)
        )
        found[k] = np.percentile(to_other[row[inside], column[inside]], 5) * 2 * HALF / (PIXELS - 1)
    return found


def measure() -> Work[dict[str, np.ndarray]]:
    """Read steps, accuracy and islands from the baked runs; train linear networks on twenty draws of the spiral."""
    found: dict[str, Any] = {}
    for index, (name, values) in enumerate(CASES.items()):
        run = many(**values)
        yield Step(index, len(CASES) + DRAWS, message=f"Reading {name}")
        found[f"{name}_reached"], found[f"{name}_islands"] = run.reached, run.islands
        found[f"{name}_accuracy"], found[f"{name}_untrained"] = run.accuracy[-1], run.accuracy[0]
        found[f"{name}_best"] = run.accuracy.max()
        found[f"{name}_fresh"] = run.fresh_accuracy
        if name in ("spiral_2", "spiral_10"):
            found[f"{name}_clearance"] = clearance(run)
    line, best = [], []
    for seed in range(DRAWS):
        one = yield from train(BoundaryParams(layers=0, steps=DRAW_STEPS, seed=seed).canonical())
        line.append(one.accuracy[-1])
        best.append(best_line(one.points, one.labels))
    found["draws_line"], found["draws_best"] = np.array(line), np.array(best)
    found["donut_line_reached"] = yield from first_hits(BoundaryParams(dataset="donut", layers=0, steps=1000), DRAWS)
    return found
