"""The weights of a model from elsewhere: filters of its first layer, and the singular values of every matrix."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.networks.saved_models import ModelRefused, runner
from core.runs.params import Params, text
from core.runs.progress import Step, Work
from core.runs.request import Request

MATRICES = ("Dense", "Conv1D", "Conv2D", "Conv3D")
# Layers and operations after which the values of an image still stand in their order.
_KEEPING = """InputLayer Rescaling Normalization BatchNormalization Flatten Reshape Dropout GaussianNoise
GaussianDropout Identity Activation Add Subtract Multiply Divide TrueDivide ZeroPadding2D"""
KEEPING = frozenset(_KEEPING.split())
MAX_SIDE = 2048  # of a matrix, the shorter one: an SVD takes its square times the longer one
MAX_NUMBERS = 16_000_000  # of a matrix
MAX_FILTERS = 64
FILTER_NUMBERS = 1_400_000  # of all filters that are drawn: about what a message to the browser holds


@dataclass(frozen=True, kw_only=True)
class ModelParams(Params):
    """A .keras file, known by its digest."""

    name: str = text("", label="Model file")
    digest: str = text("", label="Digest of the file")

    def memory_bytes(self) -> int:
        """Return what the server adds to the model's own process: the file's content and the result."""
        return 450_000_000

    def seconds(self) -> float:
        """Return a rough estimate: Keras starts in a process of its own, which has a limit of its own."""
        return 10.0


@dataclass(frozen=True)
class ModelWeights:
    """What is drawn of a model's weights.

    Attributes
    ----------
    layers, kinds : tuple of str
        Names and classes of the layers whose weights are one matrix, in order.
    sizes : (layers, 2) int
        Rows (inputs; of a convolution all values under its kernel) and columns (units or filters).
    spectra : tuple of (k,) float64
        Singular values in descending order; none where the matrix is too large for an SVD here.
    others : tuple of str
        Names of the remaining layers that have weights.
    first, why : str
        The layer whose filters are drawn; empty, with the reason in `why`, where there is none.
    filters : (n, h, w, channels) float32
        Dense: the weights of each unit as an image. Convolution: the kernel of each filter.
    chosen : (n,) int
        Which units or filters these are, in order: those with the largest norm where there are more than `n`.
    units : int
        How many units or filters the first layer has.
    """

    params: ModelParams
    layers: tuple[str, ...]
    kinds: tuple[str, ...]
    sizes: np.ndarray
    spectra: tuple[np.ndarray, ...]
    others: tuple[str, ...]
    first: str
    why: str
    filters: np.ndarray
    chosen: np.ndarray
    units: int


def request(params: ModelParams, model: Path | bytes) -> Request[ModelWeights]:
    """Return what a page asks for to see the weights of a .keras file."""
    return Request("model_weights", params, partial(compute, model=model), ModelWeights)


def compute(params: ModelParams, model: Path | bytes) -> Work[ModelWeights]:
    """Look at the weights of a .keras file, or its content, in a process of its own.

    Raises
    ------
    ModelRefused
        When the file is refused, no layer has weights, or it took too much memory or time.
    """
    return runner.run(read, params, model, ModelWeights)


def read(params: ModelParams, model: Any, _images: None) -> Work[ModelWeights]:
    """Look at the weights of a loaded model, as the process that has loaded it does.

    Raises
    ------
    ModelRefused
        When no layer has weights, or some are not finite.
    """
    operations = list(walk(model))
    matrices = [(name, layer) for name, layer in operations if type(layer).__name__ in MATRICES]
    of_matrices = {id(layer) for _, layer in matrices}
    others = tuple(name for name, part in operations if getattr(part, "weights", ()) and id(part) not in of_matrices)
    if not matrices and not others:
        raise ModelRefused("No layer of the model has weights.")
    sizes, spectra = [], []
    for index, (name, layer) in enumerate(matrices):
        yield Step(index, len(matrices), message="Singular values")
        weights = matrix(layer, name)
        sizes.append(weights.shape)
        spectra.append(np.linalg.svd(weights, compute_uv=False) if has_svd(weights.shape) else np.zeros(0))
    shape = tuple(model.inputs[0].shape[1:])
    first, why, filters = _first(operations, shape)
    shown = max(1, min(len(filters), MAX_FILTERS, FILTER_NUMBERS // max(1, int(np.prod(filters.shape[1:])))))
    chosen = np.sort(np.argsort(-(filters.astype(np.float64) ** 2).sum((1, 2, 3)), kind="stable")[:shown])
    return ModelWeights(
        params,
        tuple(name for name, _ in matrices),
        tuple(type(layer).__name__ for _, layer in matrices),
        np.array(sizes).reshape(-1, 2),
        tuple(spectra),
        others,
        first,
        why,
        filters[chosen].astype(np.float32),
        chosen,
        len(filters),
    )


def walk(model: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the layers and operations of a model in order, with their names, those of models inside it too."""
    for part in getattr(model, "operations", None) or model.layers:
        name = f"{path}{part.name}"
        if hasattr(part, "layers"):
            yield from walk(part, f"{name}/")
        else:
            yield name, part


def matrix(layer: Any, name: str) -> np.ndarray:
    """Return the kernel of a layer as a float64 matrix (inputs, units); all values under a convolution are inputs.

    Raises
    ------
    ModelRefused
        When it holds anything but finite numbers.
    """
    kernel = np.asarray(layer.kernel).astype(np.float64)
    if not np.isfinite(kernel).all():
        raise ModelRefused(f"The weights of the layer {plain(name)} hold NaN or infinity.")
    return kernel.reshape(-1, kernel.shape[-1])


def plain(name: str) -> str:
    """Return at most 60 characters of a name from a file."""
    return name if len(name) <= 60 else f"{name[:57]}..."


def has_svd(size: tuple[int, ...]) -> bool:
    """Whether a matrix is small enough for an SVD here."""
    return min(size) <= MAX_SIDE and int(np.prod(size)) <= MAX_NUMBERS


def _first(operations: list[tuple[str, Any]], shape: tuple[int, ...]) -> tuple[str, str, np.ndarray]:
    """Return name, reason and filters (units, h, w, channels) of the first layer that receives the image."""
    none = np.zeros((0, 1, 1, 1))
    height, width, channels = (*shape, 1)[:3]
    for name, part in operations:
        kind = type(part).__name__
        if kind == "Dense":
            kernel = np.asarray(part.kernel)
            if kernel.shape[0] != height * width * channels:
                return "", f"The first layer, {plain(name)}, does not receive the image's pixels one by one.", none
            return name, "", kernel.T.reshape(-1, height, width, channels)
        if kind == "Conv2D":
            kernel = np.asarray(part.kernel)
            if kernel.shape[2] not in (1, 3):
                return "", f"The filters of {plain(name)} see {kernel.shape[2]} channels, which are no colours.", none
            return name, "", np.moveaxis(kernel, 3, 0)
        if kind not in KEEPING or getattr(part, "data_format", None) == "channels_first":
            return "", f"The image first passes {plain(name)} ({plain(kind)}), so no filters can be drawn.", none
    return "", "No dense or convolutional layer receives the image.", none
