"""Examples of core/compression/charts.py."""

import numpy as np

from core.compression import charts

VALUES = np.array([900.0, 80.0, 7.0, 0.6, 1e-12])
RANKS = np.array([1, 2, 5])
CURVE = np.array([[1, 100, 20.0, 0.5], [2, 200, 25.0, 0.6], [4, 400, np.inf, 1.0]])

EXAMPLES = {
    "singular_values": lambda: charts.singular_values([VALUES, VALUES / 2], ["red", "green"], 2),
    "energy": lambda: charts.energy(np.cumsum(VALUES**2) / (VALUES**2).sum(), 3),
    "quality": lambda: charts.quality(RANKS, np.array([20.0, 25.0, np.inf]), "PSNR", 2),
    "files": lambda: charts.files(
        ["JPEG", "JPEG", "SVD"], RANKS, RANKS * 1000, np.array([20.0, 30.0, np.inf]), png=9000
    ),
    "schemes": lambda: charts.schemes(["RGB", "stacked"], [CURVE, CURVE], 2, "PSNR, dB"),
    "vectors": lambda: charts.vectors(np.arange(5.0), -np.arange(4.0), 3),
    "accuracy_by_rank": lambda: charts.accuracy_by_rank(np.array([0.1, 0.5, 0.9]), np.array([0.1, 0.5, 1.0]), needed=2),
    "layer_spectra": lambda: charts.layer_spectra(VALUES / 900, VALUES / 300),
}
