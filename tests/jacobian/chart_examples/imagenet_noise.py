"""Examples of core/jacobian/charts/imagenet_noise.py."""

import numpy as np

from core.jacobian.charts import imagenet_noise
from core.jacobian.imagenet_noise import LEVELS, TOP
from core.jacobian.imagenet_noise_bundle import NoiseBundle
from core.jacobian.imagenet_steps import KINDS, LENGTHS

RNG = np.random.default_rng(0)
COUNT = 16
BUNDLE = NoiseBundle(
    RNG.uniform(0, 1, (COUNT, len(LEVELS))),
    RNG.uniform(0, 1, (COUNT, len(LEVELS))),
    RNG.uniform(50, 100, (2, COUNT, len(LEVELS), TOP)),
    RNG.uniform(50, 100, (COUNT, len(LEVELS), TOP)),
    RNG.integers(0, 2, (COUNT, len(KINDS), len(LENGTHS))).astype(float),
    RNG.uniform(50, 100, (COUNT, 1 + len(KINDS), TOP)),
)

EXAMPLES = {
    "predictions": lambda: imagenet_noise.predictions(BUNDLE),
    "spectra": lambda: imagenet_noise.spectra(BUNDLE),
    "by_outcome": lambda: imagenet_noise.by_outcome(BUNDLE),
    "flips": lambda: imagenet_noise.flips(BUNDLE),
    "stepped": lambda: imagenet_noise.stepped(BUNDLE),
}
