"""A trained network on its test set: what every chapter of the page is computed from."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.confusion.epochs import Histories, histories, matrices
from core.confusion.matrix import confusion_matrix
from core.confusion.samples import Scored, scored
from core.data.image_sets import ImageSet, class_names
from core.networks.training import Training, TrainingParams


@dataclass(frozen=True)
class Evaluation:
    """A run with the labels of its test set.

    What is derived from them is computed once, and read-only, because visitors share it.

    Attributes
    ----------
    run : Training
    samples : Scored
        Every test image with the final prediction.
    class_names : tuple of str
    images : ImageSet or None
        None where the image set is not on this machine.
    """

    run: Training
    samples: Scored
    class_names: tuple[str, ...]
    images: ImageSet | None

    @property
    def params(self) -> TrainingParams:
        """The settings of the training."""
        return self.run.params

    @cached_property
    def counts(self) -> np.ndarray:
        """The confusion matrix after training, (classes, classes) int."""
        return _read_only(confusion_matrix(self.samples.actual, self.samples.predicted, len(self.class_names)))

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
    samples = scored(labels, run.predictions[-1], run.probabilities)
    return Evaluation(run, samples, class_names(run.params.dataset), images)


def _read_only(array: np.ndarray) -> np.ndarray:
    array.setflags(write=False)
    return array
