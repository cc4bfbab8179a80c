"""What the weights of a dense classifier look like, and how far they look like what they answer to.

Source: the article on templates and distributed representations in perceptron weights, and the ml4a chapter
"Looking inside neural networks". Weights are Keras's: kernel (inputs, units) and bias (units,) by turns.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import statistics
from core.networks import dense

Weights = Sequence[np.ndarray]


def flatten(pictures: np.ndarray) -> np.ndarray:
    """Turn uint8 pictures (n, ...) into rows (n, pixels) float32 from 0 to 1."""
    return pictures.reshape(len(pictures), -1).astype(np.float32) / 255


def activations(weights: Weights, x: np.ndarray) -> list[np.ndarray]:
    """Return every layer's output for rows `x`: ReLU for hidden layers, logits for the last."""
    return dense.outputs(weights, x)


def class_templates(weights: Weights, x: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """Return what each class looks for: the mean over its own pictures of the gradient of its logit.

    With one layer that is the weight itself. With one hidden ReLU layer it is the filters, each weighted by its
    output weight and by how often it is active on pictures of the class.

    Returns
    -------
    (classes, pixels) float32
    """
    if len(weights) == 2:
        return weights[0].T
    active = activations(weights, x)[0] > 0
    share = np.stack([active[labels == label].mean(0) for label in range(classes)])
    return (share * weights[2].T).astype(np.float32) @ weights[0].T


@dataclass(frozen=True)
class Similarity:
    """How alike pairs of rows are: inner product, cosine, and Pearson's r, each (n,)."""

    dot: np.ndarray
    cosine: np.ndarray
    pearson: np.ndarray


def similarity(a: np.ndarray, b: np.ndarray) -> Similarity:
    """Compare rows of `a` with rows of `b`, both (n, k). A constant row has r 0, a zero row cosine 0."""
    dot = (a.astype(np.float64) * b.astype(np.float64)).sum(1)
    return Similarity(dot, statistics.cosine(a, b), statistics.pearson(a, b))


@dataclass(frozen=True)
class Match:
    """One layer's winners, over n pictures.

    Attributes
    ----------
    winners : (n,) int
        The unit that answers most strongly.
    own : Similarity
        Between the layer's input and its winner's weight.
    other : Similarity
        Between the layer's input and the winner of another picture: the yardstick.
    """

    winners: np.ndarray
    own: Similarity
    other: Similarity


def winner_match(weights: Weights, x: np.ndarray) -> list[Match]:
    """Compare, layer by layer, what comes in with the weight of the unit that answers most strongly to it.

    The yardstick takes the winner of the picture before (rows are expected in random order).
    """
    matches = []
    inputs = x
    for layer, outputs in enumerate(activations(weights, x)):
        rows = weights[2 * layer].T
        winners = outputs.argmax(1)
        own = similarity(inputs, rows[winners])
        other = similarity(inputs, rows[np.roll(winners, 1)])
        matches.append(Match(winners, own, other))
        inputs = outputs
    return matches


@dataclass(frozen=True)
class Activity:
    """How often the units of a hidden layer are active (ReLU above 0) on n pictures.

    Attributes
    ----------
    share : (units,) float
        Share of the pictures on which each unit is active.
    linear_error : float
        Largest difference between the net's logits and those of the linear map that it becomes when every ReLU is
        taken away, relative to the largest logit. 0 to float precision when all units are always active.
    linear_agreement : float
        Share of the pictures to which that linear map gives the net's own answer.
    """

    share: np.ndarray
    linear_error: float
    linear_agreement: float

    @property
    def ever(self) -> float:
        """Share of the units that are active on at least one picture."""
        return float((self.share > 0).mean())

    @property
    def always(self) -> float:
        """Share of the units that are active on every picture."""
        return float((self.share == 1).mean())


def activity(weights: Weights, x: np.ndarray) -> Activity:
    """Measure the activity of the hidden layer of a net with one hidden layer."""
    hidden, logits = activations(weights, x)
    collapsed = x @ (weights[0] @ weights[2]) + (weights[1] @ weights[2] + weights[3])
    error = float(np.abs(collapsed - logits).max() / np.abs(logits).max())
    agreement = float((collapsed.argmax(1) == logits.argmax(1)).mean())
    return Activity((hidden > 0).mean(0), error, agreement)


def filter_change(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """Pearson's r between each unit's kernel before and after training: kernels (inputs, units) -> (units,)."""
    return statistics.pearson(before.T, after.T)


def strongest_units(output_kernel: np.ndarray, count: int, label: int | None = None) -> np.ndarray:
    """Indices of the hidden units that matter most, strongest first.

    Measured by the magnitude of the output weight to class `label`, or by the norm over all classes.
    """
    strength = np.abs(output_kernel[:, label]) if label is not None else np.linalg.norm(output_kernel, axis=1)
    return np.argsort(-strength, kind="stable")[:count]
