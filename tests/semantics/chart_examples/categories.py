"""Examples of core/semantics/charts/categories.py."""

import numpy as np

from core.semantics.charts import categories as charts

THREE = np.array([0.1, 1.0, 10.0])
NAMES = ["robin", "canary", "oak"]

EXAMPLES = {
    "typicality": lambda: charts.typicality(NAMES, THREE, np.array([3.0, 2.0, np.nan])),
    "coherence": lambda: charts.coherence(THREE, THREE / 10, THREE, THREE / 10, THREE / 100, 2.0),
    "basic_level": lambda: charts.basic_level(np.arange(3), THREE, THREE[::-1], 1),
    "induction": lambda: charts.induction(np.arange(4.0), np.ones((4, 3)), NAMES, (0, 1, 2), "robin"),
}
