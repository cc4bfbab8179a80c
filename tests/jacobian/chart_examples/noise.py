"""Examples of core/jacobian/charts/noise.py."""

import numpy as np

from core.jacobian.charts import noise

RNG = np.random.default_rng(0)

EXAMPLES = {
    "under_noise": lambda: noise.under_noise(
        RNG.uniform(1, 2, (2, 2, 3, 4)), (0, 1, 2), ("pool1", "pool5"), ("#b88a00", "#a04bd0")
    ),
    "flips": lambda: noise.flips(RNG.uniform(0, 1, (2, 3, 4)), ("top 1", "random"), (0.1, 0.2, 0.4)),
    "moved": lambda: noise.moved(
        np.random.default_rng(0).normal(0, 0.1, (2, 2, 3, 4)), ("top 1", "random"), (0.1, 0.2, 0.4)
    ),
}
