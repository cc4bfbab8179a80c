"""Examples of core/jacobian/charts/imagenet_directions.py."""

import numpy as np

from core.jacobian.charts import imagenet_directions as charts

CONVERGED = np.array([True, True, False])

EXAMPLES = {
    "spectrum": lambda: charts.spectrum(np.array([3.0, 2.0, 1.5]), np.array([0.001, 0.002, 0.1]), CONVERGED, "block2"),
    "participation": lambda: charts.participation(np.array([0.001, 0.02, 0.3]), CONVERGED, "block2"),
}
