"""One picture under growing noise: what the trained net answers, and what its Jacobians keep."""

from dataclasses import dataclass

import numpy as np

from core.data import image_sets as images
from core.jacobian import networks as jacobian_nets
from core.jacobian import spectra as jacobian
from core.jacobian.experiments import JacobianRun
from core.jacobian.look import TOLERANCE
from core.jacobian.operators import Program
from core.jacobian.training import INPUTS, JacobianParams, build
from core.runs.archive import freeze
from core.runs.params import integer
from core.runs.progress import Step, Work

LEVELS = tuple(round(0.1 * i, 1) for i in range(21))
TOP = 10


@dataclass(frozen=True, kw_only=True)
class NoiseParams(JacobianParams):
    """A trained net, one of its pictures, and a draw of noise."""

    picture: int = integer(1, 1, INPUTS, label="Picture")
    noise_seed: int = integer(0, 0, 9999, label="Draw of the noise")


@dataclass(frozen=True)
class NoiseRun:
    """What one picture plus LEVELS x SD of noise does.

    Attributes
    ----------
    layers : (low, high)
    noisy : (levels, h, w) or (levels, h, w, 3) uint8
        What the net saw, clipped for showing only.
    probabilities : (levels, classes) float32
    values : (2, levels, k) float32
        The top singular values at the low and at the high layer; NaN where a layer has fewer.
    active : (2, levels) float32
        Share of outputs above zero at both layers.
    """

    params: NoiseParams
    layers: tuple[str, str]
    class_names: tuple[str, ...]
    noisy: np.ndarray
    probabilities: np.ndarray
    values: np.ndarray
    active: np.ndarray


def compute(run: JacobianRun, params: NoiseParams) -> Work[NoiseRun]:
    """Put the weights of `run` back into a net and look at one of its pictures under every level of noise.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set, which knows the names of the classes, is not on this machine.
    """
    yield Step(0, 100, message="Starting TensorFlow")
    names = images.load(params.dataset).class_names
    model = build(run.params, run.pictures.shape[1:], len(names))
    model.set_weights(list(run.weights))
    pictures = run.pictures.astype(np.float32) / 255
    rng = np.random.default_rng([params.noise_seed, params.picture])
    noise = rng.standard_normal(pictures.shape[1:]).astype(np.float32) * pictures.std()
    x = pictures[params.picture - 1] + np.array(LEVELS, np.float32).reshape(-1, *[1] * noise.ndim) * noise
    logits = np.asarray(model(x, training=False))
    odds = np.exp(logits - logits.max(1, keepdims=True))
    values, active = np.full((2, len(LEVELS), TOP), np.nan, np.float32), []
    stages = jacobian_nets.stages(model)
    hidden = jacobian_nets.hidden(stages)
    layers = stages[hidden[0]], stages[hidden[-1]]
    for row, layer in enumerate(layers):
        program = Program(model, layer)
        active.append((program.at(x).outputs > 0).mean(1))
        work = jacobian.top_triplets(program, x, TOP, tolerance=TOLERANCE, seed=params.noise_seed)
        found = yield from jacobian.share(work, 5 + 47 * row, 52 + 47 * row, f"Jacobians at {layer}")
        values[row, :, : found.singular_values.shape[1]] = found.singular_values
    return freeze(
        NoiseRun(
            params,
            layers,
            tuple(names),
            np.rint(np.clip(x, 0, 1) * 255).astype(np.uint8),
            (odds / odds.sum(1, keepdims=True)).astype(np.float32),
            values,
            np.array(active, np.float32),
        )
    )
