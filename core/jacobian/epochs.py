"""Spectra of the Jacobians while a network trains: the run of the Jacobian page again, measured at several epochs."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.jacobian import cost
from core.jacobian.measures import finite_mean
from core.jacobian.networks import hidden, stages
from core.jacobian.operators import Program
from core.jacobian.spectra import top_triplets
from core.jacobian.spectrum_shape import ratio_name, tail_rank, tail_ratio
from core.jacobian.training import JacobianParams, chosen_inputs, train
from core.runs.progress import Work, share
from core.runs.request import Request

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

    def steepness(self) -> tuple[str, np.ndarray]:
        """Return the name of a ratio that all layers have, such as s₁₀/s₁, and its means (F, T) over inputs."""
        rank = tail_rank(self.values)
        return ratio_name(rank), finite_mean(tail_ratio(self.values, rank), 2)


def moments(last: int, count: int = MOMENTS) -> list[int]:
    """Return at most `count` epochs from 0 to `last`: all of them, or closer together where training starts."""
    if last < count:
        return list(range(last + 1))
    grown = [0, 1]
    while grown[-1] < last:  # geometric, without repeating an epoch
        left = count - len(grown)
        ratio = (last / grown[-1]) ** (1 / left)
        grown.append(min(last, max(grown[-1] + 1, round(grown[-1] * ratio))))
    return grown


def measured_layers(model: Any) -> tuple[str, ...]:
    """Return all layers of a dense network; of a CNN the first and last map, the first dense layer, the logits."""
    layers = stages(model)
    maps, dense = [layers[i] for i in hidden(layers)], [layer for layer in layers if layer.startswith("dense")]
    return layers if maps == dense else tuple(dict.fromkeys((maps[0], maps[-1], dense[0], "logits")))


def request(params: JacobianParams) -> Request[EpochSpectra]:
    """Return what a page asks for to get the spectra of `params`."""
    return Request("jacobian_epochs", params, compute, EpochSpectra, cost=seconds)


def seconds(params: JacobianParams) -> float:
    """Return a rough estimate: the training, and inputs x layers x triplets at every moment."""
    outputs = cost.multiplications(params)[1]
    measured = len(moments(params.epochs)) * cost.of_layers(params, outputs, TOP, INPUTS)
    return cost.training(params) + cost.programs(params) + measured


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
    trained = yield from share(train(params, moments(params.epochs)), 0, 40)
    model = trained.model
    x = chosen_inputs(model, trained.data, params.seed)[0][:INPUTS]
    layers = measured_layers(model)
    programs = [Program(model, layer) for layer in layers]
    epochs = np.array(list(trained.weights))
    values = np.full((len(epochs), len(layers), len(x), TOP), np.nan, np.float32)
    for at, epoch in enumerate(epochs):
        model.set_weights(trained.weights[epoch])
        for row, program in enumerate(programs):
            start = 40 + 60 * (at + row / len(layers)) / len(epochs)
            work = top_triplets(program, x, TOP, tolerance=TOLERANCE, seed=params.seed)
            found = yield from share(work, start, start, f"Epoch {epoch}: Jacobians at {layers[row]}")
            values[at, row, :, : found.singular_values.shape[1]] = found.singular_values
    accuracy, test_accuracy = np.array(trained.accuracy, np.float32)[epochs].T
    seconds = time.perf_counter() - started
    run = EpochSpectra(params, epochs, layers, values, accuracy, test_accuracy, seconds, trained.failure)
    return run
