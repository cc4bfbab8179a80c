"""The article's open question: do stages follow the singular values for larger data and nonlinear networks?

Images are whitened (Σˣ = 1, as the theory asks) and networks with one hidden layer learn their classes. A mode's
strength is uᵀ·E[ŷ xᵀ]·v, its half-time the moment it passes s/2, and the theory says: the larger s, the sooner.
"""

from dataclasses import dataclass

import numpy as np

from core.data import image_sets as images
from core.runs.blas import one_thread
from core.runs.params import Params, choice
from core.runs.progress import Step, Work
from core.runs.request import Request
from core.statistics import half_times, spearman

ACTIVATIONS = ("linear", "tanh", "relu")
SIGMAS = (0.001, 0.01, 0.1)
SEEDS = 5
DIMENSIONS = 50
HIDDEN = 64
STEP = 0.4
STEPS = 200


@dataclass(frozen=True, kw_only=True)
class ScalingParams(Params):
    """Which images."""

    dataset: str = choice("mnist-5k", ("mnist-5k", "mnist"), label="Images")

    def memory_bytes(self) -> int:
        """Return an upper bound of the memory of a study that is only baked: all images in double precision."""
        size = images.size_of(self.dataset)
        return 5 * 8 * size.train * size.values + 200_000_000

    def seconds(self) -> float:
        """Return a rough estimate: every step of every network over all whitened images."""
        networks = len(ACTIVATIONS) * len(SIGMAS) * SEEDS
        weights = HIDDEN * (DIMENSIONS + images.size_of(self.dataset).classes)
        return 1e-10 * 3 * networks * STEPS * images.size_of(self.dataset).train * weights


@dataclass(frozen=True)
class Scaling:
    """Half-times of every mode, for each activation, initial scale and network.

    Attributes
    ----------
    singular_values : (k,)
        Of Σʸˣ; nine for ten classes with centred targets.
    half_times : (activations, sigmas, networks, k)
        NaN where a mode never passed half. In units of τ.
    orders : (activations, sigmas, networks)
        Spearman's correlation of half-time and −s over the modes that were learned; NaN below three of them.
    predicted : (sigmas, networks, k)
        ln(s/a₀ − 1)/2s of the linear network.
    directions : (k, pixels)
        What each mode looks for: v taken back through the whitening to pixels.
    classes : (k, 10)
        u: which classes each mode tells apart.
    count : int
        Of images.
    """

    params: ScalingParams
    singular_values: np.ndarray
    half_times: np.ndarray
    orders: np.ndarray
    predicted: np.ndarray
    directions: np.ndarray
    classes: np.ndarray
    count: int


def whiten(pixels: np.ndarray, dimensions: int = DIMENSIONS) -> tuple[np.ndarray, np.ndarray]:
    """The first principal components at unit variance, (dimensions, images), and their axes, (pixels, dimensions)."""
    centred = pixels - pixels.mean(axis=0)
    variance, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    axes, variance = axes[:, ::-1][:, :dimensions], variance[::-1][:dimensions]
    return (centred @ axes / np.sqrt(variance)).T, axes / np.sqrt(variance)


def targets(labels: np.ndarray) -> np.ndarray:
    """One-hot classes with their mean taken off, shape (classes, images)."""
    hot = np.eye(int(labels.max()) + 1)[labels].T
    centred: np.ndarray = hot - hot.mean(axis=1, keepdims=True)
    return centred


def learn(
    x: np.ndarray, y: np.ndarray, *, activation: str, sigma: float, seed: int, step: float = STEP, steps: int = STEPS
) -> tuple[np.ndarray, np.ndarray]:
    """One network from σ·randn by full-batch gradient descent on ½·E‖y − ŷ‖².

    Parameters
    ----------
    x : ndarray, shape (dimensions, images)
        White.
    y : ndarray, shape (classes, images)

    Returns
    -------
    strengths : ndarray, shape (steps, k)
        Before each step.
    initial : ndarray, shape (k,)
        a₀ of the growing mode.
    """
    count = x.shape[1]
    correlation = y @ x.T / count
    u, s, v = _modes(correlation)
    rng = np.random.default_rng(seed)
    w1 = (sigma * rng.standard_normal((HIDDEN, len(x)))).astype(x.dtype)
    w2 = (sigma * rng.standard_normal((len(y), HIDDEN))).astype(x.dtype)
    initial = ((w1 @ v + w2.T @ u) ** 2).sum(axis=0) / 4
    strengths = np.empty((steps, len(s)))
    white = x @ x.T / count
    for index in range(steps):
        if activation == "linear":  # the images enter by their correlations alone
            present = w2 @ w1 @ white
            error = correlation - present
            change2, change1 = error @ w1.T, w2.T @ error
        else:
            total = w1 @ x
            hidden = np.tanh(total) if activation == "tanh" else np.maximum(total, 0)
            slope = 1 - hidden**2 if activation == "tanh" else total > 0
            answer = w2 @ hidden
            present = answer @ x.T / count
            error = (y - answer) / count
            change2, change1 = error @ hidden.T, ((w2.T @ error) * slope) @ x.T
        strengths[index] = (u * (present @ v)).sum(axis=0)
        w1 += step * change1
        w2 += step * change2
    return strengths, initial


def _modes(correlation: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    u, s, vt = np.linalg.svd(correlation, full_matrices=False)
    kept = len(correlation) - 1  # centred targets leave one class redundant
    return u[:, :kept], s[:kept], vt[:kept].T


def order(half: np.ndarray, s: np.ndarray) -> float:
    """Spearman's correlation of half-time and −s over the modes that have one; NaN for fewer than three."""
    return spearman(half, -s)


def request(params: ScalingParams) -> Request[Scaling]:
    """Return what a page asks for to get the study of `params`."""
    return Request("semantics-images", params, compute, Scaling)


def compute(params: ScalingParams) -> Work[Scaling]:
    """`study` of the training part of the named set; shorter and with fewer networks where images are many."""
    data = images.load(params.dataset)
    pixels = data.x_train.reshape(len(data.x_train), -1) / 255
    seeds, steps = (SEEDS, STEPS) if params.dataset == "mnist-5k" else (3, 130)
    return study(params, pixels, data.y_train, seeds=seeds, steps=steps)


def study(
    params: ScalingParams, pixels: np.ndarray, labels: np.ndarray, *, seeds: int = SEEDS, steps: int = STEPS
) -> Work[Scaling]:
    """Every activation, initial scale and seed on the given images (n, pixels); yields after each network."""
    x, axes = whiten(pixels.astype(np.float64))
    x, y = x.astype(np.float32), targets(labels).astype(np.float32)
    u, s, v = _modes(y @ x.T / x.shape[1])
    times = STEP * np.arange(steps)
    halves = np.full((len(ACTIVATIONS), len(SIGMAS), seeds, len(s)), np.nan)
    predicted = np.full(halves.shape[1:], np.nan)
    total = halves[..., 0].size
    for number, (a, b, seed) in enumerate(np.ndindex(halves.shape[:3])):
        yield Step(number, total, message=f"{ACTIVATIONS[a]}, σ {SIGMAS[b]:g}, network {seed + 1}")
        with one_thread():
            strengths, initial = learn(x, y, activation=ACTIVATIONS[a], sigma=SIGMAS[b], seed=seed, steps=steps)
        # A mode that starts above half has no half-time of its own.
        halves[a, b, seed] = np.where(strengths[0] < s / 2, half_times(strengths, s, times), np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            predicted[b, seed] = np.where(initial < s / 2, np.log(s / initial - 1) / (2 * s), np.nan)
    orders = np.array([order(halves[index], s) for index in np.ndindex(halves.shape[:3])]).reshape(halves.shape[:3])
    return Scaling(params, s, halves, orders, predicted, (axes @ v).T.astype(np.float32), u.T, len(pixels))


def summary(result: Scaling) -> dict[str, list[str]]:
    """Spearman's correlation by activation and initial scale as words: mean ± SD over networks."""
    rows = {}
    for name, by_sigma in zip(ACTIVATIONS, result.orders, strict=True):
        rows[name] = [
            f"{known.mean():.2f} ± {known.std():.2f}" if len(known := values[np.isfinite(values)]) else "–"
            for values in by_sigma
        ]
    return rows


def direction(result: Scaling, mode: int) -> np.ndarray:
    """Return what a mode looks for as a square image."""
    side = int(np.sqrt(result.directions.shape[1]))
    return result.directions[mode].reshape(side, side)


def told_apart(result: Scaling, mode: int) -> str:
    """The two classes at each end of a mode, as "0 | 1"."""
    weights = result.classes[mode]
    return f"{int(weights.argmax())} | {int(weights.argmin())}"
