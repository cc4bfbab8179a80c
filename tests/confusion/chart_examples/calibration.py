"""Examples of core/confusion/charts/calibration.py."""

import numpy as np

from core.confusion.calibration import rejection, reliability
from core.confusion.charts import calibration as confusion_trust

RNG = np.random.default_rng(0)
CONFIDENCE, RIGHT = RNG.uniform(0.4, 1, 60), RNG.random(60) < 0.7

EXAMPLES = {
    "reliability_diagram": lambda: confusion_trust.reliability_diagram(reliability(CONFIDENCE, RIGHT)),
    "rejection_curve": lambda: confusion_trust.rejection_curve(rejection(CONFIDENCE, RIGHT, np.linspace(0, 1, 21))),
}
