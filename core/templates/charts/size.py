"""Size and colour as charts: accuracy and cost over width and depth, and CIFAR-10; frames in, alt.Chart out."""

import itertools
from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

ROW = 26
SIZES = {
    "accuracy": "test accuracy",
    "parameters": "parameters (log scale)",
    "seconds": "seconds per epoch (log scale)",
}
TITLES = {"accuracy": "Test accuracy", "parameters": "Parameters", "seconds": "Processor time for one epoch"}
X_TITLES = {"width": "hidden units in each layer (log scale)", "depth": "hidden layers (log scale)"}
WIDTH_TICKS = [1, 3, 10, 30, 100, 300, 800]
SERIES_COLOURS = (theme.A, theme.B, theme.NEUTRAL)


def capacity(points: pd.DataFrame, x: str, y: str, own: pd.DataFrame) -> alt.LayerChart:
    """Draw what a size brings or costs.

    Parameters
    ----------
    points : columns `dataset`, `series` (which curve), `width`, `depth`, `accuracy` (one row a seed), `parameters` and
        `seconds`
    x
        ``width`` or ``depth``.
    y
        A key of `SIZES`.
    own : the visitor's points, the same columns
    """
    sets = list(dict.fromkeys(points["dataset"]))
    points = points if y == "accuracy" else _merged(points, x, y)
    ticks = WIDTH_TICKS if x == "width" else sorted(set(points[x].tolist()))
    x_axis = alt.X(
        f"{x}:Q",
        title=X_TITLES[x],
        scale=theme.log_scale(nice=False, base=10 if x == "width" else 2),
        axis=theme.axis(values=ticks, labelOverlap="greedy"),
    )
    y_axis = (
        alt.Y(f"{y}:Q", title=SIZES[y], axis=theme.percent_axis(), scale=theme.share_scale())
        if y == "accuracy"
        else alt.Y(f"{y}:Q", title=SIZES[y], scale=theme.log_scale(), axis=theme.axis(ticks=4))
    )
    scale = alt.Scale(domain=sets, range=[SERIES_COLOURS[i % len(SERIES_COLOURS)] for i in range(len(sets))])
    colour = alt.Color("dataset:N", scale=scale, legend=None)
    tips = ["series:N", "width:Q", "depth:Q", alt.Tooltip("accuracy:Q", format=".1%"), "parameters:Q"]
    means = points.groupby(["dataset", "series", x], sort=False, as_index=False).mean(numeric_only=True)
    ends = means.loc[means.groupby("series", sort=False)[x].idxmax()]
    ends = ends.assign(label=_apart(ends[y].to_numpy(), log=y != "accuracy", gap=0.065 if y == "accuracy" else 0.11))
    names = alt.Chart(ends).mark_text(align="right", dy=-9, fontWeight="bold")
    layers = [
        alt.Chart(means).mark_line().encode(x_axis, y_axis, colour, alt.Detail("series:N")),
        alt.Chart(points).mark_point(filled=True, size=35, opacity=0.8).encode(x_axis, y_axis, colour, tooltip=tips),
        names.encode(x_axis, alt.Y("label:Q", title=SIZES[y]), colour, text="series:N"),
    ]
    if y == "accuracy":
        spread = points.groupby(["dataset", "series", x], sort=False)[y].agg(low="min", high="max").reset_index()
        band = alt.Chart(spread).mark_area(opacity=0.2)
        layers.insert(
            0, band.encode(x_axis, alt.Y("low:Q", title=SIZES[y]), alt.Y2("high:Q"), colour, alt.Detail("series:N"))
        )
    if len(own):
        mark = alt.Chart(own).mark_point(shape="diamond", size=160, filled=True, color=theme.TEST, opacity=0.9)
        layers.append(mark.encode(x_axis, y_axis, tooltip=tips))
    best = points.loc[points["accuracy"].idxmax()]
    return theme.titled(
        alt.layer(*layers).properties(height=360 if y == "accuracy" else 260),
        TITLES[y],
        f"{TITLES[y]} against {x}, {points['series'].nunique()} curves; the best accuracy is {best['accuracy']:.1%} at "
        f"width {best['width']:g}, depth {best['depth']:g}.",
    )


def _apart(values: np.ndarray, *, log: bool, gap: float) -> np.ndarray:
    """Return heights of labels at the values (n,), moved down until they do not overprint.

    `gap` is the height of a line of text as a share of the axis: that from 0 to 1, or the range of the values (at least
    a decade) on a logarithmic one.
    """
    heights = np.log10(values) if log else values.astype(float)
    step = gap * max(np.ptp(heights), 1.0)
    for above, below in itertools.pairwise(np.argsort(-heights, kind="stable")):
        heights[below] = min(heights[below], heights[above] - step)
    return 10**heights if log else heights


def _merged(points: pd.DataFrame, x: str, y: str) -> pd.DataFrame:
    """Join the names of curves that coincide: data sets whose images have one size need equal parameters."""
    curves: dict[tuple[tuple[float, float], ...], list[str]] = {}
    for name, part in points.groupby("series", sort=False):
        curve = part.groupby(x)[y].mean()
        curves.setdefault(tuple(zip(curve.index, curve, strict=True)), []).append(str(name))
    joined = {name: ", ".join(names) for names in curves.values() for name in names}
    first = {names[0] for names in curves.values()}
    kept = points[points["series"].isin(first)]
    return kept.assign(series=kept["series"].map(joined))


def variance_bars(names: Sequence[str], within: np.ndarray, between: np.ndarray) -> alt.Chart:
    """Draw the shares of variance within and between classes: (sets,) each."""
    kinds = ["between classes", "within classes"]
    total = within + between
    frame = pd.concat(
        pd.DataFrame({"set": names, "variance": kind, "share": part / total, "order": i})
        for i, (kind, part) in enumerate(zip(kinds, (between, within), strict=True))
    )
    chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            alt.X("share:Q", stack=True, axis=theme.percent_axis(), title="share of the variance of a pixel"),
            alt.Y("set:N", sort=list(names), title=None),
            alt.Color(
                "variance:N",
                scale=alt.Scale(domain=kinds, range=[theme.A, theme.NEUTRAL]),
                title=None,
                legend=alt.Legend(orient="top"),
            ),
            alt.Order("order:Q"),
            tooltip=["set:N", "variance:N", alt.Tooltip("share:Q", format=".1%")],
        )
        .properties(height=230)
    )
    said = ", ".join(f"{name} {b / t:.1%}" for name, b, t in zip(names, between, total, strict=True))
    return theme.titled(
        chart, "Variance of a pixel within and between classes", f"Share of variance between classes: {said}."
    )


def accuracy_bars(nets: Sequence[str], accuracies: Sequence[Sequence[float]], chance: float) -> alt.LayerChart:
    """Draw the test accuracy of several networks, a dot for each seed over a bar of their mean."""
    frame = pd.DataFrame({"net": np.repeat(nets, [len(a) for a in accuracies]), "accuracy": np.concatenate(accuracies)})
    y = alt.Y("net:N", sort=list(nets), title=None, axis=alt.Axis(labelLimit=220, labelOverlap=False))
    tips = ["net:N", alt.Tooltip("accuracy:Q", format=".1%")]
    means = frame.groupby("net", sort=False, as_index=False).mean()
    bars = (
        alt.Chart(means)
        .mark_bar(color=theme.NEUTRAL, opacity=0.8)
        .encode(alt.X("accuracy:Q", axis=theme.percent_axis(), title="test accuracy"), y, tooltip=tips)
    )
    dots = alt.Chart(frame).mark_point(filled=True, color=theme.TEST, size=35, opacity=1)
    level = alt.Chart(pd.DataFrame({"chance": [chance], "name": [f"chance {chance:.0%}"]})).encode(x="chance:Q")
    rule = level.mark_rule(strokeDash=[5, 3], strokeWidth=2)
    said = level.mark_text(align="left", baseline="bottom").encode(alt.Y(value=-2), text="name:N")
    best = means.loc[means["accuracy"].idxmax()]
    return theme.titled(
        alt.layer(bars, dots.encode(alt.X("accuracy:Q"), y, tooltip=tips), rule, said).properties(
            height=ROW * len(nets) + 110
        ),
        "Test accuracy of each network",
        f"Test accuracy of {len(nets)} networks; the best is {best['net']} with {best['accuracy']:.1%}.",
    )


def blueness_dots(names: Sequence[str], blueness: np.ndarray) -> alt.LayerChart:
    """Draw how much blue exceeds the mean of red and green on the rim of each template, (classes,)."""
    frame = pd.DataFrame({"class": names, "blue": blueness})
    order = [names[i] for i in np.argsort(-blueness)]
    y = alt.Y("class:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False))
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, size=90, opacity=1, color=theme.NEUTRAL)
        .encode(
            alt.X("blue:Q", title="blue weight minus the mean of red and green", axis=theme.axis()),
            y,
            tooltip=["class:N", alt.Tooltip("blue:Q", format="+.4f")],
        )
    )
    zero = alt.Chart(pd.DataFrame({"zero": [0.0]})).mark_rule(color=theme.NEUTRAL).encode(x="zero:Q")
    return theme.titled(
        alt.layer(zero, dots).properties(height=ROW * len(names) + 60),
        "How blue the rim of each template is",
        f"The bluest rims are those of {order[0]} and {order[1]}.",
    )
