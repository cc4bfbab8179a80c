"""Amplify a direction: add it to a photograph, or take it away, until EfficientNet-Lite0's prediction changes.

Steps have the length of Gaussian noise: ε moves the network's input by ε x SD x √N along a unit vector, where SD is the
photograph's standard deviation over its N numbers. Pixels are not clipped, because a clipped step would be
shorter and would point elsewhere; `outside` says how many leave the range of an image. Only what is drawn is clipped.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from core.gallery.topic import Recipe
from core.jacobian import imagenet as directions
from core.jacobian.imagenet import PHOTOGRAPHS, TOP, DirectionParams, Directions
from core.networks import imagenet
from core.runs.archive import freeze
from core.runs.params import Params, choice, integer, text
from core.runs.progress import Step, Work, share
from core.runs.request import Request

NAME = "jacobian_imagenet_amplify"
KINDS = ("the direction", "a random direction", "the gradient")
STEPS = tuple(float(f"{0.01 * 2 ** (i / 2):.3g}") for i in range(14))  # ε from .01 to .905, half an octave each
BISECTIONS = 4  # of the interval on the ladder in which the prediction changes first
BATCH = 3  # images a pass, always as many: each image takes 50 MB, and a new number of them seconds
BAKED_LAYERS = ("block10", "logits")
SEED = 5


@dataclass(frozen=True, kw_only=True)
class AmplifyParams(Params):
    """One photograph, by name or by the digest of a visitor's own, one layer, and one of its directions."""

    photograph: str = choice(PHOTOGRAPHS[0], PHOTOGRAPHS, label="Photograph")
    digest: str = text("", label="Digest of your own photograph")
    layer: str = choice(BAKED_LAYERS[0], imagenet.LAYERS, label="Layer")
    rank: int = integer(1, 1, TOP, label="Direction")

    def canonical(self) -> "AmplifyParams":
        """A photograph of one's own takes the place of a named one."""
        return replace(self, photograph=PHOTOGRAPHS[0]) if self.digest else self

    def of_directions(self) -> DirectionParams:
        """Return the run that finds the direction."""
        return DirectionParams(photograph=self.photograph, digest=self.digest, layer=self.layer)

    def memory_bytes(self) -> int:
        """Return an upper bound: what finding the directions takes, and a batch of images."""
        return self.of_directions().memory_bytes() + 150_000_000

    def seconds(self) -> float:
        """Return a rough estimate: the directions, and some 50 ms for every image on the three lines."""
        images = len(KINDS) * (2 * len(STEPS) + 1 + 2 * BISECTIONS)
        return self.of_directions().seconds() + 0.05 * images


@dataclass(frozen=True)
class Amplified:
    """What the network says along three lines through a photograph; all arrays are read-only.

    Attributes
    ----------
    epsilons : (E,) float64
        Lengths in units of the noise whose SD is the photograph's own, ascending, with 0 in the middle.
    classes : (C,) int
        The classes whose probabilities are given: the five most probable of the photograph, and those predicted at
        some ε.
    probabilities : (3, E, C) float64
        Along each of KINDS.
    predicted : (3, E) int
        Number of the most probable class.
    change : (3, 2, 2) float64
        For minus and plus: the prediction is unchanged up to the first |ε| (at every step that was tried) and changed
        at the second, which is NaN where it never is.
    becomes : (3, 2) int
        Class predicted at the second |ε|, or −1.
    outside : (3, E) float64
        Share of the pixels' values that leave 0 to 255.
    step : (side / 2, side / 2, 3) float32
        What ε = 1 adds along the direction, in grey levels, averaged over 2 x 2 pixels and
        rounded.
    contrast : float
        SD of the photograph in grey levels.
    """

    params: AmplifyParams
    epsilons: np.ndarray
    classes: np.ndarray
    probabilities: np.ndarray
    predicted: np.ndarray
    change: np.ndarray
    becomes: np.ndarray
    outside: np.ndarray
    step: np.ndarray
    contrast: float


def request(
    params: AmplifyParams,
    pixels: np.ndarray | None = None,
    run: Directions | None = None,
    network: Callable[[], Any] = imagenet.shared,
) -> Request[Amplified]:
    """Return what a page asks for; `run` is that of `params.of_directions()` where it is known."""
    return Request(NAME, params, partial(compute, pixels=pixels, run=run, network=network), Amplified)


def recipes() -> Iterator[Recipe]:
    """The strongest direction of BAKED_LAYERS at every photograph."""
    for photograph in PHOTOGRAPHS:
        for layer in BAKED_LAYERS:
            params = AmplifyParams(photograph=photograph, layer=layer)
            yield Recipe(NAME, params, compute, half=("step", "outside"))


def compute(
    params: AmplifyParams,
    pixels: np.ndarray | None = None,
    run: Directions | None = None,
    network: Callable[[], Any] = imagenet.shared,
) -> Work[Amplified]:
    """Find the direction unless its `run` is given, walk along it and along two others, and find where they lead.

    Yields
    ------
    Step
        After each pass of the directions, then after each batch of images.

    Raises
    ------
    ValueError
        When a visitor's own photograph comes without its pixels, or all of them are equal.
    """
    directions.check_pixels(params.digest, pixels)
    if pixels is not None and np.ptp(pixels) == 0:
        raise ValueError("All pixels of this square are equal, so that its standard deviation is no unit of length.")
    if run is None:
        work = directions.compute(params.of_directions(), pixels, network)
        run = yield from share(work, 0, 70, "Finding the direction")
    yield Step(70, 100, message="Loading EfficientNet-Lite0")
    model = network()
    side = model.input_shape[1]
    photograph = directions.photograph_of(params, pixels, side)
    x = imagenet.network_input(photograph).astype(np.float64)
    lines = _lines(model, x, run.vectors[params.rank - 1]) * (x.std() * np.sqrt(x.size))
    epsilons = np.array([*(-step for step in reversed(STEPS)), 0.0, *STEPS])
    logits = []
    for row, line in enumerate(lines):
        logits.append((yield from _walk(model, x, line, epsilons, 75 + 6 * row)))
    found = np.stack(logits)
    predicted = found.argmax(2)
    change, becomes = yield from _changes(model, x, lines, predicted, epsilons)
    first = np.argsort(-found[0, len(STEPS)], kind="stable")[:5]
    classes = np.array(list(dict.fromkeys([*first.tolist(), *predicted[0].tolist()])))
    exponentials = np.exp(found - found.max(2, keepdims=True))
    probabilities = exponentials / exponentials.sum(2, keepdims=True)
    small = lines[0].reshape(side // 2, 2, side // 2, 2, 3).mean((1, 3)) * 128
    outside = np.array([[_outside(x + epsilon * line) for epsilon in epsilons] for line in lines])
    return freeze(
        Amplified(
            params,
            epsilons,
            classes,
            probabilities[:, :, classes],
            predicted,
            change,
            becomes,
            outside,
            np.rint(small).astype(np.float32),
            float(x.std() * 128),
        )
    )


def _lines(model: Any, x: np.ndarray, vector: np.ndarray) -> np.ndarray:
    """Return unit vectors (3, side, side, 3) in the order of KINDS.

    The gradient is that of the predicted class's log-probability: along plus ε its probability grows at first.
    """
    import tensorflow as tf  # noqa: PLC0415 takes seconds

    given = tf.constant(x[None].astype(model.input.dtype))
    with tf.GradientTape() as tape:
        tape.watch(given)
        best = tf.reduce_max(tf.nn.log_softmax(model(given, training=False)))
    gradient = tape.gradient(best, given).numpy()[0].astype(np.float64)
    random = np.random.default_rng(SEED).standard_normal(x.shape)
    lines = np.stack([vector.astype(np.float64), random, gradient])
    lengths = np.linalg.norm(lines.reshape(3, -1), axis=1)
    unit: np.ndarray = lines / np.where(lengths > 0, lengths, 1)[:, None, None, None]
    return unit


def logits_at(model: Any, images: np.ndarray) -> np.ndarray:
    """Return the logits (n, classes) of network inputs (n, side, side, 3), at most BATCH of them."""
    filled = np.zeros((BATCH, *images.shape[1:]), model.input.dtype)
    filled[: len(images)] = images
    return np.asarray(model(filled, training=False), np.float64)[: len(images)]


def _walk(model: Any, x: np.ndarray, line: np.ndarray, epsilons: np.ndarray, done: int) -> Work[np.ndarray]:
    logits = []
    for start in range(0, len(epsilons), BATCH):
        yield Step(done + 6 * start // len(epsilons), 100, message="Adding the direction")
        logits.append(logits_at(model, x + epsilons[start : start + BATCH, None, None, None] * line))
    return np.concatenate(logits)


def _changes(
    model: Any, x: np.ndarray, lines: np.ndarray, predicted: np.ndarray, epsilons: np.ndarray
) -> Work[tuple[np.ndarray, np.ndarray]]:
    """Bisect, on each side of each line, the first interval of the ladder in which the prediction changes."""
    zero = len(STEPS)
    now = predicted[0, zero]
    change, becomes = np.full((3, 2, 2), np.nan), np.full((3, 2), -1)
    open_ = []
    for row in range(3):
        for column, sign in enumerate((-1, 1)):
            along = predicted[row, zero::sign]
            changed = np.flatnonzero(along != now)
            first = int(changed[0]) if len(changed) else len(along)
            change[row, column, 0] = epsilons[zero + first - 1]
            if first < len(along):
                change[row, column, 1], becomes[row, column] = epsilons[zero + first], along[first]
                open_.append((row, column, sign))
    for step in range(BISECTIONS if open_ else 0):
        yield Step(94 + step, 100, message="Finding the smallest ε that changes the prediction")
        middles = [change[row, column].mean() for row, column, _ in open_]
        images = [x + sign * middle * lines[row] for (row, _, sign), middle in zip(open_, middles, strict=True)]
        parts = [logits_at(model, np.stack(images[at : at + BATCH])) for at in range(0, len(images), BATCH)]
        classes = np.concatenate(parts).argmax(1)
        for (row, column, _), middle, found in zip(open_, middles, classes, strict=True):
            change[row, column, int(found != now)] = middle
            if found != now:
                becomes[row, column] = found
    return change, becomes


def _outside(x: np.ndarray) -> float:
    """Return the share of network inputs that are no pixel values from 0 to 255."""
    return float(((x < -127 / 128) | (x > 1)).mean())


def shown(run: Amplified, photograph: np.ndarray) -> np.ndarray:
    """Return the photograph with the direction at each ε, (E, side / 2, side / 2, 3) uint8; clipped to be drawn."""
    half = len(run.step)
    small = photograph.reshape(half, 2, half, 2, 3).mean((1, 3))
    drawn: np.ndarray = np.rint(np.clip(small + run.epsilons[:, None, None, None] * run.step, 0, 255))
    return drawn.astype(np.uint8)
