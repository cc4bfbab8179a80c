"""Claims on what the deepest pooling layer keeps (E4, E7, E11, E12): its whole Jacobians at the page's 16 images."""

from typing import Any

import numpy as np

from core.data import image_sets
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.jacobian.claims.baked_runs import DEFAULT, page_network, page_run, pretrained_run
from core.jacobian.findings.spectra import FEW
from core.jacobian.measures import mean_frequency, participation_ratio, rms_radius
from core.jacobian.networks import hidden
from core.jacobian.operators import Program
from core.jacobian.pretrained import SQUEEZENET
from core.jacobian.spectra import Triplets, top_triplets
from core.jacobian.spectrum_shape import VANISHING, tail_ratio
from core.runs.progress import Step, Work, share
from core.statistics import participation_ratio as effective_number
from core.statistics import spearman

RUNS = f"{DEFAULT}; the whole Jacobian (256 x 3,072) to its deepest pooling layer, pool5"
STEP_RANKS = (0, 1, 3, 7, 15, 31, 63, 95, 127)
STEP = 0.02  # of ‖x‖
NEIGHBOURS, DIMENSIONS = 30, 10
NEAR_ZERO, FEW_SHARE = 0.1, 0.1
SAME = 0.95
SHAPES = {"participation": participation_ratio, "radius": rms_radius, "frequency": mean_frequency}


def subspace(vectors: np.ndarray, dimensions: int) -> np.ndarray:
    """Return an orthonormal basis (dimensions, n) of the directions in which rows vary the most."""
    return np.linalg.svd(vectors - vectors.mean(0), full_matrices=False)[2][:dimensions]


def overlap(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    """Return the mean cos² of the principal angles of two subspaces, and the smallest angle in degrees.

    Parameters
    ----------
    a, b : (k, n), (m, n)
        Orthonormal rows.
    """
    cosines = np.clip(np.linalg.svd(a @ b.T, compute_uv=False), 0, 1)
    return float((cosines**2).mean()), float(np.degrees(np.arccos(cosines[0])))


def translations(image: np.ndarray) -> np.ndarray:
    """Return an orthonormal basis (2, n) of the changes of an image (h, w, c) when it moves by a pixel."""
    padded = np.pad(image.astype(np.float64), ((1, 1), (1, 1), (0, 0)), mode="edge")
    moved = np.stack([padded[2:, 1:-1] - padded[:-2, 1:-1], padded[1:-1, 2:] - padded[1:-1, :-2]])
    return np.linalg.qr(moved.reshape(2, -1).T)[0].T


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure the whole spectra and the directions behind them, after training and before."""
    run = page_run()
    model, weights, x = page_network(run)
    layer = run.layers[hidden(run.layers)[-1]]
    program = Program(model, layer)
    rng = np.random.default_rng(0)
    data = image_sets.load(run.params.dataset)
    spaces = _local_subspaces(data, x, np.asarray(_labels(model, weights["trained"], x)))
    found: dict[str, np.ndarray] = {}
    for index, (state, current) in enumerate(weights.items()):
        model.set_weights(current)
        work = top_triplets(program, x, int(np.prod(program.output_shape)))
        triplets = yield from share(work, 50 * index, 50 * index + 40, f"Jacobians at {layer}, {state}")
        measured = _spectra(triplets) | _steps(program, x, triplets, rng)
        measured |= _shapes(triplets, x.shape[1:], rng) | _overlaps(triplets.right, spaces, rng)
        found |= {f"{state}_{name}": value for name, value in measured.items()}
        yield Step(50 * index + 50, 100)
    squeeze = pretrained_run(SQUEEZENET)
    fire9 = squeeze.layers.index("fire9")
    found["squeezenet_100"] = tail_ratio(squeeze.values[:, fire9], 100)[:, :4].T
    found["squeezenet_500"] = tail_ratio(squeeze.values[0, fire9], 500)
    return found


def _labels(model: Any, weights: list[np.ndarray], x: np.ndarray) -> np.ndarray:
    model.set_weights(weights)
    labels: np.ndarray = np.asarray(model(x, training=False)).argmax(1)
    return labels


def _local_subspaces(data: image_sets.ImageSet, x: np.ndarray, labels: np.ndarray) -> dict[str, list[np.ndarray]]:
    """Bases at each image: of its neighbours of its class, of those of other classes, and of translations."""
    train = data.x_train.reshape(len(data.x_train), -1).astype(np.float32) / 255
    found: dict[str, list[np.ndarray]] = {"own": [], "other": [], "moved": []}
    for image, label in zip(x, labels, strict=True):
        order = np.argsort(((train - image.ravel()) ** 2).sum(1))
        for name, wanted in (("own", True), ("other", False)):
            near = order[(data.y_train[order] == label) == wanted][:NEIGHBOURS]
            found[name].append(subspace(train[near].astype(np.float64), DIMENSIONS))
        found["moved"].append(translations(image))
    return found


def _spectra(triplets: Triplets) -> dict[str, np.ndarray]:
    """How many directions are strong, and how many hardly pass; how far s and the gain agree on what is above 1."""
    s = triplets.singular_values
    return {
        "effective": effective_number(s**2),
        "near_zero": (s < NEAR_ZERO * s[:, :1]).mean(1),
        "outputs": np.full(len(s), s.shape[1]),
        "s_above": (s > 1).mean(1),
        "gain_above": (triplets.gains > 1).mean(1),
        "agree": ((s > 1) == (triplets.gains > 1)).mean(1),
    }


def _steps(program: Program, x: np.ndarray, triplets: Triplets, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """How well s predicts the length of a small step's image, over STEP_RANKS; and what a random step leaves of it."""
    flat = x.reshape(len(x), -1)
    lengths = STEP * np.linalg.norm(flat, axis=1)
    clean = program.at(x).outputs

    def passed(direction: np.ndarray) -> np.ndarray:
        stepped = (flat + lengths[:, None] * direction).astype(np.float32).reshape(x.shape)
        changed: np.ndarray = np.linalg.norm(program.at(stepped).outputs - clean, axis=1) / lengths
        return changed

    lengths_found = np.stack([passed(triplets.right[:, rank]) for rank in STEP_RANKS], 1)
    s = triplets.singular_values[:, STEP_RANKS]
    drawn = rng.standard_normal(flat.shape)
    return {
        "step_rank": np.array([spearman(a, b) for a, b in zip(lengths_found, s, strict=True)]),
        "step_top": lengths_found[:, 0] / s[:, 0],
        "step_random": passed(drawn / np.linalg.norm(drawn, axis=1, keepdims=True)) / s[:, 0],
    }


def _shapes(triplets: Triplets, shape: tuple[int, ...], rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Localisation and frequency of five strongest, five weakest, and five directions of which nothing passes."""
    found: dict[str, list[list[float]]] = {}
    for s, right in zip(triplets.singular_values, triplets.right, strict=True):
        known = int((s > VANISHING * s[0]).sum())
        basis = np.linalg.qr(right[s > 0].T)[0]
        drawn = rng.standard_normal((FEW, right.shape[1]))
        lost = drawn - drawn @ basis @ basis.T
        kinds = {"kept": right[:FEW], "weak": right[max(FEW, known - FEW) : known], "lost": lost}
        for kind, vectors in kinds.items():
            images = vectors.reshape(-1, *shape)
            found.setdefault(kind, []).append([float(measured(images).mean()) for measured in SHAPES.values()])
    return {
        f"{kind}_{name}": np.array(values)[:, column]
        for kind, values in found.items()
        for column, name in enumerate(SHAPES)
    }


def _overlaps(
    right: np.ndarray, spaces: dict[str, list[np.ndarray]], rng: np.random.Generator
) -> dict[str, np.ndarray]:
    """Overlap of the ten strongest directions, and of ten random ones, with each local subspace."""
    found = {}
    for name, bases in spaces.items():
        pairs = [overlap(top[:DIMENSIONS], basis) for top, basis in zip(right.astype(np.float64), bases, strict=True)]
        found[f"overlap_{name}"], found[f"angle_{name}"] = np.array(pairs).T
    drawn = [np.linalg.qr(rng.standard_normal((right.shape[2], DIMENSIONS)))[0].T for _ in right]
    found["overlap_random"] = np.array([overlap(a, b)[0] for a, b in zip(drawn, spaces["own"], strict=True)])
    return found


def e4(n: Numbers) -> Judgement:
    order, agree = judging.mean(n["trained_step_rank"]), judging.mean(n["trained_agree"])
    ranks = n["trained_step_rank"]
    return Judgement(
        grade(order.above(0.9) and agree.above(SAME), order.above(0.9)),
        f"Rank correlation of s with how long a step of {STEP:.0%} ‖x‖ arrives: mean {order.mean:.3f}, interval from "
        f"{order.low:.3f} to {min(order.high, 1):.3f}, above .9 at {int((ranks > 0.9).sum())} of {len(ranks)} images "
        f"(untrained mean {judging.mean(n['untrained_step_rank']).mean:.3f}). A random step arrives "
        f"{judging.mean(n['trained_step_random']):.2f} "
        f"times as long as s₁ says of the strongest. s > 1 for {judging.mean(n['trained_s_above']):.0%} of the "
        f"directions, gain s‖x‖/‖h‖ > 1 for {judging.mean(n['trained_gain_above']):.0%}; both agree on {agree:.0%} "
        f"(untrained {judging.mean(n['untrained_agree']):.0%}).",
        (
            "Larger s means that more arrives. "
            if order.above(0.9)
            else "For steps of this length s does not order at every image what arrives. "
        )
        + (
            "Here 1 is the boundary by either measure."
            if agree.above(SAME)
            else "And 1 is not a boundary by itself: s changes with the units of the layer, the gain does not."
        ),
    )


def e7(n: Numbers) -> Judgement:
    few = judging.mean(n["trained_effective"] / n["trained_outputs"])
    zero = judging.mean(n["trained_near_zero"])
    gained = judging.difference(n["trained_near_zero"], n["untrained_near_zero"])
    shape = few.below(FEW_SHARE) and zero.above(0.5)
    squeeze = judging.difference(n["squeezenet_100"][:, 0], n["squeezenet_100"][:, 1])
    return Judgement(
        grade(shape and gained.above(0), shape or gained.above(0)),
        f"Effective number of directions (participation ratio of s²) at pool5: "
        f"{judging.mean(n['trained_effective']):.1f} "
        f"of {int(n['trained_outputs'][0])} (untrained {judging.mean(n['untrained_effective']):.1f}); s below "
        f"a tenth of "
        f"s₁ in {zero:.0%} (untrained {judging.mean(n['untrained_near_zero']):.0%}). SqueezeNet at fire9: "
        f"s₁₀₀/s₁ trained "
        f"minus untrained {squeeze:.2f} at four photographs; s₅₀₀/s₁ {judging.mean(n['squeezenet_500']):.3f}.",
        f"Few large ones was taken as an effective number below {FEW_SHARE:.0%} of the outputs, most near zero as more "
        f"than half below s₁/10. "
        + (
            "Both are met"
            if shape
            else "Only the first is met"
            if few.below(FEW_SHARE)
            else "Only the second is met"
            if zero.above(0.5)
            else "Neither is met"
        )
        + (", and training makes more of them small." if gained.above(0) else "; training does not clearly add to it."),
    )


def e11(n: Numbers) -> Judgement:
    own = judging.mean(n["trained_overlap_own"])
    beyond = {
        "random directions": judging.difference(n["trained_overlap_own"], n["trained_overlap_random"]),
        "the untrained network": judging.difference(n["trained_overlap_own"], n["untrained_overlap_own"]),
        "the subspace of other classes": judging.difference(n["trained_overlap_own"], n["trained_overlap_other"]),
    }
    first, second, third = (one.above(0) for one in beyond.values())
    last = list(beyond.values())[-1]
    return Judgement(
        grade(first and second and third, first and second),
        f"Mean cos² between the ten strongest directions and the local subspace of the class: {own:.3f} (random "
        f"{judging.mean(n['trained_overlap_random']):.3f}, untrained {judging.mean(n['untrained_overlap_own']):.3f}, "
        f"subspace of neighbours of other classes {judging.mean(n['trained_overlap_other']):.3f}). Smallest angle "
        f"in degrees: {judging.mean(n['trained_angle_own']):.0f} (untrained "
        f"{judging.mean(n['untrained_angle_own']):.0f}). With "
        f"translations by a pixel: {judging.mean(n['trained_overlap_moved']):.3f} (untrained "
        f"{judging.mean(n['untrained_overlap_moved']):.3f}).",
        "The overlap exceeds that of "
        + (", ".join(name for name, one in beyond.items() if one.above(0)) or "none of the controls")
        + "."
        + (
            " It is larger with neighbours of other classes than with those of the class."
            if last.below(0)
            else ""
            if third
            else " It is not clearly larger with neighbours of the class than with those of others."
        )
        + (" All in all it is small: below a tenth." if own.below(0.1) else ""),
    )


def e12(n: Numbers) -> Judgement:
    gap = {name: judging.difference(n[f"trained_weak_{name}"], n[f"trained_kept_{name}"]) for name in SHAPES}
    beyond = judging.difference(
        n["trained_weak_participation"] - n["trained_kept_participation"],
        n["untrained_weak_participation"] - n["untrained_kept_participation"],
    )
    local = gap["participation"].above(0) and gap["radius"].above(0)

    def shown(kind: str, state: str = "trained") -> str:
        return ", ".join(f"{judging.mean(n[f'{state}_{kind}_{name}']).mean:.3f}" for name in SHAPES)

    return Judgement(
        grade(local and beyond.above(0), local),
        "Participation ratio, RMS radius (image heights) and mean frequency (cycles a pixel): five strongest "
        "directions "
        f"{shown('kept')}; five weakest {shown('weak')}; directions of which nothing passes {shown('lost')}. "
        f"Untrained: "
        f"{shown('kept', 'untrained')}; {shown('weak', 'untrained')}; {shown('lost', 'untrained')}. Weakest minus "
        f"strongest: {gap['participation']:.3f}, {gap['radius']:.3f}, {gap['frequency']:.3f}.",
        (
            "Kept directions are more local than erased ones"
            if local
            else "Kept directions are not more local by both measures"
        )
        + f"; training adds {beyond:.3f} to the difference of participation"
        + ("." if beyond.above(0) else ", which does not set it apart from the architecture."),
    )


_claim = claims_on("jacobian", "directions", RUNS)
CLAIMS = (
    _claim(
        "E4",
        "claim",
        "Discussion of the singular values",
        "Where a singular value is above 1 the direction is preserved; where it is far below 1 it is erased.",
        "Over nine ranks, s and the length at which a step of 2 % ‖x‖ arrives at pool5 have a rank "
        "correlation above .9, "
        f"and s > 1 and gain > 1 agree on more than {SAME:.0%} of the directions (intervals over 16 images). Only the "
        "first: a part.",
        "the untrained network; random directions",
        e4,
    ),
    _claim(
        "E7",
        "claim",
        "Discussion of figure 3",
        "High layers have few large singular values, most are near zero.",
        "At pool5 the effective number of directions is below 10 % of the outputs and more than half of all "
        "s are below "
        "s₁/10, and that share is larger than before training (paired over 16 images). Only one of the two: a part.",
        "the same network, untrained; SqueezeNet, trained and untrained, at the same four photographs",
        e7,
    ),
    _claim(
        "E11",
        "claim",
        "Conclusion",
        "Networks trained with labels capture a low-dimensional manifold of the data.",
        f"Overlap (mean cos² of the principal angles) of the {DIMENSIONS} strongest directions at pool5 with the local "
        f"data subspace (PCA of the {NEIGHBOURS} nearest training images of the class) exceeds that of random "
        f"directions, "
        "of the untrained network, and that with neighbours of other classes (paired over 16 images). Without the "
        "last: a part.",
        "random directions, the untrained network, and the subspace of the nearest images of other classes",
        e11,
        tab="Which directions survive?",
    ),
    _claim(
        "E12",
        "claim",
        "Conclusion",
        "Networks delete spread-out information and keep local information.",
        "The five strongest directions at pool5 have a lower participation ratio and a smaller radius than the five "
        "weakest, and the first difference is larger than before training (paired over 16 images). Without "
        "the latter: a "
        "part.",
        "the same network, untrained; random directions of which nothing passes",
        e12,
        tab="Which directions survive?",
    ),
)
