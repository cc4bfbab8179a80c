"""A layer of a model from elsewhere at low rank: its energy, and what the model still predicts for a set of images."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.compression.svd import svd
from core.networks.saved_models import ModelRefused, runner
from core.networks.saved_models.inputs import batches, caller
from core.networks.saved_models.predictions import PredictionParams, check_classifier, probabilities
from core.networks.saved_models.weights import has_svd, matrix, plain, walk
from core.runs.params import text
from core.runs.progress import Step, Work
from core.runs.request import Request

TRIED = 12  # ranks, 0 and the full one among them
TESTED = 1000  # images


@dataclass(frozen=True, kw_only=True)
class ModelRanksParams(PredictionParams):
    """A .keras file, one of its layers, and a set of images."""

    layer: str = text("", label="Layer")


@dataclass(frozen=True)
class ModelRanks:
    """What a model predicts with one layer at some ranks; its bias and all other layers stay.

    Attributes
    ----------
    ranks : (r,) int
        From 0 to the full rank.
    predictions : (r, n) int
        Index of the predicted class of each image; the last row is the model's own.
    """

    params: ModelRanksParams
    ranks: np.ndarray
    predictions: np.ndarray

    @property
    def agreement(self) -> np.ndarray:
        """Share of the images that keep the model's own prediction at each rank, (r,)."""
        return (self.predictions == self.predictions[-1]).mean(1)

    def accuracy(self, labels: np.ndarray) -> np.ndarray:
        """Return the share of the images that are classified correctly at each rank, (r,)."""
        return (self.predictions == labels).mean(1)

    def needed(self, labels: np.ndarray) -> int:
        """Return the smallest tried rank from which on accuracy stays within one point (.01) of the model's own."""
        accuracy = self.accuracy(labels)
        short = np.flatnonzero(accuracy < accuracy[-1] - 0.01)
        return int(self.ranks[short[-1] + 1]) if len(short) else 0


def ranks_up_to(full: int) -> np.ndarray:
    """Return the ranks that are tried: 0, and from 1 to `full` in equal ratios."""
    return np.unique([0, *np.rint(np.geomspace(1, full, TRIED - 1)).astype(int)])


def request(params: ModelRanksParams, model: Path | bytes, images: np.ndarray) -> Request[ModelRanks]:
    """Return what a page asks for; of `images`, those of the set that `params` name, the first TESTED are predicted."""
    return Request("model_ranks", params, partial(compute, model=model, images=images), ModelRanks)


def compute(params: ModelRanksParams, model: Path | bytes, images: np.ndarray) -> Work[ModelRanks]:
    """Predict images with a layer of a .keras file, or its content, at several ranks, in a process of its own.

    Raises
    ------
    ModelRefused
        When the file is refused, has no such layer, is no classifier, or took too much memory or time.
    """
    return runner.run(predict, params, model, ModelRanks, images=images[:TESTED])


def predict(params: ModelRanksParams, model: Any, images: np.ndarray) -> Work[ModelRanks]:
    """Predict images with a loaded model, as the process that has loaded it does.

    Raises
    ------
    ModelRefused
        When it has no such layer, the layer's matrix is too large, or the model is no classifier.
    """
    check_classifier(model, params.classes)
    layer = dict(walk(model)).get(params.layer)
    if layer is None or not hasattr(layer, "kernel"):
        raise ModelRefused(f"The model has no layer {plain(params.layer)} with a matrix.")
    weights = matrix(layer, params.layer)
    if not has_svd(weights.shape):
        raise ModelRefused(f"The matrix of {plain(params.layer)} is too large for an SVD here.")
    left, values, right = svd(weights)
    kernel, forward = np.asarray(layer.kernel), caller(model)
    parts = batches(images, tuple(model.inputs[0].shape[1:]), params.scale)
    ranks, found = ranks_up_to(len(values)), []
    for index, k in enumerate(ranks):
        cut = kernel if k == len(values) else ((left[:, :k] * values[:k]) @ right[:k]).reshape(kernel.shape)
        layer.kernel.assign(cut.astype(kernel.dtype))
        outputs = []
        for part in parts:
            yield Step(index, len(ranks), message=f"Predicting with rank {k}")
            outputs.append(np.asarray(forward(part)))
        found.append(probabilities(np.concatenate(outputs))[0].argmax(1))
    return ModelRanks(params, ranks, np.array(found, np.int16))
