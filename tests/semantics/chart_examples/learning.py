"""Examples of core/semantics/charts/learning.py."""

import numpy as np

from core.semantics.charts import learning as charts
from core.semantics.stages import Stages

TIMES = np.linspace(0, 5, 300)
S = np.array([2.0, 1.0])
CURVES = S / (1 + 900 * np.exp(-2 * S * TIMES[:, None]))

HALVES = np.array([1.0, np.nan])
NAMES = ["1 all items", "2 animals / plants"]
FOUND = Stages(S, HALVES, 0.1 * HALVES, 0.9 * HALVES, HALVES, HALVES, HALVES)

EXAMPLES = {
    "half_times": lambda: charts.half_times(NAMES, FOUND, 5),
    "waits": lambda: charts.waits(
        np.array([0.01, 0.1, 1.0]), np.array([[3, 4], [2, 3], [1, np.nan]]), np.full((3, 2), 2.0), NAMES, 0.69
    ),
    "belief": lambda: charts.belief(TIMES, CURVES[:, 0], CURVES[:, 1], 0.0, "salmon × fly", 5.0),
    "contributions": lambda: charts.contributions(TIMES, CURVES, NAMES, 5.0),
    "branchings": lambda: charts.branchings(["animals / plants", "birds / fish"], np.array([1.5, np.nan]), 5.0),
}
