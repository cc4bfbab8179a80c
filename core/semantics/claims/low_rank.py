"""Claims on low rank and on the singular value decomposition that a network holds (D14, D17), ten seeds."""

import numpy as np

from core.data import concepts
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.progress import Work
from core.semantics.claims.paths import DEPTHS, Paths, learn
from core.semantics.dynamics import Weights, modes
from core.statistics import participation_ratio

RANKS = (1, 2, 4)  # after these the binary tree's singular values fall: s² = 15 | 7 | 3, 3 | 1, 1, 1, 1
LIKE = 0.25
ERRORS = (0.5, 0.1, 0.01)
INITIAL = {
    "small Gaussian": ("gaussian", 0.01),
    "small uniform": ("uniform", 0.01),
    "large Gaussian": ("gaussian", 0.3),
}
ALIGNED = "one unit a mode"
MIXED = 0.9
DIAGONAL = 0.05  # off the diagonal at most
RUNS = (
    "Linear networks, ten seeds: binary tree (32 hidden units, Gaussian, σ = .001) and without a hidden layer; table "
    "“worms” (16 hidden units; Gaussian σ = .01 and .3, uniform σ = .01)"
)


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure how near the map comes to truncated SVDs, and how modes lie in the map and in the hidden units."""
    found: dict[str, np.ndarray] = {}
    tree = concepts.binary_tree().correlations
    for kind in DEPTHS:
        path = yield from learn(tree, kind, sigma=0.001, hidden=32, until=12)
        found[f"{kind}_distance"], found[f"{kind}_rank"] = nearest(path)
    worms = concepts.worm().correlations
    starts = {name: (start, sigma, None) for name, (start, sigma) in INITIAL.items()}
    for name, (start, sigma, weights) in {**starts, ALIGNED: ("gaussian", 0.01, aligned(worms, 0.01))}.items():
        path = yield from learn(worms, "deep", sigma=sigma, start=start, until=15, initial=weights)
        found[f"{name}_off"] = off_diagonal(path)
        found[f"{name}_units"] = np.stack([unit_shares(worms, path.first[at]) for at in (0, -1)], axis=1)
    return found


def nearest(path: Paths) -> tuple[np.ndarray, np.ndarray]:
    """How near each map comes to the table cut to each of `RANKS`, and its effective rank then, both (S, ranks).

    Distances are shares of the size of the cut table.
    """
    u, s, v = modes(path.correlations)
    distances, effective = [], []
    for rank in RANKS:
        cut = (u[:, :rank] * s[:rank]) @ v[:, :rank].T
        distance = np.sqrt(((path.maps - cut) ** 2).sum(axis=(2, 3))) / np.linalg.norm(cut)
        best = distance.argmin(0)
        distances.append(distance.min(0))
        maps = path.maps[best, np.arange(len(best))]
        effective.append(participation_ratio(np.linalg.svd(maps, compute_uv=False) ** 2))
    return np.array(distances).T, np.array(effective).T


def aligned(correlations: np.ndarray, sigma: float) -> Weights:
    """Initial weights of one network whose first hidden units hold one mode each."""
    u, s, v = modes(correlations)
    units = np.eye(16, len(s))
    return [sigma * (units @ v.T)[None], sigma * (u @ units.T)[None]]


def off_diagonal(path: Paths) -> np.ndarray:
    """Share of the squared map off the diagonal of UᵀW₂W₁V, when the error has fallen to each of `ERRORS`, (S, 3)."""
    strengths = path.strengths()
    total = (path.maps**2).sum(axis=(2, 3)).T
    off = 1 - (strengths**2).sum(-1) / total
    reached = [path.losses() <= error for error in ERRORS]
    at = [np.where(there.any(1), there.argmax(1), -1) for there in reached]  # the last record if never
    return np.stack([off[np.arange(len(off)), index] for index in at], axis=1)


def unit_shares(correlations: np.ndarray, first: np.ndarray) -> np.ndarray:
    """How much of a hidden unit belongs to its strongest mode, mean over units, (S,): 1 when each unit is one mode.

    `first` is (S, units, items). Every mode counts the same, whatever its strength; units without weights are left out.
    """
    energy = (first @ modes(correlations)[2]) ** 2
    energy = energy / energy.sum(axis=1, keepdims=True)
    total = energy.sum(-1)
    shares = np.divide(energy.max(-1), total, out=np.full_like(total, np.nan), where=total > 1e-12)
    mean: np.ndarray = np.nanmean(shares, axis=1)
    return mean


def d14(n: Numbers) -> Judgement:
    near = [judging.mean(column) for column in n["deep_distance"].T]
    growth = [judging.difference(n["deep_rank"][:, i + 1], n["deep_rank"][:, i]) for i in range(len(RANKS) - 1)]
    like, grows = all(one.below(LIKE) for one in near), all(one.above(0) for one in growth)
    return Judgement(
        grade(like and grows, grows),
        f"The map comes to within {' / '.join(f'{one:.2f}' for one in near)} of the table cut to rank "
        f"{' / '.join(map(str, RANKS))} (without a hidden layer "
        f"{' / '.join(f'{value:.2f}' for value in n['shallow_distance'].mean(0))}); its effective rank is then "
        f"{' / '.join(f'{value:.2f}' for value in n['deep_rank'].mean(0))} (without a hidden layer "
        f"{' / '.join(f'{value:.2f}' for value in n['shallow_rank'].mean(0))}).",
        f"“Like” was taken as a distance below {LIKE} of the cut table's size, at the nearest moment.",
    )


def d17(n: Numbers) -> Judgement:
    units = {name: judging.mean(n[f"{name}_units"][:, 1]) for name in INITIAL}
    before = {name: judging.mean(n[f"{name}_units"][:, 0]) for name in INITIAL}
    mixed = [share.below(MIXED) for share in units.values()]
    off = {name: [judging.mean(column) for column in n[f"{name}_off"].T] for name in INITIAL}
    diagonal = [name for name in INITIAL if all(one.below(DIAGONAL) for one in off[name])]
    return Judgement(
        grade(all(mixed), any(mixed)),
        "Share of the strongest mode in a hidden unit: "
        + "; ".join(f"{name} {units[name]:.2f} (untrained {before[name]:.2f})" for name in INITIAL)
        + f"; network that starts with {ALIGNED}: {float(n[f'{ALIGNED}_units'][0, 1]):.2f}. Share of the map off the "
        "diagonal of UᵀW₂W₁V at an error of 50, 10 and 1 %: "
        + "; ".join(f"{name} {' / '.join(f'{one.mean:.1%}' for one in off[name])}" for name in INITIAL)
        + ".",
        f"A hidden layer that held the decomposition would have one mode a unit, a share of 1. {_diagonal(diagonal)}",
    )


def _diagonal(names: list[str]) -> str:
    """Say from which initial weights the map stays diagonal on its way."""
    if not names:
        return "From none of the initial weights does the map stay diagonal in the table's modes on the way."
    where = "all" if len(names) == len(INITIAL) else f"only {' and '.join(names)}"
    return f"The map stays diagonal in the table's modes on the way (95 % of it) from {where} initial weights."


_claim = claims_on("semantics", "low rank", RUNS)
CLAIMS = (
    _claim(
        "D14",
        "claim",
        "On low-rank approximation",
        "Learning is like a low-rank approximation of the table whose rank grows with time.",
        f"At its nearest moment the map lies within {LIKE} of the size of the table cut to rank 1, 2 and 4, and its "
        "effective rank (participation ratio of the squared singular values) grows from each to the next (t intervals "
        "over ten seeds; growth alone: a part).",
        "networks without a hidden layer, at their own nearest moments",
        d14,
        world="binary tree",
        hidden="32",
        start="gaussian",
        sigma="0.001",
        steps="2400",
        tab="Stages",
    ),
    _claim(
        "D17",
        "claim",
        "On what is learned",
        "The network does not learn the singular value decomposition itself.",
        f"From three kinds of initial weights, the share of a trained hidden unit that belongs to its strongest mode "
        f"lies below {MIXED} (t intervals over ten seeds; from some of them: a part). How diagonal the map is, is "
        "reported and not judged.",
        "untrained networks, and a network whose initial hidden units hold one mode each",
        d17,
        world="worms",
        start="gaussian",
        tab="Stages",
        stages="Modes",
    ),
)
