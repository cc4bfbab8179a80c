"""Examples of core/templates/charts/weights.py."""

import numpy as np

from core.templates.charts import weights as templates

RNG = np.random.default_rng(0)

EXAMPLES = {
    "match_histogram": lambda: templates.match_histogram(
        RNG.uniform(0, 0.5, 50), RNG.uniform(-0.2, 0.2, 50), 0.3, "Winners"
    ),
    "filters_and_outputs": lambda: templates.filters_and_outputs(
        RNG.integers(0, 255, (4, 6, 6), dtype=np.uint8), RNG.normal(size=(4, 3)), np.arange(4), ("a", "b", "c")
    ),
    "change_histogram": lambda: templates.change_histogram(RNG.uniform(0.2, 1, 30)),
    "activity_histogram": lambda: templates.activity_histogram(RNG.uniform(0, 1, 30)),
}
