"""A weight matrix at low rank: how many of a trained layer's singular values does the network need?

The same Eckart-Young truncation, judged not by how the weights look but by what the network still predicts
(Denton et al. 2014, NeurIPS, eq. 1-2, cut convolutions in this way).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.compression.svd import svd
from core.networks import dense

Layers = Sequence[tuple[np.ndarray, np.ndarray]]


@dataclass(frozen=True)
class LayerStudy:
    """What a dense network predicts with one of its layers at every rank.

    Attributes
    ----------
    weights : ndarray, (inputs, units)
        The layer's matrix.
    left, singular_values, right : ndarray
        Its thin SVD, (inputs, r), (r,), (r, units).
    accuracy : ndarray, (r + 1,)
        Share of images classified correctly with 0, 1, ... r components kept; the last one is the full network's.
    agreement : ndarray, (r + 1,)
        Share of images that get the prediction of the full network.
    """

    weights: np.ndarray
    left: np.ndarray
    singular_values: np.ndarray
    right: np.ndarray
    accuracy: np.ndarray
    agreement: np.ndarray

    @property
    def energy(self) -> np.ndarray:
        """The share of Σ s² that ranks 1..r keep, (r,); 1 everywhere for weights of 0."""
        squares = np.cumsum(self.singular_values**2)
        return squares / squares[-1] if squares[-1] > 0 else np.ones(len(squares))

    def cut(self, k: int) -> np.ndarray:
        """Return the weights at rank `k`, (inputs, units)."""
        return (self.left[:, :k] * self.singular_values[:k]) @ self.right[:k]

    @property
    def shown_ranks(self) -> tuple[int, ...]:
        """At most five ranks from 1 to full, in equal ratios."""
        return tuple(int(k) for k in np.unique(np.rint(np.geomspace(1, len(self.singular_values), 5)).astype(int)))

    @property
    def needed(self) -> int:
        """The smallest rank from which on accuracy stays within one point (.01) of the full network's."""
        short = np.flatnonzero(self.accuracy < self.accuracy[-1] - 0.01)
        return int(short[-1]) + 1 if len(short) else 0


def logits(layers: Layers, x: np.ndarray) -> np.ndarray:
    """Outputs of a dense ReLU network before its softmax.

    Parameters
    ----------
    layers : sequence of (weights (inputs, units), bias (units,))
    x : ndarray, (n, inputs)

    Returns
    -------
    ndarray, (n, classes)
    """
    return dense.logits([part for layer in layers for part in layer], x)


def accuracy_by_rank(layers: Layers, index: int, x: np.ndarray, labels: np.ndarray) -> LayerStudy:
    """Reduce layer `index` of a dense ReLU network to every rank and predict again.

    Parameters
    ----------
    layers : sequence of (weights (inputs, units), bias (units,))
    index : int
        Which layer is reduced; its bias and all other layers stay.
    x : ndarray, (n, inputs)
    labels : ndarray of int, (n,)

    Raises
    ------
    ValueError
        When the weights are not finite, as those of a diverged run.
    """
    if not all(np.isfinite(part).all() for layer in layers for part in layer):
        raise ValueError("The weights hold NaN or infinity: this run diverged, and a diverged layer has no SVD.")
    weights, bias = (part.astype(float) for part in layers[index])
    before = x.astype(float)
    for earlier_weights, earlier_bias in layers[:index]:
        before = np.maximum(before @ earlier_weights + earlier_bias, 0)
    left, values, right = svd(weights)
    projected = (before @ left) * values  # (n, r): how far each image goes along each u
    sums = np.broadcast_to(bias, (len(x), weights.shape[1])).copy()
    answers = np.empty((len(values) + 1, len(x)), dtype=int)
    for k in range(len(values) + 1):
        if k:
            sums += np.outer(projected[:, k - 1], right[k - 1])
        last = index == len(layers) - 1
        answers[k] = (sums if last else logits(layers[index + 1 :], np.maximum(sums, 0))).argmax(axis=1)
    return LayerStudy(
        weights, left, values, right, (answers == labels).mean(axis=1), (answers == answers[-1]).mean(axis=1)
    )
