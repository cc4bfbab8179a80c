"""Measures what reaches the deepest pooling layer: its whole Jacobians at the page's 16 images, and local subspaces."""

from typing import Any

import numpy as np

from core.data import image_sets
from core.jacobian.claims.baked_runs import efficientnet, page_network, page_run, pretrained_run
from core.jacobian.findings.spectra import FEW
from core.jacobian.imagenet_bundle import LAYERS, TRAINED
from core.jacobian.measures import mean_frequency, participation_ratio, rms_radius
from core.jacobian.networks import hidden
from core.jacobian.operators import Program
from core.jacobian.pretrained import SQUEEZENET
from core.jacobian.spectra import Triplets, top_triplets
from core.jacobian.spectrum_shape import VANISHING, tail_ratio
from core.networks import dense
from core.runs.progress import Step, Work, share
from core.statistics import participation_ratio as effective_number
from core.statistics import spearman

STEP_RANKS = (0, 1, 3, 7, 15, 31, 63, 95, 127)
STEP = 0.02  # of ‖x‖
NEIGHBOURS, DIMENSIONS = 30, 10
NEAR_ZERO = 0.1  # of s₁
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
    return found | _efficientnet()


def _efficientnet() -> dict[str, np.ndarray]:
    """All 1,000 singular values at the logits by the same measures, and s₁₀₀/s₁ at the head, (photographs, states)."""
    bundle = efficientnet()
    s, head = (bundle.values[:, LAYERS.index(layer)] for layer in ("logits", "head"))
    return {
        "efficientnet_effective": effective_number(s[TRAINED] ** 2) + 0 * s[TRAINED, :, 0],  # NaN where none is bundled
        "efficientnet_near_zero": (s < NEAR_ZERO * s[..., :1])[TRAINED].mean(1) + 0 * s[TRAINED, :, 0],
        "efficientnet_100": tail_ratio(head, 100).T,
    }


def _labels(model: Any, weights: list[np.ndarray], x: np.ndarray) -> np.ndarray:
    model.set_weights(weights)
    labels: np.ndarray = np.asarray(model(x, training=False)).argmax(1)
    return labels


def _local_subspaces(data: image_sets.ImageSet, x: np.ndarray, labels: np.ndarray) -> dict[str, list[np.ndarray]]:
    """Bases at each image: of its neighbours of its class, of those of other classes, and of translations."""
    train = dense.rows(data.x_train)
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
