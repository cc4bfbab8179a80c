"""Examples of core/charts/confusion_trust.py."""

import numpy as np

from core.analyses.confusion_calibration import rejection, reliability
from core.charts import confusion_trust
from tests.charts.confusion import COUNTS

RNG = np.random.default_rng(0)
CONFIDENCE, RIGHT = RNG.uniform(0.4, 1, 60), RNG.random(60) < 0.7

EXAMPLES = {
    "difference_matrix": lambda: confusion_trust.difference_matrix(COUNTS, COUNTS.T, "abc"),
    "reliability_diagram": lambda: confusion_trust.reliability_diagram(reliability(CONFIDENCE, RIGHT)),
    "rejection_curve": lambda: confusion_trust.rejection_curve(rejection(CONFIDENCE, RIGHT, np.linspace(0, 1, 21))),
}
