"""Small synthetic results, with what a test wants to be true of them."""

from types import SimpleNamespace

import numpy as np

from core.jacobian.directional_noise import DIRECTIONS, SPECTRUM_STRENGTHS, STRENGTHS
from core.jacobian.experiments import JacobianRun
from core.jacobian.measurement import NOISE_LEVELS, SHOWN_INPUTS, SHOWN_RANKS, TOP
from core.jacobian.training import INPUTS, JacobianParams

LAYERS = ("dense1", "dense2", "logits")


def scatter(*shape: int, seed: int = 0, scale: float = 0.01) -> np.ndarray:
    """Factors around 1 that differ from image to image."""
    return np.exp(np.random.default_rng(seed).normal(0, scale, shape))


def falling(tenth: float, count: int = TOP) -> np.ndarray:
    """A geometric spectrum from 1 whose tenth value is `tenth`."""
    return tenth ** (np.arange(TOP) / 9) * np.where(np.arange(TOP) < count, 1, np.nan)


def jacobian_run(
    *,
    layers: tuple[str, ...] = LAYERS,
    tenths: tuple[tuple[float, ...], tuple[float, ...]] = ((0.9, 0.3, 0.1), (0.9, 0.6, 0.5)),
    widths: tuple[int, ...] = (TOP, TOP, 10),
    **fields: object,
) -> JacobianRun:
    """A run at 16 images: s₁₀/s₁ by state and layer, outputs by layer, and any field as it is given."""
    count = len(layers)
    values = np.stack([[falling(t, w) for t, w in zip(state, widths, strict=True)] for state in tenths])
    values = values[:, :, None] * scatter(2, count, INPUTS, 1)
    values[..., 1:] *= scatter(2, count, INPUTS, 1, seed=1)
    shape = (2, count, INPUTS)
    given: dict[str, object] = {
        "params": JacobianParams(dataset="mnist-5k", net="mlp", depth=count - 1, width=64),
        "layers": layers,
        "values": values,
        "gains": np.ones(shape),
        "measures": np.full((2, 4, count, INPUTS, TOP), 0.3) * scatter(2, 4, count, INPUTS, TOP, seed=2),
        "vectors": np.zeros((2, count, SHOWN_INPUTS, len(SHOWN_RANKS) + 1, 4, 4, 1)),
        "weakest": np.tile(np.array(widths) - 1, (2, SHOWN_INPUTS, 1)).swapaxes(1, 2),
        "outputs": np.array(widths),
        "pictures": np.zeros((INPUTS, 4, 4), np.uint8),
        "accuracy": np.array([0.1, 0.9]),
        "test_accuracy": np.array([0.1, 0.8]),
        "noise_values": scatter(2, 2, len(NOISE_LEVELS), INPUTS, seed=3),
        "noise_active": np.full((2, len(NOISE_LEVELS)), 0.5),
        "noise_right": np.tile(np.linspace(1, 0.5, len(NOISE_LEVELS)), (2, 1)),
        "flips": np.full((len(DIRECTIONS), len(STRENGTHS), INPUTS), 0.25),
        "moved": np.full((2, len(DIRECTIONS), len(SPECTRUM_STRENGTHS), INPUTS), 0.1),
        "contrast": 0.5 * scatter(2, 2, count, INPUTS, seed=4),
        "weights": (),
        "unconverged": 0.0,
        "seconds": 1.0,
        "failure": "",
    }
    return JacobianRun(**{**given, **fields})  # type: ignore[arg-type]


def shrinking(deep: float, low: float = 1.0, deep_before: float = 1.0) -> np.ndarray:
    """s₁ under noise (2, 2, levels, inputs) that ends at these factors."""
    end = np.array([[low, deep], [1.0, deep_before]])[:, :, None, None]
    path = end ** np.linspace(0, 1, len(NOISE_LEVELS))[:, None]
    return path * scatter(2, 2, len(NOISE_LEVELS), INPUTS, seed=3)


def stretched(within: float, between: float, before: float) -> np.ndarray:
    """‖JΔ‖/‖Δ‖ (2, 2, layers, inputs): within and between classes after training, and both before."""
    level = np.array([[within, between], [before, before]])[:, :, None, None]
    return level * scatter(2, 2, len(LAYERS), INPUTS, seed=4)


def participation(top: float, last: float, top_before: float, last_before: float) -> np.ndarray:
    """Measures (2, 4, layers, inputs, k) that go from the strongest to the weakest direction along a line."""
    ends = np.array([[top, last], [top_before, last_before]])
    line = ends[:, :1] + (ends[:, 1:] - ends[:, :1]) * np.linspace(0, 1, TOP)
    return line[:, None, None, None] * scatter(2, 4, len(LAYERS), INPUTS, TOP, seed=2)


def pretrained_run(trained: dict[str, float], untrained: dict[str, float], images: int = 4, **fields: object):
    """What findings read of a pretrained network: s₁₀/s₁ by layer, NaN where nothing was measured."""
    layers = tuple(trained)
    ratio = np.array([[state.get(layer, np.nan) for layer in layers] for state in (trained, untrained)])
    values = falling(0.5)[None] ** (np.log(ratio)[..., None, None] / np.log(0.5)) * scatter(2, len(layers), images, 1)
    values[..., 1:] *= scatter(2, len(layers), images, 1, seed=5)
    given = {
        "layers": layers,
        "values": values,
        "seconds": np.where(np.isfinite(values[..., 0]), 1.0, np.nan),
        "converged": np.where(np.isfinite(values[..., 0]), 1.0, np.nan),
        "accuracy": float("nan"),
    }
    return SimpleNamespace(**{**given, **fields})
