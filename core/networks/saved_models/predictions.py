"""A model from elsewhere and a set of images: the probability of every class for every image."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.data import image_sets
from core.networks.saved_models import ModelRefused, runner
from core.networks.saved_models.inputs import SCALES, batches, caller
from core.networks.saved_models.weights import ModelParams
from core.runs.params import choice, integer
from core.runs.progress import Step, Work
from core.runs.request import Request

MAX_CLASSES = 50
ROUNDING = 1e-3  # by which probabilities of half precision may miss a sum of 1
OUTPUTS = {
    "probabilities": "The model's outputs are probabilities: they lie from 0 to 1 and add up to 1.",
    "sigmoids": "The model's outputs lie from 0 to 1 but do not add up to 1, as one sigmoid a class gives them. Here "
    "they are divided by their sum.",
    "logits": "The model's outputs are no probabilities, so they are taken as logits: a softmax is applied to them.",
    "one probability": "The model's single output, from 0 to 1, is taken as the probability of the second class.",
    "one logit": "The model's single output is taken as the logit of the second class.",
}


@dataclass(frozen=True, kw_only=True)
class PredictionParams(ModelParams):
    """A .keras file, a set of images, and the range of pixels that the model expects."""

    dataset: str = image_sets.field()
    scale: str = choice(SCALES[0], SCALES, label="Pixels", help="The range that the model was trained with.")
    classes: int = integer(10, 2, MAX_CLASSES, label="Classes of the set")


@dataclass(frozen=True)
class ModelPredictions:
    """What a model predicts.

    Attributes
    ----------
    probabilities : (n, classes) float32
        Rows add up to 1.
    outputs : str
        What the outputs were taken for, one of OUTPUTS.
    """

    params: PredictionParams
    probabilities: np.ndarray
    outputs: str


def request(params: PredictionParams, model: Path | bytes, images: np.ndarray) -> Request[ModelPredictions]:
    """Return what a page asks for; `images` are those of the set that `params` name, uint8."""
    return Request("model_predictions", params, partial(compute, model=model, images=images), ModelPredictions)


def compute(params: PredictionParams, model: Path | bytes, images: np.ndarray) -> Work[ModelPredictions]:
    """Predict images with a .keras file, or its content, in a process of its own.

    Raises
    ------
    ModelRefused
        When the file is refused, is no classifier of that many classes, or took too much memory or time.
    """
    return runner.run(predict, params, model, ModelPredictions, images=images)


def predict(params: PredictionParams, model: Any, images: np.ndarray) -> Work[ModelPredictions]:
    """Predict images with a loaded model, as the process that has loaded it does.

    Raises
    ------
    ModelRefused
        When the model is no classifier of that many classes, or its outputs are not finite.
    """
    check_classifier(model, params.classes)
    forward, found = caller(model), []
    parts = batches(images, tuple(model.inputs[0].shape[1:]), params.scale)
    for index, part in enumerate(parts):
        yield Step(index, len(parts), message="Predicting the images")
        found.append(np.asarray(forward(part)))
    shares, outputs = probabilities(np.concatenate(found))
    return ModelPredictions(params, shares.astype(np.float32), outputs)


def check_classifier(model: Any, classes: int) -> None:
    """Raise ModelRefused unless a model has one vector of outputs, as many as there are classes.

    One output serves for two classes.
    """
    if len(model.outputs) != 1:
        raise ModelRefused(f"The model has {len(model.outputs)} outputs; a classifier has one, with a number a class.")
    shape = model.outputs[0].shape[1:]
    if len(shape) != 1:
        said = " x ".join(str(n or "open") for n in shape) or "one number"
        raise ModelRefused(f"The model is no classifier: its output is {said}, and should be one number a class.")
    if shape[0] != classes and not (shape[0] == 1 and classes == 2):
        raise ModelRefused(
            f"The model tells {shape[0]:,} class{'es' if shape[0] != 1 else ''} apart, and the image set {classes}. "
            "Choose the set that it was trained on."
        )


def probabilities(outputs: np.ndarray) -> tuple[np.ndarray, str]:
    """Turn outputs (n, classes) of a classifier into probabilities, and say what they were: a key of OUTPUTS.

    Raises
    ------
    ModelRefused
        When outputs are not finite.
    """
    outputs = outputs.astype(np.float64)
    if not np.isfinite(outputs).all():
        raise ModelRefused("The model's outputs hold NaN or infinity for some images; try another range of pixels.")
    shares = bool((outputs >= 0).all() and (outputs <= 1 + ROUNDING).all())
    if outputs.shape[1] == 1:
        second = np.clip(outputs, 0, 1) if shares else 0.5 * (1 + np.tanh(outputs / 2))
        return np.hstack([1 - second, second]), "one probability" if shares else "one logit"
    if not shares:
        powers = np.exp(outputs - outputs.max(1, keepdims=True))
        return powers / powers.sum(1, keepdims=True), "logits"
    sums = outputs.sum(1, keepdims=True)
    kind = "probabilities" if np.abs(sums - 1).max() <= ROUNDING else "sigmoids"
    # An image for which every sigmoid is 0 is left undecided.
    return np.where(sums > 0, outputs, 1) / np.where(sums > 0, sums, outputs.shape[1]), kind
