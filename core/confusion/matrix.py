"""Confusion matrices: counts, recall and precision, and the most frequent confusions.

Rows are actual classes and columns predicted ones, as in the ml4a chapter "Looking inside neural networks" and in
scikit-learn.
"""

from dataclasses import dataclass

import numpy as np


def confusion_matrix(actual: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Count samples by actual (rows) and predicted (columns) class: (n,), (n,) -> (classes, classes) int."""
    flat = actual.astype(np.int64) * classes + predicted
    return np.bincount(flat, minlength=classes**2).reshape(classes, classes)


@dataclass(frozen=True)
class Margins:
    """Recall, precision and accuracy; NaN where there is nothing to divide by.

    Attributes
    ----------
    recall : (classes,) float
        Of the samples of a class (row), the share that is classified as this class.
    precision : (classes,) float
        Of the samples that are classified as a class (column), the share that belongs to it.
    accuracy : float
    """

    recall: np.ndarray
    precision: np.ndarray
    accuracy: float


def margins(counts: np.ndarray) -> Margins:
    """Return recall by row, precision by column, and accuracy of a matrix of counts."""
    right = np.diag(counts).astype(float)
    with np.errstate(invalid="ignore"):  # 0 / 0: a class that never occurs, or is never predicted
        return Margins(right / counts.sum(1), right / counts.sum(0), float(right.sum() / counts.sum()))


def row_shares(counts: np.ndarray) -> np.ndarray:
    """Return each row of a matrix of counts, (..., classes, classes), as shares of its sum; an empty row stays 0."""
    return counts / np.maximum(counts.sum(-1, keepdims=True), 1)


def confusions(counts: np.ndarray) -> list[tuple[int, int, int]]:
    """Return every kind of mistake that occurs, (actual, predicted, count), the most frequent first."""
    wrong = counts - np.diag(np.diag(counts))
    order = np.argsort(-wrong, axis=None, kind="stable")
    rows, columns = np.unravel_index(order, counts.shape)
    return [(int(r), int(c), int(wrong[r, c])) for r, c in zip(rows, columns, strict=True) if wrong[r, c]]
