"""The numbers and the curve by which two runs are compared."""

import numpy as np

from core.gallery.comparison import View
from core.jacobian.experiments import JacobianRun
from core.jacobian.measures import finite_mean
from core.jacobian.networks import hidden
from core.jacobian.spectrum_shape import ratio_name, relative, tail_rank


def view(run: JacobianRun) -> View:
    """Return accuracy and the spectrum at the deepest hidden layer (of a CNN: before the dense ones)."""
    deep = hidden(run.layers)[-1]
    values = run.values[0, deep]
    rank = tail_rank(values)
    mean = finite_mean(relative(values), 0)
    measures = {
        "test accuracy": float(run.test_accuracy[-1]),
        f"s₁ at {run.layers[deep]}": float(values[:, 0].astype(float).mean()),
        ratio_name(rank): float(mean[rank - 1]),
    }
    curve = np.stack([np.arange(1, len(mean) + 1), mean], 1)
    return View(measures, curve[np.isfinite(mean)], ("index", f"s / s₁ at {run.layers[deep]}"))
