"""Examples of core/jacobian/charts/training.py."""

import numpy as np

from core.jacobian.charts import training

RNG = np.random.default_rng(0)
LAYERS = ("dense1", "dense2", "logits")
FALLING = np.geomspace(10, 0.1, 6)

EXAMPLES = {
    "steepness": lambda: training.steepness(
        RNG.uniform(0, 1, (2, 3)), RNG.uniform(0, 1, 3), ("width", "width", "depth"), ("1", "2", "3"), (0.1, 0.2, 0.9)
    ),
    "encoders": lambda: training.encoders(
        {"plain": FALLING * RNG.uniform(0.9, 1.1, (4, 6)), "contractive": np.tile(FALLING**2, (4, 1))}, relative=True
    ),
    "chain": lambda: training.chain(np.tile(FALLING, (3, 1)), np.tile(FALLING**2, (3, 1)), LAYERS),
    "bound": lambda: training.bound(np.ones((2, 3)), 2 * np.ones((2, 3)), LAYERS),
}
