"""A photograph under growing noise: what EfficientNet-Lite0 predicts, and what its Jacobians at two layers keep.

The two layers were chosen before anything was measured: block 2 is the first block at which all of the top 20
directions converge, and block 15 is the last one, from which the head reads the class. Noise is Gaussian, in units of
the photograph's own standard deviation over its pixels' values. It is not clipped, because clipped noise would be
weaker than it is said to be; only what is drawn is clipped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from core.gallery.topic import Recipe
from core.jacobian import imagenet as directions
from core.jacobian import imagenet_spectra, spectra
from core.jacobian.imagenet import MAX_BASIS, PHOTOGRAPHS, TOP, DirectionParams
from core.jacobian.operators import Program
from core.networks import imagenet
from core.runs.archive import freeze
from core.runs.params import Params, choice, integer, switch, text
from core.runs.progress import Step, Work, share
from core.runs.request import Request

NAME = "jacobian_imagenet_noise"
LOW, HIGH = "block2", "block15"
LEVELS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0)  # SD of the photograph
DRAWS = 8  # of noise for predictions; the spectra are those of the first
TOLERANCE = 1e-2  # of s₁; the errors of the values are of the order of its square
CLASSES = 5
BAKED, BAKED_CONTROLS = 16, 4  # of PHOTOGRAPHS: one takes about 50 s of processor time, its control 40


@dataclass(frozen=True, kw_only=True)
class NoiseParams(Params):
    """One photograph, by name or by the digest of a visitor's own, a draw of the noise, and a trained network or not.

    The spectra of the untrained network, a control, are measured at HIGH only.
    """

    photograph: str = choice(PHOTOGRAPHS[0], PHOTOGRAPHS, label="Photograph")
    digest: str = text("", label="Digest of your own photograph")
    draw: int = integer(0, 0, 9999, label="Draw of the noise")
    trained: bool = switch(True, label="Trained")

    def canonical(self) -> "NoiseParams":
        """A photograph of one's own takes the place of a named one."""
        return replace(self, photograph=PHOTOGRAPHS[0]) if self.digest else self

    @property
    def layers(self) -> tuple[str, ...]:
        """Where spectra are measured."""
        return (LOW, HIGH) if self.trained else (HIGH,)

    def memory_bytes(self) -> int:
        """Return an upper bound: the strongest directions at one level of noise, and a batch of images."""
        return DirectionParams(layer=LOW).memory_bytes() + 150_000_000

    def seconds(self) -> float:
        """Return a rough estimate: the directions of every layer at every level."""
        return 5 + 2.5 * len(LEVELS) * len(self.layers)


@dataclass(frozen=True)
class NoiseRun:
    """What noise of LEVELS does at one photograph; all arrays are read-only.

    Attributes
    ----------
    predicted : (L, DRAWS) int
        Number of the most probable class.
    probability : (L, DRAWS) float64
        Of the class that is predicted without noise.
    classes : (C,) int
        The classes that are among the most probable at some level of the first draw.
    probabilities : (L, C) float64
        Of these, with the first draw.
    values, residuals : (layers, L, TOP) float64
        Singular values in descending order at `params.layers` with the first draw; one of the Jacobian's lies within
        the residual of each.
    """

    params: NoiseParams
    predicted: np.ndarray
    probability: np.ndarray
    classes: np.ndarray
    probabilities: np.ndarray
    values: np.ndarray
    residuals: np.ndarray

    @property
    def kept(self) -> np.ndarray:
        """Whether the prediction is that without noise, (L, DRAWS)."""
        same: np.ndarray = self.predicted == self.predicted[0, 0]
        return same


def request(
    params: NoiseParams, pixels: np.ndarray | None = None, network: Callable[[], Any] = imagenet.shared
) -> Request[NoiseRun]:
    """Return what a page asks for; `pixels` are those of the photograph that has a digest."""
    return Request(NAME, params, partial(compute, pixels=pixels, network=network), NoiseRun)


def recipes() -> Iterator[Recipe]:
    """The first photographs with one draw of noise, and the untrained control at some of them."""
    for trained, count in ((True, BAKED), (False, BAKED_CONTROLS)):
        for photograph in PHOTOGRAPHS[:count]:
            params = NoiseParams(photograph=photograph, trained=trained)
            yield Recipe(NAME, params, compute, half=("residuals",))


def noise(params: NoiseParams, shape: tuple[int, ...], draw: int = 0) -> np.ndarray:
    """Return one of DRAWS arrays of standard normal numbers; the same for every photograph and network."""
    return np.random.default_rng([params.draw, draw]).standard_normal(shape).astype(np.float32)


def compute(
    params: NoiseParams, pixels: np.ndarray | None = None, network: Callable[[], Any] | None = None
) -> Work[NoiseRun]:
    """Measure predictions and spectra at every level of noise.

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
    model = (network or (imagenet.shared if params.trained else imagenet_spectra.untrained))()
    photograph = directions.photograph_of(params, pixels, model.input_shape[1])
    x = imagenet.network_input(photograph)
    logits = []
    for draw in range(DRAWS):
        yield Step(draw, 100, message="Predictions under noise")
        logits.append(np.asarray(model(noisy(params, x, draw), training=False), np.float64))
    found = np.stack(logits, 1)
    shares = np.exp(found - found.max(2, keepdims=True))
    shares /= shares.sum(2, keepdims=True)
    best = int(shares[0, 0].argmax())
    likely = np.argsort(-shares[:, 0].max(0), kind="stable")[:CLASSES]
    values, residuals = [], []
    inputs = noisy(params, x)
    each = (100 - DRAWS) / len(params.layers) / len(LEVELS)
    for row, layer in enumerate(params.layers):
        program = Program(model, layer)
        for level, one in enumerate(inputs):
            start = DRAWS + each * (row * len(LEVELS) + level)
            work = spectra.top_triplets(program, one[None], TOP, tolerance=TOLERANCE, max_basis=MAX_BASIS[TOP])
            triplets = yield from share(work, start, start + each, f"Jacobian at {layer}, {LEVELS[level]:g} SD")
            values.append(triplets.singular_values[0])
            residuals.append(triplets.residuals[0])
    shape = (len(params.layers), len(LEVELS), -1)
    return freeze(
        NoiseRun(
            params,
            found.argmax(2),
            shares[:, :, best],
            likely,
            shares[:, 0, likely],
            np.stack(values).reshape(shape),
            np.stack(residuals).reshape(shape),
        )
    )


def noisy(params: NoiseParams, x: np.ndarray, draw: int = 0) -> np.ndarray:
    """Return network input `x` under every level of noise, (L, *x.shape) float32."""
    levels = np.array(LEVELS, np.float32).reshape(-1, *[1] * x.ndim)
    moved: np.ndarray = x + levels * x.std() * noise(params, x.shape, draw)
    return moved.astype(np.float32)


def shown(params: NoiseParams, photograph: np.ndarray) -> np.ndarray:
    """Return the photograph under the noise of the spectra, (L, side, side, 3) uint8; clipped to be drawn."""
    pixels = noisy(params, imagenet.network_input(photograph)) * 128 + 127
    return np.rint(np.clip(pixels, 0, 255)).astype(np.uint8)
