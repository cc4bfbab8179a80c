"""Examples of core/confusion/charts/epochs.py."""

import numpy as np

from core.confusion.charts import epochs

EXAMPLES = {
    "timeline": lambda: epochs.timeline(np.array([[0.9, 0.0, 0.1], [0.7, 0.85, 0.2]]), ("cat", "dog", "cow"), 0.8),
}
