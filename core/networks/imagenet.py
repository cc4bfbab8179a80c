"""EfficientNet-Lite0 with its bundled ImageNet weights: a network that is piecewise linear from image to logits.

Tan & Le (2019), EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks; the Lite variant replaces
swish by ReLU6 and has no squeeze-and-excitation. Batch normalisation is folded into the weights.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image

from core.data.image_sets import ASSETS
from core.runs.archive import ArchiveError, read_npz

WEIGHTS = ASSETS / "data" / "efficientnet-lite0.npz"
CLASSES = ASSETS / "data" / "imagenet-classes.json"
SIDE = 224
STEM, HEAD, LOGITS = 32, 1280, 1000  # channels
# Blocks in a row, kernel size, stride of the first, expansion, output channels.
STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)


@dataclass(frozen=True)
class Block:
    """One inverted residual block: [1x1 expansion, ReLU6], depthwise convolution, ReLU6, 1x1 projection, [+ input]."""

    key: str
    kernel: int
    stride: int
    expanded: int
    inputs: int
    outputs: int

    @property
    def residual(self) -> bool:
        """Whether the input is added to the output."""
        return self.stride == 1 and self.inputs == self.outputs


def _blocks() -> tuple[Block, ...]:
    blocks: list[Block] = []
    inputs = STEM
    for repeats, kernel, first, expansion, outputs in STAGES:
        for repeat in range(repeats):
            stride = first if repeat == 0 else 1
            blocks.append(Block(f"block{len(blocks):02}", kernel, stride, expansion * inputs, inputs, outputs))
            inputs = outputs
    return tuple(blocks)


BLOCKS = _blocks()
LAYERS = ("stem", *(f"block{i}" for i in range(len(BLOCKS))), "head", "logits")


def output_shape(layer: str, side: int = SIDE) -> tuple[int, ...]:
    """Return the shape of the output of one of `LAYERS` for images of `side` pixels, without building the network."""
    if layer == "logits":
        return (LOGITS,)
    blocks = BLOCKS if layer == "head" else BLOCKS[: LAYERS.index(layer)]
    for stride in (2, *(block.stride for block in blocks)):
        side = -(-side // stride)
    channels = {"stem": STEM, "head": HEAD}.get(layer) or blocks[-1].outputs
    return (side, side, channels)


def shapes() -> dict[str, tuple[int, ...]]:
    """Return the shape of every weight array by its key in the file.

    Convolutions are (height, width, inputs, outputs), depthwise ones (height, width, channels, 1).
    """
    kernels: dict[str, tuple[int, ...]] = {"stem/conv": (3, 3, 3, STEM)}
    for block in BLOCKS:
        if block.expanded != block.inputs:
            kernels[f"{block.key}/expand"] = (1, 1, block.inputs, block.expanded)
        kernels[f"{block.key}/depthwise"] = (block.kernel, block.kernel, block.expanded, 1)
        kernels[f"{block.key}/project"] = (1, 1, block.expanded, block.outputs)
    kernels |= {"head/conv": (1, 1, BLOCKS[-1].outputs, HEAD), "logits": (HEAD, LOGITS)}
    biases = {f"{key}/bias": (shape[2] if key.endswith("depthwise") else shape[-1],) for key, shape in kernels.items()}
    return {f"{key}/kernel": shape for key, shape in kernels.items()} | biases


def weights() -> dict[str, np.ndarray]:
    """Return the bundled weights as they are stored, in 16-bit floats.

    Raises
    ------
    ArchiveError
        When the file is damaged, or an array is missing, unknown or of another shape.
    """
    stored = read_npz(WEIGHTS)
    check(stored)
    return stored


def check(arrays: Mapping[str, np.ndarray]) -> None:
    """Raise ArchiveError unless `arrays` are exactly the finite weights of this network."""
    wanted = shapes()
    if missing := sorted(wanted.keys() - arrays.keys()):
        raise ArchiveError(f"The weights lack {', '.join(missing[:3])} ({len(missing)} of {len(wanted)} arrays).")
    if unknown := sorted(arrays.keys() - wanted.keys()):
        raise ArchiveError(f"The weights hold {', '.join(unknown[:3])}, which EfficientNet-Lite0 does not have.")
    for key, shape in wanted.items():
        if arrays[key].shape != shape:
            raise ArchiveError(f"{key} has the shape {arrays[key].shape}; EfficientNet-Lite0 needs {shape}.")
        if arrays[key].dtype.kind != "f" or not np.isfinite(arrays[key]).all():
            raise ArchiveError(f"{key} must hold finite floating-point numbers.")


@lru_cache(maxsize=1)
def class_names() -> tuple[str, ...]:
    """Return the names of the 1,000 ImageNet classes in the order of the logits."""
    return tuple(json.loads(CLASSES.read_text(encoding="utf-8")))


def network(arrays: Mapping[str, np.ndarray] | None = None, side: int = SIDE, dtype: str = "float32") -> Any:
    """Return the Keras model from (side, side, 3) to logits; each of `LAYERS` is the name of a layer in it.

    Parameters
    ----------
    arrays
        Weights under the keys of `shapes`; the bundled ones when left out.
    """
    import keras  # noqa: PLC0415 takes seconds
    from keras import layers  # noqa: PLC0415

    stored = weights() if arrays is None else arrays

    def weighted(layer: Any, x: Any, key: str) -> Any:
        y = layer(x)
        layer.set_weights([stored[f"{key}/kernel"].astype(dtype), stored[f"{key}/bias"].astype(dtype)])
        return y

    def convolution(x: Any, key: str, size: int = 1, stride: int = 1, name: str | None = None) -> Any:
        filters = stored[f"{key}/bias"].size
        return weighted(layers.Conv2D(filters, size, stride, "same", dtype=dtype, name=name), x, key)

    def relu6(x: Any, name: str | None = None) -> Any:
        return layers.Activation("relu6", dtype=dtype, name=name)(x)

    image = keras.Input((side, side, 3), dtype=dtype)
    x = relu6(convolution(image, "stem/conv", 3, 2), "stem")
    for block, name in zip(BLOCKS, LAYERS[1:], strict=False):
        y = x if block.expanded == block.inputs else relu6(convolution(x, f"{block.key}/expand"))
        depthwise = layers.DepthwiseConv2D(block.kernel, block.stride, "same", dtype=dtype)
        y = relu6(weighted(depthwise, y, f"{block.key}/depthwise"))
        y = convolution(y, f"{block.key}/project", name=None if block.residual else name)
        x = layers.Add(dtype=dtype, name=name)([x, y]) if block.residual else y
    x = layers.GlobalAveragePooling2D(dtype=dtype)(relu6(convolution(x, "head/conv"), "head"))
    return keras.Model(image, weighted(layers.Dense(LOGITS, dtype=dtype, name="logits"), x, "logits"))


@lru_cache(maxsize=1)
def shared() -> Any:
    """Return the network with its own weights, which a process builds once. Never train it."""
    return network()


def up_to(model: Any, layer: str) -> Any:
    """Return the part of `model` from its input to one of `LAYERS`; the weights are shared."""
    import keras  # noqa: PLC0415

    return keras.Model(model.inputs[0], model.get_layer(layer).output)


def middle_square(pixels: np.ndarray, side: int = SIDE) -> np.ndarray:
    """Return the largest square in the middle of an RGB uint8 image (h, w, 3), resized to (side, side, 3).

    Raises
    ------
    ValueError
        When `pixels` are not RGB uint8 or there are none.
    """
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
        raise ValueError(f"An RGB image is uint8 (height, width, 3), not {pixels.dtype} {pixels.shape}.")
    edge = min(pixels.shape[:2])
    top, left = (pixels.shape[0] - edge) // 2, (pixels.shape[1] - edge) // 2
    square = Image.fromarray(np.ascontiguousarray(pixels[top : top + edge, left : left + edge]))
    return np.asarray(square.resize((side, side), Image.Resampling.BICUBIC))


def network_input(images: np.ndarray) -> np.ndarray:
    """Turn RGB values from 0 to 255 (..., h, w, 3) into the network's input, from -127/128 to 1."""
    return ((images.astype(np.float32) - 127) / 128).astype(np.float32)


def top_classes(model: Any, images: np.ndarray, count: int = 5) -> list[list[tuple[str, float]]]:
    """Return the most probable classes of each image with their probabilities, most probable first.

    Parameters
    ----------
    images : (n, side, side, 3)
        RGB values from 0 to 255, as `middle_square` returns them.
    """
    logits = np.asarray(model(network_input(images), training=False), np.float64)
    names, found = class_names(), []
    for row in logits:
        shares = np.exp(row - row.max())
        shares /= shares.sum()
        best = np.argsort(-shares, kind="stable")[:count]
        found.append([(names[index], float(shares[index])) for index in best])
    return found
