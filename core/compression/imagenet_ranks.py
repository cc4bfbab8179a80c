"""EfficientNet-Lite0 with one 1x1 kernel at low rank: what it still predicts for sixteen photographs.

A 1x1 convolution multiplies the channels at every position by one matrix, so Eckart and Young's truncation applies to
it as it is. All other weights stay. The predictions are baked; singular values are computed from the bundled weights.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.compression.model_ranks import TRIED, ranks_up_to
from core.compression.svd import svd
from core.networks import imagenet, photographs
from core.runs.archive import freeze
from core.runs.params import Params, choice
from core.runs.progress import Step, Work
from core.runs.request import Request

KERNELS = tuple(
    key.removesuffix("/kernel") for key, shape in imagenet.shapes().items() if len(shape) == 4 and shape[:2] == (1, 1)
)


@dataclass(frozen=True, kw_only=True)
class ImagenetRanksParams(Params):
    """Which network."""

    network: str = choice("EfficientNet-Lite0", ("EfficientNet-Lite0",), label="Network")

    def memory_bytes(self) -> int:
        """Return an upper bound: the network, and the tensors of a pass of sixteen photographs."""
        return 1_000_000_000

    def seconds(self) -> float:
        """Return a rough estimate: about a second for sixteen photographs at each kernel and rank."""
        return float(len(KERNELS) * TRIED)


@dataclass(frozen=True)
class ImagenetRanks:
    """Predictions with each of KERNELS at the ranks of `ranks_of`, alone.

    Attributes
    ----------
    predictions : (kernels, TRIED, photographs) int16
        Indices of ImageNet's classes; rows of a kernel of fewer ranks than TRIED repeat the prediction at full rank.
    """

    params: ImagenetRanksParams
    predictions: np.ndarray

    def kept(self, kernel: str) -> np.ndarray:
        """Return how many photographs keep the full network's prediction, at each of `ranks_of`."""
        found = self.predicted(kernel)
        return (found == found[-1]).sum(1)

    def correct(self, kernel: str) -> np.ndarray:
        """Return how many photographs are classified as what they show, at each of `ranks_of`."""
        return photographs.expected(self.predicted(kernel)).sum(1)

    def needed(self, kernel: str) -> int:
        """Return the smallest tried rank from which on every photograph keeps its prediction."""
        changed = np.flatnonzero(self.kept(kernel) < self.predictions.shape[2])
        return int(ranks_of(kernel)[changed[-1] + 1]) if len(changed) else 0

    def predicted(self, kernel: str) -> np.ndarray:
        """Return the predicted class of every photograph at each of `ranks_of`, (ranks, photographs)."""
        return self.predictions[KERNELS.index(kernel), : len(ranks_of(kernel))]


def full_rank(kernel: str) -> int:
    """Return the largest rank that a kernel can have."""
    return min(imagenet.shapes()[f"{kernel}/kernel"][2:])


def ranks_of(kernel: str) -> np.ndarray:
    """Return the ranks of a kernel that are tried, at most TRIED."""
    return ranks_up_to(full_rank(kernel))


def has_skip(kernel: str) -> bool:
    """Whether a kernel stands in a block that adds its input to its output."""
    return any(kernel.startswith(block.key) and block.residual for block in imagenet.BLOCKS)


def in_words(kernel: str) -> str:
    """Return a kernel's name as text: "block 7, expand", or "head"."""
    block, name = kernel.split("/")
    return block if block == "head" else f"block {int(block.removeprefix('block'))}, {name}"


def matrix(kernel: str, arrays: Mapping[str, np.ndarray] | None = None) -> np.ndarray:
    """Return a kernel as float64 (input channels, output channels)."""
    stored = imagenet.weights() if arrays is None else arrays
    return stored[f"{kernel}/kernel"][0, 0].astype(np.float64)


def request(params: ImagenetRanksParams = ImagenetRanksParams()) -> Request[ImagenetRanks]:
    """Return what a page asks for; the run is bundled."""
    return Request("imagenet_ranks", params, compute, ImagenetRanks)


def compute(params: ImagenetRanksParams) -> Work[ImagenetRanks]:
    """Predict the photographs with every kernel at every rank: some 300 passes of a second each."""
    yield Step(0, len(KERNELS), message="Building EfficientNet-Lite0")
    arrays = imagenet.weights()
    model = imagenet.network(arrays)
    x = imagenet.network_input(np.stack([photographs.load(name) for name in photographs.NAMES]))
    found = []
    for index, kernel in enumerate(KERNELS):
        yield Step(index, len(KERNELS), message=f"{kernel} at {TRIED} ranks")
        predicted = predictions(model, arrays, kernel, ranks_of(kernel), x)
        found.append(np.concatenate([predicted, np.repeat(predicted[-1:], TRIED - len(predicted), axis=0)]))
    return freeze(ImagenetRanks(params, np.array(found, np.int16)))


def predictions(
    model: Any, arrays: Mapping[str, np.ndarray], kernel: str, ranks: Iterable[int], x: np.ndarray
) -> np.ndarray:
    """Return the class that `model` predicts for each input of `x` with a kernel at each rank, (ranks, n) int.

    The model's own kernel is put back at the end.
    """
    weights = matrix(kernel, arrays)
    left, values, right = svd(weights)
    layer = _layer(model, kernel, arrays)
    stored, bias = layer.get_weights()
    found = []
    try:
        for k in ranks:
            cut = stored if k == len(values) else ((left[:, :k] * values[:k]) @ right[:k]).reshape(stored.shape)
            layer.set_weights([cut.astype(stored.dtype), bias])
            found.append(np.asarray(model.predict_on_batch(x)).argmax(1))
    finally:
        layer.set_weights([stored, bias])
    return np.array(found)


def _layer(model: Any, kernel: str, arrays: Mapping[str, np.ndarray]) -> Any:
    """Return the layer of the model that holds a kernel: layers stand in the order of the weights' keys."""
    keys = [key for key in imagenet.shapes() if key.endswith("kernel")]
    layer = [layer for layer in model.layers if layer.weights][keys.index(f"{kernel}/kernel")]
    if layer.kernel.shape != arrays[f"{kernel}/kernel"].shape:
        raise ValueError(f"{layer.name} does not hold {kernel}.")
    return layer
