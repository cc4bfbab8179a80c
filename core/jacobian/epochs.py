"""Spectra of the Jacobians while a net learns: the run of the Jacobian page again, looked at after every epoch."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.jacobian import networks as jacobian_nets
from core.jacobian import spectra as jacobian
from core.jacobian.operators import Program
from core.jacobian.training import JacobianParams, chosen_inputs, train
from core.runs.archive import freeze
from core.runs.progress import Work

INPUTS = 8
TOP = 10
MOMENTS = 12
# Residuals of 1e-2 s1 leave errors of about 1e-4 in the values: less than a line's width.
TOLERANCE = 1e-2


@dataclass(frozen=True)
class EpochSpectra:
    """Spectra at B inputs of T layers at F moments of training.

    Attributes
    ----------
    epochs : (F,) int
        Epoch 0 is before training.
    layers : tuple of str
    values : (F, T, B, TOP) float32
        Singular values in descending order; NaN where a layer has fewer.
    accuracy, test_accuracy : (F,) float32
    """

    params: JacobianParams
    epochs: np.ndarray
    layers: tuple[str, ...]
    values: np.ndarray
    accuracy: np.ndarray
    test_accuracy: np.ndarray
    seconds: float
    failure: str


def moments(last: int, count: int = MOMENTS) -> list[int]:
    """Return at most `count` epochs from 0 to `last`: all of them, or closer together where training starts."""
    if last < count:
        return list(range(last + 1))
    grown = [0, 1]
    while grown[-1] < last:  # a geometric row that never repeats an epoch
        left = count - len(grown)
        ratio = (last / grown[-1]) ** (1 / left)
        grown.append(min(last, max(grown[-1] + 1, round(grown[-1] * ratio))))
    return grown


def looked_at(model: Any) -> tuple[str, ...]:
    """All layers of a dense net; of a CNN the first and the last map, the first dense layer and the logits."""
    stages = jacobian_nets.stages(model)
    maps, dense = [stages[i] for i in jacobian_nets.hidden(stages)], [s for s in stages if s.startswith("dense")]
    return stages if maps == dense else tuple(dict.fromkeys((maps[0], maps[-1], dense[0], "logits")))


def compute(params: JacobianParams) -> Work[EpochSpectra]:
    """Train, then find the top singular values at the page's first inputs with the weights of each moment.

    Yields
    ------
    Step
        Of 100: an epoch, or a layer at a moment.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    """
    started = time.perf_counter()
    trained = yield from jacobian.share(train(params, moments(params.epochs)), 0, 40)
    model = trained.model
    x = chosen_inputs(model, trained.data, params.seed)[0][:INPUTS]
    layers = looked_at(model)
    programs = [Program(model, layer) for layer in layers]
    epochs = np.array(list(trained.weights))
    values = np.full((len(epochs), len(layers), len(x), TOP), np.nan, np.float32)
    for at, epoch in enumerate(epochs):
        model.set_weights(trained.weights[epoch])
        for row, program in enumerate(programs):
            start = 40 + 60 * (at + row / len(layers)) / len(epochs)
            work = jacobian.top_triplets(program, x, TOP, tolerance=TOLERANCE, seed=params.seed)
            found = yield from jacobian.share(work, start, start, f"Epoch {epoch}: Jacobians at {layers[row]}")
            values[at, row, :, : found.singular_values.shape[1]] = found.singular_values
    accuracy, test_accuracy = np.array(trained.accuracy, np.float32)[epochs].T
    seconds = time.perf_counter() - started
    run = EpochSpectra(params, epochs, layers, values, accuracy, test_accuracy, seconds, trained.failure)
    return freeze(run)
