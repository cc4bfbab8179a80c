"""Examples of core/compression/charts/low_rank.py."""

import numpy as np

from core.compression.charts import low_rank as charts
from core.compression.storage import File, Files, Schemes

VALUES = np.array([900.0, 80.0, 7.0, 0.6, 1e-12])
RANKS = np.array([1, 2, 5])
CURVE = np.array([[1, 100, 20.0, 0.5], [2, 200, 25.0, 0.6], [4, 400, np.inf, 1.0]])
FILES = Files(("JPEG", "JPEG", "SVD"), RANKS, RANKS * 1000, np.array([20.0, 30.0, np.inf]))
PRESENT = (File("SVD", 2, 3000, 25.0), File("SVD", 3, 4000, np.inf), File("JPEG", 7, 2000, 26.0))

EXAMPLES = {
    "singular_values": lambda: charts.singular_values([VALUES, VALUES / 2], ["red", "green"], 2),
    "energy_and_ssim": lambda: charts.energy_and_ssim(
        np.cumsum(VALUES**2) / (VALUES**2).sum(), RANKS, np.array([0.3, 0.5, 1.0]), 3
    ),
    "files": lambda: charts.files(FILES, PRESENT, png=9000),
    "schemes": lambda: charts.schemes(
        Schemes(("RGB", "stacked"), (CURVE, CURVE), 1), ["RGB", "stacked"], 2, "PSNR, dB"
    ),
}
