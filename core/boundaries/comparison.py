"""The numbers, the curve and the signed image by which two runs are compared."""

import numpy as np

from core.boundaries import planes
from core.boundaries.training import BoundaryRun
from core.gallery.comparison import View

PLANE = 120  # pixels of a map of the plane


def view(run: BoundaryRun, half: float | None = None) -> View:
    """Return accuracies, loss, and the plane as the probability of class 1 less that of all others.

    The plane reaches from -half to half; where no number is given, so far that the run's points lie in it.
    """
    last = np.array([len(run.steps) - 1])
    half = half or planes.half_width(run)
    film = planes.probability_film(run, last, half, PLANE)[0]
    measures = {
        "training accuracy": float(run.accuracy[-1]),
        "held-out accuracy": float(run.held_accuracy[-1]) if len(run.held_accuracy) else float("nan"),
        "loss": float(run.loss[-1]),
    }
    curve = np.stack([run.steps, run.loss], 1)
    title = f"probability of class {run.names[1]} on [-{half:g}, {half:g}]²"
    return View(measures, curve, ("step", "training loss"), 2 * film[1:2] - 1, title)
