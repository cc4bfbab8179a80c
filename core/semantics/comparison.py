"""The numbers, the curve and the signed image by which two runs are compared."""

import numpy as np

from core.gallery.comparison import View
from core.semantics.dynamics import modes
from core.semantics.params import build_world
from core.semantics.run import SemanticsRun
from core.statistics import half_times


def view(run: SemanticsRun) -> View:
    """Return where the first network ended: its map, and its loss over time.

    The half-time is that of the world's strongest mode; NaN where the run ended before.
    """
    values = run.singular_values[0, 0, -1]
    measures = {"loss": float(run.losses[0, 0, -1])}
    measures |= {f"mode {i + 1}": float(value) for i, value in enumerate(values[:4])}
    goals = modes(build_world(run.params).correlations)[1]
    measures["time to half of mode 1 (τ)"] = float(half_times(run.strengths[0, 0], goals, run.times)[0])
    curve = np.stack([run.times, run.losses[0, 0]], 1)
    return View(measures, curve, ("time (τ)", "loss"), run.maps[0, -1:], "beliefs: properties by items")
