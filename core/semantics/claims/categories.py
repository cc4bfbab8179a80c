"""Claims on typical members, coherent categories and the basic level (D4-D6)."""

import numpy as np

from core.data import concepts
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.blas import one_thread
from core.runs.progress import Step, Work
from core.semantics import categories
from core.semantics.claims.paths import DEPTHS, SEEDS, Paths, learn
from core.statistics import crossing, spearman

WORLDS = 20
COHERENCES = (0.5, 1.0, 2.0, 4.0, 8.0)
OUTSIDE = 0.2
SMALL = (30, 60, 10, 20)  # items, properties, members, marks: of the tables that networks learn
LARGE = (300, 300, 40, 40)  # of those whose strongest mode is compared with theory
CONTRASTS = 3
RUNS = (
    "D4: 20 sampled trees of 16 items and 32 properties. D5: tables with one planted category, ten each of five "
    "coherences, 30 × 60 for learning and 300 × 300 for the threshold. D6: binary trees of eight items, ten seeds. "
    "Networks with 32 hidden units (Gaussian, σ = .01; D6: .001) and without a hidden layer"
)


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure response times, half-times of planted categories, and the levels of two trees."""
    found = yield from _typicality()
    found |= yield from _coherence()
    return found | (yield from _levels())


def _typicality() -> Work[dict[str, np.ndarray]]:
    """Correlation of response time with typicality, one value a sampled tree."""
    found: dict[str, list[float]] = {"deep_r": [], "shallow_r": [], "permuted_r": []}
    for seed in range(WORLDS):
        rng = np.random.default_rng(seed)
        world = concepts.diffusion_tree(4, 32, 0.1, rng)
        mode = categories.graded_mode(world)
        for kind in DEPTHS:
            path = yield from learn(world.correlations, kind, sigma=0.01, hidden=32, seeds=[seed], until=6)
            answered = categories.response_times(world, path.maps[:, 0], path.times, mode)
            found[f"{kind}_r"].append(answered.correlation)
            if kind == "deep":
                known = np.isfinite(answered.times)
                typical = rng.permutation(np.abs(answered.typicality[known]))
                found["permuted_r"].append(float(np.corrcoef(typical, answered.times[known])[0, 1]))
    return {name: np.array(values) for name, values in found.items()}


def inside(c: float, size: tuple[int, int, int, int]) -> float:
    """The probability of a category's marks at which its coherence is `c`."""
    items, properties, members, marks = size
    return float(OUTSIDE + np.sqrt(c * OUTSIDE * (1 - OUTSIDE) * np.sqrt(items * properties) / (members * marks)))


def _coherence() -> Work[dict[str, np.ndarray]]:
    """Half-times of planted categories and overlaps of the strongest mode with them, (tables, coherences)."""
    found = {name: np.empty((SEEDS, len(COHERENCES))) for name in ("deep_time", "shallow_time", "overlap")}
    for seed, column in np.ndindex(SEEDS, len(COHERENCES)):
        c = COHERENCES[column]
        # One stream of random numbers a seed: a more coherent category keeps all marks of a less coherent one.
        world = concepts.blocks(*SMALL, inside(c, SMALL), OUTSIDE, np.random.default_rng(seed))
        for kind in DEPTHS:
            path = yield from learn(world.correlations, kind, sigma=0.01, hidden=32, seeds=[seed], until=4)
            found[f"{kind}_time"][seed, column] = contrast_time(path, SMALL[2], SMALL[3])
        with one_thread():
            rng = np.random.default_rng([seed, column])
            found["overlap"][seed, column] = categories.overlap_simulated(*LARGE, inside(c, LARGE), OUTSIDE, rng, 1)[0]
        yield Step(seed * len(COHERENCES) + column, found["overlap"].size, message="Planted categories")
    return found | {"overlap_theory": categories.overlap_theory(np.array(COHERENCES), LARGE[0], LARGE[1])}


def contrast_time(path: Paths, members: int, marks: int) -> float:
    """When the first network makes half of the difference between a planted block and the rest of the table."""
    block = np.zeros(path.correlations.shape, bool)
    block[:marks, :members] = True
    contrast = path.maps[:, 0][:, block].mean(1) - path.maps[:, 0][:, ~block].mean(1)
    goal = path.correlations[block].mean() - path.correlations[~block].mean()
    return float(crossing(contrast, goal / 2, path.times))


def _levels() -> Work[dict[str, np.ndarray]]:
    """Half-times of super-, basic and subordinate distinctions in a nested tree and in one with contrasts, (S, 3)."""
    found: dict[str, np.ndarray] = {}
    for name, contrast in (("nested", 0), ("contrast", CONTRASTS)):
        world = concepts.binary_tree(3, contrast)
        level = categories.basic_level(world.table)
        found[f"{name}_alike"] = np.array([level.sibling, level.stranger])
        for kind in DEPTHS:
            path = yield from learn(world.correlations, kind, sigma=0.001, hidden=32, until=12)
            found[f"{name}_{kind}_levels"] = distinctions(path)
    return found


def distinctions(path: Paths) -> np.ndarray:
    """When half of each level's distinctions among eight items is made, broadest first, (S, 3)."""
    found = []
    for run in (4, 2, 1):
        by_pair = []
        for pair in range(4 // run):
            direction = np.zeros(8)
            direction[2 * run * pair : 2 * run * pair + run] = 1
            direction[2 * run * pair + run : 2 * run * (pair + 1)] = -1
            size = np.linalg.norm(path.maps @ direction, axis=2).T
            goal = float(np.linalg.norm(path.correlations @ direction))
            by_pair.append(crossing(size, goal / 2, path.times))
        found.append(np.mean(by_pair, axis=0))
    return np.array(found).T


def d4(n: Numbers) -> Judgement:
    r, shallow, permuted = (judging.mean(n[f"{name}_r"]) for name in ("deep", "shallow", "permuted"))
    return Judgement(
        grade(r.below(-0.5), r.below(0)),
        f"r of response time and typicality {r:.2f} over {r.count} tables; typicality permuted "
        f"{permuted:.2f}, without a "
        f"hidden layer {shallow:.2f}.",
        "“Faster” was taken as r below −.5."
        + (
            " It does not need depth: networks without a hidden layer meet the criterion, too."
            if shallow.below(-0.5)
            else ""
        ),
    )


def d5(n: Numbers) -> Judgement:
    faster, control = (
        judging.mean(np.array([_order(row) for row in n[f"{kind}_time"]])) for kind in ("deep", "shallow")
    )
    overlaps = [judging.mean(column) for column in n["overlap"].T]
    threshold = overlaps[0].below(0.2) and overlaps[-1].above(0.5)
    times = n["deep_time"].mean(0)
    return Judgement(
        grade(faster.below(-0.5) and threshold, faster.below(-0.5) or threshold),
        f"At coherence {' / '.join(f'{c:g}' for c in COHERENCES)} half of a category is learned at t = "
        f"{' / '.join(f'{time:.2f}' for time in times)}; Spearman's correlation of coherence and time {faster:.2f} "
        f"(without a hidden layer {control:.2f}, where all times are close to ln 2: "
        f"{n['shallow_time'].min():.3f} to {n['shallow_time'].max():.3f}). The strongest mode overlaps with "
        f"the category "
        f"by {' / '.join(f'{one:.2f}' for one in overlaps)} (theory "
        f"{' / '.join(f'{value:.2f}' for value in n['overlap_theory'])}).",
        "“Faster” was taken as a correlation below −.5, “threshold” as an overlap below .2 at coherence .5 and above "
        ".5 at 8." + (" Below it the facts are learned, too, but not by the strongest mode." if threshold else ""),
    )


def _order(times: np.ndarray) -> float:
    return spearman(np.array(COHERENCES), times)


def d6(n: Numbers) -> Judgement:
    first = {}
    for name in ("nested", "contrast"):
        above, basic, below = n[f"{name}_deep_levels"].T
        first[name] = judging.difference(above, basic).above(0) and judging.difference(below, basic).above(0)
    words = []
    for name, title in (("nested", "Nested tree"), ("contrast", f"with {CONTRASTS} contrasts a branch")):
        sibling, stranger = n[f"{name}_alike"]
        times = " / ".join(f"{judging.mean(column):.2f}" for column in n[f"{name}_deep_levels"].T)
        control = " / ".join(f"{time:.3f}" for time in n[f"{name}_shallow_levels"].mean(0))
        words.append(
            f"{title} (inner product of siblings {sibling:g}, of strangers {stranger:g}): super-, basic and "
            f"subordinate "
            f"level at t = {times}, without a hidden layer {control}"
        )
    return Judgement(
        grade(all(first.values()), any(first.values())),
        "; ".join(words) + ".",
        {
            (True, True): "The basic level comes first in both trees.",
            (False, True): "The basic level comes first only where siblings are less alike than strangers.",
            (True, False): "The basic level comes first in the nested tree only.",
            (False, False): "The basic level comes first in neither tree.",
        }[first["nested"], first["contrast"]],
    )


_claim = claims_on("semantics", "categories", RUNS, tab="Categories")
CLAIMS = (
    _claim(
        "D4",
        "claim",
        "On category structure",
        "Typical members of a category are processed faster than untypical ones.",
        "Pearson's r between an item's weight in the strongest graded mode and the time at which its membership is "
        "answered: the t interval of the mean over 20 sampled tables lies below −.5 (below 0: a part).",
        "permuted typicality, and networks without a hidden layer",
        d4,
        world="sampled tree",
        tree_depth="4",
    ),
    _claim(
        "D5",
        "claim",
        "On coherent categories",
        "Coherent categories are learned faster, and coherence has a threshold below which a category is not found.",
        "Spearman's correlation of coherence and half-time within each of ten series of tables lies below −.5, and the "
        "strongest mode of a table overlaps with its category by less than .2 at coherence .5 and by more than .5 at 8 "
        "(t intervals over ten tables; one of the two: a part).",
        "networks without a hidden layer; the overlap in theory",
        d5,
        world="one category",
        categories="Coherence",
    ),
    _claim(
        "D6",
        "claim",
        "On the basic level",
        "The basic level is learned before the superordinate and the subordinate level.",
        "Basic distinctions reach half before the other two levels' (paired t intervals over ten seeds), in a nested "
        "tree and in one whose siblings are less alike than strangers; in one of the trees: a part.",
        "networks without a hidden layer",
        d6,
        world="binary tree",
        hidden="32",
        start="gaussian",
        sigma="0.001",
        steps="2400",
        categories="Basic level",
    ),
)
