"""Examples of core/jacobian/charts/spectra.py."""

import numpy as np

from core.jacobian.charts import spectra

RNG = np.random.default_rng(0)

EXAMPLES = {
    "by_index": lambda: spectra.by_index(
        RNG.uniform(0.1, 1, (2, 3, 4, 5)), ("pool1", "pool2", "logits"), "s", log=True, level=0.6, chosen="pool2"
    ),
    "isometry": lambda: spectra.isometry({"orthogonal": np.ones((3, 4)), "Gaussian": RNG.uniform(0, 1, (3, 4))}),
    "contrast": lambda: spectra.contrast(RNG.uniform(1, 2, (2, 3)), ("a", "b", "c")),
}
