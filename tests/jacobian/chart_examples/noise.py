"""Examples of core/jacobian/charts/noise.py."""

import numpy as np

from core.jacobian.charts import noise

EXAMPLES = {
    "moved": lambda: noise.moved(
        np.random.default_rng(0).normal(0, 0.1, (2, 2, 3, 4)), ("top 1", "random"), (0.1, 0.2, 0.4)
    ),
}
