"""One example of each chart of several runs."""

import numpy as np

from core.charts import sweep

X = np.arange(4.0)
RUNS = {str(seed): np.stack([X, X + seed], 1) for seed in range(3)}
MEAN = np.stack([X, X + 1, X, X + 2], 1)


def measures():
    values = np.array([0.5, 0.6, np.nan])
    ways = [((1, 10, 100), None), ((1, 2, 3), None), (("tanh", "relu", "linear"), None), (("0", "1", "2"), (0.5, 0, 1))]
    return [sweep.measure("accuracy", values, at, "Units", interval, "{:.2f}".format) for at, interval in ways]


EXAMPLES = {
    "curves": lambda: [sweep.curves(RUNS, ("epoch", "loss"), "Seed", mean) for mean in (MEAN, None)],
    "measure": measures,
}
