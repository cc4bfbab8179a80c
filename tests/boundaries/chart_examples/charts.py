"""Examples of core/boundaries/charts.py."""

import numpy as np

from core.boundaries import charts as boundaries

RNG = np.random.default_rng(0)

EXAMPLES = {
    "success_curves": lambda: boundaries.success_curves(np.arange(9), RNG.uniform(0.5, 1, (9, 4)), 0.99),
    "success_map": lambda: boundaries.success_map(
        RNG.uniform(size=(2, 3)), RNG.uniform(size=(2, 3)), np.array([1, 2]), np.arange(2, 5), 0.75, 20
    ),
    "reach": lambda: boundaries.reach(np.linspace(0, 2, 9), {"x, y": RNG.uniform(size=9)}, 1.0, 0.5),
    "sketch_pad": lambda: boundaries.sketch_pad(RNG.normal(size=(4, 2)), list("aabb"), ["a", "b"]),
}
