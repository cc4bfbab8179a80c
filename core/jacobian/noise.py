"""One image under growing noise: what the trained network predicts, and what its Jacobians keep."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import softmax

from core.data import image_sets as images
from core.jacobian import cost
from core.jacobian.experiments import JacobianRun
from core.jacobian.measurement import NOISE_LEVELS, TOLERANCE
from core.jacobian.networks import hidden, stages
from core.jacobian.operators import Program
from core.jacobian.spectra import top_triplets
from core.jacobian.training import INPUTS, JacobianParams, build
from core.runs.params import integer
from core.runs.progress import Step, Work, share
from core.runs.request import Request

LEVELS = tuple(round(0.1 * i, 1) for i in range(21))
TOP = 10


@dataclass(frozen=True, kw_only=True)
class NoiseParams(JacobianParams):
    """A trained network, one of its images, and a draw of noise."""

    picture: int = integer(1, 1, INPUTS, label="Image")
    noise_seed: int = integer(0, 0, 9999, label="Draw of the noise")

    def seconds(self) -> float:
        """Return a rough estimate: levels x triplets at two layers."""
        outputs = cost.multiplications(self)[1]
        return 0.3 + 2 * cost.triplets(self, max(outputs), TOP, len(LEVELS))


@dataclass(frozen=True)
class NoiseRun:
    """What one image plus LEVELS x SD of noise does.

    Attributes
    ----------
    layers : (low, high)
    noisy : (levels, h, w) or (levels, h, w, 3) uint8
        What the network sees, clipped for showing only.
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

    def likely_classes(self, count: int = 5) -> list[int]:
        """Return the classes that are the most probable at some level, in their usual order."""
        return sorted(np.argsort(-self.probabilities.max(0))[:count].tolist())


def noisy_images(run: JacobianRun, count: int) -> np.ndarray:
    """Return the first images of a run with the noise of its measurement, (levels, count, h, w) or colours; uint8.

    Values outside 0 to 255 are clipped for showing only.
    """
    x = run.pictures.astype(np.float32) / 255
    noise = np.random.default_rng([run.params.seed, 3]).standard_normal(x.shape).astype(np.float32) * x.std()
    noisy = np.stack([x[:count] + level * noise[:count] for level in NOISE_LEVELS])
    return np.rint(np.clip(noisy, 0, 1) * 255).astype(np.uint8)


def request(run: JacobianRun, params: NoiseParams) -> Request[NoiseRun]:
    """Return what a page asks for to see one image of `run` under noise."""
    return Request("jacobian_noise", params, partial(compute, run), NoiseRun)


def compute(run: JacobianRun, params: NoiseParams) -> Work[NoiseRun]:
    """Put the weights of `run` back into a network and measure one of its images under every level of noise.

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
    values, active = np.full((2, len(LEVELS), TOP), np.nan, np.float32), []
    names_of_layers = stages(model)
    maps = hidden(names_of_layers)
    layers = names_of_layers[maps[0]], names_of_layers[maps[-1]]
    for row, layer in enumerate(layers):
        program = Program(model, layer)
        active.append((program.at(x).outputs > 0).mean(1))
        work = top_triplets(program, x, TOP, tolerance=TOLERANCE, seed=params.noise_seed)
        found = yield from share(work, 5 + 47 * row, 52 + 47 * row, f"Jacobians at {layer}")
        values[row, :, : found.singular_values.shape[1]] = found.singular_values
    return NoiseRun(
        params,
        layers,
        tuple(names),
        np.rint(np.clip(x, 0, 1) * 255).astype(np.uint8),
        softmax(logits, axis=1).astype(np.float32),
        values,
        np.array(active, np.float32),
    )
