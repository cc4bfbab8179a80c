"""Claims on depth and the start (E15, E17): steps to a given loss of deep linear networks, ten seeds, in NumPy."""

import numpy as np

from core.data import image_sets
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.jacobian import isometry
from core.runs.blas import one_thread
from core.runs.progress import Step, Work
from core.statistics import participation_ratio

RUNS = (
    "Linear networks of 2 to 64 layers of 20 units: the classes of 4,000 digits from 20 whitened principal "
    "components, full "
    "gradient descent with the best of seven learning rates; ten random initialisations"
)
DEPTHS = (2, 4, 16, 64)
WIDTH, SEEDS, LIMIT = 20, 10, 600
RATES = 0.01 * 3.0 ** np.arange(7)  # over the depth
GOAL = 0.05  # of the squared length of the map to learn
STARTS = ("orthogonal", "Gaussian", "pretrained", "pretrained from Gaussian")
SMALL = 0.1
TWICE = float(np.log(2))
DEEP, RANDOM_WIDTH = 20, 100


def target() -> np.ndarray:
    """Return the best linear map from whitened images of digits to their classes, (10, WIDTH), with s₁ = 1."""
    data = image_sets.load("mnist-5k")
    x = data.x_train.reshape(len(data.x_train), -1).astype(np.float64) / 255
    components = np.linalg.svd(x - x.mean(0), full_matrices=False)[0][:, :WIDTH] * np.sqrt(len(x))
    classes = np.eye(len(data.class_names))[data.y_train]
    best = (classes - classes.mean(0)).T @ components / len(x)
    return best / np.linalg.norm(best, 2)


def starts(name: str, depth: int, outputs: int, seeds: int) -> tuple[np.ndarray, np.ndarray]:
    """Return hidden kernels (depth - 1, seeds, WIDTH, WIDTH) and last ones (seeds, outputs, WIDTH), Gaussian in all."""
    rng = np.random.default_rng([depth, seeds])
    hidden = rng.standard_normal((depth - 1, seeds, WIDTH, WIDTH)) / np.sqrt(WIDTH)
    last = rng.standard_normal((seeds, outputs, WIDTH)) / np.sqrt(WIDTH)
    if name == "orthogonal":
        hidden = np.linalg.qr(hidden)[0]
    elif name != "Gaussian":
        scale = SMALL if name == "pretrained" else 1.0
        hidden = pretrained(scale * hidden, scale * rng.standard_normal(hidden.shape) / np.sqrt(WIDTH))
    return hidden, last


def pretrained(encoders: np.ndarray, decoders: np.ndarray, steps: int = 400, rate: float = 0.1) -> np.ndarray:
    """Train each layer as a linear auto-encoder of the layer before, from these kernels (layers, seeds, n, n).

    The covariance of the first layer's input is the identity; each layer hands its own on. It is scaled to a mean
    variance of 1 for the next auto-encoder's loss, so that one rate suits all of them.
    """
    covariance = np.broadcast_to(np.eye(encoders.shape[-1]), encoders.shape[1:])
    found = []
    for encoder, decoder in zip(encoders, decoders, strict=True):
        scale = np.trace(covariance, axis1=1, axis2=2)[:, None, None] / encoders.shape[-1]
        second = covariance / scale
        w, d = encoder, decoder
        for _ in range(steps):
            rest = (np.eye(w.shape[-1]) - d @ w) @ second
            w, d = w + rate * np.swapaxes(d, 1, 2) @ rest, d + rate * rest @ np.swapaxes(w, 1, 2)
        found.append(w)
        covariance = w @ covariance @ np.swapaxes(w, 1, 2)
    return np.stack(found) if found else encoders


def products(hidden: np.ndarray) -> np.ndarray:
    """Return the products of the kernels up to each layer, the last one the product of all."""
    found = [hidden[0]]
    for kernel in hidden[1:]:
        found.append(kernel @ found[-1])
    return np.stack(found)


def steps_to_goal(hidden: np.ndarray, last: np.ndarray, wanted: np.ndarray, limit: int = LIMIT) -> np.ndarray:
    """Return the steps of gradient descent until ‖W - wanted‖² ≤ GOAL ‖wanted‖², with the best rate; limit if never.

    Parameters
    ----------
    hidden, last : (layers, seeds, n, n), (seeds, outputs, n)
    """
    layers, seeds, width, _ = hidden.shape
    rates = np.repeat(RATES / (layers + 1), seeds)[:, None, None]
    kernels = [np.tile(kernel, (len(RATES), 1, 1)) for kernel in hidden] + [np.tile(last, (len(RATES), 1, 1))]
    reached = np.full(len(rates), limit)
    goal = GOAL * (wanted**2).sum()
    for step in range(limit):
        before = [np.broadcast_to(np.eye(width), kernels[0].shape)]
        for kernel in kernels:
            before.append(kernel @ before[-1])
        error = before[-1] - wanted
        loss = (error**2).sum((1, 2))
        reached[(loss <= goal) & (reached == limit)] = step
        going = (loss < 1e3) & (reached == limit)
        if not going.any():
            break
        # A rate that is too large diverges; a network that is there already stays.
        back = np.where(going[:, None, None], rates * np.where(going[:, None, None], error, 0), 0)
        for index in reversed(range(len(kernels))):
            change = back @ np.swapaxes(before[index], 1, 2)
            back = np.swapaxes(kernels[index], 1, 2) @ back
            kernels[index] = kernels[index] - change
    best: np.ndarray = reached.reshape(len(RATES), seeds).min(0)
    return best


def measure(depths: tuple[int, ...] = DEPTHS, seeds: int = SEEDS) -> Work[dict[str, np.ndarray]]:
    """Measure steps to the goal and singular values of the start, by start and depth."""
    wanted = target()
    found: dict[str, list[np.ndarray]] = {}
    for at, depth in enumerate(depths):
        for index, name in enumerate(STARTS):
            yield Step(len(STARTS) * at + index, len(STARTS) * len(depths) + 1, message=f"{depth} layers, {name}")
            with one_thread(), np.errstate(over="ignore", invalid="ignore"):
                hidden, last = starts(name, depth, len(wanted), seeds)
                s = np.linalg.svd(products(hidden)[-1], compute_uv=False)
                found.setdefault(f"{name}_isometry", []).append(participation_ratio(s**2) / s.shape[1])
                found.setdefault(f"{name}_steps", []).append(steps_to_goal(hidden, last, wanted))
    arrays = {key: np.array(values).T for key, values in found.items()}  # (seeds, depths)
    for activation in ("linear", "tanh", "relu"):
        for orthogonal in (True, False):
            spread = [
                participation_ratio(isometry.spectra(RANDOM_WIDTH, DEEP, activation, orthogonal, 1.0, seed)[-1] ** 2)
                for seed in range(seeds)
            ]
            arrays[f"{activation}_{'orthogonal' if orthogonal else 'Gaussian'}"] = np.array(spread) / RANDOM_WIDTH
    return {"depths": np.array(depths), **arrays}


def _steps(n: Numbers, name: str) -> str:
    """Mean steps at each depth; those that did not arrive are counted."""
    return ", ".join(
        f"{column.mean():.0f}"
        if column.max() < LIMIT
        else f"over {column.mean():.0f} ({int((column >= LIMIT).sum())} never)"
        for column in n[f"{name}_steps"].T
    )


def _growth(n: Numbers, name: str) -> judging.Interval:
    """ln of the steps at the largest depth over those at the second: a factor as the depth grows."""
    steps = np.log(np.maximum(n[f"{name}_steps"], 1).astype(float))
    return judging.difference(steps[:, -1], steps[:, 1])


def _longer(n: Numbers, name: str, than: str) -> judging.Interval:
    """ln of the steps at the largest depth of one start over another's."""
    a, b = (np.log(np.maximum(n[f"{start}_steps"][:, -1], 1).astype(float)) for start in (name, than))
    return judging.difference(a, b)


def _factor(interval: judging.Interval) -> str:
    return f"{np.exp(interval.mean):.2f} [{np.exp(interval.low):.2f}, {np.exp(interval.high):.2f}]"


def e15(n: Numbers) -> Judgement:
    growth, longer = _growth(n, "orthogonal"), _longer(n, "Gaussian", "orthogonal")
    depths = ", ".join(map(str, n["depths"]))
    relu = judging.difference(n["relu_orthogonal"], n["relu_Gaussian"])
    return Judgement(
        grade(growth.below(TWICE) and longer.above(0), longer.above(0)),
        f"Steps to the goal with {depths} layers: orthogonal {_steps(n, 'orthogonal')}; Gaussian "
        f"{_steps(n, 'Gaussian')}. "
        f"Participation ratio of s² over the width after {DEEP} random layers, orthogonal and Gaussian: linear "
        + "; ".join(
            f"{name} {judging.mean(n[f'{kind}_orthogonal']).mean:.2f} and "
            f"{judging.mean(n[f'{kind}_Gaussian']).mean:.2f}"
            for name, kind in (("", "linear"), ("tanh", "tanh"), ("ReLU", "relu"))
        ).strip()
        + ".",
        f"From {n['depths'][1]} to {n['depths'][-1]} layers the steps grow by a factor of {_factor(growth)}; "
        f"Gaussian weights then take {_factor(longer)} times as many"
        + (" or more" if (n["Gaussian_steps"] >= LIMIT).any() else "")
        + ". "
        + (
            "With ReLU orthogonal weights are no isometry either."
            if judging.mean(n["relu_orthogonal"]).below(0.5)
            else "With ReLU the orthogonal start stays near an isometry."
            if judging.mean(n["relu_orthogonal"]).above(0.5)
            else f"With ReLU orthogonal weights change the participation ratio by {relu:.2f}."
        ),
    )


def e17(n: Numbers) -> Judgement:
    name = "pretrained"
    like, growth = _longer(n, name, "orthogonal"), _growth(n, name)
    sooner = _longer(n, "Gaussian", name)
    alike = like.below(TWICE) and like.above(-TWICE)
    large = _longer(n, "pretrained from Gaussian", "orthogonal")
    isometries = ", ".join(
        f"{judging.mean(n[f'{start}_isometry'][:, -1]).mean:.2f} ({start.replace('pretrained', 'pre-trained')})"
        for start in STARTS
    )
    return Judgement(
        grade(alike and growth.below(TWICE), sooner.above(0)),
        f"Steps to the goal with {', '.join(map(str, n['depths']))} layers: pre-trained {_steps(n, name)}; orthogonal "
        f"{_steps(n, 'orthogonal')}; Gaussian {_steps(n, 'Gaussian')}. Participation ratio of s² of the "
        f"deepest network's initial weights, over "
        f"the width: {isometries}.",
        f"Pre-trained weights take {_factor(like)} times the steps of orthogonal ones, and {_factor(growth)} "
        f"times as many "
        f"at {n['depths'][-1]} layers as at {n['depths'][1]}. Pre-training that itself starts from Gaussian "
        f"weights takes "
        f"{_factor(large)} times the orthogonal steps"
        + (": pre-training works if its own initial weights are small." if alike and large.above(TWICE) else "."),
    )


_claim = claims_on(
    "jacobian",
    "depth",
    RUNS,
    dataset="mnist-5k",
    net="mlp",
    depth="4",
    width="64",
    epochs="15",
    tab="Initialisation",
)
CLAIMS = (
    _claim(
        "E15",
        "claim",
        "Introduction (cited: Saxe et al.)",
        "Orthogonal initial weights keep deep networks trainable.",
        "With orthogonal weights 64 layers need fewer than twice the steps of 4, and Gaussian weights need "
        "more steps at 64 "
        "layers than orthogonal ones (t intervals of logarithms over ten seeds; a network that never arrives "
        "counts with the "
        "limit of 600 steps). Only the latter: a part.",
        "Gaussian weights of the same variance",
        e15,
    ),
    _claim(
        "E17",
        "claim",
        "Introduction (cited: Saxe et al.)",
        "Pre-training without labels acts like orthogonal initial weights: the learning time stays finite "
        "however deep the "
        "network is.",
        "Weights that were pre-trained layer by layer need between half and twice the steps of orthogonal "
        "ones at 64 layers, "
        "and fewer than twice their own steps at 4 layers (t intervals of logarithms over ten seeds). Only "
        "fewer steps than "
        "Gaussian weights: a part.",
        "Gaussian weights of the same variance, and pre-training that starts from them",
        e17,
    ),
)
