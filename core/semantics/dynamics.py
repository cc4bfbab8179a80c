"""Full-batch gradient descent on one-hot items, for many networks at once.

All networks of a call share the world and differ in their initial weights. Weights are stacked along a
leading axis of networks, so a step of twenty networks costs little more than a step of one.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

Weights = list[np.ndarray]  # layer l: (networks, width[l + 1], width[l])


def modes(correlations: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The modes U, s, V of Σʸˣ that are not empty: shapes (properties, k), (k,), (items, k).

    Each v is turned so that its largest entry is positive.
    """
    u, s, vt = np.linalg.svd(correlations, full_matrices=False)
    kept = s > 1e-9 * s[0]
    u, s, v = u[:, kept], s[kept], vt[kept].T
    # An SVD leaves the sign open; rounding makes ties between equal entries stable from machine to machine.
    sign = np.sign(v[np.argmax(np.abs(v).round(6), axis=0), np.arange(len(s))])
    return u * sign, s, v * sign


def first_weights(
    correlations: np.ndarray, *, start: str, sigma: float, seeds: Sequence[int], depth: int = 2, hidden: int = 16
) -> Weights:
    """First weights of one network a seed. A `depth` of 1 is the shallow network.

    "uniform" is σ·rand on [0, 1) and "gaussian" σ·randn. "balanced" gives each layer the strength σ in every
    mode, through random orthogonal frames, so that the whole map starts at a₀ = σ**depth and all modes stay
    apart from each other for ever (Saxe et al. 2014, "decoupled" start).
    """
    properties, items = correlations.shape
    widths = [items, *[hidden] * (depth - 1), properties]
    networks = [_one(widths, correlations, start, sigma, np.random.default_rng(seed)) for seed in seeds]
    return [np.stack(layer) for layer in zip(*networks, strict=True)]


def _one(widths: list[int], correlations: np.ndarray, start: str, sigma: float, rng: np.random.Generator) -> Weights:
    shapes = [(after, before) for before, after in pairwise(widths)]
    if start == "uniform":
        return [sigma * rng.random(shape) for shape in shapes]
    if start == "gaussian":
        return [sigma * rng.standard_normal(shape) for shape in shapes]
    u, s, v = modes(correlations)
    if len(widths) > 2 and widths[1] < len(s):
        raise ValueError(f"A balanced start needs a hidden unit for each of the {len(s)} modes; there are {widths[1]}.")
    frames = [v, *(np.linalg.qr(rng.standard_normal((width, len(s))))[0] for width in widths[1:-1]), u]
    return [sigma * after @ before.T for before, after in pairwise(frames)]


def hidden_layers(weights: Weights, activation: str) -> list[np.ndarray]:
    """What each hidden layer holds for each item: shapes (networks, units, items)."""
    layers: list[np.ndarray] = []
    for matrix in weights[:-1]:
        total = matrix @ layers[-1] if layers else matrix
        layers.append(_activate(total, activation))
    return layers


def outputs(weights: Weights, activation: str = "linear") -> np.ndarray:
    """The present map: what each network says of each item, shape (networks, properties, items)."""
    layers = hidden_layers(weights, activation)
    return weights[-1] @ layers[-1] if layers else weights[-1]


def _activate(total: np.ndarray, activation: str) -> np.ndarray:
    if activation == "tanh":
        return np.tanh(total)
    return np.maximum(total, 0) if activation == "relu" else total


def _slope(value: np.ndarray, activation: str) -> np.ndarray | float:
    """The derivative of the activation, from its value."""
    if activation == "tanh":
        return 1 - value**2
    return (value > 0).astype(value.dtype) if activation == "relu" else 1.0


def advance(
    weights: Weights, correlations: np.ndarray, *, step: float, steps: int, activation: str = "linear"
) -> tuple[np.ndarray, Weights]:
    """Euler steps of gradient descent on ½·Σ(Σʸˣ − map)²: the article's equations 1 and 2 with Σˣ = 1.

    Returns
    -------
    maps : ndarray, shape (steps, networks, properties, items)
        The map before each step.
    weights
        After the last step; those given are left as they were.
    """
    maps = np.empty((steps, len(weights[0]), *correlations.shape))
    if activation == "linear" and len(weights) == 2:
        return maps, _advance_pair(weights, correlations, step, maps)
    weights = [matrix.copy() for matrix in weights]
    for present in maps:
        layers = hidden_layers(weights, activation)
        present[...] = weights[-1] @ layers[-1] if layers else weights[-1]
        back = step * (correlations - present)
        for layer in range(len(weights) - 1, 0, -1):
            change = back @ layers[layer - 1].mT
            back = weights[layer].mT @ back
            if activation != "linear":
                back *= _slope(layers[layer - 1], activation)
            weights[layer] += change
        weights[0] += back
    return maps, weights


def _advance_pair(weights: Weights, correlations: np.ndarray, step: float, maps: np.ndarray) -> Weights:
    """The same for W₂W₁, whose two updates are one product: [W₁ᵀ; W₂] ← (1 + dt·[[0, Eᵀ], [E, 0]])·[W₁ᵀ; W₂].

    Small matrices cost their NumPy calls and little else, so fewer calls are what makes it fast. The weights carry
    a factor √dt meanwhile, which spares the multiplication by dt.
    """
    networks, _, items = weights[0].shape
    joined = np.sqrt(step) * np.concatenate([weights[0].mT, weights[1]], axis=1)
    update = np.tile(np.eye(joined.shape[1]), (networks, 1, 1))
    product: Callable[..., np.ndarray] = np.matmul
    if networks == 1:  # plain matrices are multiplied in half of the time that a stack of one takes
        joined, update, maps, product = joined[0], update[0], maps[:, 0], np.dot
    after = np.empty_like(joined)
    # (stack, its W₂, its W₁) before and after a step; they change places each time.
    now, then = ((stack, stack[..., items:, :], stack[..., :items, :].mT) for stack in (joined, after))
    error, mirrored = update[..., items:, :items], update[..., :items, items:]
    error_across, goal = error.mT, step * correlations
    for present in maps:
        product(now[1], now[2], out=present)
        np.subtract(goal, present, out=error)
        mirrored[...] = error_across
        product(update, now[0], out=then[0])
        now, then = then, now
    maps /= step
    return [(matrix / np.sqrt(step)).reshape(old.shape) for matrix, old in zip((now[2], now[1]), weights, strict=True)]
