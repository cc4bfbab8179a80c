"""The numbers, the curve and the signed image by which two runs are compared."""

import numpy as np

from core.compression.quality import psnr
from core.compression.svd import Factors, approximate, energy, stored_numbers, to_pixels
from core.gallery.comparison import View


def view(factors: Factors, rank: int) -> View:
    """The image at a rank: what is stored and what is lost, and what is still missing as an image."""
    shown = to_pixels(approximate(factors, rank))
    missing = factors.pixels.astype(float) - shown
    kept = energy(factors)
    measures = {
        "rank": float(rank),
        "numbers stored": float(stored_numbers(factors, rank)),
        "energy kept": float(kept[rank - 1]),
        "mean absolute error (of 255)": float(np.abs(missing).mean()),
        "PSNR (dB)": psnr(factors.pixels, shown),
    }
    curve = np.stack([np.arange(1, len(kept) + 1), kept], 1)
    grey = missing.mean(-1) if missing.ndim == 3 else missing
    return View(measures, curve, ("rank", "energy kept"), grey[None] / 255, "what is still missing")
