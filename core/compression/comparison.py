"""The numbers, the curve and the signed image by which two runs are compared."""

import numpy as np

from core.compression import svd as compression
from core.compression.quality import Quality
from core.compression.svd import Factors
from core.gallery.comparison import View


def view(factors: Factors, rank: int, quality: Quality | None) -> View:
    """The picture at a rank: what is stored and what is lost, and what is still missing as a picture."""
    shown = compression.to_pixels(compression.approximate(factors, rank)).astype(float)
    missing = factors.pixels.astype(float) - shown
    energy = compression.energy(factors)
    measures = {
        "rank": float(rank),
        "numbers stored": float(compression.stored_numbers(factors, rank)),
        "energy kept": float(energy[rank - 1]),
        "mean absolute error (of 255)": float(np.abs(missing).mean()),
    }
    if quality is not None:
        measures["PSNR (dB)"] = float(np.interp(rank, quality.ranks, quality.psnr))
    curve = np.stack([np.arange(1, len(energy) + 1), energy], 1)
    grey = missing.mean(-1) if missing.ndim == 3 else missing
    return View(measures, curve, ("rank", "energy kept"), grey[None] / 255, "what is still missing")
