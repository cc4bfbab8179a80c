"""Runs with weights that are given, for tests whose answers follow from them."""

import numpy as np

from core.boundaries.engine import initial_weights
from core.boundaries.params import BoundaryParams
from core.boundaries.training import BoundaryRun, architecture


def run_of(weights, names=("0", "1"), frames=None, **settings):
    """A run with given weights (frames, parameters) and some points."""
    params = BoundaryParams(**settings)
    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, (40, 2)).astype(np.float32)
    empty = np.zeros(0)
    n = len(weights)
    return BoundaryRun(
        params=params,
        points=points,
        labels=np.arange(40) % len(names),
        held_points=points[:0],
        held_labels=np.zeros(0, int),
        names=names,
        steps=np.arange(n),
        weights=np.asarray(weights, np.float32),
        loss=np.ones(n),
        accuracy=np.ones(n),
        held_loss=empty,
        held_accuracy=empty,
    )


def square_net(kernel, bias=(0, 0), activation="linear"):
    """A 2-2-2 net with this hidden layer and the identity as its output layer, as flat weights (1, parameters)."""
    output = np.concatenate([np.eye(2).ravel(), np.zeros(2)])
    flat = np.concatenate([np.ravel(kernel), bias, output])
    return run_of(flat[None], layers=1, units=2, activation=activation)


def random_run(names=("0", "1"), **settings):
    """A run of two frames with random weights."""
    net = architecture(BoundaryParams(**settings), len(names))
    return run_of(initial_weights(net, "he_uniform", [[0, 2], [1, 2]]), names, **settings)
