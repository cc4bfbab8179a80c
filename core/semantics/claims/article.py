"""Claims on the article's example of four things (D9-D12, D20), ten seeds."""

import numpy as np

from core.data import concepts
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.progress import Work
from core.semantics import theory
from core.semantics.claims.paths import DEPTHS, SEEDS, Paths, learn
from core.semantics.dynamics import advance, first_weights, modes, outputs
from core.statistics import half_times

STRENGTHS = np.sqrt([7, 3, 1, 1])
RUNS = (
    "The article's table of seven properties and four items; networks with 16 hidden units (uniform, σ = .01) and "
    "without a hidden layer, step .005, ten seeds"
)


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure the equations, the modes, both networks' half-times and paths."""
    y = concepts.kingdom().correlations
    s = modes(y)[1]
    found: dict[str, np.ndarray] = _equations(y) | {
        "singular_values": s,
        "items": modes(y)[2][:, :2],
        "shuffled": np.array([_shuffled(y, seed) for seed in range(SEEDS)]),
    }
    paths: dict[str, Paths] = {}
    for kind in DEPTHS:
        paths[kind] = yield from learn(y, kind, sigma=0.01, start="uniform", until=15)
        doubled = yield from learn(2 * y, kind, sigma=0.01, start="uniform", until=8)
        half = half_times(paths[kind].strengths(), s, paths[kind].times)
        found[f"{kind}_half"] = half
        found[f"{kind}_doubled"] = half_times(doubled.strengths(), 2 * s, doubled.times)[:, 0] / half[:, 0]
    weights = first_weights(y, start="uniform", sigma=0.01, seeds=range(SEEDS))
    found["theory_half"] = theory.half_time(s, theory.growing_mode(weights, y))
    deep, shallow = paths["deep"].maps, paths["shallow"].maps
    found["final_difference"] = np.abs(deep[-1] - shallow[-1]).max(axis=(1, 2))
    found["detour"] = _detour(deep, shallow, y)
    found["shallow_detour"] = _detour(np.roll(shallow, 1, axis=1), shallow, y)
    return found


def _shuffled(y: np.ndarray, seed: int) -> np.ndarray:
    """Singular values of the same table with its facts in random places."""
    values: np.ndarray = np.linalg.svd(np.random.default_rng(seed).permuted(y.ravel()).reshape(y.shape))[1]
    return values


def _equations(y: np.ndarray) -> dict[str, np.ndarray]:
    """Errors of two identities for ten random networks: one linear map, and the gradient flow."""
    rng, step = np.random.default_rng(0), 1e-3
    weights = first_weights(y, start="gaussian", sigma=0.5, seeds=range(SEEDS))
    x = rng.normal(size=(y.shape[1], 5))
    stepwise = weights[1] @ (weights[0] @ x)
    _, after = advance(weights, y, step=step, steps=1)
    flow = [(now - before) / step for now, before in zip(after, weights, strict=True)]
    errors = [np.abs(rate + _slope(weights, layer, y)).max(axis=(1, 2)) for layer, rate in enumerate(flow)]
    return {
        "map_error": np.abs(stepwise - outputs(weights) @ x).max(axis=(1, 2)),
        "flow_error": np.max(errors, axis=0),
    }


def _slope(weights: list[np.ndarray], layer: int, y: np.ndarray) -> np.ndarray:
    """The slope of half the squared error in every weight of a layer, by central differences."""
    slopes, small = np.empty_like(weights[layer]), 1e-4
    for row, column in np.ndindex(slopes.shape[1:]):
        sides = []
        for change in (small, -small):
            moved = [matrix.copy() for matrix in weights]
            moved[layer][:, row, column] += change
            sides.append(((y - moved[1] @ moved[0]) ** 2).sum(axis=(1, 2)) / 2)
        slopes[:, row, column] = (sides[0] - sides[1]) / (2 * small)
    return slopes


def _detour(maps: np.ndarray, others: np.ndarray, y: np.ndarray) -> np.ndarray:
    """How far each network's path leads from the other's at most, as a share of the table's size, (S,).

    The distance from a map is that to the nearest map on the other path, whenever it was passed.
    """
    found = []
    for network in range(maps.shape[1]):
        a, b = (path[:, network].reshape(len(path), -1) for path in (maps, others))
        squared = (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T
        found.append(np.sqrt(np.maximum(squared.min(1).max(), 0)) / np.linalg.norm(y))
    return np.array(found)


def d9(n: Numbers) -> Judgement:
    one_map, flow = float(n["map_error"].max()), float(n["flow_error"].max())
    return Judgement(
        grade(one_map < 1e-10 and flow < 1e-6, False),
        f"Largest error over ten random networks: one map {one_map:.0e}, gradient flow {flow:.0e}.",
        "The first must hold to rounding, the second to the error of central differences.",
    )


def d10(n: Numbers) -> Judgement:
    error = float(np.abs(n["singular_values"] - STRENGTHS).max())
    first, second = n["items"].T
    apart = bool((first > 0).all() and (np.sign(second[:2]) == -np.sign(second[2:])).all())
    control = judging.mean(n["shuffled"][:, 1])
    return Judgement(
        grade(error < 1e-9 and apart, error < 1e-9),
        f"Singular values {', '.join(f'{value:.3f}' for value in n['singular_values'])}; they differ from √7, √3, 1, 1 "
        f"by at most {error:.0e}. The second one is {control:.2f} when the facts are shuffled (ten times).",
        "The first mode is shared by all four items and the second one separates animals from plants."
        if apart
        else "The first two modes are not the common one and that of animals against plants.",
    )


def d11(n: Numbers) -> Judgement:
    half, control = n["deep_half"], n["shallow_half"]
    gaps = [judging.difference(half[:, 1], half[:, 0]), judging.difference(half[:, 2:].min(1), half[:, 1])]
    error = judging.mean(np.abs(half - n["theory_half"]).max(1))
    return Judgement(
        grade(all(gap.above(0) for gap in gaps), any(gap.above(0) for gap in gaps)),
        f"Half-times {' / '.join(f'{judging.mean(column):.2f}' for column in half.T)}; without a hidden layer "
        f"{' / '.join(f'{column.mean():.3f}' for column in control.T)}. The largest error of the closed form "
        f"is {error:.2f}.",
        f"The second mode follows the first by {gaps[0]:.2f}, the other two, of equal strength, follow the second by "
        f"{gaps[1]:.2f} or more.",
    )


def d12(n: Numbers) -> Judgement:
    ranges = {kind: judging.mean(np.ptp(n[f"{kind}_half"], axis=1) / n[f"{kind}_half"].mean(1)) for kind in DEPTHS}
    return Judgement(
        grade(ranges["shallow"].below(0.1), ranges["shallow"].below(ranges["deep"].low)),
        f"Half-times {' / '.join(f'{judging.mean(column):.3f}' for column in n['shallow_half'].T)} (in theory ln 2 = "
        f"0.693); they span {ranges['shallow']:.1%} of their mean, with a hidden layer {ranges['deep']:.0%}.",
        "“At once” was taken as half-times that span less than 10 % of their mean.",
    )


def d20(n: Numbers) -> Judgement:
    same, detour = judging.mean(n["final_difference"]), judging.mean(n["detour"])
    deep, shallow = judging.mean(n["deep_doubled"]), judging.mean(n["shallow_doubled"])
    control = judging.mean(n["shallow_detour"])
    function = same.below(0.01)
    nonlinear = detour.above(0.2) and deep.below(0.9)
    return Judgement(
        grade(function and nonlinear, function or nonlinear),
        f"Final maps differ by at most {same.high:.0e}. On the way the deep network's map is up to {detour:.0%} of the "
        f"table's size away from every map of the shallow network (two shallow ones: {control:.1%}). On a "
        f"table of twice "
        f"the size, the first half-time is {deep:.2f} times as long (shallow: {shallow:.3f}).",
        "A linear learning rule takes equally long for a table of twice the size"
        + ("; the deep network does not." if deep.below(0.9) else "; so does the deep network."),
    )


_claim = claims_on("semantics", "article", RUNS, tab="Stages")
CLAIMS = (
    _claim(
        "D9",
        "identity",
        "Equations of the learning dynamics",
        "A network with one linear hidden layer computes one linear map, W₂W₁, and gradient descent with small steps "
        "follows the equations of the gradient flow.",
        "Layer by layer and in one product the outputs agree to 1e-10; the change in one step divided by its length "
        "agrees with the slope of the error, by central differences, to 1e-6. An identity needs no control.",
        "",
        d9,
    ),
    _claim(
        "D10",
        "figure",
        "Figure 3A, B",
        "The singular value decomposition of the table's correlations has modes with the strengths √7, √3, 1 and 1.",
        "Singular values agree to 1e-9 (this alone: a part), the first mode has one sign for all items, and the "
        "second opposite signs for animals and plants. One table: no interval is needed.",
        "tables with the same facts in random places",
        d10,
    ),
    _claim(
        "D11",
        "figure",
        "Figure 3C, code",
        "A network with a hidden layer learns the modes one after the other, in the order of their singular values.",
        "Half-times: the first mode before the second, the second before both modes of strength 1 (paired t intervals "
        "over ten seeds above 0; one of them: a part).",
        "networks without a hidden layer",
        d11,
    ),
    _claim(
        "D12",
        "figure",
        "Figure 3D, code",
        "A network without a hidden layer learns all modes at once.",
        "The half-times of the four modes span less than 10 % of their mean (t interval over ten seeds); "
        "less than with "
        "a hidden layer is a part.",
        "networks with a hidden layer",
        d12,
        network="shallow",
        steps="1000",
    ),
    _claim(
        "D20",
        "claim",
        "On linear networks",
        "Linear layers add nothing to what a network can compute, yet the learning of a deep linear network is "
        "nonlinear.",
        "Final maps agree to .01; the deep path leads more than 20 % of the table's size away from the "
        "shallow one; and "
        "on a table of twice the size the first half-time is below .9 times as long (t intervals over ten seeds). "
        "Either the first or the other two: a part.",
        "shallow networks of other seeds, and the shallow network on a table of twice the size",
        d20,
        network="both",
    ),
)
