"""Examples of core/templates/charts/studies.py."""

import numpy as np

from core.templates.charts import studies as templates_depth

RNG = np.random.default_rng(0)
NAMES = ("a", "b", "c")

EXAMPLES = {
    "tug_of_war": lambda: templates_depth.tug_of_war(NAMES, RNG.random(3), -RNG.random(3), RNG.normal(size=3)),
    "correlation_dots": lambda: templates_depth.correlation_dots(NAMES, {"all": RNG.random(3), "some": RNG.random(3)}),
    "agreement": lambda: templates_depth.agreement(
        "Networks", {"seed": RNG.random((4, 3))}, {"seed": RNG.random((4, 3))}
    ),
}
