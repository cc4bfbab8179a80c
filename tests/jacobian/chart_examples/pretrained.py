"""Examples of core/jacobian/charts/pretrained.py."""

import numpy as np

from core.jacobian.charts import pretrained

EXAMPLES = {
    "one_spectrum": lambda: pretrained.one_spectrum(
        np.array([3.0, 2.0, 1.5]), np.array([True, True, False]), "Singular values at pool1"
    ),
}
