"""The labels of test sets that are not bundled, so that a page can count mistakes without the images."""

from dataclasses import dataclass

import numpy as np

from core.data import image_sets
from core.runs.params import Params, choice
from core.runs.progress import Step, Work
from core.runs.request import Request


@dataclass(frozen=True, kw_only=True)
class LabelsParams(Params):
    """Whose test labels."""

    dataset: str = choice("mnist", tuple(image_sets.REMOTE), label="Data set")

    def memory_bytes(self) -> int:
        """Return an upper bound: a copy of the labels."""
        return 8 * image_sets.size_of(self.dataset).test

    def seconds(self) -> float:
        """Return a rough estimate: the set is read."""
        size = image_sets.size_of(self.dataset)
        return 6e-9 * size.train * size.values


@dataclass(frozen=True)
class Labels:
    """The actual classes (n_test,) of a set, bundled so that every number is shown where the images are missing."""

    params: LabelsParams
    labels: np.ndarray


def request(params: LabelsParams) -> Request[Labels]:
    """Return what a page asks for to get the labels of `params`."""
    return Request("labels", params, collect_labels, Labels)


def collect_labels(params: LabelsParams) -> Work[Labels]:
    """Read the labels of a set's test part.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    """
    yield Step(0, 1, message="Reading labels")
    return Labels(params, image_sets.load(params.dataset).y_test.copy())
