"""Examples of core/confusion/charts/samples.py."""

import numpy as np

from core.confusion.charts import samples as confusion_samples
from tests.confusion.chart_examples.matrix import DOT

EXAMPLES = {
    "sample_sheet": lambda: confusion_samples.sample_sheet([DOT] * 5, ["4 → 9"] * 5, range(5), 4),
    "class_probabilities": lambda: confusion_samples.class_probabilities(np.array([0.2, 0.7, 0.1]), "abc", 0, 1),
    "predictions_by_epoch": lambda: confusion_samples.predictions_by_epoch(np.array([0, 2, 1]), "abc", 1),
}
