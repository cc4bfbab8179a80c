"""What a classifier gets wrong, cell by cell: counts, margins, and the samples of a cell in order.

Rows are actual classes and columns predicted ones, as in the ml4a chapter "Looking inside neural networks" and in
scikit-learn. Probabilities are softmax outputs (n, classes).
"""

from dataclasses import asdict, dataclass, replace
from typing import Self

import numpy as np

from core.data import image_sets as images
from core.networks.training import TrainingParams
from core.runs.params import Params, choice, text
from core.runs.progress import Step, Work

ANY = "any"
VIEWS = ("counts", "row shares", "top samples")
ORDERS = ("most wrong", "most confident", "least confident")
# Half precision ends near 6e-8. Below, a baked and a fresh run would disagree, so both end there: 16.6 nats.
SMALLEST = 6e-8


@dataclass(frozen=True, kw_only=True)
class ConfusionParams(TrainingParams):
    """A training, how its matrix is shown, and which cell is open."""

    view: str = choice("counts", VIEWS, label="In each cell")
    order: str = choice(
        "most wrong",
        ORDERS,
        label="Order of the samples",
        help="Most wrong: the smallest probability for the actual class, which is the largest loss.",
    )
    actual: str = text(ANY, label="Actual class")
    predicted: str = text(ANY, label="Predicted class")

    def canonical(self) -> Self:
        """Drop what the architecture does not use, and which samples are looked at."""
        return replace(super().canonical(), order=ORDERS[0], actual=ANY, predicted=ANY)

    def training(self) -> TrainingParams:
        """The training alone, which is computed, baked and shared with other pages."""
        fields = asdict(self)
        return TrainingParams(**{name: fields[name] for name in TrainingParams.controls()}).canonical()


@dataclass(frozen=True, kw_only=True)
class LabelsParams(Params):
    """Whose test labels."""

    dataset: str = choice("mnist", tuple(images.REMOTE), label="Data set")


@dataclass(frozen=True)
class TestLabels:
    """The actual classes (n_test,) of a set, shipped so that every number shows where its pictures are not."""

    params: LabelsParams
    labels: np.ndarray


def collect_labels(params: LabelsParams) -> Work[TestLabels]:
    """Read the labels of a set's test part.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    """
    yield Step(0, 1, message="Reading labels")
    return TestLabels(params, images.load(params.dataset).y_test.copy())


def matrix(actual: np.ndarray, predicted: np.ndarray, classes: int) -> np.ndarray:
    """Count samples by actual (rows) and predicted (columns) class: (n,), (n,) -> (classes, classes) int."""
    flat = actual.astype(np.int64) * classes + predicted
    return np.bincount(flat, minlength=classes**2).reshape(classes, classes)


@dataclass(frozen=True)
class Margins:
    """What stands beside a matrix; NaN where there is nothing to divide by.

    Attributes
    ----------
    recall : (classes,) float
        Of the samples of a class (row), the share that is called so.
    precision : (classes,) float
        Of the samples that are called so (column), the share that is of the class.
    accuracy : float
    """

    recall: np.ndarray
    precision: np.ndarray
    accuracy: float


def margins(counts: np.ndarray) -> Margins:
    """Recall by row, precision by column, and accuracy of a matrix of counts."""
    right = np.diag(counts).astype(float)
    with np.errstate(invalid="ignore"):  # 0 / 0: a class that never occurs, or is never said
        return Margins(right / counts.sum(1), right / counts.sum(0), float(right.sum() / counts.sum()))


def row_shares(counts: np.ndarray) -> np.ndarray:
    """Each row of a matrix of counts as shares of its sum; an empty row stays 0."""
    return counts / np.maximum(counts.sum(1, keepdims=True), 1)


def confusions(counts: np.ndarray) -> list[tuple[int, int, int]]:
    """Every kind of mistake that occurs, (actual, predicted, count), the most frequent first."""
    wrong = counts - np.diag(np.diag(counts))
    order = np.argsort(-wrong, axis=None, kind="stable")
    rows, columns = np.unravel_index(order, counts.shape)
    return [(int(r), int(c), int(wrong[r, c])) for r, c in zip(rows, columns, strict=True) if wrong[r, c]]


@dataclass(frozen=True)
class Scored:
    """Every test sample with what the net said about it.

    Attributes
    ----------
    actual, predicted : (n,) int
    probabilities : (n, classes) float64
        Rows sum to 1.
    doubt : (n,) float64
        What is left for all classes but the predicted one: 1 − confidence.
    loss : (n,) float64
        Cross-entropy in nats, −ln of the probability of the actual class, at most −ln `SMALLEST`.
    """

    actual: np.ndarray
    predicted: np.ndarray
    probabilities: np.ndarray
    doubt: np.ndarray
    loss: np.ndarray

    @property
    def confidence(self) -> np.ndarray:
        """Probability of the predicted class, (n,)."""
        return 1 - self.doubt

    @property
    def right(self) -> np.ndarray:
        """Whether the prediction is the actual class, (n,) bool."""
        return self.actual == self.predicted


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
    """Indices of all samples by `order`, one of `ORDERS`; equal ones stay in the order of the set."""
    key = {
        "most wrong": -samples.loss,
        "most confident": samples.doubt,
        "least confident": -samples.doubt,
    }[order]
    return np.argsort(key, kind="stable")


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
