"""Spectra of two nets that were trained elsewhere: SqueezeNet on ImageNet, and this house's own CIFAR-10 net.

Both are measured once and shipped as numbers, so that a page needs neither their weights nor TensorFlow.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.data import image_sets as images
from core.jacobian import measures as jacobian_measures
from core.jacobian import networks as jacobian_nets
from core.jacobian import spectra as jacobian
from core.jacobian import squeezenet as jacobian_imagenet
from core.jacobian.operators import Program
from core.runs import settings
from core.runs.archive import freeze, read_npz
from core.runs.params import Params, choice
from core.runs.progress import Step, Work

SQUEEZENET, CIFAR = "SqueezeNet on ImageNet", "AlexNet-style on CIFAR-10"
NETS = (SQUEEZENET, CIFAR)
INPUTS = 16
SHOWN_INPUTS = 3
RANKS = (0, 1, 9, 49, 99, 499)
TOLERANCE = 1e-3
BUDGET = 2_000_000_000
LARGEST_SIDE = 112  # pixels of a shipped picture
UNTRAINED_SEED = 3
# SqueezeNet: (state, layer) -> triplets and photographs; state 1 is the untrained control. Near the input many
# directions are nearly equally strong: a photograph takes minutes there and does not converge, so one must do.
PLAN = {
    (0, "pool1"): (500, 1),
    (0, "pool3"): (500, 1),
    (0, "pool5"): (500, 16),
    (0, "fire9"): (500, 16),
    (0, "logits"): (100, 16),
    **{(1, layer): (100, 4) for layer in ("pool1", "pool3", "pool5", "fire9", "logits")},
}
CIFAR_LAYERS = ("pool1", "pool2", "conv3", "conv4", "pool5", "logits")
CIFAR_TOP = 100
CIFAR_SIDE = 64
CIFAR_MEANS = (0.4914, 0.4822, 0.4465)  # of CIFAR-10's training pictures
CIFAR_WEIGHTS = images.ASSETS / "data" / "cifar10-alexnet.npz"


@dataclass(frozen=True, kw_only=True)
class ElsewhereParams(Params):
    """Which of the two nets."""

    net: str = choice(SQUEEZENET, NETS, label="Net")

    def missing(self) -> str:
        """What this machine lacks to measure the net again; empty when nothing."""
        if self.net == CIFAR:
            return "" if images.is_local("cifar10") else "cifar10 is not here"
        named = settings.text("NBB_SQUEEZENET")
        return "" if named and Path(named).is_file() else "NBB_SQUEEZENET names no SqueezeNet weights (.npz)"


@dataclass(frozen=True)
class ElsewhereRun:
    """What was measured, in states (0 trained, 1 untrained), at T layers and B pictures; NaN where nothing was.

    Attributes
    ----------
    layers : tuple of str
    values : (2, T, B, k) float32
        Singular values in descending order.
    gains : (2, T, B) float32
        ‖x‖/‖h‖: times s gives the gain.
    participation : (2, T, B, k) float16
        Participation ratio of the input-side vectors.
    converged, seconds : (2, T, B) float32
        Share of triplets whose residual is at most TOLERANCE x s₁, and the time each picture took.
    vectors : (2, T, SHOWN_INPUTS, ranks, h, w, 3) int8
        Input-side vectors of RANKS, each over its own largest value, shrunk to at most LARGEST_SIDE.
    pictures : (B, h, w, 3) uint8
    names, said : tuple of str
        What each picture shows, and what the trained net calls it.
    accuracy : float
        Share of test pictures named correctly, where it was measured here; else NaN.
    """

    params: ElsewhereParams
    layers: tuple[str, ...]
    values: np.ndarray
    gains: np.ndarray
    participation: np.ndarray
    converged: np.ndarray
    seconds: np.ndarray
    vectors: np.ndarray
    pictures: np.ndarray
    names: tuple[str, ...]
    said: tuple[str, ...]
    accuracy: float


@dataclass(frozen=True)
class Measured:
    """One state and layer at some pictures: what an `ElsewhereRun` keeps of `Triplets`."""

    values: np.ndarray
    gains: np.ndarray
    participation: np.ndarray
    converged: np.ndarray
    seconds: np.ndarray
    vectors: np.ndarray


def measured(found: jacobian.Triplets, shape: tuple[int, ...]) -> Measured:
    """Keep what is shown of `found`, whose inputs are pictures of `shape`."""
    count, k = found.singular_values.shape
    pictures = found.right.reshape(count, k, *shape)
    participation = np.stack([jacobian_measures.participation_ratio(picture) for picture in pictures])
    ranks = [rank for rank in RANKS if rank < k]
    return Measured(
        found.singular_values,
        found.input_norms / np.maximum(found.output_norms, 1e-12),
        participation,
        found.converged.mean(1),
        np.full(count, found.seconds / count),
        shrunk(pictures[:, ranks]),
    )


def shrunk(pictures: np.ndarray) -> np.ndarray:
    """Pictures (..., h, w, c) averaged over square blocks until no side is above LARGEST_SIDE."""
    *front, height, width, channels = pictures.shape
    factor = -(-max(height, width) // LARGEST_SIDE)
    rows, columns = height // factor, width // factor
    cut = pictures[..., : rows * factor, : columns * factor, :].astype(np.float32)
    return cut.reshape(*front, rows, factor, columns, factor, channels).mean((-4, -2))


class Sheet:
    """The arrays of an `ElsewhereRun`, filled piece by piece."""

    def __init__(self, layers: tuple[str, ...], inputs: int, k: int, side: int):
        self.layers = layers
        shape = (2, len(layers), inputs)
        self.values, self.participation = np.full((2, *shape, k), np.nan)
        self.gains, self.converged, self.seconds = np.full((3, *shape), np.nan)
        self.vectors = np.zeros((*shape[:2], SHOWN_INPUTS, len(RANKS), side, side, 3), np.int8)

    def put(self, state: int, layer: str, first: int, piece: Measured) -> None:
        """Enter a piece whose first picture is number `first`."""
        t, (count, k) = self.layers.index(layer), piece.values.shape
        here = slice(first, first + count)
        for name in ("gains", "converged", "seconds"):
            getattr(self, name)[state, t, here] = getattr(piece, name)
        self.values[state, t, here, :k], self.participation[state, t, here, :k] = piece.values, piece.participation
        largest = np.abs(piece.vectors).max((2, 3, 4), keepdims=True)
        scaled = np.rint(127 * piece.vectors / np.where(largest > 0, largest, 1)).astype(np.int8)
        for i in range(first, min(first + count, SHOWN_INPUTS)):
            self.vectors[state, t, i, : scaled.shape[1]] = scaled[i - first]

    def run(
        self,
        params: ElsewhereParams,
        pictures: np.ndarray,
        names: tuple[str, ...],
        said: tuple[str, ...],
        accuracy: float,
    ) -> ElsewhereRun:
        """Finish."""
        return freeze(
            ElsewhereRun(
                params,
                self.layers,
                self.values.astype(np.float32),
                self.gains.astype(np.float32),
                self.participation.astype(np.float16),
                self.converged.astype(np.float32),
                self.seconds.astype(np.float32),
                self.vectors,
                pictures,
                names,
                said,
                accuracy,
            )
        )


def compute(params: ElsewhereParams) -> Work[ElsewhereRun]:
    """Measure the net that `params` names. SqueezeNet takes most of an hour, the other about three minutes.

    Raises
    ------
    DataUnavailable
        When its weights or pictures are not on this machine.
    """
    if reason := params.missing():
        raise images.DataUnavailable(f"{params.net} can't be measured again: {reason}.")
    if params.net == CIFAR:
        return (yield from _cifar(params))
    return (yield from _squeezenet(params))


def _squeezenet(params: ElsewhereParams) -> Work[ElsewhereRun]:
    weights = Path(settings.text("NBB_SQUEEZENET"))
    models = squeezenets(weights)
    crops, names = jacobian_imagenet.photograph_crops(INPUTS)
    x = jacobian_imagenet.squeezenet_input(crops)
    sheet = Sheet(jacobian_imagenet.SQUEEZENET_STAGES, INPUTS, RANKS[-1] + 1, LARGEST_SIDE)
    for (state, layer), (k, photographs) in PLAN.items():
        program = Program(models[state], layer)
        for i in range(photographs):
            work = jacobian.top_triplets(program, x[i : i + 1], k, tolerance=TOLERANCE, budget=BUDGET)
            found = yield from jacobian.share(work, 0, 100, f"Jacobians at {layer}, {names[i]}")
            sheet.put(state, layer, i, measured(found, x.shape[1:]))
    return squeezenet_run(params, sheet, models[0], weights, crops, names)


def squeezenets(weights: Path) -> tuple[Any, Any]:
    """SqueezeNet as it was trained, and the untrained control."""
    return jacobian_imagenet.squeezenet(read_npz(weights)), jacobian_imagenet.squeezenet(seed=UNTRAINED_SEED)


def squeezenet_run(
    params: ElsewhereParams, sheet: Sheet, model: Any, weights: Path, crops: np.ndarray, names: tuple[str, ...]
) -> ElsewhereRun:
    """Finish SqueezeNet's sheet with what the net says; its class names lie beside its weights."""
    listed = json.loads((weights.parent / "imagenet_class_index.json").read_text())
    answers = np.asarray(model(jacobian_imagenet.squeezenet_input(crops), training=False)).argmax(1)
    said = tuple(listed[str(answer)][1].replace("_", " ") for answer in answers)
    return sheet.run(params, shrunk(crops).round().astype(np.uint8), names, said, float("nan"))


def cifar_net(trained: bool = True) -> Any:
    """The five-convolution net on 64 x 64 pictures, with its shipped 16-bit weights or before training."""
    model = jacobian_nets.alexnet((CIFAR_SIDE, CIFAR_SIDE, 3), 10, seed=5)
    if trained:
        stored = read_npz(CIFAR_WEIGHTS)
        model.set_weights([stored[f"{i:02}"].astype(np.float32) for i in range(len(stored))])
    return model


def cifar_input(pictures: np.ndarray) -> np.ndarray:
    """Turn uint8 CIFAR pictures (n, 32, 32, 3) into the net's input (n, 64, 64, 3): bilinear, mean removed."""
    import tensorflow as tf  # noqa: PLC0415

    enlarged = tf.image.resize(tf.cast(pictures, tf.float32) / 255.0, (CIFAR_SIDE, CIFAR_SIDE))
    return (enlarged - tf.constant(CIFAR_MEANS)).numpy()


def _cifar(params: ElsewhereParams) -> Work[ElsewhereRun]:
    data = images.load("cifar10")
    trained = cifar_net()
    answers = yield from _answers(trained, data.x_test)
    right = answers == data.y_test
    chosen = np.random.default_rng(0).permutation(np.flatnonzero(right))[:INPUTS]
    x = cifar_input(data.x_test[chosen])
    sheet = Sheet(CIFAR_LAYERS, INPUTS, CIFAR_TOP, CIFAR_SIDE)
    for state, model in enumerate((trained, cifar_net(trained=False))):
        for layer in CIFAR_LAYERS:
            work = jacobian.top_triplets(Program(model, layer), x, CIFAR_TOP, tolerance=TOLERANCE, budget=BUDGET)
            found = yield from jacobian.share(work, 0, 100, f"Jacobians at {layer}")
            sheet.put(state, layer, 0, measured(found, x.shape[1:]))
    said = tuple(data.class_names[answer] for answer in answers[chosen])
    return sheet.run(params, data.x_test[chosen], said, said, float(right.mean()))


def _answers(model: Any, pictures: np.ndarray, batch: int = 500) -> Work[np.ndarray]:
    found = []
    for start in range(0, len(pictures), batch):
        yield Step(start, len(pictures), message="Test pictures")
        found.append(np.asarray(model(cifar_input(pictures[start : start + batch]), training=False)).argmax(1))
    return np.concatenate(found)
