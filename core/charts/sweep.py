"""Several runs that differ in one setting: their curves in one chart, and one chart for each measure."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

HEIGHT, HEIGHT_WITH_LEGEND = 220, 280
# Values whose largest is this many times the smallest are drawn on a logarithmic axis.
WIDE = 10


def curves(
    by_run: Mapping[str, np.ndarray], axes: tuple[str, str], label: str, mean: np.ndarray | None
) -> alt.LayerChart:
    """Draw the curves (n, 2) of all runs; their mean with its interval (n, 4: x, mean, low, high) where it is given.

    With a mean the single runs are thin grey lines; without one each has the colour of its value.
    """
    rows = [{"run": name, "x": float(x), "y": float(y)} for name, curve in by_run.items() for x, y in curve]
    base = alt.Chart(pd.DataFrame(rows))
    x = alt.X("x:Q", title=axes[0], axis=theme.axis())
    y = alt.Y("y:Q", title=axes[1], scale=alt.Scale(zero=False), axis=theme.axis())
    tips = [alt.Tooltip("run:N", title=label), alt.Tooltip("x:Q", title=axes[0])]
    tips.append(alt.Tooltip("y:Q", title=axes[1], format=".4g"))
    if mean is None:
        scale = alt.Scale(domain=list(by_run), range=theme.ramp(len(by_run)))
        legend = alt.Legend(orient="top", columns=5, symbolType="stroke", symbolStrokeWidth=3)
        colour = alt.Color("run:N", title=label, sort=None, scale=scale, legend=legend)
        layers = [base.mark_line(strokeWidth=2).encode(x, y, colour, tooltip=tips)]
    else:
        frame = pd.DataFrame(mean, columns=["x", "mean", "low", "high"])
        spread = alt.Chart(frame)
        layers = [
            base.mark_line(color=theme.NEUTRAL, strokeWidth=1, opacity=0.7).encode(x, y, detail="run:N", tooltip=tips),
            spread.mark_area(color=theme.A, opacity=0.25).encode(x, alt.Y("low:Q"), alt.Y2("high:Q")),
            spread.mark_line(color=theme.A, strokeWidth=2.5).encode(x, alt.Y("mean:Q")),
        ]
    ends = [float(curve[-1, 1]) for curve in by_run.values()]
    described = f"{len(by_run)} curves; they end from {min(ends):.3g} to {max(ends):.3g}."
    title = f"{axes[1]} of {len(by_run)} runs" + ("" if mean is None else "; blue: mean with 95 % interval")
    return theme.titled(
        alt.layer(*layers).properties(height=HEIGHT_WITH_LEGEND if mean is None else HEIGHT), _capital(title), described
    )


def measure(
    name: str,
    values: np.ndarray,
    at: Sequence[Any],
    label: str,
    interval: tuple[float, float, float] | None,
    written: Callable[[float], str],
) -> alt.LayerChart:
    """Draw one measure (runs,) against the values of the setting, with mean, low and high where they are given."""
    frame = pd.DataFrame({"at": list(at), "value": values}).dropna()
    x = _axis_of(at, label, ordered=interval is None)
    percent = "accuracy" in name
    axis = (theme.percent_axis if percent else theme.axis)(ticks=4)
    y = alt.Y("value:Q", title=None, scale=alt.Scale(zero=False), axis=axis)
    tips = [alt.Tooltip("at", title=label), alt.Tooltip("value:Q", title=name, format=".2%" if percent else ".4g")]
    base = alt.Chart(frame)
    layers = [base.mark_point(filled=True, size=70, opacity=1, color=theme.A).encode(x, y, tooltip=tips)]
    said = f"{len(frame)} runs, from {written(frame['value'].min())} to {written(frame['value'].max())}"
    if interval is not None:
        mean, low, high = interval
        band = alt.Chart(pd.DataFrame({"mean": [mean], "low": [low], "high": [high]}))
        layers = [
            band.mark_rect(color=theme.A, opacity=0.2).encode(alt.Y("low:Q"), alt.Y2("high:Q")),
            band.mark_rule(color=theme.A, strokeWidth=2).encode(alt.Y("mean:Q")),
            *layers,
        ]
        said += f"; mean {written(mean)}, 95 % interval {written(low)} to {written(high)}"
    elif x["type"] == "quantitative":
        layers.insert(0, base.mark_line(color=theme.NEUTRAL).encode(x, y))
    chart = alt.layer(*layers).properties(height=HEIGHT)
    return theme.titled(chart, _capital(name), f"{name} against {label}: {said}.")


def _axis_of(at: Sequence[Any], label: str, *, ordered: bool) -> alt.X:
    """Return the axis of the setting: numbers where the values are ordered numbers, else one place for each value."""
    numeric = ordered and all(isinstance(value, (int, float)) for value in at)
    if not numeric:
        return alt.X("at:O", title=label, sort=None, type="ordinal", axis=alt.Axis(labelAngle=0, labelOverlap=True))
    wide = min(at) > 0 and max(at) >= WIDE * min(at)
    scale = theme.log_scale(padding=10) if wide else alt.Scale(zero=False, padding=10)
    title = f"{label} (logarithmic scale)" if wide else label
    return alt.X("at:Q", title=title, type="quantitative", scale=scale, axis=theme.axis(ticks=4))


def _capital(text: str) -> str:
    """Begin a title with a capital letter, unless it begins with a symbol such as s₁."""
    return text[:1].upper() + text[1:] if text[1:2].isalpha() else text
