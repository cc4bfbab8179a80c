"""The claim that so small a network is no black box (B17): what the drawings of its layers hold."""

from typing import Any

import numpy as np

from core.boundaries.claims.networks import DEEP, SAME_POINTS, cut_accuracy, hidden, many
from core.boundaries.forward import forward, predict
from core.boundaries.seeds import SeedsRun
from core.boundaries.stages import principal_plane
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.progress import Step, Work

AGREE = 0.95
SHAPES: dict[str, dict[str, Any]] = {"deep": DEEP, "wide": {}}
RUNS = f"Twenty networks each with five layers of two units and with ten units on the spiral: {SAME_POINTS}"


def by_layer(run: SeedsRun, weights: np.ndarray) -> np.ndarray:
    """Share of the training points that a straight cut classifies correctly in the input and in each hidden layer."""
    x = run.points.T.astype(np.float64)
    stages = [x, *(after for _, after in forward(weights.astype(np.float64), run.net, x)[:-1])]
    return np.array([cut_accuracy(stage, run.labels) for stage in stages])


def drawn(run: SeedsRun, weights: np.ndarray) -> tuple[float, float]:
    """How well the best plane shows the last hidden layer: its share of variance, and agreement with the network.

    Agreement is the share of points that one straight cut through the drawn plane classifies as the network does.
    """
    outputs = hidden(weights, run.net, run.points.T)
    basis, mean, share = principal_plane(outputs)
    predicted = predict(weights, run.net, run.points.T).argmax(0)
    return share, cut_accuracy(basis.T @ (outputs - mean[:, None]), predicted)


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure every layer of trained and untrained networks, and the drawing of the last hidden one."""
    found: dict[str, Any] = {}
    for name, values in SHAPES.items():
        run = many(**values)
        yield Step(0, 1, message=f"Measuring {name}")
        found[f"{name}_layers"] = np.array([by_layer(run, row) for row in run.film[-1]])
        found[f"{name}_untrained"] = np.array([by_layer(run, row) for row in run.film[0]])
        found[f"{name}_drawn"] = np.array([drawn(run, row) for row in run.film[-1]])
    return found


def b17(n: Numbers) -> Judgement:
    shown, moved = {}, {}
    for name in SHAPES:
        shown[name] = judging.mean(n[f"{name}_drawn"][:, 1])
        moved[name] = judging.difference(n[f"{name}_layers"][:, -1], n[f"{name}_layers"][:, 0])
    holds = {name: shown[name].above(AGREE) and moved[name].above(0) for name in SHAPES}
    learned = judging.difference(n["wide_layers"][:, -1], n["wide_untrained"][:, -1])
    layers = ", ".join(f"{value:.0%}" for value in n["deep_layers"].mean(0))
    control = {name: judging.difference(n[f"{name}_untrained"][:, -1], n[f"{name}_untrained"][:, 0]) for name in SHAPES}
    return Judgement(
        grade(all(holds.values()), any(holds.values())),
        f"A straight cut through the drawn plane agrees with the network on {shown['deep']:.1%} of the points (five "
        f"layers of two) and on {shown['wide']:.1%} (ten units, whose plane holds {n['wide_drawn'][:, 0].mean():.0%} "
        "of the variance). From the input to the last hidden layer the accuracy of a straight cut changes by "
        f"{moved['deep']:.0%} and {moved['wide']:.0%} (untrained {control['deep']:.0%} and {control['wide']:.0%}). "
        f"Layer by layer, five layers of two: {layers}.",
        "For two units the drawing is the whole space. "
        + (
            "For ten units a flat drawing still shows why the points are classified as they are."
            if shown["wide"].above(AGREE)
            else "For ten units the best plane does not show why the points are classified as they are."
        )
        + (
            ""
            if learned.above(0.01)
            else " Ten untrained units let a straight cut separate the points about as well as trained ones."
        ),
    )


_write = claims_on("boundaries", "layers", RUNS)
CLAIMS = (
    _write(
        "B17",
        "claim",
        "Conclusion",
        "At this size a network is not a black box: you can watch how it moves the data.",
        "Whether a person understands it was not measured. The films show it if one straight cut through the drawn "
        "plane of the last hidden layer classifies more than 95 % of the points as the network does, and if a straight "
        "cut classifies more points correctly there than in the input (t intervals over twenty networks), with five "
        "layers of two units and with ten units; one of the two is a part.",
        "untrained weights",
        b17,
        layers="5",
        units="2",
        tab="Layers and neurons",
    ),
)
