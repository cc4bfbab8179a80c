"""What one run shows, in sentences: each is written only at the settings where it follows from its numbers."""

import numpy as np

from core.boundaries.engine import unpack
from core.boundaries.geometry import Collapse, Reach, Square
from core.boundaries.planes import border_in_view, column_names
from core.boundaries.seeds import GOAL
from core.boundaries.stages import ACROSS, Plane, turned_over
from core.boundaries.training import BoundaryRun
from core.data import own_points
from core.data.own_points import SEPARATORS, Table
from core.data.points import PointSet
from core.gallery.findings import Finding

NOTHING = Finding("")
TEARING = {"theta", "phase"}  # features that jump somewhere in the plane
BENDING = ("tanh", "sigmoid")


def count(number: int, one: str, more: str = "") -> str:
    """Write a number with its noun in the singular or plural."""
    return f"{number:,} {one if number == 1 else more or one + 's'}"


def shape(run: BoundaryRun) -> str:
    """Name a network by its hidden layers and its number of parameters."""
    p = run.params
    hidden = f"{count(p.layers, 'hidden layer')} of {count(p.units, f'{p.activation} unit')}"
    return f"{hidden if p.layers else 'no hidden layer'} ({run.net.parameters:,} parameters)"


# --- training --------------------------------------------------------------------------------------------------------


def outcome(run: BoundaryRun) -> Finding:
    """Accuracy at the end on training and held-out points, and the first stored step with 99 %."""
    held = len(run.held_labels)
    unseen = f" and **{run.held_accuracy[-1]:.1%}** of {count(held, 'held-out point')}" if held else ""
    good = run.accuracy >= GOAL
    when = f"has reached 99 % by step {run.steps[good.argmax()]:,}" if good.any() else "reaches 99 % at no stored step"
    return Finding(
        f"After {count(int(run.steps[-1]), 'step')} the network with {shape(run)} classifies "
        f"**{run.accuracy[-1]:.1%}** of {len(run.labels):,} training points{unseen} correctly; on the training points "
        f"it {when}."
    )


def shared_places(run: BoundaryRun) -> Finding:
    """Points that lie on each other, with one class or with several."""
    repeated, contested = own_points.duplicates(PointSet(run.all_points, run.all_labels, run.names))
    said = f"{count(repeated, 'point')} {'has' if repeated == 1 else 'have'} the same place as an earlier one."
    if contested:
        said += (
            f" {contested} points share a place with another class, so no network can classify all points correctly."
        )
    return Finding(said if repeated else "")


def divergence(run: BoundaryRun) -> Finding:
    """At which step a run diverged, why, and what to change; nothing for a run that did not."""
    if run.diverged_step is None:
        return NOTHING
    p = run.params
    said = f"A weight or the loss became infinite or undefined at step {run.diverged_step:,} of {p.steps:,}"
    peak = float(np.nanmax(np.abs(run.weights[-1])))
    if len(run.steps) > 1:
        said += f" (the largest weight was {peak:.2g} at step {int(run.steps[-1]):,})"
    product = p.weight_decay * p.learning_rate
    if product > 2:
        why = f"Weight decay x learning rate is {product:.3g}; above 2 each step flips and enlarges all weights."
        return Finding(f"{said}. {why} Lower the weight decay below {2 / p.learning_rate:.2g}.")
    losses = f"the loss was {run.loss[0]:.2f} at step 0 and {run.loss[-1]:.3g} at the last stored step"
    change = f"Try a learning rate of {p.learning_rate / 10:.1g}"
    if p.optimizer in ("sgd", "momentum"):
        change += ", or Adam, whose steps do not grow with the gradient"
    if p.layers and p.activation in ("relu", "linear"):
        change += ", or tanh, whose outputs are bounded"
    return Finding(f"{said}; the learning rate was {p.learning_rate:g}, and {losses}. {change}.")


# --- layers and neurons ----------------------------------------------------------------------------------------------


def border(run: BoundaryRun, plane: Plane) -> Finding:
    """How the border between the classes looks in front of the output layer; `plane` is how that place is drawn."""
    at = f"step {int(run.steps[-1]):,}"
    if not border_in_view(run):
        return Finding(f"At {at} no border between the classes runs through the part of the plane that is shown.")
    two, p = len(run.names) == 2, run.params
    units = run.net.sizes[-2]
    place = "outputs of the last hidden layer" if p.layers else "inputs"
    cut = {1: "a single threshold", 2: "a straight line"}.get(units, "a flat cut")
    cuts = {1: "thresholds", 2: "straight pieces"}.get(units, "flat pieces")
    said = (
        "The dashed line is the border between the classes, the same one in every plane. The output layer is linear, "
        f"so in the space of the {place} ({count(units, 'dimension')}) the border is "
        f"{cut if two else f'made of {cuts}'}."
    )
    if plane.axes[0] == ACROSS:
        said += f" The plane drawn there is perpendicular to this cut at {at}, so the border is a straight line in it."
    elif units > 2:
        said += f" A drawing of {units} dimensions on a plane can show it curved."
    return Finding(said)


def variance_drawn(run: BoundaryRun, plane: Plane) -> Finding:
    """How much of the variance in front of the output layer the drawn plane holds; nothing for up to two units."""
    if plane.units <= 2:
        return NOTHING
    what = "the last hidden layer's outputs" if run.params.layers else "the inputs"
    return Finding(f"This plane holds {plane.share:.0%} of the variance of {what} at step {int(run.steps[-1]):,}.")


def folding(run: BoundaryRun) -> Finding:
    """Whether the map from the plane to two logits keeps or reverses its orientation; both is a fold."""
    said = "A cell of the grid is red where it keeps its orientation and blue where it is mirrored"
    if len(run.names) != 2 or TEARING & set(run.params.feature_names):
        return Finding(f"{said}.")
    share = turned_over(run)
    if share is None:
        return Finding(f"{said}.")
    if share == 0:
        return Finding(f"{said}. From the plane to the logits no cell is mirrored: nothing is folded here.")
    if share == 1:
        return Finding(f"{said}. From the plane to the logits every cell is mirrored, so nothing is folded.")
    return Finding(
        f"{said}. From the plane to the logits {share:.1%} of the cells are mirrored and the others are not, "
        "flattened cells left out: the network folds the plane."
    )


def unit_slopes(run: BoundaryRun) -> Finding:
    """Mean size of the weights at the first and the last frame, and what larger weights do to a bounded unit."""
    sizes = [[float(np.abs(kernel).mean()) for kernel, _ in unpack(run.weights[at], run.net)] for at in (0, -1)]
    first, last = int(run.steps[0]), int(run.steps[-1])
    if first == last:
        said = f"Mean absolute weight of each layer at step {last:,}: {', '.join(f'{b:.2f}' for b in sizes[1])}."
    else:
        grown = ", ".join(f"{a:.2f} → {b:.2f}" for a, b in zip(*sizes, strict=True))
        said = f"Mean absolute weight of each layer, from step {first:,} to step {last:,}: {grown}."
    if run.params.layers and run.params.activation in BENDING:
        said += (
            f" The larger the weights into a {run.params.activation} unit, the narrower is the strip of its inputs in "
            "which its output changes from one bound to the other."
        )
    return Finding(said)


# --- one layer -------------------------------------------------------------------------------------------------------


def square_steps(parts: Square) -> list[str]:
    """Name the three steps of the SVD of a 2 x 2 weight."""
    return [
        f"rotate by {parts.first_turn:.0f}°",
        f"stretch by {parts.stretch[0]:.2f} and {parts.stretch[1]:.2f}",
        f"rotate by {parts.second_turn:.0f}°",
    ]


def square_weight(parts: Square) -> Finding:
    """A 2 x 2 weight as SVD, as QR, and its determinant."""
    said = f"SVD: {', then '.join(square_steps(parts))}."
    if np.isfinite(parts.shear):
        said += (
            f" QR, the same map: a shear by {parts.shear:.2f}, a scaling by {parts.scales[0]:.2f} and "
            f"{parts.scales[1]:.2f}, and one rotation by {parts.turn:.0f}°."
        )
    said += f" Areas are multiplied by |det W| = {abs(parts.determinant):.2f}."
    if parts.determinant < 0:
        said += " The determinant is negative, so the plane is also mirrored, which no rotation does."
    return Finding(said)


def lifted(run: BoundaryRun, layer: int) -> Finding:
    """A hidden layer of three units in space: what the sheet and the dashed line are."""
    p = run.params
    inputs = " and ".join(column_names(run)) if run.net.sizes[0] <= 2 else f"{run.net.sizes[0]} features"
    cut = "a flat cut" if len(run.names) == 2 else "flat cuts"
    return Finding(
        f"The sheet is the plane after {count(layer + 1, 'layer')} of three {p.activation} units; the network receives "
        f"{inputs}. The output layer divides the space by {cut}; the dashed line is where this meets the sheet. "
        f"{run.accuracy[-1]:.1%} of {len(run.labels):,} training points are classified correctly. A piece that is cut "
        "off the sheet without touching its edge is an island in the plane."
    )


def collapsed(run: BoundaryRun, found: Collapse) -> Finding:
    """Whether the product of all layers is the same map as the layers themselves."""
    p = run.params
    chain = " · ".join(f"W{i + 1} ({a} x {b})" for i, ((a, b), _) in enumerate(run.net.shapes))
    sizes = f"**{found.largest_error:.2g}**, and float32 rounding alone explains up to {found.rounding:.1g}"
    within = found.largest_error <= found.rounding
    if p.layers == 0:
        return Finding(f"The network has one layer, so the table is its own weight, {chain}, and bias.")
    if not np.isfinite(found.largest_error):
        return Finding(f"The table is the product {chain}. The network's logits are too large to compare it with.")
    if p.activation == "linear":
        same = "they are the same map" if within else "the difference is more than rounding explains"
        return Finding(
            f"The table is the product {chain}, W = W₁W₂…, with the bias b = W₂ᵀb₁ + b₂…. Its logits differ from those "
            f"of the layers by at most {sizes}: {same}."
        )
    cause = (
        f"at these points the {p.activation} between the layers makes no difference that rounding would not"
        if within
        else f"the rest is due to the {p.activation} between the layers. With the activation “linear” it would vanish"
    )
    return Finding(
        f"The table is the product {chain}, as if there were no {p.activation} between the layers. Its logits differ "
        f"from those of the network by at most {sizes}: {cause}."
    )


# --- beyond the data -------------------------------------------------------------------------------------------------


def extrapolation(run: BoundaryRun, own: Reach, phase: Reach | None) -> Finding:
    """Accuracy farther out than the training points, with that of a linear network that receives the spiral's phase."""
    p = run.params
    asked = "places near the continued arms" if p.dataset == "spiral" else "places"
    said = (
        f"From {own.limit:.2f}, the distance of the farthest training point from the middle, to {own.radius.max():.2f} "
        f"the network with {shape(run)} classifies **{own.beyond():.1%}** of {asked} correctly"
    )
    if phase is not None:
        said += f", and the linear network that receives the phase θ − kr **{phase.beyond():.1%}**"
    said += "."
    if p.dataset == "spiral":
        said += f" The same class for every place gets {1 / len(run.names):.0%}."
    if p.dataset == "donut":
        said += f" The rule of this set continues the outermost ring: every place there is of class {run.names[-1]}."
    if p.dataset == "spiral" and set(p.feature_names) <= {"x", "y"} and own.beyond() < GOAL:
        said += (
            " Far enough out, the prediction of a network that receives only x and y depends on the direction alone. "
            "The arms go on winding through every direction, so no such prediction is correct all along them."
        )
    return Finding(said)


# --- own points ------------------------------------------------------------------------------------------------------


def table_read(table: Table, data: PointSet, moved: bool) -> str:
    """What was read of a visitor's table, and how; class names are as the visitor wrote them, so escape the text."""
    names = ", ".join(f"{i} is {name[:40]}" for i, name in enumerate(data.names))
    decimals = " with decimal commas" if table.decimal_comma else ""
    header = ", the first line as a header" if table.header else ""
    scaled = " Both axes were moved and scaled to [-1, 1]." if moved else ""
    return (
        f"{count(len(data.labels), 'point')} of {data.classes} classes ({names}), read as columns separated by "
        f"{SEPARATORS[table.separator]}{decimals}{header}.{scaled}"
    )
