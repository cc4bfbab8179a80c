"""Train a network and measure its Jacobians at each layer, after training and before."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.jacobian import directional_noise
from core.jacobian.measurement import Measurement
from core.jacobian.training import JacobianParams, chosen_inputs, train
from core.runs.progress import Work, share
from core.runs.request import Request


@dataclass(frozen=True)
class JacobianRun:
    """Spectra at B inputs of T layers, after (index 0) and before (index 1) training.

    Attributes
    ----------
    layers : tuple of str
    values : (2, T, B, k) float32
        Singular values in descending order; NaN where a layer has fewer.
    gains : (2, T, B) float32
        ‖x‖/‖h‖: times s gives the gain.
    measures : (2, 4, T, B, k) float16
        Participation ratio, entropy share, RMS radius and mean frequency of the input-side vectors.
    vectors : (2, T, SHOWN_INPUTS, SHOWN_RANKS + 1, h, w, c) float16
        Input-side vectors; the last one is that of the smallest singular value that is known and not zero.
    weakest : (2, T, SHOWN_INPUTS) int16
        The index (from 0) of that last one: of the whole spectrum, or of the TOP found where there are many outputs.
    outputs : (T,) int32
        How many outputs a layer has.
    pictures : (B, h, w) or (B, h, w, 3) uint8
    noise_values : (2, 2, levels, B) float32
        s₁ at the first and at the last convolution or hidden layer under input noise, after and before training.
    noise_active, noise_right : (2, levels) float32
        Share of active units at that last layer, and share of predictions equal to those without noise.
    flips : (directions, strengths, B) float32
        How often a step along a direction changes the trained network's prediction.
    moved : (2, directions, strengths, B) float32
        Relative change of s₁ and of s₁ + … + s₁₀ at that last layer after the same steps, in the trained network.
    contrast : (2, 2, T, B) float32
        |JΔ|/|Δ| for two images of one class and of two classes, after and before training.
    weights : tuple of ndarray
        Of the trained network, as Keras orders them.
    unconverged : float
        The share of triplets that had not converged.
    """

    params: JacobianParams
    layers: tuple[str, ...]
    values: np.ndarray
    gains: np.ndarray
    measures: np.ndarray
    vectors: np.ndarray
    weakest: np.ndarray
    outputs: np.ndarray
    pictures: np.ndarray
    accuracy: np.ndarray
    test_accuracy: np.ndarray
    noise_values: np.ndarray
    noise_active: np.ndarray
    noise_right: np.ndarray
    flips: np.ndarray
    moved: np.ndarray
    contrast: np.ndarray
    weights: tuple[np.ndarray, ...]
    unconverged: float
    seconds: float
    failure: str


def request(params: JacobianParams) -> Request[JacobianRun]:
    """Return what a page asks for to get the run of `params`."""
    return Request("jacobian", params, compute, JacobianRun)


def compute(params: JacobianParams) -> Work[JacobianRun]:
    """Train, and measure at inputs that the trained network classifies correctly (as far as there are enough).

    Yields
    ------
    Step
        Of 100: an epoch, or a pass of a Krylov basis.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    ValueError
        When the loss is not a number before the first step.
    """
    started = time.perf_counter()
    trained = yield from share(train(params), 0, 30)
    x, labels, others = chosen_inputs(trained.model, trained.data, params.seed)
    measurement = Measurement(trained.model, x, others)
    parts = []
    for index, weights in enumerate((trained.after, trained.before)):
        trained.model.set_weights(weights)
        parts.append((yield from measurement.run(30 + 31 * index, params.seed)))
    trained.model.set_weights(trained.after)
    flips, moved = yield from directional_noise.compute(measurement, labels, parts[0], 92, params.seed)
    accuracy, test_accuracy = np.array(trained.accuracy, np.float32).T

    def both(name: str, dtype: Any = np.float32) -> np.ndarray:
        return np.stack([part[name] for part in parts]).astype(dtype)

    return JacobianRun(
        params,
        measurement.layers,
        both("values"),
        both("gains"),
        both("measures", np.float16),
        both("vectors", np.float16),
        both("weakest", np.int16),
        np.array([np.prod(program.output_shape) for program in measurement.programs], np.int32),
        np.round(x * 255).astype(np.uint8),
        accuracy,
        test_accuracy,
        both("noise_values"),
        both("noise_active"),
        both("noise_right"),
        flips,
        moved,
        both("contrast"),
        tuple(trained.after),
        unconverged=float(np.mean([part["unconverged"] for part in parts])),
        seconds=time.perf_counter() - started,
        failure=trained.failure,
    )
