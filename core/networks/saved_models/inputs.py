"""From images of a set to the input of a model from elsewhere, and which sets fit it."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from core.data import image_sets, own_store

SCALES = ("0 to 1", "-1 to 1", "0 to 255")
BATCH_NUMBERS = 1_000_000  # pixel values that go through a model at once
MAX_BATCH = 256  # images


def scaled(pixels: np.ndarray, scale: str) -> np.ndarray:
    """Return pixels from 0 to 255 in the range that the network expects, one of SCALES."""
    return {"0 to 1": pixels / 255, "-1 to 1": pixels / 127.5 - 1, "0 to 255": pixels}[scale]


def fitting(model: tuple[int, ...], brought: Iterable[str] = ()) -> list[str]:
    """Return the image sets that fit a model, of the named ones and of those that were `brought` and are still here."""
    here = (name for name in dict.fromkeys(brought) if own_store.STORE.find(name) is not None)
    return [name for name in (*image_sets.NAMES, *here) if fits(model, image_sets.size_of(name).shape)]


def fits(model: tuple[int, ...], images: tuple[int, ...]) -> bool:
    """Whether images of one shape are the input of a model of another: grey ones may have an axis of one channel."""
    return _bare(model) == _bare(images)


def _bare(shape: tuple[int, ...]) -> tuple[int, ...]:
    return shape[:2] if len(shape) == 3 and shape[2] == 1 else shape


def in_words(shape: tuple[int, ...]) -> str:
    """Return the shape of an image as text: "28 x 28 in grey" or "32 x 32 in colour"."""
    return f"{shape[0]} x {shape[1]} in {'colour' if _bare(shape)[2:] else 'grey'}"


def batches(pixels: np.ndarray, shape: tuple[int, ...], scale: str) -> list[np.ndarray]:
    """Return images (n, h, w) or (n, h, w, 3) as float32 inputs of a model, in as many parts as memory asks for."""
    size = max(1, min(MAX_BATCH, BATCH_NUMBERS // int(np.prod(shape))))
    parts = np.split(pixels, range(size, len(pixels), size))
    return [scaled(part, scale).astype(np.float32).reshape(-1, *shape) for part in parts]


def caller(model: Any) -> Any:
    """Return the forward pass of a Keras model as one graph for any number of images; its weights may change."""
    import tensorflow as tf  # noqa: PLC0415 takes seconds

    shape = [None, *model.inputs[0].shape[1:]]
    return tf.function(lambda x: model(x, training=False), input_signature=[tf.TensorSpec(shape, tf.float32)])
