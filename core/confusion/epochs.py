"""How the confusion matrix changes during training, and what became of every sample.

The fates follow Toneva et al. 2019 ("An empirical study of example forgetting", ICLR), who count how often a sample
turns from right to wrong; here for test samples, at the end of each epoch.
"""

from dataclasses import dataclass

import numpy as np

from core.confusion.matrix import confusion_matrix

FATES = ("learned late", "forgotten", "never learned", "right at once")


def matrices(actual: np.ndarray, predictions: np.ndarray, classes: int) -> np.ndarray:
    """One matrix of counts a moment: (n,), (T, n) -> (T, classes, classes)."""
    return np.stack([confusion_matrix(actual, predicted, classes) for predicted in predictions])


def signed_shares(shares: np.ndarray) -> np.ndarray:
    """Return the values that colour the matrices of all epochs, row shares (T, classes, classes), from -1 to 1.

    Correct predictions are negative (blue), mistakes positive (red), square-rooted so that rare ones can be seen. A
    mistake is full red at the largest share that any mistake has after training, because an untrained network predicts
    a few classes for everything and would make the rest pale.
    """
    diagonal = np.eye(shares.shape[1], dtype=bool)
    largest = float(shares[-1][~diagonal].max()) or 1.0
    return np.where(diagonal, -(shares**2), np.sqrt(np.clip(shares / largest, 0, 1)))


@dataclass(frozen=True)
class Histories:
    """What became of n samples over E epochs.

    Attributes
    ----------
    fate : (n,) int
        Index into `FATES`. Right at the end: `right at once` when it was so after every epoch, else `learned late`.
        Wrong at the end: `never learned` when it was so after every epoch, else `forgotten`.
    since : (n,) int
        The epoch since which the sample has been right (or wrong) without a break; 0 is before training.
    flips : (n,) int
        How often it turned from right to wrong or back, epoch 0 included.
    forgettings : (n,) int
        How often it turned from right to wrong after the first epoch.
    """

    fate: np.ndarray
    since: np.ndarray
    flips: np.ndarray
    forgettings: np.ndarray

    def count(self, fate: str) -> int:
        """How many samples had this fate."""
        return int((self.fate == FATES.index(fate)).sum())

    def samples(self, fate: str) -> np.ndarray:
        """Indices of the samples of a fate, the latest turn first, and among those the one that flipped most."""
        found = np.flatnonzero(self.fate == FATES.index(fate))
        return found[np.lexsort((found, -self.flips[found], -self.since[found]))]


def histories(actual: np.ndarray, predictions: np.ndarray) -> Histories:
    """Follow every sample: labels (n,) and predictions (E + 1, n), whose first row is from before training."""
    right = predictions == actual
    trained = right[1:] if len(right) > 1 else right
    end = right[-1]
    fate = np.where(end, FATES.index("learned late"), FATES.index("forgotten"))
    fate[trained.all(0)] = FATES.index("right at once")
    fate[~trained.any(0)] = FATES.index("never learned")
    turned = right[1:] != right[:-1]
    moments = np.arange(1, len(right))[:, None]
    since = np.where(turned, moments, 0).max(0, initial=0)
    lost = (trained[:-1] & ~trained[1:]).sum(0)
    return Histories(fate, since, turned.sum(0), lost)


def first_mastered(matrices_: np.ndarray, share: float) -> np.ndarray:
    """For each class, the first moment at which its recall reaches `share`; -1 where it never does."""
    rows = matrices_.sum(2)
    recall = np.diagonal(matrices_, axis1=1, axis2=2) / np.maximum(rows, 1)
    reached = recall >= share
    return np.where(reached.any(0), reached.argmax(0), -1)
