"""The Jacobian of a network as a product of the Jacobians of its layers: J_all = J(T) … J(1), at one input."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.jacobian import cost
from core.jacobian.networks import stages
from core.jacobian.operators import Program
from core.jacobian.spectra import top_triplets
from core.jacobian.training import JacobianParams, chosen_inputs, train
from core.runs.progress import Work, share
from core.runs.request import Request

INPUTS = 3
TOP = 20
TOLERANCE = 1e-3
DIRECTIONS = 32


@dataclass(frozen=True)
class LayerChain:
    """Spectra of T single layers and of the network up to each, after (index 0) and before (index 1) training.

    Attributes
    ----------
    layers : tuple of str
    single, cumulative : (2, T, B, TOP) float32
        Singular values in descending order, of h(t−1) → h(t) and of x → h(t); NaN where a layer has fewer.
    mismatch : (2, T, B) float32
        ‖U J(t) … J(1) V − U J V‖ / ‖U J V‖ in the Frobenius norm, for `DIRECTIONS` random directions on each side.
    pictures : (B, h, w) or (B, h, w, 3) uint8
    test_accuracy : float
    """

    params: JacobianParams
    layers: tuple[str, ...]
    single: np.ndarray
    cumulative: np.ndarray
    mismatch: np.ndarray
    pictures: np.ndarray
    test_accuracy: float
    seconds: float
    failure: str

    @property
    def bounds(self) -> np.ndarray:
        """Return the product of the layers' s₁ up to each layer, (2, T, B): s₁ of the product cannot exceed it."""
        return np.cumprod(self.single[..., 0].astype(float), axis=1)


def request(params: JacobianParams) -> Request[LayerChain]:
    """Return what a page asks for to get the chain of `params`."""
    return Request("jacobian_layers", params, compute, LayerChain, cost=seconds)


def seconds(params: JacobianParams) -> float:
    """Return a rough estimate: the training, and each layer and the network up to it, before and after."""
    measured = 2 * 2 * cost.of_layers(params, cost.multiplications(params)[1], TOP, INPUTS)
    return cost.training(params) + cost.programs(params, 2) + measured


def compute(params: JacobianParams) -> Work[LayerChain]:
    """Train as the page does and measure each layer's Jacobian at the page's first inputs.

    Yields
    ------
    Step
        Of 100: an epoch, or a layer.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    """
    started = time.perf_counter()
    trained = yield from share(train(params), 0, 50)
    model = trained.model
    x = chosen_inputs(model, trained.data, params.seed)[0][:INPUTS]
    layers = stages(model)
    parts = []
    for state, weights in enumerate((trained.after, trained.before)):
        model.set_weights(weights)
        parts.append((yield from share(layer_spectra(model, layers, x, params.seed), 50 + 25 * state, 75 + 25 * state)))
    single, cumulative, mismatch = (np.stack(part).astype(np.float32) for part in zip(*parts, strict=True))
    return LayerChain(
        params,
        layers,
        single,
        cumulative,
        mismatch,
        np.round(x * 255).astype(np.uint8),
        test_accuracy=trained.accuracy[-1][1],
        seconds=time.perf_counter() - started,
        failure=trained.failure,
    )


def layer_spectra(
    model: Any, layers: tuple[str, ...], x: np.ndarray, seed: int = 0, top: int = TOP
) -> Work[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return the spectra of each layer and up to it (T, B, top), and how far product and whole differ (T, B).

    Parameters
    ----------
    x : (B, *input_shape of the model)
    """
    rng = np.random.default_rng([seed, 5])
    single, cumulative = np.full((2, len(layers), len(x), top), np.nan)
    mismatch = np.zeros((len(layers), len(x)))
    chain: list[Any] = []
    for row, layer in enumerate(layers):
        whole = Program(model, layer)
        # With `since`, a program takes the model's own input and freezes only what follows that layer.
        part = Program(model, layer, since=layers[row - 1]) if row else whole
        for kept, program in ((single, part), (cumulative, whole)):
            done = 100 * row / len(layers)
            work = top_triplets(program, x, top, tolerance=TOLERANCE, seed=seed)
            found = yield from share(work, done, done, f"Jacobians at {layer}")
            kept[row, :, : found.singular_values.shape[1]] = found.singular_values
        chain.append(part.at(x))
        mismatch[row] = _mismatch(chain, whole.at(x), rng)
    return single, cumulative, mismatch


def _mismatch(chain: list[Any], whole: Any, rng: np.random.Generator) -> np.ndarray:
    """Return how far two ways to U J V differ: V pushed through the layers in turn, or U pulled through the whole."""
    forward = rng.standard_normal((DIRECTIONS, whole.batch, whole.n)).astype(whole.dtype)
    back = rng.standard_normal((DIRECTIONS, whole.batch, whole.m)).astype(whole.dtype)
    wanted = np.einsum("ibn,jbn->bij", whole.pull(back), forward)
    through = forward
    for operator in chain:
        through = operator.push(through)
    found = np.einsum("ibm,jbm->bij", back, through)
    return np.linalg.norm(found - wanted, axis=(1, 2)) / np.maximum(np.linalg.norm(wanted, axis=(1, 2)), 1e-30)
