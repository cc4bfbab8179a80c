"""Spectra of EfficientNet-Lite0 to be bundled: one file for each layer and photograph, so that baking can be resumed.

`make bake ONLY="--missing jacobian_imagenet_spectra"` computes what is not there yet, once baking.py names `recipes`.
Measured for one photograph, in CPU seconds of all threads: the top 200 take 43 at the stem (where 45 converge), 31 at
block 2, 23 at block 10 and 26 at the head; the top 500 take 74, 56 and 61 at these three, with 3.6 GB resident; all
1,000 at the logits take 105, with 6.6 GB. The untrained control takes 8 to build, 38 at block 2 and 29 at block 10.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.gallery.topic import Recipe
from core.jacobian import spectra
from core.jacobian.keras_graph import caller, nodes
from core.jacobian.measures import participation_ratio
from core.jacobian.operators import Program
from core.networks import imagenet
from core.networks.photographs import NAMES as PHOTOGRAPHS
from core.networks.photographs import load
from core.runs.archive import freeze
from core.runs.params import Params, choice, switch
from core.runs.progress import Step, Work, share

TOPIC = "jacobian_imagenet_spectra"
# How many triplets; at the logits all of them.
TOP = {"stem": 200, "block2": 500, "block4": 200, "block7": 200, "block10": 500}
TOP |= {"block14": 200, "block15": 200, "head": 500, "logits": 1000}
CONTROLS, CONTROL_TOP = 4, 200
TOLERANCE = 1e-3
BUDGET = 3_000_000_000
UNTRAINED_SEED = 3


@dataclass(frozen=True, kw_only=True)
class SpectrumParams(Params):
    """One photograph, one layer, and whether the network is trained."""

    photograph: str = choice(PHOTOGRAPHS[0], PHOTOGRAPHS, label="Photograph")
    layer: str = choice("block2", tuple(TOP), label="Layer")
    trained: bool = switch(True, label="Trained")

    @property
    def top(self) -> int:
        """How many singular values are computed."""
        return TOP[self.layer] if self.trained else min(TOP[self.layer], CONTROL_TOP)

    def memory_bytes(self) -> int:
        """Return an upper bound of a measurement that is only baked; all 1,000 at the logits took 6.6 GB resident."""
        return 7_000_000_000


@dataclass(frozen=True)
class Spectrum:
    """The top k singular values at one photograph.

    Attributes
    ----------
    values, residuals : (k,) float64
        Singular values in descending order; one of the Jacobian's lies within the residual of each.
    participation : (k,) float64
        Participation ratio of the input-side vectors.
    gain : float
        ‖x‖/‖h‖: times a singular value, the relative change of the layer.
    """

    params: SpectrumParams
    values: np.ndarray
    residuals: np.ndarray
    participation: np.ndarray
    gain: float


def recipes() -> Iterator[Recipe]:
    """Every piece: all photographs at all layers, and the untrained control at the first few photographs."""
    for trained, photographs in ((True, PHOTOGRAPHS), (False, PHOTOGRAPHS[:CONTROLS])):
        for layer in TOP:
            for photograph in photographs:
                params = SpectrumParams(photograph=photograph, layer=layer, trained=trained)
                yield Recipe(TOPIC, params, compute, half=("residuals", "participation"))


def untrained(side: int = imagenet.SIDE, seed: int = UNTRAINED_SEED) -> Any:
    """Return the network with He's random weights and its batch normalisation calibrated on PHOTOGRAPHS.

    As a network in training normalises them, the sums of each channel before ReLU6 have mean 0 and standard deviation 1
    over all photographs and positions; that is folded into the weights.
    """
    rng = np.random.default_rng(seed)
    arrays = {key: _initial(key, shape, rng) for key, shape in imagenet.shapes().items()}
    model = imagenet.network(arrays, side)
    x = imagenet.network_input(np.stack([load(name, side) for name in PHOTOGRAPHS]))
    values: dict[int, Any] = {id(model.inputs[0]): x}
    for node in nodes(model):
        if node.is_input:
            continue
        value = np.asarray(caller(node)(*(values[id(tensor)] for tensor in node.input_tensors)))
        if node.operation.weights and node.operation.name != "logits":
            value = _normalise(node.operation, value)
        values[id(node.outputs[0])] = value
    return model


def _initial(key: str, shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    if key.endswith("bias"):
        return np.zeros(shape, np.float32)
    fan_in = np.prod(shape[:2] if "depthwise" in key else shape[:-1])
    return (rng.standard_normal(shape) * np.sqrt(2 / fan_in)).astype(np.float32)


def _normalise(layer: Any, value: np.ndarray) -> np.ndarray:
    """Give `layer` weights that shift and scale its output `value` to mean 0 and SD 1, and return that."""
    sums = value.reshape(-1, value.shape[-1]).astype(np.float64)
    mean, spread = sums.mean(0), sums.std(0)
    kernel, bias = layer.get_weights()
    scale = spread[:, None] if kernel.shape[-1] == 1 else spread  # depthwise kernels are (h, w, channels, 1)
    layer.set_weights([kernel / scale, (bias - mean) / spread])
    return ((value - mean) / spread).astype(value.dtype)


def compute(params: SpectrumParams, network: Callable[[], Any] | None = None) -> Work[Spectrum]:
    """Measure the spectrum at the photograph and layer that `params` name."""
    yield Step(0, 100, message="Building the network")
    model = (network or (imagenet.network if params.trained else untrained))()
    x = imagenet.network_input(load(params.photograph, model.input_shape[1]))[None]
    program = Program(model, params.layer)
    work = spectra.top_triplets(program, x, params.top, tolerance=TOLERANCE, budget=BUDGET)
    found = yield from share(work, 0, 100, f"Jacobian at {params.layer}, {params.photograph}")
    vectors = found.right[0].reshape(-1, *x.shape[1:])
    participation = np.array([participation_ratio(vector) for vector in vectors])
    gain = float(found.input_norms[0] / found.output_norms[0])
    return freeze(Spectrum(params, found.singular_values[0], found.residuals[0], participation, gain))
