"""Examples of core/charts/comparison.py."""

import numpy as np

from core.charts import comparison as beside

RNG = np.random.default_rng(0)

EXAMPLES = {"overlay": lambda: beside.overlay(RNG.random((5, 2)), RNG.random((7, 2)), ("epoch", "accuracy"))}
