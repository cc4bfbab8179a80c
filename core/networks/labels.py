"""Shuffled training labels, the control of what a classifier learns from its classes (Zhang et al. 2017, ICLR).

The images keep their pixels and every class keeps its size, but the labels say nothing about the images any more.
"""

from dataclasses import replace
from typing import Any, Protocol

import numpy as np

from core.data import image_sets
from core.data.image_sets import ImageSet
from core.runs.params import choice

TRUE, SHUFFLED = "true", "shuffled"


class Labelled(Protocol):
    """What says on which labels a network is trained."""

    @property
    def dataset(self) -> str: ...
    @property
    def labels(self) -> str: ...
    @property
    def seed(self) -> int: ...


def field() -> Any:
    """Return the field `labels` of a class of params."""
    return choice(
        TRUE,
        (TRUE, SHUFFLED),
        label="Training labels",
        help="Shuffled: the training images get their labels in random order, so there are no classes to learn. Test "
        "images keep their true labels. A result that looks the same with shuffled labels does not depend on classes.",
    )


def shuffled(data: ImageSet, seed: int = 0) -> ImageSet:
    """Return the set with its training labels in random order: what is learned from it is learned from noise."""
    labels = np.random.default_rng([seed, 7]).permutation(data.y_train)
    labels.setflags(write=False)
    return replace(data, y_train=labels)


def training_set(params: Labelled) -> ImageSet:
    """Return the image set of a training with the labels that the network learns; test labels are always true.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    """
    data = image_sets.load(params.dataset)
    return shuffled(data, params.seed) if params.labels == SHUFFLED else data
