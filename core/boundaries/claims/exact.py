"""Claims on what one layer does (B1-B3, B8): identities, and what an activation adds to them, on twenty networks."""

from typing import Any

import numpy as np
from scipy.special import expit, softmax

from core.boundaries.claims.networks import DEEP, cut_accuracy, hidden, many, random_layers, trained
from core.boundaries.engine import unpack
from core.boundaries.forward import forward, predict
from core.boundaries.geometry import collapse, plane_grid, take_apart
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import GOAL, SeedsRun
from core.boundaries.stages import cell_areas
from core.boundaries.training import architecture, load_points
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.progress import Work

LINEAR = BoundaryParams(layers=2, units=3, activation="linear", steps=300)
SIDE = 41
HALVINGS = 60
RUNS = (
    "Twenty networks each: two linear layers of three units (300 steps), and the baked networks of the spiral with two "
    "and ten tanh units and with five layers of two, and of the donut with three"
)


def rebuilt(kernel: np.ndarray) -> float:
    """Return the largest error of turn · scale · shear as the map of a 2 x 2 kernel, over its largest entry."""
    parts, a = take_apart(kernel), kernel.astype(np.float64).T
    c, s = np.cos(np.radians(parts.turn)), np.sin(np.radians(parts.turn))
    map_ = np.array([[c, -s], [s, c]]) @ np.diag(parts.scales) @ np.array([[1, parts.shear], [0, 1]])
    return float(np.abs(map_ - a).max() / np.abs(a).max())


def spread(logarithms: np.ndarray) -> float:
    """Return the 95th minus the 5th percentile of natural logarithms, as the number of doublings between them."""
    low, high = np.percentile(logarithms, (5, 95))
    return float((high - low) / np.log(2))


def log_slopes(sums: np.ndarray) -> np.ndarray:
    """Return ln of the product over units of tanh's slope at sums (units, n), also where it is 0 in float64."""
    size = np.abs(sums)
    return (-2 * (size + np.log1p(np.exp(-2 * size)) - np.log(2))).sum(0)


def local_areas(run: SeedsRun) -> np.ndarray:
    """Spread of the local area factors of the first layer, before and after its tanh, for each network (nets, 2).

    Before: areas of the cells of a grid. After: the determinant of the Jacobian at the training points.
    """
    grid, found = plane_grid(1.0, SIDE).T, []
    for weights in run.film[-1].astype(np.float64):
        before = forward(weights, run.net, grid)[0][0]
        areas = cell_areas(before.T.reshape(SIDE, SIDE, 2), (2 / (SIDE - 1)) ** 2)
        sums = forward(weights, run.net, run.points.T.astype(np.float64))[0][0]
        found.append((spread(np.log(np.abs(areas))), spread(log_slopes(sums))))
    return np.array(found)


def softmax_errors(run: SeedsRun) -> np.ndarray:
    """Errors (nets, 3) of y1 + y2 = 1, of y1 = sigmoid(z1 - z2), and of y1 = y2 where the predicted class changes.

    The change is found by halving the lines between training points that are classified as different classes.
    """
    x, found = run.points.T.astype(np.float64), []
    for weights in run.film[-1].astype(np.float64):

        def answer(places: np.ndarray, weights: np.ndarray = weights) -> np.ndarray:
            return predict(weights, run.net, places)

        z = answer(np.concatenate([x, plane_grid(4.0, SIDE).T], axis=1))
        y = softmax(z, axis=0)
        first = answer(x).argmax(0)
        zeros, ones = x[:, first == 0], x[:, first == 1]
        pairs = min(zeros.shape[1], ones.shape[1])
        a, b = zeros[:, :pairs], ones[:, :pairs]
        for _ in range(HALVINGS):
            middle = (a + b) / 2
            one = answer(middle).argmax(0) == 1
            a, b = np.where(one, a, middle), np.where(one, middle, b)
        between = softmax(answer((a + b) / 2), axis=0)
        found.append(
            (
                np.abs(y.sum(0) - 1).max(),
                np.abs(y[0] - expit(z[0] - z[1])).max(),
                np.abs(between[0] - between[1]).max() if pairs else 0.0,
            )
        )
    return np.array(found)


def flatness(outputs: np.ndarray) -> float:
    """Return the third singular value of centred outputs (3, n) over the first: 0 for points of one plane."""
    values = np.linalg.svd(outputs - outputs.mean(1, keepdims=True), compute_uv=False)
    return float(values[2] / values[0])


def lift(run: SeedsRun) -> dict[str, np.ndarray]:
    """Measure a hidden layer of three units: its sheet, how far both kernels move, and a lift that is not trained."""
    x = run.points.T.astype(np.float64)
    flat, moved, random = [], [], []
    for first, last, untrained in zip(run.film[0], run.film[-1], random_layers(run), strict=True):
        sums, outputs = forward(last.astype(np.float64), run.net, x)[0]
        flat.append((flatness(sums), flatness(outputs)))
        kernels = [(a, b) for (a, _), (b, _) in zip(unpack(first, run.net), unpack(last, run.net), strict=True)]
        moved.append([np.linalg.norm(b - a) / np.linalg.norm(a) for a, b in kernels])
        random.append(cut_accuracy(hidden(untrained, run.net, x), run.labels))
    return {
        "sheet": np.array(flat),
        "moved": np.array(moved),
        "random_lift": np.array(random),
        "lift_reached": run.reached,
    }


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure the four claims on networks before and after training."""
    data, _ = load_points(LINEAR)
    weights = yield from trained(LINEAR)
    two, deep = many(units=2), many(**DEEP)
    found: dict[str, Any] = {}
    for name, rows, net in (
        ("linear", weights, architecture(LINEAR, 2)),
        ("tanh", two.film[-1], two.net),
    ):
        parts = [collapse(row, net, data.points.T) for row in rows]
        found[f"{name}_error"] = np.array([part.largest_error / part.rounding for part in parts])
    kernels = [[kernel for kernel, _ in unpack(row, deep.net)] for row in deep.film[-1]]
    found["rebuilt"] = np.array([max(map(rebuilt, row)) for row in kernels])
    found["mirrored"] = np.array([[np.linalg.det(kernel) < 0 for kernel in row] for row in kernels])
    found["areas"] = local_areas(two)
    found["softmax"] = softmax_errors(many())
    return found | lift(many(dataset="donut", units=3))


def b1(n: Numbers) -> Judgement:
    worst, control = float(n["linear_error"].max()), float(n["tanh_error"].min())
    return Judgement(
        grade(worst <= 1, False),
        f"Largest difference between the layers and their product, as a multiple of float32 rounding: {worst:.2f} in "
        f"{len(n['linear_error'])} linear networks; at least {control:,.0f} with tanh between the layers.",
        "The linear layers and their product are the same map."
        if worst <= 1
        else "The linear layers differ from their product by more than rounding.",
    )


def b2(n: Numbers) -> Judgement:
    error = float(n["rebuilt"].max())
    before, after = judging.mean(n["areas"][:, 0]), judging.mean(n["areas"][:, 1])
    same = error < 1e-9
    return Judgement(
        grade(same and after.above(1), same),
        f"Turn, scaling and shear rebuild each 2 x 2 weight with an error of at most {error:.0e}; "
        f"{n['mirrored'].mean():.0%} of the weights also mirror the plane, which is a scaling by a negative number. "
        f"The local area factor differs between places by a factor of {_factor(before)} before tanh and of "
        f"{_factor(after)} after it (5th and 95th percentile, geometric mean over networks).",
        "The slope of tanh is at most 1, so it stretches no area beyond what the weight does. "
        + (
            "It shrinks areas by different amounts at different places, most where it saturates."
            if after.above(1)
            else "That it shrinks areas by different amounts at different places is not shown."
        ),
    )


def _factor(doublings: judging.Interval) -> str:
    """Write doublings as a factor, large ones as powers of ten."""
    if doublings.high < 12:
        return f"{2**doublings.mean:,.3g} [{2**doublings.low:,.3g}, {2**doublings.high:,.3g}]"
    mean, low, high = (np.log10(2) * x for x in (doublings.mean, doublings.low, doublings.high))
    return f"10^{mean:.1f} [10^{low:.1f}, 10^{high:.1f}]"


def b3(n: Numbers) -> Judgement:
    total, sigmoid, border = n["softmax"].max(0)
    return Judgement(
        grade(max(total, sigmoid) < 1e-12 and border < 1e-9, False),
        f"Largest |y₁ + y₂ − 1|: {total:.0e}; largest |y₁ − sigmoid(z₁ − z₂)|: {sigmoid:.0e}; largest |y₁ − y₂| where "
        f"the predicted class changes: {border:.0e}.",
        "Errors were required to be below 1e-12, and below 1e-9 at the boundary, which is found by halving.",
    )


def b8(n: Numbers) -> Judgement:
    sums, outputs = n["sheet"][:, 0].max(), judging.mean(n["sheet"][:, 1])
    first, second = (judging.mean(column) for column in n["moved"].T)
    random = int((n["random_lift"] >= GOAL).sum())
    trained_hits, nets = int((n["lift_reached"] >= 0).sum()), len(n["random_lift"])
    flat = sums < 1e-9
    return Judgement(
        grade(flat and first.above(0.1) and second.above(0.1), flat),
        f"Before tanh the lifted plane is flat (third singular value over the first: at most {sums:.0e}), after it "
        f"bent ({outputs:.2f}). Training changes the lift by {first:.0%} of its norm and the projection by "
        f"{second:.0%}. {trained_hits} of {nets} networks classify 99 % of the donut correctly; with a random lift and "
        f"a trained projection {random} of {nets} do.",
        "Both weights were required to change by more than 10 % of their norm.",
    )


_write = claims_on("boundaries", "exact", RUNS)
EXACT = "One layer"
CLAIMS = (
    _write(
        "B1",
        "identity",
        "Section on linear layers",
        "Linear layers collapse into one: W = W₂W₁ and b = W₂b₁ + b₂.",
        "In each of twenty networks the logits of the layers and of their product differ by no more than the rounding "
        "of float32.",
        "networks with tanh between the layers, multiplied as if it were not there",
        b1,
        layers="2",
        units="3",
        activation="linear",
        tab=EXACT,
    ),
    _write(
        "B2",
        "claim",
        "Section on what a layer does to the plane",
        "A square weight rotates, scales and shears the plane; with an activation the plane is also stretched locally.",
        "Turn, scaling (a negative one mirrors) and shear rebuild all 2 x 2 weights to 1e-9. “Locally”: after tanh the "
        "local area factors at the 95th and the 5th percentile of the training points differ by more than a factor of "
        "2 (t interval over twenty networks, in doublings). The first alone is a part.",
        "the same layers before their activation",
        b2,
        layers="5",
        units="2",
        tab=EXACT,
    ),
    _write(
        "B3",
        "identity",
        "Section on softmax",
        "The softmax outputs of two classes lie on y₁ + y₂ = 1, and the boundary is y₁ = y₂.",
        "Errors below 1e-12 in float64, and |y₁ − y₂| below 1e-9 where the predicted class changes. An identity has no "
        "control.",
        "",
        b3,
        tab="Layers and neurons",
    ),
    _write(
        "B8",
        "identity",
        "Section on a hidden layer of three units",
        "A network 2 → 3 → 2 lifts the plane into space and projects it back, and learns both.",
        "Before the activation the lifted plane is flat to 1e-9, and training changes both weights by more than 10 % "
        "of their norm (t intervals over twenty networks). The first alone is a part.",
        "a random lift (weights and biases) that is not trained, with a trained projection",
        b8,
        dataset="donut",
        units="3",
        tab=EXACT,
    ),
)
