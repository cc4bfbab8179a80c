"""Measurement of the networks of pretrained.py: their spectra and singular vectors, beside untrained controls."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.data import image_sets
from core.jacobian import cifar_alexnet, squeezenet
from core.jacobian.measures import participation_ratio
from core.jacobian.operators import Program
from core.jacobian.pretrained import CIFAR, LARGEST_SIDE, RANKS, SHOWN_INPUTS, PretrainedParams, PretrainedRun, shrunk
from core.jacobian.spectra import Triplets, top_triplets
from core.runs import settings
from core.runs.archive import read_npz
from core.runs.progress import Step, Work, share
from core.runs.request import Request

INPUTS = 16
TOLERANCE = 1e-3
BUDGET = 2_000_000_000
UNTRAINED_SEED = 3
# SqueezeNet: (state, layer) -> triplets and photographs; state 1 is the untrained control. Near the input many
# directions are nearly equally strong: 500 of them take minutes there and do not converge, so 100 must do.
PLAN = {
    (0, "pool1"): (100, 4),
    (0, "pool3"): (100, 4),
    (0, "pool5"): (500, 16),
    (0, "fire9"): (500, 16),
    (0, "logits"): (100, 16),
    **{(1, layer): (100, 4) for layer in ("pool1", "pool3", "pool5", "fire9", "logits")},
}
CIFAR_LAYERS = ("pool1", "pool2", "conv3", "conv4", "pool5", "logits")
CIFAR_TOP = 100


@dataclass(frozen=True)
class Measured:
    """One state and layer at some images: what a `PretrainedRun` keeps of `Triplets`."""

    values: np.ndarray
    gains: np.ndarray
    participation: np.ndarray
    converged: np.ndarray
    seconds: np.ndarray
    vectors: np.ndarray


def measured(found: Triplets, shape: tuple[int, ...]) -> Measured:
    """Keep what is shown of `found`, whose inputs are images of `shape`."""
    count, k = found.singular_values.shape
    images = found.right.reshape(count, k, *shape)
    participation = np.stack([participation_ratio(image) for image in images])
    ranks = [rank for rank in RANKS if rank < k]
    return Measured(
        found.singular_values,
        found.input_norms / np.maximum(found.output_norms, 1e-12),
        participation,
        found.converged.mean(1),
        np.full(count, found.seconds / count),
        shrunk(images[:, ranks]),
    )


class RunBuilder:
    """The arrays of an `PretrainedRun`, filled piece by piece."""

    def __init__(self, layers: tuple[str, ...], inputs: int, k: int, side: int):
        self.layers = layers
        shape = (2, len(layers), inputs)
        self.values, self.participation = np.full((2, *shape, k), np.nan)
        self.gains, self.converged, self.seconds = np.full((3, *shape), np.nan)
        self.vectors = np.zeros((*shape[:2], SHOWN_INPUTS, len(RANKS), side, side, 3), np.int8)

    def put(self, state: int, layer: str, first: int, piece: Measured) -> None:
        """Enter what was measured from image number `first` on."""
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
        params: PretrainedParams,
        pictures: np.ndarray,
        names: tuple[str, ...],
        said: tuple[str, ...],
        accuracy: float,
    ) -> PretrainedRun:
        """Finish."""
        return PretrainedRun(
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


def request(params: PretrainedParams) -> Request[PretrainedRun]:
    """Return what a page asks for to get the spectra of `params`."""
    return Request("jacobian_elsewhere", params, compute, PretrainedRun)


def compute(params: PretrainedParams) -> Work[PretrainedRun]:
    """Measure the network that `params` names. SqueezeNet takes most of an hour, the other about three minutes.

    Raises
    ------
    DataUnavailable
        When its weights or images are not on this machine.
    """
    if reason := params.missing():
        raise image_sets.DataUnavailable(f"{params.net} can't be measured again: {reason}.")
    if params.net == CIFAR:
        return (yield from _cifar(params))
    return (yield from _squeezenet(params))


def _squeezenet(params: PretrainedParams) -> Work[PretrainedRun]:
    weights = Path(settings.text("NBB_SQUEEZENET"))
    models = squeezenets(weights)
    crops, names = squeezenet.photograph_crops(INPUTS)
    x = squeezenet.network_input(crops)
    builder = RunBuilder(squeezenet.LAYERS, INPUTS, RANKS[-1] + 1, LARGEST_SIDE)
    for (state, layer), (k, photographs) in PLAN.items():
        program = Program(models[state], layer)
        for i in range(photographs):
            work = top_triplets(program, x[i : i + 1], k, tolerance=TOLERANCE, budget=BUDGET)
            found = yield from share(work, 0, 100, f"Jacobians at {layer}, {names[i]}")
            builder.put(state, layer, i, measured(found, x.shape[1:]))
    return squeezenet_run(params, builder, models[0], weights, crops, names)


def squeezenets(weights: Path) -> tuple[Any, Any]:
    """Return SqueezeNet with its trained weights, and the untrained control."""
    return squeezenet.network(read_npz(weights)), squeezenet.network(seed=UNTRAINED_SEED)


def squeezenet_run(
    params: PretrainedParams, builder: RunBuilder, model: Any, weights: Path, crops: np.ndarray, names: tuple[str, ...]
) -> PretrainedRun:
    """Finish SqueezeNet's builder with what the network predicts; its class names lie beside its weights."""
    listed = json.loads((weights.parent / "imagenet_class_index.json").read_text())
    answers = np.asarray(model(squeezenet.network_input(crops), training=False)).argmax(1)
    said = tuple(listed[str(answer)][1].replace("_", " ") for answer in answers)
    return builder.run(params, shrunk(crops).round().astype(np.uint8), names, said, float("nan"))


def _cifar(params: PretrainedParams) -> Work[PretrainedRun]:
    data = image_sets.load("cifar10")
    trained = cifar_alexnet.network()
    answers = yield from _answers(trained, data.x_test)
    right = answers == data.y_test
    chosen = np.random.default_rng(0).permutation(np.flatnonzero(right))[:INPUTS]
    x = cifar_alexnet.network_input(data.x_test[chosen])
    builder = RunBuilder(CIFAR_LAYERS, INPUTS, CIFAR_TOP, cifar_alexnet.SIDE)
    for state, model in enumerate((trained, cifar_alexnet.network(trained=False))):
        for layer in CIFAR_LAYERS:
            work = top_triplets(Program(model, layer), x, CIFAR_TOP, tolerance=TOLERANCE, budget=BUDGET)
            found = yield from share(work, 0, 100, f"Jacobians at {layer}")
            builder.put(state, layer, 0, measured(found, x.shape[1:]))
    said = tuple(data.class_names[answer] for answer in answers[chosen])
    return builder.run(params, data.x_test[chosen], said, said, float(right.mean()))


def _answers(model: Any, images: np.ndarray, batch: int = 500) -> Work[np.ndarray]:
    found = []
    for start in range(0, len(images), batch):
        yield Step(start, len(images), message="Test images")
        x = cifar_alexnet.network_input(images[start : start + batch])
        found.append(np.asarray(model(x, training=False)).argmax(1))
    return np.concatenate(found)
