"""Claims that are judged from studies which are baked anyway: similarity over σ (D8) and images (D19)."""

from dataclasses import replace

import numpy as np

from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import Interval, grade
from core.gallery.topic import Recipe
from core.runs import archive
from core.runs.progress import Step, Work
from core.semantics import scaling, similarity
from core.semantics.claims.paths import plain
from core.semantics.findings.similarity import ALIKE, LARGER, MINIMAL, SETTLED
from core.semantics.params import SemanticsParams, build_world
from core.semantics.scaling import ACTIVATIONS, Scaling, ScalingParams
from core.semantics.similarity import SigmaSweep

LENIENT = 0.95  # of ALIKE, to see how far a verdict depends on it
SWEEP = SemanticsParams(world="binary tree", hidden=48)
SETS = ("mnist-5k", "mnist")
RUNS = "Ten networks with 48 hidden units (Gaussian) for each of eight σ on the binary tree, from the bundled study"
IMAGE_RUNS = (
    "Networks with 64 hidden units on MNIST, whitened to 50 dimensions: five on 5,000 images and three on 60,000, from "
    "the bundled studies"
)


def measure_similarity() -> Work[dict[str, np.ndarray]]:
    """Collect agreement between disjoint pairs of networks, with (YᵀY)^½, and norms from the baked study."""
    params = similarity.sweep_params(SWEEP)
    yield Step(0, 1, message="Reading the study of start scales")
    path = Recipe("semantics-sweep", params, similarity.sweep).path
    study = archive.load(path, SigmaSweep, params=SemanticsParams)
    root = similarity.root_similarity(build_world(params).correlations)
    return {
        "sigmas": study.sigmas,
        "norm": study.norm_ratios,
        "pairs": np.array([disjoint_pairs(group) for group in study.similarities]),
        "root": np.array(
            [[similarity.agreement(np.stack([root, one]))[0, 1] for one in group] for group in study.similarities]
        ),
        "spread": study.spread,
    }


def disjoint_pairs(similarities: np.ndarray) -> np.ndarray:
    """Agreement of the first network with the second, the third with the fourth, …: independent values."""
    return np.array(
        [similarity.agreement(similarities[i : i + 2])[0, 1] for i in range(0, len(similarities) - 1, 2)], float
    )


def measure_images() -> Work[dict[str, np.ndarray]]:
    """Collect Spearman's correlations of the studies of images, and what chance gives."""
    found: dict[str, np.ndarray] = {"sigmas": np.array(scaling.SIGMAS)}
    for dataset in SETS:
        yield Step(0, 1, message=f"Reading the study of {dataset}")
        path = Recipe("semantics-images", ScalingParams(dataset=dataset), scaling.compute).path
        study = archive.load(path, Scaling, params=ScalingParams)
        found[dataset] = study.orders
    modes = len(study.singular_values)
    rng, s = np.random.default_rng(0), np.arange(float(modes))
    found["chance"] = np.quantile([scaling.order(rng.permutation(s), s) for _ in range(10_000)], 0.95)
    return found


def d8(n: Numbers) -> Judgement:
    norms = [judging.mean(row) for row in n["norm"]]
    pairs = [judging.mean(row) for row in n["pairs"]]
    minimal = [pair for norm, pair in zip(norms, pairs, strict=True) if norm.below(MINIMAL)]
    larger = [pair for norm, pair in zip(norms, pairs, strict=True) if norm.above(LARGER)]
    decided = bool(minimal) and bool(larger) and n["spread"].max() < SETTLED
    same = decided and all(pair.above(ALIKE) for pair in minimal)
    rows = "; ".join(
        f"σ = {sigma:g}: norm {norm.mean:.3f}, r = {plain(pair)}"
        for sigma, norm, pair in zip(n["sigmas"], norms, pairs, strict=True)
    )
    root = [judging.mean(n["root"][i]).mean for i in (0, -1)]
    lenient = sum(not pair.below(LENIENT) for pair in larger)
    return Judgement(
        grade(same and all(pair.below(ALIKE) for pair in larger), same),
        f"{rows}. Norms are multiples of the minimum, r is that of the similarities in five pairs of networks. With "
        f"(YᵀY)^½ it is {root[0]:.3f} at the smallest σ and {root[1]:.2f} at the largest. All final maps agree to "
        f"{n['spread'].max():.0e}.",
        f"{len(minimal)} values of σ have minimal norm, {len(larger)} a larger one. The page's limit of r is {ALIKE}; "
        + (
            f"with {LENIENT}, {lenient} of the larger norms would count as the same structure, which speaks "
            "against the claim."
            if lenient
            else f"with {LENIENT} in its place the larger norms would still count as different structures."
        ),
    )


def d19(n: Numbers) -> Judgement:
    chance = float(n["chance"][0])
    passed: dict[tuple[str, int], bool] = {}
    words = []
    for name in SETS:
        for activation, by_sigma in zip(ACTIVATIONS, n[name], strict=True):
            found = [judging.mean(values) for values in by_sigma]
            for number, one in enumerate(found):
                key = (activation, number)
                passed[key] = passed.get(key, True) and one.above(chance)
            words.append(f"{name}, {activation}: {' / '.join(_known(one) for one in found)}")
    sigmas = [f"{sigma:g}" for sigma in n["sigmas"]]
    kept = [number for number in range(len(sigmas)) if all(passed[activation, number] for activation in ACTIVATIONS)]
    return Judgement(
        grade(len(kept) == len(sigmas), 0 in kept),
        f"Spearman's correlation of half-time and −s at σ = {' / '.join(sigmas)}: "
        + "; ".join(words)
        + f". Chance stays below {chance:.2f} in 95 % of the cases. Intervals are cut to −1 to 1.",
        f"For all three activations and on both sets the order is better than chance at {len(kept)} of {len(sigmas)} "
        f"values of σ{': ' if kept else ''}{', '.join(sigmas[number] for number in kept)}.",
    )


def _known(found: Interval) -> str:
    """A correlation with its interval, or that too few modes were learned."""
    if found.count == 0:
        return "–"
    return plain(replace(found, low=max(found.low, -1.0), high=min(found.high, 1.0)), 2)


_similarity_claim = claims_on(
    "semantics", "similarity", RUNS, world="binary tree", hidden="48", start="gaussian", sigma="0.3", seeds="10"
)
_image_claim = claims_on("semantics", "images", IMAGE_RUNS)
CLAIMS = (
    _similarity_claim(
        "D8",
        "claim",
        "On representational similarity",
        "Two networks that have learned the same map have the same similarity structure only if their weights have "
        "minimal norm.",
        f"Pearson's r of the hidden similarities in five disjoint pairs of networks (t intervals): above {ALIKE} for "
        "every σ whose norm is within 1 % of the minimum (this alone: a part), below it for every σ whose norm exceeds "
        f"the minimum by more than 10 %, while all maps agree to {SETTLED}. These are the limits of the page.",
        "the final maps of the same networks; the similarity (YᵀY)^½ of minimal norm",
        d8,
        steps="2400",
        tab="Hidden similarity",
    ),
    _image_claim(
        "D19",
        "question",
        "Outlook",
        "Do stages follow the singular values for larger data and nonlinear networks, too?",
        "Spearman's correlation of half-time and −s lies above the 95 % point of random orders (t intervals over "
        "networks) on both sets, for every activation and σ (at the smallest σ only: a part).",
        "random orders of the nine modes",
        d19,
        tab="Stages",
        stages="Handwritten digits",
    ),
)
