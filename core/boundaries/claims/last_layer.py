"""The claim on fine-tuning the last layers (B14): frozen layers that were trained on the spiral, and new points."""

from typing import Any

import numpy as np

from core.boundaries.claims.networks import DEEP, hidden, many, random_layers, straight_cut, trained
from core.boundaries.engine import Architecture, unpack
from core.boundaries.forward import predict
from core.boundaries.geometry import island_counts
from core.boundaries.params import BoundaryParams
from core.boundaries.training import load_points
from core.data.points import PointSet
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.progress import Step, Work

STEPS = 1500
GAP = 0.05
SHAPES: dict[str, dict[str, Any]] = {"deep": DEEP, "wide": {}}
NEW = ("turned", "donut")
RUNS = (
    "Twenty networks with five layers of two tanh units and twenty with ten units, trained on the spiral (3,000 "
    "steps); then 400 points of each set, all layers for 1,500 steps; accuracy on 1,600 other points"
)


def quarter_turn(data: PointSet) -> PointSet:
    """Turn points by 90°: the two arms of the spiral then lie halfway between where they were."""
    x, y = data.points.T
    return PointSet(np.stack([-y, x], 1), data.labels, data.names)


def point_sets() -> dict[str, tuple[PointSet, PointSet]]:
    """Training and test points: the spiral drawn again, the spiral turned by 90°, and the donut."""
    spiral = load_points(BoundaryParams(seed=1, n=2000, held_out=0.8))
    turned = quarter_turn(spiral[0]), quarter_turn(spiral[1])
    return {
        "same": spiral,
        "turned": turned,
        "donut": load_points(BoundaryParams(seed=1, n=2000, held_out=0.8, dataset="donut")),
    }


def with_new_output(weights: np.ndarray, net: Architecture, data: PointSet) -> np.ndarray:
    """Return a network (parameters,) whose output layer alone is trained again, on other points."""
    direction, offset = straight_cut(hidden(weights, net, data.points.T), data.labels)
    changed = weights.astype(np.float64)
    kernel, bias = unpack(changed, net)[-1]
    kernel[:], bias[:] = direction[:, None] * [-0.5, 0.5], np.array([-0.5, 0.5]) * offset
    return changed


def accuracy(rows: np.ndarray, net: Architecture, data: PointSet) -> np.ndarray:
    """Return the share of points that each network (nets, parameters) classifies correctly."""
    return np.array([(predict(row, net, data.points.T).argmax(0) == data.labels).mean() for row in rows])


def measure() -> Work[dict[str, np.ndarray]]:
    """Train the output layer on trained and on random frozen layers, and all layers from the trained ones."""
    found: dict[str, Any] = {}
    sets = point_sets()
    for shape, values in SHAPES.items():
        run = many(**values)
        for name, (train_set, test_set) in sets.items():
            yield Step(0, 1, message=f"{shape}: {name}")
            rows = {
                kind: np.array([with_new_output(row, run.net, train_set) for row in start])
                for kind, start in (("trained", run.film[-1]), ("random", random_layers(run)))
            }
            if name in NEW:
                rows["all"] = yield from trained(BoundaryParams(**values, steps=STEPS), train_set, run.film[-1])
            for kind, weights in rows.items():
                found[f"{shape}_{name}_{kind}"] = accuracy(weights, run.net, test_set)
                if name == "donut":
                    found[f"{shape}_islands_{kind}"] = island_counts(weights, run.net, ("x", "y"), 0.75)
    return found


def _row(n: Numbers, shape: str) -> str:
    parts = [f"the spiral again {judging.mean(n[f'{shape}_same_trained']):.1%}"]
    for name, words in (("turned", "the spiral turned by 90°"), ("donut", "the donut")):
        part = f"{words} {judging.mean(n[f'{shape}_{name}_trained']):.1%}"
        parts.append(
            f"{part} (random frozen layers {n[f'{shape}_{name}_random'].mean():.1%}, all layers trained "
            f"{n[f'{shape}_{name}_all'].mean():.1%})"
        )
    islands, nets = n[f"{shape}_islands_trained"], len(n[f"{shape}_islands_trained"])
    return f"{'; '.join(parts)}; {int((islands > 0).sum())} of {nets} have an island"


def _transfer(n: Numbers) -> str:
    """Say where frozen layers that were trained help more than random ones, and where less."""
    said = []
    for shape, words in (("deep", "five layers of two"), ("wide", "ten units")):
        for name, points in (("turned", "the turned spiral"), ("donut", "the donut")):
            gain = judging.difference(n[f"{shape}_{name}_trained"], n[f"{shape}_{name}_random"])
            result = "better" if gain.above(0) else "worse" if gain.below(0) else "no difference shown"
            said.append(f"{words} on {points} {result}")
    return ", ".join(said)


def b14(n: Numbers) -> Judgement:
    lost = [judging.difference(n[f"deep_{name}_all"], n[f"deep_{name}_trained"]) for name in NEW]
    return Judgement(
        grade(all(loss.above(GAP) for loss in lost), any(loss.above(GAP) for loss in lost)),
        f"Output layer alone, five layers of two: {_row(n, 'deep')}. Ten units: {_row(n, 'wide')}.",
        f"With five layers of two, the output layer alone is worse than all layers by {lost[0]:.1%} on the turned "
        f"spiral and by {lost[1]:.1%} on the donut. The output layer makes one straight cut through what the frozen "
        f"layers send it. Frozen layers that were trained on the spiral, against random ones: {_transfer(n)}.",
    )


_write = claims_on("boundaries", "last layer", RUNS)
CLAIMS = (
    _write(
        "B14",
        "claim",
        "Section on fine-tuning",
        "When only the last layers are fine-tuned, one should consider what this part of the network can build.",
        "It matters where the output layer, trained alone on new points, classifies fewer points correctly than all "
        "layers trained from the same weights, by more than 5 % of the points (paired t interval over twenty networks "
        "of five layers of two units), on the turned spiral and on the donut; on one of the two it is a part.",
        "random frozen layers (weights and biases), all layers trained, and ten units in one layer",
        b14,
        layers="5",
        units="2",
        tab="Layers and neurons",
    ),
)
