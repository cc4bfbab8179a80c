"""The article's question (B15): boundaries of the spiral that go on as a person would draw them."""

from dataclasses import replace
from typing import Any

import numpy as np

from core.boundaries.claims.networks import many, trained
from core.boundaries.forward import predict
from core.boundaries.geometry import reach
from core.boundaries.params import BoundaryParams, switches, with_phase
from core.boundaries.training import architecture, load_points
from core.data import points
from core.data.points import PointSet
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.progress import Work

COPIES, JITTER, STEPS = 4, 0.1, 1000
GOOD = 0.9
TRIED = {
    "noise": "copies of the points with noise of SD .1",
    "decay": "weight decay .03",
    "polar": "r and θ instead of x and y",
    "phase": "the spiral's phase θ − kr, linear",
}
RUNS = (
    "Twenty networks each: the baked ones of ten tanh units on the spiral, and variants trained for 1,000 steps; "
    "28,800 places out to 2.5 times the training radius"
)


def jittered(data: PointSet) -> PointSet:
    """Return four copies of the points with Gaussian noise of SD .1."""
    rng = np.random.default_rng(0)
    copies = np.concatenate([data.points] * COPIES)
    noisy = copies + JITTER * rng.normal(size=copies.shape)
    return PointSet(noisy.astype(np.float32), np.concatenate([data.labels] * COPIES), data.names)


def outside(rows: np.ndarray, params: BoundaryParams, data: PointSet) -> np.ndarray:
    """Accuracy on the continued arms of each network (nets, parameters), beyond the farthest training point."""
    limit, net = float(np.linalg.norm(data.points, axis=1).max()), architecture(params, 2)
    found = [
        reach(row, net, dataset="spiral", names=params.feature_names, turns=params.turns, limit=limit) for row in rows
    ]
    return np.array([one.beyond() for one in found if one is not None])


def measure() -> Work[dict[str, np.ndarray]]:
    """Train the variants and measure all of them within and beyond the data."""
    plain = BoundaryParams()
    data, _ = load_points(plain)
    run = many()
    short = replace(plain, steps=STEPS)
    settings = {
        "noise": short,
        "decay": replace(short, weight_decay=0.03),
        "polar": replace(short, **switches("r", "theta")),
        "phase": with_phase(short),
    }
    rows: dict[str, tuple[np.ndarray, BoundaryParams]] = {
        "plain": (run.film[-1], plain),
        "untrained": (run.film[0], plain),
    }
    for name, params in settings.items():
        weights = yield from trained(params, jittered(data) if name == "noise" else data)
        rows[name] = weights, params
    found: dict[str, Any] = {}
    for name, (weights, params) in rows.items():
        x = points.features(data.points, params.feature_names, params.turns).T
        logits = [predict(row, architecture(params, 2), x) for row in weights]
        found[f"{name}_inside"] = np.array([(z.argmax(0) == data.labels).mean() for z in logits])
        found[f"{name}_beyond"] = outside(weights, params, data)
    return found


def b15(n: Numbers) -> Judgement:
    beyond = {name: judging.mean(n[f"{name}_beyond"]) for name in TRIED}
    unaided = [name for name in TRIED if name != "phase" and beyond[name].above(GOOD)]
    phase = beyond["phase"].above(GOOD)
    tried = "; ".join(
        f"{words} {beyond[name]:.0%} (training points {n[f'{name}_inside'].mean():.0%})"
        for name, words in TRIED.items()
    )
    if unaided:
        why = (
            f"Without being given the rule, a network continues the arms with: {'; '.join(TRIED[u] for u in unaided)}."
        )
    elif phase:
        why = (
            "Of those tried, only the network that is given the phase continues the arms; the phase has the spiral's "
            "rule built in."
        )
    else:
        why = "Nothing that was tried continues the arms."
    return Judgement(
        grade(bool(unaided), phase),
        f"Accuracy on the continued arms: ten units on x and y {judging.mean(n['plain_beyond']):.0%} (training points "
        f"{n['plain_inside'].mean():.0%}); {tried}; untrained {judging.mean(n['untrained_beyond']):.0%}. A constant "
        "answer gets 50 %.",
        why,
    )


_write = claims_on("boundaries", "beyond the data", RUNS)
CLAIMS = (
    _write(
        "B15",
        "question",
        "Closing question",
        "The boundaries of the spiral do not look like a person's. Can one do better?",
        "How a boundary feels was not measured. A person would continue the arms, so “better” was taken as accuracy "
        "above 90 % on the arms from the training radius to 2.5 times it (t interval over twenty networks), by a "
        "network that is not given the spiral's rule; if only the network that is given its phase does, it is a "
        "part.",
        "untrained weights, and a constant answer",
        b15,
        tab="Beyond the data",
    ),
)
