"""Predictions of any classifier for labelled samples: what every chapter that needs no network is computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from core.confusion.matrix import confusion_matrix
from core.confusion.samples import Scored, scored
from core.runs.text import literal


@dataclass(frozen=True)
class Wording:
    """What sentences call the classifier, and what it classifies."""

    classifier: str
    sample: str


NETWORK = Wording("network", "image")
ANY_CLASSIFIER = Wording("classifier", "sample")


@dataclass(frozen=True)
class Predictions:
    """What a classifier predicts for n labelled samples, as `of` makes it.

    Attributes
    ----------
    key : str
        Names the content: equal for equal predictions, and a part of file names.
    samples : Scored
        Actual and predicted classes with, where they are known, confidence and probabilities.
    class_names : tuple of str
    images : uint8 (m, height, width) or (m, height, width, 3), or None
    image_of : (n,) int, or None
        The image of each sample; None where sample i has image i.
    columns : mapping of str to (n,) array
        What else is known about each sample.
    wording : Wording
    """

    key: str
    samples: Scored
    class_names: tuple[str, ...]
    images: np.ndarray | None = None
    image_of: np.ndarray | None = None
    columns: Mapping[str, np.ndarray] = field(default_factory=dict)
    wording: Wording = ANY_CLASSIFIER

    @cached_property
    def counts(self) -> np.ndarray:
        """The confusion matrix, (classes, classes) int, read-only because visitors share it."""
        counts = confusion_matrix(self.samples.actual, self.samples.predicted, len(self.class_names))
        counts.setflags(write=False)
        return counts

    @property
    def shown_names(self) -> tuple[str, ...]:
        """The class names as Markdown that shows exactly their characters, for sentences."""
        return tuple(map(literal, self.class_names))

    def pixels(self, rows: np.ndarray | Sequence[int]) -> np.ndarray:
        """Return the images of some samples, (k, height, width) or (k, height, width, 3).

        Raises
        ------
        ValueError
            When there are no images.
        """
        if self.images is None:
            raise ValueError("these predictions have no images")
        return self.images[rows if self.image_of is None else self.image_of[rows]]


def of(
    key: str,
    actual: np.ndarray,
    predicted: np.ndarray,
    class_names: Sequence[str],
    *,
    probabilities: np.ndarray | None = None,
    confidence: np.ndarray | None = None,
    images: np.ndarray | None = None,
    image_of: np.ndarray | None = None,
    columns: Mapping[str, np.ndarray] | None = None,
    wording: Wording = ANY_CLASSIFIER,
) -> Predictions:
    """Return predictions from classes by number, (n,), and what is known of their probabilities.

    Parameters
    ----------
    probabilities : (n, classes), optional
        One a class; each row is scaled to the sum 1.
    confidence : (n,), optional
        The probability of the predicted class; not used where there are `probabilities`.

    Examples
    --------
    >>> found = of("mine", np.array([0, 0, 1]), np.array([0, 1, 1]), ("cat", "dog"))
    >>> found.counts.tolist()
    [[1, 1], [0, 1]]
    """
    actual, predicted = actual.astype(np.int64), predicted.astype(np.int64)
    if probabilities is not None:
        samples = scored(actual, predicted, probabilities)
    elif confidence is not None:
        samples = Scored(actual, predicted, doubt=1 - confidence.astype(np.float64))
    else:
        samples = Scored(actual, predicted)
    return Predictions(key, samples, tuple(class_names), images, image_of, columns or {}, wording)


def aligned(a: Predictions, b: Predictions) -> tuple[Predictions, Predictions]:
    """Return two predictions for the same samples with one list of classes, so that their matrices can be compared.

    They keep their confidence and lose their probabilities.

    Raises
    ------
    ValueError
        With a sentence that says why they are not about the same samples.
    """
    count_a, count_b = len(a.samples.actual), len(b.samples.actual)
    if count_a != count_b:
        raise ValueError(
            f"A has {count_a:,} rows and B {count_b:,}. Both files need the same samples in the same order."
        )
    names = (*a.class_names, *(name for name in b.class_names if name not in a.class_names))
    number = np.array([names.index(name) for name in b.class_names])
    actual = number[b.samples.actual]
    differing = np.flatnonzero(actual != a.samples.actual)
    if len(differing):
        row = int(differing[0])
        raise ValueError(
            f"The actual classes of A and B differ in {len(differing):,} of {count_a:,} rows. The first is row {row}: "
            f"{names[a.samples.actual[row]]} in A, {names[actual[row]]} in B. Both files need the same samples in the "
            "same order."
        )
    recoded = Scored(actual, number[b.samples.predicted], doubt=b.samples.doubt)
    plain = Scored(a.samples.actual, a.samples.predicted, doubt=a.samples.doubt)
    return (
        Predictions(a.key, plain, names, a.images, a.image_of, a.columns, a.wording),
        Predictions(b.key, recoded, names, b.images, b.image_of, b.columns, b.wording),
    )
