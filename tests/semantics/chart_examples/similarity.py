"""Examples of core/semantics/charts/similarity.py."""

import numpy as np

from core.semantics.charts import similarity as charts

THREE = np.array([0.1, 1.0, 10.0])

EXAMPLES = {
    "agreement": lambda: charts.agreement(THREE, THREE[::-1] / 10, THREE, THREE[::-1] / 10),
    "image_stages": lambda: charts.image_stages(THREE, np.array([[[1.0, 2.0, np.nan]]]), (0.01,), "linear", 3.0),
}
