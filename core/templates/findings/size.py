"""Sentences about width and depth, and about CIFAR-10."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from core.templates.capacity import Capacity, curves, saturation
from core.templates.cifar import Cifar

WITHIN = "one percentage point"
# A loss this close to ln(classes), or above it, is that of equal probabilities for all classes.
CHANCE_LOSS = 0.005


def own_point(result: Capacity) -> str:
    """Say what a visitor's own width and depth reach."""
    p = result.params
    return (
        f"Your point: width {p.width}, depth {p.depth} on {p.dataset}: **{result.accuracy.mean():.1%}** (range "
        f"{np.ptp(result.accuracy):.1%} over {len(result.accuracy)} seeds), {result.parameters:,} parameters."
    )


def widths(points: pd.DataFrame) -> str:
    """Say from which width on the accuracy of one data set with one hidden layer stays near its best."""
    table = points[points["depth"] == 1].groupby("width")[["accuracy", "parameters"]].mean().sort_index()
    best, last = table["accuracy"].idxmax(), table.index[-1]
    enough = saturation(table.index.to_numpy(), table["accuracy"].to_numpy())
    top = f"{table.loc[best, 'accuracy']:.1%}"
    if enough is None:
        text = f"is most accurate at width **{best}** ({top}); at width {last} it is {table.loc[last, 'accuracy']:.1%}."
    elif enough == best == last:
        text = (
            f"does not saturate here: the widest network, **{last}**, is more than {WITHIN} better than the next "
            f"smaller one ({table.loc[last, 'accuracy']:.1%})."
        )
    elif enough == best:
        text = f"stays within {WITHIN} of its best from width **{best}** on, where it is best ({top})."
    else:
        ratio = table.loc[best, "parameters"] / table.loc[enough, "parameters"]
        size = f"{ratio:.1f} times" if ratio > 1 else f"{ratio:.2f} of"
        text = (
            f"stays within {WITHIN} of its best from width **{enough:g}** on ({table.loc[enough, 'accuracy']:.1%}). "
            f"The best, width {best} with {top}, has {size} the parameters."
        )
    line = points[points["depth"] == 0]
    return text + (f" One layer without hidden units: {line['accuracy'].mean():.1%}." if len(line) else "")


def depths(points: pd.DataFrame) -> str:
    """Say how the accuracy of one data set goes with depth, for each width."""
    means = curves(points, "depth").groupby(["width", "depth"])["accuracy"].mean()
    parts = []
    for width in means.index.unique("width"):
        curve = means[width]
        enough = saturation(curve.index.to_numpy(), curve.to_numpy())
        end = (
            f"best at depth **{curve.idxmax()}** with {curve.max():.1%}, and more than {WITHIN} below that at the end"
            if enough is None
            else f"within {WITHIN} of its best from depth **{enough:g}** on"
        )
        shallow, deep = curve.index[0], curve.index[-1]
        parts.append(
            f"width {width}: {curve[shallow]:.1%} at depth {shallow}, {curve[deep]:.1%} at depth {deep} ({end})"
        )
    return "; ".join(parts) + "."


def at_chance(points: pd.DataFrame, classes: int) -> str:
    """Name the networks whose training loss is no lower than that of equal probabilities for all classes."""
    found = points[(points["loss"] > np.log(classes) - CHANCE_LOSS) & (points["depth"] > 0)]
    if found.empty:
        return ""
    shapes = sorted(set(zip(found["width"].tolist(), found["depth"].tolist(), strict=True)))
    where = ", ".join(f"{width}" + f" x {depth}" * (depth > 1) for width, depth in shapes)
    return (
        f" At width {where}, some or all seeds end with a training loss of about ln {classes} = "
        f"{np.log(classes):.2f} nats or more, no better than equal probabilities for all classes."
    )


def recipe(points: pd.DataFrame) -> str:
    """Say how the points of the curves were trained."""
    epochs = ", ".join(f"{name} {int(part.iloc[0])}" for name, part in points.groupby("dataset", sort=False)["epochs"])
    return (
        f"A dot is a random seed, a line their mean, a band their range. Adam, learning rate .001; epochs: {epochs}. "
        f"More epochs may give other accuracies. Processor time is that of one network, on the machine that trained it."
    )


def variance(found: Cifar) -> str:
    """Say how much of a pixel's variance lies between classes, and what one layer and a CNN reach."""
    share = found.between / (found.between + found.within)
    return (
        f"**{share[0]:.1%}** of the variance of a pixel in CIFAR-10 lies between the classes, **{share[1]:.1%}** in "
        f"MNIST. On CIFAR-10, one layer, which weighs each pixel on its own, reaches **{found.one_layer:.1%}** after "
        f"{found.params.epochs} epochs, a small CNN **{found.cnn:.1%}** after {found.params.cnn_epochs} (one seed "
        f"each; other chapters and pages may train for fewer or more epochs)."
    )


def blue_rims(blueness: np.ndarray, names: Sequence[str]) -> str:
    """Say which templates have the bluest rims, (classes,), where ml4a names those of planes and ships."""
    first, second = (names[i] for i in np.argsort(-blueness)[:2])
    return (
        f"The bluest rims are those of **{first}** and **{second}**; ml4a names planes and ships. This is one network: "
        "claim C12 is judged over ten seeds."
    )
