"""A run to take away: tables of its points and weights, and an animation of its boundary."""

import numpy as np

from core.boundaries import planes
from core.boundaries.engine import unpack
from core.boundaries.training import BoundaryRun
from core.charts import images

FRAMES = 61
SECONDS = 5.0
SIDE, SAMPLES = 240, 120


def point_table(run: BoundaryRun) -> dict[str, np.ndarray]:
    """Return the columns x, y, class and held_out of all points."""
    held = np.arange(len(run.all_labels)) >= len(run.labels)
    return {"x": run.all_points[:, 0], "y": run.all_points[:, 1], "class": run.all_labels, "held_out": held}


def weight_arrays(run: BoundaryRun) -> dict[str, np.ndarray]:
    """Return steps, loss, accuracy and each layer's kernel and bias at every stored step."""
    arrays = {"steps": run.steps, "loss": run.loss, "accuracy": run.accuracy}
    for i, (kernel, bias) in enumerate(unpack(run.weights, run.net)):
        arrays |= {f"kernel_{i + 1}": kernel, f"bias_{i + 1}": bias}
    return arrays


def frames(run: BoundaryRun) -> np.ndarray:
    """Return the boundary over time as images (frames, SIDE, SIDE, 3)."""
    half = planes.half_width(run)
    ground = images.class_ground(planes.probability_film(run, planes.pick_frames(run, FRAMES), half, SAMPLES))
    colours = ground if ground.ndim == 4 else images.colour(ground, "two classes")
    spots = planes.pixels_of(run.points, half, SIDE, radius=2)
    return np.stack([images.spotted(images.enlarge(image, SIDE // SAMPLES), spots, run.labels) for image in colours])
