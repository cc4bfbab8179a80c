"""The unit of a layer with the largest output, and how much its weights resemble what comes into the layer."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core import statistics
from core.networks import dense


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
class Winner:
    """The winner of one layer for one image.

    Attributes
    ----------
    inputs, weights : (inputs,)
        What comes into the layer, and the weights of its winner.
    unit : int
    similarity : Similarity
        Of the two, each (1,).
    """

    inputs: np.ndarray
    weights: np.ndarray
    unit: int
    similarity: Similarity


def winners(weights: Sequence[np.ndarray], x: np.ndarray) -> list[Winner]:
    """Return the winner of every layer for one image, a row `x` (pixels,); that of the last is the prediction."""
    found = []
    inputs = x[None]
    for layer, outputs in enumerate(dense.outputs(weights, inputs)):
        unit = int(outputs[0].argmax())
        row = weights[2 * layer].T[unit]
        found.append(Winner(inputs[0], row, unit, similarity(inputs, row[None])))
        inputs = outputs
    return found


@dataclass(frozen=True)
class Match:
    """One layer's winners, over n images.

    Attributes
    ----------
    winners : (n,) int
        The unit that answers most strongly.
    own : Similarity
        Between the layer's input and its winner's weight.
    other : Similarity
        Between the layer's input and the winner of another image: how much any winner would match.
    """

    winners: np.ndarray
    own: Similarity
    other: Similarity


def winner_match(weights: Sequence[np.ndarray], x: np.ndarray) -> list[Match]:
    """Compare, layer by layer, what comes in with the weight of the unit that answers most strongly to it.

    `other` takes the winner of the image before (rows are expected in random order).
    """
    matches = []
    inputs = x
    for layer, outputs in enumerate(dense.outputs(weights, x)):
        rows = weights[2 * layer].T
        winners = outputs.argmax(1)
        own = similarity(inputs, rows[winners])
        other = similarity(inputs, rows[np.roll(winners, 1)])
        matches.append(Match(winners, own, other))
        inputs = outputs
    return matches
