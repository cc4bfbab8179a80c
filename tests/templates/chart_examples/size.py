"""Examples of core/templates/charts/size.py."""

import numpy as np
import pandas as pd

from core.templates.charts import size

RNG = np.random.default_rng(0)
NAMES = ("a", "b", "c")
POINTS = pd.DataFrame(
    {
        "dataset": ["one", "one", "two", "two"],
        "series": ["one", "one", "two", "two"],
        "width": [1, 10, 1, 10],
        "depth": [1, 1, 2, 2],
        "accuracy": [0.3, 0.9, 0.4, 0.8],
        "parameters": [10, 100, 20, 200],
        "seconds": [0.1, 0.2, 0.1, 0.3],
    }
)

EXAMPLES = {
    "capacity": lambda: size.capacity(POINTS, "width", "seconds", POINTS[:1]),
    "variance_bars": lambda: size.variance_bars(NAMES, RNG.random(3), RNG.random(3)),
    "blueness_dots": lambda: size.blueness_dots(NAMES, RNG.normal(size=3)),
    "accuracy_bars": lambda: size.accuracy_bars(NAMES, [[0.2], [0.4, 0.5], [0.6]], 0.1),
}
