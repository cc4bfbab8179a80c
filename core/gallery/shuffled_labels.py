"""Sentences about a network that was trained on shuffled labels: what it memorised, and what it does on new images."""

from typing import Protocol

import numpy as np

from core.data import image_sets
from core.gallery import judging
from core.networks.labels import SHUFFLED, Labelled

MOST = 0.5


class Trained(Protocol):
    """A finished training of an image classifier."""

    @property
    def params(self) -> Labelled: ...
    @property
    def accuracy(self) -> np.ndarray: ...
    @property
    def test_accuracy(self) -> np.ndarray: ...


def against_chance(run: Trained) -> str:
    """Say how much of its labels a network memorised, and hold its test accuracy against chance.

    A paragraph of its own; empty where the labels are true. Criterion: the exact binomial 95 % interval over the test
    images includes 1/classes.
    """
    if run.params.labels != SHUFFLED:
        return ""
    dataset = run.params.dataset
    size = image_sets.size_of(dataset)
    chance = 1 / size.classes
    learned = float(run.accuracy[-1])
    found = judging.share(round(float(run.test_accuracy[-1]) * size.test), size.test)
    text = (
        f"\n\n**Trained on shuffled labels:** in the last epoch the network classified **{learned:.1%}** of "
        f"{size.train:,} training images as their shuffled labels say. Random labels can only be memorised, and this "
        f"network has memorised {'most' if learned > MOST else 'less than half'} of them. Its test accuracy of "
        f"**{found.mean:.1%}** (95 % interval {found.low:.1%} to {found.high:.1%}) "
    )
    if found.low <= chance <= found.high:
        return f"{text}cannot be distinguished from guessing ({chance:.0%})."
    return (
        f"{text}differs from guessing ({chance:.0%}), but that is no sign of knowledge about the classes: images of "
        "one class look alike, so many of them can get the same label by accident."
    )


def control(params: Labelled) -> str:
    """Say what a verdict on a network with shuffled labels means, as a paragraph; empty where the labels are true."""
    if params.labels != SHUFFLED:
        return ""
    return (
        "\n\nThis network was trained on shuffled labels, as a control. If a claim also holds here, it does not "
        "require that the network has learned the classes."
    )
