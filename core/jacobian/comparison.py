"""The numbers, the curve and the signed image by which two runs are compared."""

import numpy as np

from core.gallery.comparison import View
from core.jacobian import networks as jacobian_nets
from core.jacobian.experiments import JacobianRun


def view(run: JacobianRun) -> View:
    """Accuracy, and the spectrum at the deepest layer before the dense ones."""
    deep = jacobian_nets.hidden(run.layers)[-1]
    values = run.values[0, deep].astype(float)
    steep = values / values[:, :1]
    mean = np.ma.masked_invalid(steep).mean(0).filled(np.nan)
    measures = {
        "test accuracy": float(run.test_accuracy[-1]),
        f"s₁ at {run.layers[deep]}": float(values[:, 0].mean()),
        "s₁₀ / s₁": float(mean[min(9, len(mean) - 1)]),
    }
    curve = np.stack([np.arange(1, len(mean) + 1), mean], 1)
    return View(measures, curve[np.isfinite(mean)], ("index", f"s / s₁ at {run.layers[deep]}"))
