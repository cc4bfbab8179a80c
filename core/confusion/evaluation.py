"""A trained network on its test set: what the chapters that need a network are computed from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.confusion import predictions
from core.confusion.epochs import Histories, histories, matrices
from core.confusion.predictions import NETWORK, Predictions
from core.confusion.samples import Scored
from core.data.image_sets import ImageSet, class_names
from core.networks.training import Training, TrainingParams


@dataclass(frozen=True)
class Evaluation:
    """A run with the labels of its test set.

    What is derived from them is computed once, and read-only, because visitors share it.

    Attributes
    ----------
    run : Training
    predictions : Predictions
        Every test image with the final prediction.
    images : ImageSet or None
        None where the image set is not on this machine.
    """

    run: Training
    predictions: Predictions
    images: ImageSet | None

    @property
    def params(self) -> TrainingParams:
        """The settings of the training."""
        return self.run.params

    @property
    def samples(self) -> Scored:
        """Every test image with the final prediction."""
        return self.predictions.samples

    @property
    def class_names(self) -> tuple[str, ...]:
        """The names of the classes."""
        return self.predictions.class_names

    @property
    def counts(self) -> np.ndarray:
        """The confusion matrix after training, (classes, classes) int."""
        return self.predictions.counts

    @cached_property
    def counts_by_epoch(self) -> np.ndarray:
        """The confusion matrix before training and after every epoch, (epochs + 1, classes, classes) int."""
        return _read_only(matrices(self.samples.actual, self.run.predictions, len(self.class_names)))

    @cached_property
    def histories(self) -> Histories:
        """What became of every sample over the epochs."""
        return histories(self.samples.actual, self.run.predictions)


def evaluate(run: Training, labels: np.ndarray, images: ImageSet | None) -> Evaluation:
    """Put a run, the labels of its test set and, where they are here, the images together."""
    params = run.params.canonical()
    found = predictions.of(
        params.slug(),
        labels,
        run.predictions[-1],
        class_names(params.dataset),
        probabilities=run.probabilities,
        images=None if images is None else images.x_test,
        wording=NETWORK,
    )
    return Evaluation(run, found, images)


def _read_only(array: np.ndarray) -> np.ndarray:
    array.setflags(write=False)
    return array
