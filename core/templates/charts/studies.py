"""Evidence, class means, seed sensitivity and capacity as charts: arrays and frames in, alt.Chart out."""

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

ROW = 26


def tug_of_war(names: Sequence[str], positive: np.ndarray, negative: np.ndarray, logits: np.ndarray) -> alt.LayerChart:
    """Draw the evidence for and against each class, and the logit; all (classes,)."""
    frame = pd.DataFrame({"class": names, "for": positive, "against": negative, "logit": logits})
    order = [names[i] for i in np.argsort(-logits)]
    y = alt.Y("class:N", sort=order, title=None)
    tips = ["class:N", *(alt.Tooltip(f"{field}:Q", format="+.2f") for field in ("for", "against", "logit"))]
    zero = pd.DataFrame({"zero": [0.0]})
    base = alt.Chart(frame)
    title = "evidence (nats); black tick: the logit, with the biases"
    bars = [
        base.mark_bar(color=colour, height={"band": 0.6}).encode(alt.X(f"{field}:Q", title=title), y, tooltip=tips)
        for field, colour in (("for", theme.POSITIVE), ("against", theme.NEGATIVE))
    ]
    ground = base.mark_tick(thickness=7, size=20, color="white").encode(alt.X("logit:Q"), y, tooltip=tips)
    tick = base.mark_tick(thickness=3, size=18, color="black").encode(alt.X("logit:Q"), y, tooltip=tips)
    rule = alt.Chart(zero).mark_rule(color=theme.NEUTRAL).encode(x="zero:Q")
    best = int(np.argmax(logits))
    return theme.titled(
        alt.layer(*bars, rule, ground, tick).properties(height=ROW * len(names) + 60),
        "Evidence for and against every class",
        f"Positive and negative evidence of {len(names)} classes. {names[best]} has the largest logit, "
        f"{logits[best]:.2f}.",
    )


def correlation_dots(names: Sequence[str], rows: Mapping[str, np.ndarray]) -> alt.LayerChart:
    """Draw the correlation of each class's template with its mean, a dot for each measure: name -> (classes,)."""
    frame = pd.concat(pd.DataFrame({"class": names, "measured": name, "r": r}) for name, r in rows.items())
    low = min(0.0, float(frame["r"].min()))
    base = alt.Chart(frame).encode(
        alt.X("class:N", sort=list(names), title=None, axis=alt.Axis(labelAngle=0)),
        alt.Y("r:Q", title="Pearson's r, template with mean", scale=alt.Scale(domain=[low, 1])),
    )
    colour = alt.Color(
        "measured:N",
        scale=theme.categorical(list(rows)),
        title=None,
        legend=alt.Legend(orient="top", labelLimit=400, symbolOpacity=1, columns=1),
    )
    line = base.mark_line(opacity=0.35).encode(colour)
    dots = base.mark_point(filled=True, size=70, opacity=1).encode(
        colour,
        alt.Shape("measured:N", sort=list(rows), legend=None),
        tooltip=["class:N", "measured:N", alt.Tooltip("r:Q", format=".3f")],
    )
    means = ", ".join(f"{name} {r.mean():.2f}" for name, r in rows.items())
    return theme.titled(
        alt.layer(line, dots).properties(height=300),
        "Correlation of each template with the mean image of its class",
        f"Mean r: {means}.",
    )


def alike_dumbbells(measures: Sequence[str], before: np.ndarray, after: np.ndarray) -> alt.LayerChart:
    """Draw how far pairs of networks agree, untrained and trained: (measures, pairs) each."""
    states = ["untrained", "trained"]
    frame = pd.concat(
        pd.DataFrame({"measure": np.repeat(measures, values.shape[1]), "alike": values.ravel(), "net": state})
        for state, values in zip(states, (before, after), strict=True)
    )
    ends = pd.DataFrame({"measure": measures, "before": before.mean(1), "after": after.mean(1)})
    low = min(0.0, float(frame["alike"].min()) - 0.03)
    scale = alt.Scale(domain=[low, 1], nice=False)
    y = alt.Y("measure:N", sort=list(measures), title=None, axis=alt.Axis(labelOverlap=False))
    colour = alt.Color(
        "net:N",
        scale=alt.Scale(domain=states, range=[theme.NEUTRAL, theme.POSITIVE]),
        title=None,
        legend=alt.Legend(orient="top", symbolOpacity=1),
    )
    bars = (
        alt.Chart(ends)
        .mark_rule(strokeWidth=3, opacity=0.5, color=theme.NEUTRAL)
        .encode(alt.X("before:Q", scale=scale, title="agreement (1: the same)"), alt.X2("after:Q"), y)
    )
    each = alt.Chart(frame).mark_tick(size=16, opacity=0.4).encode(alt.X("alike:Q", scale=scale), y, colour)
    means = frame.groupby(["measure", "net"], sort=False, as_index=False)["alike"].mean()
    dots = (
        alt.Chart(means)
        .mark_point(filled=True, size=150, opacity=1)
        .encode(
            alt.X("alike:Q", scale=scale),
            y,
            colour,
            tooltip=["measure:N", "net:N", alt.Tooltip("alike:Q", format=".3f")],
        )
    )
    said = ", ".join(
        f"{name} {a:.2f} to {b:.2f}" for name, a, b in zip(measures, before.mean(1), after.mean(1), strict=True)
    )
    return theme.titled(
        alt.layer(bars, each, dots).properties(height=40 * len(measures) + 130),
        "Agreement of networks with different seeds",
        f"Untrained to trained, mean of {before.shape[1]} pairs: {said}.",
    )


def alike_curves(measures: Sequence[str], epochs: np.ndarray, alike: np.ndarray) -> alt.LayerChart:
    """Draw the same measures during training: (moments, measures, pairs), mean with the range over pairs."""
    moments, count, _ = alike.shape
    frame = pd.DataFrame(
        {
            "epoch": np.repeat(epochs, count),
            "measure": np.tile(measures, moments),
            "mean": alike.mean(2).ravel(),
            "low": alike.min(2).ravel(),
            "high": alike.max(2).ravel(),
        }
    )
    base = alt.Chart(frame).encode(
        alt.X("epoch:Q", title="epoch"),
        alt.Color(
            "measure:N",
            scale=theme.categorical(list(measures)),
            title=None,
            legend=alt.Legend(orient="top", symbolOpacity=1),
        ),
    )
    band = base.mark_area(opacity=0.2).encode(alt.Y("low:Q", title="agreement"), alt.Y2("high:Q"))
    line = base.mark_line(point=True).encode(
        alt.Y("mean:Q"), tooltip=["measure:N", "epoch:Q", alt.Tooltip("mean:Q", format=".3f")]
    )
    return theme.titled(
        alt.layer(band, line).properties(height=280),
        "Agreement over the epochs",
        f"{count} measures of likeness over {epochs[-1]} epochs.",
    )


SIZES = {"accuracy": "test accuracy", "parameters": "parameters", "seconds": "processor seconds per epoch"}


def capacity(points: pd.DataFrame, x: str, y: str, own: pd.DataFrame) -> alt.LayerChart:
    """What a size buys or costs.

    Parameters
    ----------
    points : columns `series` (which curve), `width`, `depth`, and `accuracy` (one row a seed), `parameters`, `seconds`
    x
        ``width`` or ``depth``; both axes of costs and the axis of widths are logarithmic.
    y
        A key of `SIZES`.
    own : the visitor's points, the same columns
    """
    series = list(dict.fromkeys(points["series"]))
    log = alt.Scale(type="log", nice=False, base=10 if x == "width" else 2)
    y_axis = (
        alt.Y(f"{y}:Q", title=SIZES[y], axis=alt.Axis(format="%"), scale=alt.Scale(zero=False))
        if y == "accuracy"
        else alt.Y(f"{y}:Q", title=SIZES[y], scale=alt.Scale(type="log"), axis=alt.Axis(format="~s", tickCount=4))
    )
    x_axis = alt.X(f"{x}:Q", title="hidden units in a layer" if x == "width" else "hidden layers", scale=log)
    tips = ["series:N", "width:Q", "depth:Q", alt.Tooltip("accuracy:Q", format=".1%"), "parameters:Q"]
    legend = alt.Legend(orient="top", symbolOpacity=1, columns=3 if x == "width" else 2)
    colour = alt.Color("series:N", scale=theme.categorical(series), title=None, legend=legend)
    base = alt.Chart(points)
    means = points.groupby(["series", x], sort=False, as_index=False).mean(numeric_only=True)
    line = alt.Chart(means).mark_line().encode(x_axis, y_axis, colour)
    dots = base.mark_point(filled=True, size=35, opacity=0.8).encode(x_axis, y_axis, colour, tooltip=tips)
    layers = [line, dots]
    if y == "accuracy":
        spread = points.groupby(["series", x], sort=False)[y].agg(low="min", high="max").reset_index()
        band = alt.Chart(spread).mark_area(opacity=0.2)
        layers.insert(0, band.encode(x_axis, alt.Y("low:Q", title=SIZES[y]), alt.Y2("high:Q"), colour))
    if len(own):
        mark = alt.Chart(own).mark_point(shape="diamond", size=160, filled=True, color=theme.POSITIVE, opacity=0.9)
        layers.append(mark.encode(x_axis, y_axis, tooltip=tips))
    best = points.loc[points["accuracy"].idxmax()]
    titles = {"accuracy": "Accuracy", "parameters": "Memory", "seconds": "Time"}
    return theme.titled(
        alt.layer(*layers).properties(height=360 if y == "accuracy" else 310),
        f"{titles[y]}: {SIZES[y]}",
        f"{SIZES[y]} against {x}, {len(series)} curves; the best accuracy is {best['accuracy']:.3f} at width "
        f"{best['width']:g}, depth {best['depth']:g}.",
    )


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
            alt.X("share:Q", stack=True, axis=alt.Axis(format="%"), title="share of the variance of a pixel"),
            alt.Y("set:N", sort=list(names), title=None),
            alt.Color(
                "variance:N",
                scale=alt.Scale(domain=kinds, range=[theme.POSITIVE, theme.NEUTRAL]),
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
        .mark_bar(color=theme.NEGATIVE, opacity=0.8)
        .encode(alt.X("accuracy:Q", axis=alt.Axis(format="%"), title="test accuracy; dashed: chance"), y, tooltip=tips)
    )
    dots = alt.Chart(frame).mark_point(filled=True, color="black", size=30).encode(alt.X("accuracy:Q"), y, tooltip=tips)
    rule = (
        alt.Chart(pd.DataFrame({"chance": [chance]}))
        .mark_rule(strokeDash=[5, 3], color=theme.NEUTRAL)
        .encode(x="chance:Q")
    )
    best = means.loc[means["accuracy"].idxmax()]
    return theme.titled(
        alt.layer(bars, dots, rule).properties(height=ROW * len(nets) + 110),
        "Test accuracy of each network",
        f"Test accuracy of {len(nets)} nets; the best is {best['net']} with {best['accuracy']:.1%}.",
    )
