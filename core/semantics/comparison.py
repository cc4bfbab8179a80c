"""The numbers, the curve and the signed image by which two runs are compared."""

import numpy as np

from core.gallery.comparison import View
from core.semantics.run import SemanticsRun


def view(run: SemanticsRun) -> View:
    """Where the first network ended: its map, and its loss over time."""
    modes = run.singular_values[0, 0, -1]
    measures = {"loss": float(run.losses[0, 0, -1])}
    measures |= {f"mode {i + 1}": float(value) for i, value in enumerate(modes[:4])}
    measures["time to half of mode 1 (τ)"] = _half_time(run.times, run.singular_values[0, 0, :, 0])
    curve = np.stack([run.times, run.losses[0, 0]], 1)
    return View(measures, curve, ("time (τ)", "loss"), run.maps[0, -1:], "beliefs: properties by items")


def _half_time(times: np.ndarray, values: np.ndarray) -> float:
    """When values first pass half of where they end."""
    return float(times[np.argmax(values >= values[-1] / 2)])
