"""Examples of core/charts/jacobian_elsewhere.py."""

import numpy as np

from core.charts import jacobian_elsewhere

EXAMPLES = {
    "one_spectrum": lambda: jacobian_elsewhere.one_spectrum(
        np.array([3.0, 2.0, 1.5]), np.array([True, True, False]), "Singular values at pool1"
    ),
}
