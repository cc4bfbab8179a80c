"""Examples of core/compression/charts/layers.py."""

import numpy as np

from core.compression.charts import layers

VALUES = np.array([900.0, 80.0, 7.0, 0.6, 1e-12])
SHARES = np.array([0.1, 0.5, 1.0])

EXAMPLES = {
    "accuracy_by_rank": lambda: layers.accuracy_by_rank(SHARES * 0.9, SHARES, needed=2, classes=10),
    "predictions_by_rank": lambda: layers.predictions_by_rank(
        np.array([0, 4, 16]), {"correct": SHARES, "same": SHARES}, 16, "16 photographs", 1000
    ),
    "layer_spectra": lambda: layers.layer_spectra(VALUES / 900, VALUES / 300),
    "spectrum_and_energy": lambda: [layers.spectrum_and_energy(VALUES), layers.spectrum_and_energy(0 * VALUES)],
    "kept_at_low_rank": lambda: layers.kept_at_low_rank(
        ["a", "b"], np.array([3, 16]), ["with a skip connection", "without"], 16
    ),
}
