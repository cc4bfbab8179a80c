"""Same map, other similarity: what representational similarity analysis sees, and when it can be trusted.

The map W₂W₁ does not determine W₁ᵀW₁. Only at minimal norm, ‖W₁‖² + ‖W₂‖² = 2‖Y‖_*, is the similarity of the
items fixed by what was learned: it is (YᵀY)^½ (article, "Conservation of similarity").
"""

from dataclasses import dataclass, replace

import numpy as np

from core.runs.progress import Step, Work
from core.runs.request import Request
from core.semantics import budget
from core.semantics.dynamics import advance, first_weights, modes, outputs
from core.semantics.params import SIZED_FIELDS, SemanticsParams, build_world
from core.semantics.theory import growing_mode
from core.statistics import half_times

SIGMAS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.15, 0.2, 0.3)
SWEEP_STEP = 0.01
MOST_STEPS = 8000


def root_similarity(correlations: np.ndarray) -> np.ndarray:
    """(YᵀY)^½: the items' inner products in a hidden layer of minimal norm, shape (items, items)."""
    _, s, v = modes(correlations)
    return (v * s) @ v.T


def norm_ratio(weight_norms: np.ndarray, correlations: np.ndarray) -> np.ndarray:
    """(‖W₁‖² + ‖W₂‖²) / 2‖Y‖_*: 1 at minimal norm, more when the start still shows."""
    return weight_norms / (2 * modes(correlations)[1].sum())


def agreement(similarity: np.ndarray) -> np.ndarray:
    """Pearson's r of the off-diagonal similarities, network against network, shape (networks, networks).

    NaN for fewer than three pairs of items, and where all pairs are equally alike.
    """
    rows, columns = np.triu_indices(similarity.shape[-1], 1)
    if len(rows) < 3:
        return np.full((len(similarity), len(similarity)), np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.corrcoef(similarity[:, rows, columns])


def mean_agreement(similarity: np.ndarray) -> float:
    """The mean of `agreement` over pairs of networks; NaN for a single one."""
    if len(similarity) < 2:
        return np.nan
    return float(agreement(similarity)[np.triu_indices(len(similarity), 1)].mean())


@dataclass(frozen=True)
class SigmaSweep:
    """From rich to lazy: the same world learned from initial weights of several sizes.

    Attributes
    ----------
    params : SemanticsParams
        World and hidden units; the rest is the sweep's own.
    sigmas : (σ,)
    half_times, predicted : (σ, networks, k)
        Measured, and ln(s/a₀ − 1)/2s from the growing mode; NaN where a mode starts above half.
    agreements : (σ,)
        Mean correlation of the similarity matrices between networks.
    spread : (σ,)
        The largest difference between two networks' maps at the end.
    norm_ratios : (σ, networks)
    similarities : (σ, networks, items, items)
    """

    params: SemanticsParams
    sigmas: np.ndarray
    half_times: np.ndarray
    predicted: np.ndarray
    agreements: np.ndarray
    spread: np.ndarray
    norm_ratios: np.ndarray
    similarities: np.ndarray


def sweep_params(params: SemanticsParams) -> SemanticsParams:
    """The settings that a sweep shares with a run: its world, hidden units and at most ten networks."""
    seeds = 10 if build_world(params).table.size <= 400 else 4
    plain = SemanticsParams(start="gaussian", seeds=seeds, hidden=max(params.hidden, 16))
    world = {name: getattr(params, name) for name in ("world", *SIZED_FIELDS)}
    return replace(plain, **world).canonical()


def request(params: SemanticsParams) -> Request[SigmaSweep]:
    """Return what a page asks for to get the sweep of `params`."""
    return Request("semantics-sweep", params, sweep, SigmaSweep, memory=memory_bytes, cost=seconds)


def memory_bytes(params: SemanticsParams) -> int:
    """Return an upper bound of the memory of a sweep: as many networks learn side by side for every initial scale."""
    return replace(params, network="deep", seeds=1).memory_bytes(networks=params.seeds * len(SIGMAS))


def seconds(params: SemanticsParams) -> float:
    """Return a rough estimate of the seconds of a sweep, which is over after about half of its longest time."""
    widths = replace(params, network="deep").widths()
    return budget.seconds(widths, params.seeds * len(SIGMAS), MOST_STEPS // 2, recorded=False)


def sweep(params: SemanticsParams, sigmas: tuple[float, ...] = SIGMAS) -> Work[SigmaSweep]:
    """Train networks with one hidden layer from each σ until their maps have settled; yields as it goes.

    Of `params` the world, hidden units, start and number of networks are used.
    """
    correlations = build_world(params).correlations
    seeds = params.seeds
    u, s, v = modes(correlations)
    starts = [
        first_weights(correlations, start=params.start, sigma=sigma, seeds=range(seeds), hidden=params.hidden)
        for sigma in sigmas
    ]
    weights = [np.concatenate(layer) for layer in zip(*starts, strict=True)]
    initial = growing_mode(weights, correlations)
    # A step that resolves the fastest mode, and a time in which the slowest of the smallest start gets there.
    step = min(SWEEP_STEP, 0.1 / s[0])
    with np.errstate(divide="ignore", invalid="ignore"):
        longest = np.nanmax(np.log(np.maximum(s / initial, 2)) / (2 * s)) + 12 / s[-1]
    total = int(min(longest / step, MOST_STEPS))
    measured = np.full(initial.shape, np.nan)
    last = np.zeros((0, *initial.shape))
    part = min(100, budget.block_steps([len(v), params.hidden, len(u)], len(initial)))
    done = 0
    while done < total:
        maps, weights = advance(weights, correlations, step=step, steps=part)
        strengths = np.concatenate([last, (u * (maps @ v)).sum(axis=2)])
        times = step * np.arange(done - len(last), done + part)
        reached = half_times(np.moveaxis(strengths, 0, 1), s, times)
        measured = np.where(np.isnan(measured), reached, measured)
        last = strengths[-1:].copy()
        done += part
        loss = float(((correlations - maps[-1]) ** 2).sum(axis=(1, 2)).max() / 2)
        yield Step(min(done, total), total, {"loss": loss}, "initial scales side by side")
        if loss < 1e-14:
            break
    predicted = np.where(initial < s / 2, np.log(np.maximum(s / initial - 1, 1e-12)) / (2 * s), np.nan)
    shape = (len(sigmas), seeds)
    similarities = (weights[0].mT @ weights[0]).reshape(*shape, correlations.shape[1], correlations.shape[1])
    final = outputs(weights).reshape(*shape, *correlations.shape)
    norms = sum((matrix**2).sum(axis=(1, 2)) for matrix in weights).reshape(shape)
    return SigmaSweep(
        params=params,
        sigmas=np.array(sigmas),
        half_times=measured.reshape(*shape, -1),
        predicted=predicted.reshape(*shape, -1),
        agreements=np.array([mean_agreement(group) for group in similarities]),
        spread=np.ptp(final, axis=1).max(axis=(1, 2)),
        norm_ratios=norm_ratio(norms, correlations),
        similarities=similarities,
    )


def mean_waits(result: SigmaSweep) -> tuple[np.ndarray, np.ndarray]:
    """Half-times and their closed form, each (σ, k): means over networks, NaN where one of them has none."""
    waits = []
    for values in (result.half_times, result.predicted):
        known = np.isfinite(values).all(axis=1)
        waits.append(np.where(known, np.nan_to_num(values).mean(axis=1), np.nan))
    return waits[0], waits[1]


def faster_than_shallow(result: SigmaSweep) -> float | None:
    """Return the smallest σ from which on every network's first mode is half learned before ln 2, or None."""
    quick = (result.half_times[:, :, 0] < np.log(2)).all(axis=1)
    beyond = len(quick) - int(np.argmin(quick[::-1])) if not quick.all() else 0
    return float(result.sigmas[beyond]) if beyond < len(quick) else None


def agreement_with_root(result: SigmaSweep, correlations: np.ndarray) -> np.ndarray:
    """Mean correlation of the networks' similarities with (YᵀY)^½, shape (σ,)."""
    root = root_similarity(correlations)[None]
    return np.array(
        [
            np.mean([agreement(np.concatenate([root, one[None]]))[0, 1] for one in group])
            for group in result.similarities
        ]
    )


def shared_limit(root: np.ndarray, result: SigmaSweep) -> float:
    """Return the limit of colours for (YᵀY)^½ and the first two networks: enough for one initial scale."""
    largest = np.abs(result.similarities[:, :2]).max(axis=(1, 2, 3))
    return float(max(np.abs(root).max(), largest.min()))
