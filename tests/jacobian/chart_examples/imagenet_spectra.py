"""Examples of core/jacobian/charts/imagenet_spectra.py."""

import numpy as np

from core.jacobian.charts import imagenet_spectra as charts
from core.jacobian.imagenet_bundle import LAYERS, Bundle

ALIKE = np.ones((2, len(LAYERS), 2))
BUNDLE = Bundle(ALIKE[..., None] / np.arange(1, 501), ALIKE[..., None] * np.full(500, 0.1), ALIKE, ALIKE)

EXAMPLES = {"spectra": lambda: charts.spectra(BUNDLE, np.arange(2), "s", log=True)}
