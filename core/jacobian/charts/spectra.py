"""Charts of Jacobian spectra: arrays in, alt.Chart out."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

STATES = ("after training", "before training")
LAYER_RANGE = theme.RAMP
HEIGHT = 300  # of a whole chart, of which axes take about 70
ROUNDING = 1e-5  # of the largest: float32 cannot tell less from zero, and a logarithm shows little else
STROKES: dict[str, Any] = {
    "symbolOpacity": 1,
    "symbolType": "stroke",
    "symbolStrokeWidth": 3,
}  # a legend not as faint as the bands


def layer_colours(layers: tuple[str, ...]) -> list[str]:
    """Return a ramp of colours: near the input light, near the output dark."""
    return theme.ramp(len(layers))


def by_layer(layers: tuple[str, ...], *, legend: bool = True) -> alt.Color:
    """Return the colour encoding of layers; without a legend where their names stand at the lines."""
    scale = alt.Scale(domain=list(layers), range=layer_colours(layers))
    shown = alt.Legend(orient="top", columns=4, **STROKES) if legend else None
    return alt.Color("layer:N", title=None, sort=None, scale=scale, legend=shown)


def by_index(
    values: np.ndarray,
    layers: tuple[str, ...],
    label: str,
    *,
    log: bool = False,
    level: float | None = None,
    chosen: str = "",
) -> list[alt.LayerChart]:
    """Return charts of the mean ± SD over inputs of `values` (2, layers, inputs, k) against the direction's number.

    One chart of the trained network and one of the untrained one, on the same axes.

    Parameters
    ----------
    level
        What a random vector has, drawn as a dashed line.
    chosen
        The layer that is drawn thick.
    """
    rows, floor = _means(values, layers, log)
    frame = pd.DataFrame(rows, columns=["state", "layer", "index", "mean", "low", "high"])
    if not rows:  # nothing passes any layer at any image
        floor, last, top = 0.1, 1, 1.0
    else:
        last, top = int(frame["index"].max()), float(frame["high"].max()) or 1.0
    scale: dict[str, Any] = (
        {"domain": [floor or float(frame["low"].min()), top], "nice": False}
        if log
        else {"domainMin": 0, "domainMax": top}
    )
    scale["type"] = "log" if log else "linear"
    label += ", logarithmic" if log else ""
    return [_of_state(frame, state, layers, last, label, alt.Scale(**scale), level, chosen) for state in STATES]


def _means(values: np.ndarray, layers: tuple[str, ...], log: bool) -> tuple[list[dict[str, Any]], float]:
    """Return a row for each mean, and the lowest value of a logarithmic axis (0 on a linear one)."""
    known = np.ma.masked_invalid(values)
    mean, deviation = known.mean(2).filled(np.nan), known.std(2).filled(np.nan)
    least = ROUNDING * float(np.nanmax(mean, initial=0)) if log else -np.inf
    above = mean[mean > least]
    floor = float(above.min()) / 3 if log and len(above) else 0.0
    rows = [
        {
            "state": STATES[s],
            "layer": layer,
            "index": i + 1,
            "mean": float(mean[s, t, i]),
            "low": max(float(mean[s, t, i] - deviation[s, t, i]), floor),
            "high": float(mean[s, t, i] + deviation[s, t, i]),
        }
        for s in range(len(values))
        for t, layer in enumerate(layers)
        for i in range(values.shape[3])
        if mean[s, t, i] > least
    ]
    return rows, floor


def _of_state(
    frame: pd.DataFrame,
    state: str,
    layers: tuple[str, ...],
    last: int,
    label: str,
    scale: alt.Scale,
    level: float | None,
    chosen: str,
) -> alt.LayerChart:
    """Return the chart of one state, with the names of the layers at the ends of their lines."""
    shown = frame[frame["state"] == state]
    x = alt.X(
        "index:Q",
        title="Direction (1 = strongest)",
        scale=alt.Scale(domain=[1, 1 + 1.25 * (last - 1)], nice=False),
        axis=theme.axis(values=[1, *_tens(last)], format=",d"),
    )
    base = alt.Chart(shown).encode(x=x, color=by_layer(layers, legend=False))
    log = scale.to_dict()["type"] == "log"
    limits = _limits(frame, scale)
    y = alt.Y("mean:Q", title=label, scale=scale, axis=log_axis(*limits) if log else theme.axis())
    tooltip = ["layer:N", alt.Tooltip("index:Q", title="direction"), alt.Tooltip("mean:Q", format=".4g")]
    width = alt.condition(alt.datum.layer == chosen, alt.value(4), alt.value(1.75 if chosen else 2))
    ends = _ends(shown, log, *limits)
    parts = [
        base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", title=label, scale=scale), y2="high:Q"),
        base.mark_line().encode(y=y, tooltip=tooltip, strokeWidth=width),
        alt.Chart(ends)
        .mark_text(align="left", dx=5)
        .encode(x="index:Q", y=alt.Y("place:Q"), text="layer:N", color=by_layer(layers, legend=False)),
    ]
    if level is not None:
        rule = alt.Chart(pd.DataFrame({"level": [level]})).mark_rule(strokeDash=[4, 4], color=theme.NEUTRAL, aria=False)
        parts.append(rule.encode(y="level:Q"))
    alt_text = (
        f"{label} against the direction's number, strongest first, for {shown['layer'].nunique()} layers {state}."
    )
    return theme.titled(alt.layer(*parts).properties(height=HEIGHT), state.capitalize(), alt_text)


def log_axis(low: float, high: float) -> alt.Axis:
    """Return the axis of a logarithmic scale, ticked at powers of ten, over few decades also at 2 and 5 times them."""
    decades = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    stride = -(-len(decades) // 7)
    digits = (1, 2, 5) if np.log10(high / low) < 2.5 else (1,)
    ticks = [digit * 10.0**power for power in decades if power % stride == 0 for digit in digits]
    written = "datum.value >= 0.001 && datum.value < 1e6 ? format(datum.value, ',.6~g') : format(datum.value, '.0e')"
    return alt.Axis(values=[tick for tick in ticks if low <= tick <= high], labelExpr=written)


def _tens(last: int) -> list[int]:
    step = next(step for step in (2, 5, 10, 20, 50, 100, 200) if last <= 6 * step or step == 200)
    return list(range(step, last + 1, step))


def _limits(frame: pd.DataFrame, scale: alt.Scale) -> tuple[float, float]:
    domain = scale.to_dict()
    low, high = domain.get("domain", (0.0, float(frame["high"].max())))
    return float(low), float(high)


def _ends(frame: pd.DataFrame, log: bool, low: float, high: float) -> pd.DataFrame:
    """Return where each layer's name stands: at the end of its line, moved up or down from others that end there."""
    along, back = (np.log10, lambda v: 10.0**v) if log else (np.asarray, np.asarray)
    ends = frame.loc[frame.groupby("layer", sort=False)["index"].idxmax()].copy()
    bottom, top = (float(along(end)) for end in (low, high))
    gap = 14 / (HEIGHT - 70) * (top - bottom)
    ends = ends.sort_values("index", kind="stable")
    ends["place"] = 0.0
    close = (ends["index"].diff() > 0.15 * frame["index"].max()).cumsum()  # names of lines that end close together
    for _, group in ends.groupby(close):
        ends.loc[group.index, "place"] = back(apart(along(group["mean"].to_numpy()), gap, bottom, top))
    return ends


def apart(places: np.ndarray, gap: float, low: float, high: float) -> np.ndarray:
    """Return places (n,) in the same order, at least `gap` apart, from low to high where there is room."""
    order = np.argsort(places, kind="stable")
    moved = np.maximum(np.asarray(places, float)[order], low)
    steps = gap * np.arange(len(moved))
    moved = np.maximum.accumulate(moved - steps) + steps
    room = high - steps[::-1]
    found = np.empty(len(moved))
    found[order] = np.minimum(moved, room)
    return found


def isometry(spectra: dict[str, np.ndarray]) -> alt.LayerChart:
    """Return a chart of the median of singular values (depth, width) by depth, and their range from 10 % upwards."""
    rows: list[dict[str, Any]] = [
        {"start": start, "depth": depth + 1}
        | {name: max(float(np.quantile(row, at)), 1e-12) for name, at in (("low", 0.1), ("median", 0.5), ("high", 1.0))}
        for start, values in spectra.items()
        for depth, row in enumerate(values)
    ]
    colour = alt.Color(
        "start:N",
        title=None,
        scale=theme.categorical(list(spectra)),
        sort=None,
        legend=alt.Legend(orient="top", **STROKES),
    )
    depth = alt.X(
        "depth:Q", title="Depth (layers)", axis=theme.axis(tickMinStep=1), scale=alt.Scale(domainMin=1, nice=False)
    )
    base = alt.Chart(pd.DataFrame(rows)).encode(x=depth, color=colour)
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    axis = log_axis(low / 2, 2 * high)
    y: dict[str, Any] = {"scale": theme.log_scale(), "title": "Singular value, logarithmic", "axis": axis}
    tooltip = ["start:N", "depth:Q", *(alt.Tooltip(f"{name}:Q", format=".3g") for name in ("low", "median", "high"))]
    chart = base.mark_area(opacity=0.25).encode(y=alt.Y("low:Q", **y), y2="high:Q") + base.mark_line().encode(
        y=alt.Y("median:Q", **y), tooltip=tooltip
    )
    return theme.titled(
        chart.properties(height=320),
        "Singular values of a random network by depth: median, and from the 10 % point to the largest",
        "Median, 10 % point and largest singular value against depth, for orthogonal and Gaussian weights.",
    )


def contrast(ratios: np.ndarray, layers: tuple[str, ...]) -> alt.LayerChart:
    """Return a chart of ‖JΔ‖/‖Δ‖ of two classes over that of one class (2, layers).

    Above 1 differences between classes are stretched more.
    """
    frame = pd.DataFrame(
        [
            {"state": state, "layer": layer, "ratio": float(ratios[s, t])}
            for s, state in enumerate(STATES)
            for t, layer in enumerate(layers)
            if np.isfinite(ratios[s, t])
        ]
    )
    low, high = min([1.0, *frame["ratio"]]), max([1.0, *frame["ratio"]])
    margin = 0.08 * (high - low) or 0.1
    scale = alt.Scale(domain=[low - margin, high + margin], nice=False, zero=False)
    colours = alt.Scale(domain=list(STATES), range=[theme.A, theme.NEUTRAL])
    lines = (
        alt.Chart(frame)
        .mark_line(point={"size": 70})
        .encode(
            x=alt.X("layer:N", sort=list(layers), title="Layer", axis=alt.Axis(labelAngle=-40, labelOverlap=False)),
            y=alt.Y("ratio:Q", title="Two classes / one class", scale=scale, axis=theme.axis()),
            color=alt.Color("state:N", title=None, sort=None, scale=colours, legend=alt.Legend(orient="top")),
            tooltip=["state:N", "layer:N", alt.Tooltip("ratio:Q", format=".3f")],
        )
    )
    level = alt.Chart(pd.DataFrame({"ratio": [1.0], "said": ["1: stretched alike"]}))
    rule = level.mark_rule(strokeDash=[4, 4], color=theme.NEUTRAL, aria=False).encode(y="ratio:Q")
    said = level.mark_text(align="left", baseline="bottom", dx=4, dy=-3).encode(
        x=alt.value(0), y="ratio:Q", text="said:N"
    )
    return theme.titled(
        (rule + lines + said).properties(height=300),
        "Stretching of differences between classes, relative to differences within a class",
        "Ratio of ‖JΔ‖/‖Δ‖ between classes to within a class, by layer, after and before training.",
    )
