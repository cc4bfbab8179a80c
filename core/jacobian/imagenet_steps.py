"""Steps of equal length along different directions: do they change EfficientNet-Lite0's prediction and its spectrum?

A step of length ε moves the network's input by ε x SD x √N along a unit vector, which is the length of Gaussian noise
of ε SD of the photograph. The directions are singular vectors of the Jacobian to the layer HIGH of imagenet_noise.py.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from core.gallery.topic import Recipe
from core.jacobian import imagenet as directions
from core.jacobian import spectra
from core.jacobian.imagenet import MAX_BASIS, PHOTOGRAPHS, TOP, DirectionParams
from core.jacobian.imagenet_noise import BAKED, HIGH, TOLERANCE
from core.jacobian.operators import Program
from core.networks import imagenet
from core.runs.archive import freeze
from core.runs.params import Params, choice, text
from core.runs.progress import Step, Work, share
from core.runs.request import Request

NAME = "jacobian_imagenet_steps"
RANKS = (1, 10, 20)
KINDS = (*(f"direction {rank}" for rank in RANKS), "random direction", "loss gradient")
LENGTHS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.8)  # SD of the photograph
SPECTRUM_LENGTH = 0.2  # SD
SEED = 7


@dataclass(frozen=True, kw_only=True)
class StepParams(Params):
    """One photograph, by name or by the digest of a visitor's own."""

    photograph: str = choice(PHOTOGRAPHS[0], PHOTOGRAPHS, label="Photograph")
    digest: str = text("", label="Digest of your own photograph")

    def canonical(self) -> "StepParams":
        """A photograph of one's own takes the place of a named one."""
        return replace(self, photograph=PHOTOGRAPHS[0]) if self.digest else self

    def memory_bytes(self) -> int:
        """Return an upper bound: the strongest directions at one image, and a batch of images."""
        return DirectionParams(layer=HIGH).memory_bytes() + 150_000_000

    def seconds(self) -> float:
        """Return a rough estimate: the directions without a step and after one along each of KINDS."""
        return DirectionParams(layer=HIGH).seconds() + 2 * len(KINDS) + 0.05 * 2 * len(KINDS) * len(LENGTHS)


@dataclass(frozen=True)
class Steps:
    """What steps along KINDS do at one photograph; all arrays are read-only.

    Attributes
    ----------
    predicted : (KINDS, 2, LENGTHS) int
        Most probable class after a step along minus and plus the direction.
    clean : int
        Most probable class without a step.
    values : (1 + KINDS, TOP) float64
        Singular values at HIGH without a step, and after one of SPECTRUM_LENGTH along plus each direction. The sign of
        a singular vector makes its largest component positive; plus the loss gradient makes the predicted class less
        probable.
    """

    params: StepParams
    predicted: np.ndarray
    clean: int
    values: np.ndarray

    @property
    def changed(self) -> np.ndarray:
        """Whether a step of each length changes the prediction with at least one of the signs, (KINDS, LENGTHS)."""
        found: np.ndarray = (self.predicted != self.clean).any(1)
        return found


def request(
    params: StepParams, pixels: np.ndarray | None = None, network: Callable[[], Any] = imagenet.shared
) -> Request[Steps]:
    """Return what a page asks for; `pixels` are those of the photograph that has a digest."""
    return Request(NAME, params, partial(compute, pixels=pixels, network=network), Steps)


def recipes() -> Iterator[Recipe]:
    """One piece a photograph: the same photographs as under noise."""
    for photograph in PHOTOGRAPHS[:BAKED]:
        yield Recipe(NAME, StepParams(photograph=photograph), compute)


def compute(
    params: StepParams, pixels: np.ndarray | None = None, network: Callable[[], Any] = imagenet.shared
) -> Work[Steps]:
    """Find the directions, step along each, and measure the spectrum after steps of one length.

    Yields
    ------
    Step
        After each batch of predictions and each pass of directions: work may be stopped there.

    Raises
    ------
    ValueError
        When `params` has a digest and there are no pixels, or they are no RGB image.
    """
    directions.check_pixels(params.digest, pixels)
    yield Step(0, 100, message="Loading EfficientNet-Lite0")
    model = network()
    x = imagenet.network_input(directions.photograph_of(params, pixels, model.input_shape[1]))
    program = Program(model, HIGH)

    def top(image: np.ndarray) -> Work[spectra.Triplets]:
        return spectra.top_triplets(program, image[None], TOP, tolerance=TOLERANCE, max_basis=MAX_BASIS[TOP])

    found = yield from share(top(x), 0, 16, f"Jacobian at {HIGH}")
    vectors = found.right[0].reshape(-1, *x.shape)[[rank - 1 for rank in RANKS]]
    clean, gradient = _clean(model, x)
    lines = _unit(np.stack([*vectors, np.random.default_rng(SEED).standard_normal(x.shape), gradient]))
    lines *= x.std() * np.sqrt(x.size)
    lengths = np.array(LENGTHS).reshape(-1, 1, 1, 1)
    predicted = []
    for row, line in enumerate(lines):
        yield Step(16 + row, 100, message=f"Steps along the {KINDS[row]}")
        for sign in (-1, 1):
            images = (x + sign * lengths * line).astype(np.float32)
            predicted.append(np.asarray(model(images, training=False)).argmax(1))
    values = [found.singular_values[0]]
    for row, line in enumerate(lines):
        work = top((x + SPECTRUM_LENGTH * line).astype(np.float32))
        message = f"Jacobian after a step along the {KINDS[row]}"
        values.append((yield from share(work, 21 + 15.8 * row, 36.8 + 15.8 * row, message)).singular_values[0])
    return freeze(Steps(params, np.stack(predicted).reshape(len(KINDS), 2, len(LENGTHS)), clean, np.stack(values)))


def _clean(model: Any, x: np.ndarray) -> tuple[int, np.ndarray]:
    """Return the predicted class and the gradient of the loss, minus its log-probability, at `x`."""
    import tensorflow as tf  # noqa: PLC0415 takes seconds

    given = tf.constant(x[None].astype(model.input.dtype))
    with tf.GradientTape() as tape:
        tape.watch(given)
        logarithms = tf.nn.log_softmax(model(given, training=False))
        loss = -tf.reduce_max(logarithms)
    return int(logarithms.numpy().argmax()), tape.gradient(loss, given).numpy()[0]


def _unit(vectors: np.ndarray) -> np.ndarray:
    """Return vectors (n, ...) divided by their lengths; a zero one stays."""
    vectors = vectors.astype(np.float64)
    lengths = np.linalg.norm(vectors.reshape(len(vectors), -1), axis=1)
    found: np.ndarray = vectors / np.where(lengths > 0, lengths, 1).reshape(-1, *[1] * (vectors.ndim - 1))
    return found
