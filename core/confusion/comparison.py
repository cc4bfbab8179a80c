"""The numbers, the curve and the signed image by which two runs are compared."""

import numpy as np

from core.confusion.matrix import confusion_matrix, row_shares
from core.gallery.comparison import View, accuracies, by_epoch
from core.networks.training import Training


def view(run: Training, actual: np.ndarray, classes: int) -> View:
    """Return accuracy, and the mistakes as shares of their rows."""
    shares = row_shares(confusion_matrix(actual, run.predictions[-1], classes))
    np.fill_diagonal(shares, 0)
    return View(accuracies(run), by_epoch(run), ("epoch", "test accuracy"), shares[None], "mistakes by row and column")
