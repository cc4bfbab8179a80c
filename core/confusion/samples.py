"""The test images with what the network predicts for each, in the orders in which a page lists them."""

from dataclasses import dataclass

import numpy as np

# Half precision ends near 6e-8. Below, a baked and a fresh run would disagree, so both end there: 16.6 nats.
SMALLEST = 6e-8


@dataclass(frozen=True)
class Scored:
    """Every test sample with what a classifier predicts for it.

    Attributes
    ----------
    actual, predicted : (n,) int
    probabilities : (n, classes) float64, or None
        Rows sum to 1. None where only the predicted class is known, with or without its confidence.
    doubt : (n,) float64, or None
        What is left for all classes but the predicted one: 1 − confidence. None where no confidence is known.
    loss : (n,) float64, or None
        Cross-entropy in nats, −ln of the probability of the actual class, at most −ln `SMALLEST`. None without
        probabilities.
    """

    actual: np.ndarray
    predicted: np.ndarray
    probabilities: np.ndarray | None = None
    doubt: np.ndarray | None = None
    loss: np.ndarray | None = None

    @property
    def confidence(self) -> np.ndarray:
        """Probability of the predicted class, (n,).

        Raises
        ------
        ValueError
            When it is not known.
        """
        if self.doubt is None:
            raise ValueError("these predictions have no confidence")
        return 1 - self.doubt

    @property
    def right(self) -> np.ndarray:
        """Whether the prediction is the actual class, (n,) bool."""
        return self.actual == self.predicted

    @property
    def accuracy(self) -> float:
        """Share of the samples whose prediction is correct."""
        return float(self.right.mean())


def scored(actual: np.ndarray, predicted: np.ndarray, probabilities: np.ndarray) -> Scored:
    """Put labels and softmax outputs together.

    Doubt is summed over the other classes and never taken as 1 − p: baked probabilities are 16-bit floats, whose steps
    near 1 are 5e-4, while near 0 they are as fine as one wishes. So even the surest samples keep their order.
    """
    p = np.maximum(probabilities.astype(np.float64), SMALLEST)
    p /= p.sum(1, keepdims=True)
    rows = np.arange(len(p))
    others = p.copy()
    others[rows, predicted] = 0
    doubt = others.sum(1)
    right = actual == predicted
    loss = np.where(right, -np.log1p(-doubt), -np.log(p[rows, actual]))
    return Scored(actual.astype(np.int64), predicted.astype(np.int64), p, doubt, loss)


def ordered(samples: Scored, order: str) -> np.ndarray:
    """Indices of all samples by `order`, one of `ORDERS`; equal ones stay in the order of the set.

    The most wrong ones are those of the largest loss. With a confidence alone they are the mistakes, the most confident
    one first, and then the correct ones, the least confident one first. Without one, every order is that of the set.
    """
    if samples.doubt is None:
        return np.arange(len(samples.actual))
    if order == "most wrong":
        wrongness = np.where(samples.right, samples.doubt - 1, 1 - samples.doubt)
        return np.argsort(-(wrongness if samples.loss is None else samples.loss), kind="stable")
    return np.argsort(samples.doubt if order == "most confident" else -samples.doubt, kind="stable")


def chosen(samples: Scored, order: str, actual: int | None, predicted: int | None) -> np.ndarray:
    """Indices of the samples of a cell, a row (`predicted` None), a column (`actual` None) or of all, by `order`."""
    found = ordered(samples, order)
    fits = np.ones(len(found), bool)
    if actual is not None:
        fits &= samples.actual[found] == actual
    if predicted is not None:
        fits &= samples.predicted[found] == predicted
    return found[fits]


def top_samples(samples: Scored, order: str, classes: int, count: int) -> dict[tuple[int, int], np.ndarray]:
    """The first `count` samples by `order` of every cell that has any: (actual, predicted) -> indices."""
    found = ordered(samples, order)
    cell = samples.actual[found] * classes + samples.predicted[found]
    grouped = found[np.argsort(cell, kind="stable")]
    sizes = np.bincount(cell, minlength=classes**2)
    starts = np.concatenate([[0], np.cumsum(sizes)])
    return {
        divmod(k, classes): grouped[starts[k] : starts[k] + min(count, size)] for k, size in enumerate(sizes) if size
    }
