"""Examples of core/semantics/charts/learning.py."""

import numpy as np

from core.semantics.charts import learning as charts

TIMES = np.linspace(0, 5, 300)
S = np.array([2.0, 1.0])
CURVES = S / (1 + 900 * np.exp(-2 * S * TIMES[:, None]))

EXAMPLES = {
    "stages": lambda: charts.stages(TIMES, np.stack([CURVES, 0.9 * CURVES]), CURVES, S, "deep"),
    "waits": lambda: charts.waits(
        np.array([0.01, 0.1, 1.0]), np.array([[3, 4], [2, 3], [1, np.nan]]), np.full((3, 2), 2.0), S, 0.69
    ),
    "belief": lambda: charts.belief(TIMES, CURVES[:, 0], CURVES[:, 1], CURVES, S, 0.0, "a salmon can fly"),
    "splits": lambda: charts.splits(TIMES, CURVES, ["animal | plant", "bird | fish"], np.array([1.5, np.nan])),
}
