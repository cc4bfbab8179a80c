"""What is compared of two runs of one topic: a few numbers, one curve and one signed image."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from core.networks.training import Training


@dataclass(frozen=True)
class View:
    """One side of a comparison.

    Attributes
    ----------
    measures
        Name -> number.
    curve : (n, 2)
        x and y.
    axes
        Names of x and y.
    pictures : (m, h, w) or None
        Signed values, 0 in the middle.
    picture_title
        What they are.
    """

    measures: Mapping[str, float]
    curve: np.ndarray
    axes: tuple[str, str]
    pictures: np.ndarray | None = None
    picture_title: str = ""


def difference(pinned: View, now: View) -> np.ndarray | None:
    """Return the pictures of `now` less those of `pinned`, or None where they differ in shape or in what they show."""
    if pinned.pictures is None or now.pictures is None or pinned.pictures.shape != now.pictures.shape:
        return None
    if pinned.picture_title != now.picture_title:
        return None
    return now.pictures - pinned.pictures


def accuracies(run: Training) -> dict[str, float]:
    """Accuracies, loss and size of a trained classifier."""
    return {
        "test accuracy": float(run.test_accuracy[-1]),
        "training accuracy": float(run.accuracy[-1]),
        "test loss": float(run.test_loss[-1]),
        "parameters": float(sum(weight[-1].size for weight in run.weights)),
    }


def by_epoch(run: Training) -> np.ndarray:
    """Epochs and test accuracy, (epochs + 1, 2)."""
    return np.stack([np.arange(run.epochs + 1), run.test_accuracy], 1)
