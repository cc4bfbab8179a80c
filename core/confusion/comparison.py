"""The numbers, the curve and the signed image by which two runs are compared."""

import numpy as np

from core.confusion import matrix as confusion
from core.gallery.comparison import View, accuracies, by_epoch
from core.networks.training import Training


def view(run: Training, actual: np.ndarray, classes: int) -> View:
    """Accuracy, and the mistakes as shares of their rows."""
    counts = confusion.matrix(actual, run.predictions[-1], classes)
    shares = counts / np.maximum(counts.sum(1, keepdims=True), 1)
    np.fill_diagonal(shares, 0)
    return View(accuracies(run), by_epoch(run), ("epoch", "test accuracy"), shares[None], "mistakes by row and column")
