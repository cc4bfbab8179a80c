"""Charts of Jacobian spectra: arrays in, alt.Chart out."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

STATES = ("after training", "before training")
LAYER_RANGE = ("#b88a00", "#6b9e1f", "#1a9f7c", "#3a8fb7", "#5f63d0", "#a04bd0")  # each 3:1 on white and on black
WIDTH, HEIGHT = 316, 280
ROUNDING = 1e-5  # of the largest: float32 cannot tell less from zero, and a logarithm shows little else
STROKES: dict[str, Any] = {
    "symbolOpacity": 1,
    "symbolType": "stroke",
    "symbolStrokeWidth": 3,
}  # a legend not as faint as the bands


def layer_colours(layers: tuple[str, ...]) -> list[str]:
    """Return a ramp of colours: near the input light, near the output dark."""
    at = np.linspace(0, len(LAYER_RANGE) - 1, len(layers)).round().astype(int) if len(layers) < 6 else None
    if at is not None:
        return [LAYER_RANGE[i] for i in at]
    return [_between(i / (len(layers) - 1)) for i in range(len(layers))]


def by_layer(layers: tuple[str, ...]) -> alt.Color:
    """Return the colour encoding of layers."""
    scale = alt.Scale(domain=list(layers), range=layer_colours(layers))
    legend = alt.Legend(orient="top", columns=4, **STROKES)  # above: beside two charts no narrow screen would show it
    return alt.Color("layer:N", title=None, sort=None, scale=scale, legend=legend)


def _between(share: float) -> str:
    position = share * (len(LAYER_RANGE) - 1)
    low = min(int(position), len(LAYER_RANGE) - 2)
    parts = []
    for i in (1, 3, 5):
        a, b = (int(LAYER_RANGE[j][i : i + 2], 16) for j in (low, low + 1))
        parts.append(round(a + (b - a) * (position - low)))
    return "#{:02x}{:02x}{:02x}".format(*parts)


def by_index(
    values: np.ndarray,
    layers: tuple[str, ...],
    title: str,
    label: str,
    *,
    log: bool = False,
    level: float | None = None,
) -> alt.FacetChart:
    """Mean ± SD over inputs of `values` (2, layers, inputs, k) against the index, after and before training.

    `level` draws the dashed line of what a random vector has.
    """
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
    scale = alt.Scale(type="log", nice=False) if log else alt.Scale(zero=False)
    base = alt.Chart().encode(x=alt.X("index:Q", title="Direction (1 = strongest)"), color=by_layer(layers))
    tooltip = ["layer:N", "index:Q", alt.Tooltip("mean:Q", format=".4g")]
    parts = [
        base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", title=label, scale=scale), y2="high:Q"),
        base.mark_line().encode(y=alt.Y("mean:Q", title=label, scale=scale), tooltip=tooltip),
    ]
    if level is not None:
        rule = alt.Chart().mark_rule(strokeDash=[4, 4], color=theme.NEUTRAL, aria=False)
        parts.append(rule.encode(y=alt.datum(level)))
    chart = alt.layer(*parts, data=pd.DataFrame(rows)).properties(width=WIDTH, height=HEIGHT)
    faceted = chart.facet(column=alt.Column("state:N", title=None, sort=list(STATES)))
    alt_text = (
        f"{label} against the index for {len(layers)} layers, mean and SD over inputs, after and before training."
    )
    return theme.titled(faceted, title, alt_text)


def under_noise(values: np.ndarray, levels: tuple[float, ...], layers: tuple[str, str]) -> alt.FacetChart:
    """Largest singular value (2, 2 layers, levels, inputs) against input noise, mean ± SEM, in both states."""
    count = values.shape[3]
    rows = [
        {
            "state": STATES[s],
            "layer": layers[t],
            "noise": level,
            "mean": float(values[s, t, i].mean()),
            "sem": float(values[s, t, i].std(ddof=1) / np.sqrt(count)),
        }
        for s in range(2)
        for t in range(2)
        for i, level in enumerate(levels)
    ]
    frame = pd.DataFrame(rows)
    frame["low"], frame["high"] = frame["mean"] - frame["sem"], frame["mean"] + frame["sem"]
    colour = alt.Color("layer:N", title="Layer", sort=None, scale=theme.categorical(list(layers)))
    base = alt.Chart().encode(x=alt.X("noise:Q", title="Noise (SD of the images)"), color=colour)
    y = alt.Y("mean:Q", title="Largest singular value")
    lines = base.mark_line(point=True).encode(y=y, tooltip=["layer:N", "noise:Q", alt.Tooltip("mean:Q", format=".3f")])
    bars = base.mark_rule().encode(y=alt.Y("low:Q"), y2="high:Q")
    chart = alt.layer(bars, lines, data=frame).properties(width=WIDTH, height=220)
    return theme.titled(
        chart.facet(column=alt.Column("state:N", title=None, sort=list(STATES))),
        "Largest singular value under input noise",
        f"Largest singular value against noise at {layers[0]} and {layers[1]}, mean and SEM over {count} inputs.",
    )


def flips(share: np.ndarray, directions: tuple[str, ...], strengths: tuple[float, ...]) -> alt.LayerChart:
    """Return a chart of the share of changed predictions against the step's length, mean ± SEM.

    `share` is (directions, strengths, inputs).
    """
    frame = pd.DataFrame(
        [
            {
                "direction": name,
                "strength": strength,
                "mean": float(share[d, s].mean()),
                "sem": float(share[d, s].std(ddof=1) / np.sqrt(share.shape[2])),
            }
            for d, name in enumerate(directions)
            for s, strength in enumerate(strengths)
        ]
    )
    frame["low"], frame["high"] = (frame["mean"] - frame["sem"]).clip(0), (frame["mean"] + frame["sem"]).clip(upper=1)
    colour = alt.Color("direction:N", title="Along", sort=None, scale=theme.categorical(list(directions)))
    base = alt.Chart(frame).encode(x=alt.X("strength:Q", title="Length of the step (‖x‖ = 1)"), color=colour)
    y = alt.Y("mean:Q", title="Changed predictions", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    tooltip = ["direction:N", "strength:Q", alt.Tooltip("mean:Q", format=".0%"), alt.Tooltip("sem:Q", format=".0%")]
    chart = base.mark_rule().encode(y="low:Q", y2="high:Q") + base.mark_line(point=True).encode(y=y, tooltip=tooltip)
    return theme.titled(
        chart.properties(height=300),
        "Steps of equal length, in different directions",
        f"Share of changed predictions against step length along {', '.join(directions)}; mean and SEM.",
    )


def isometry(spectra: dict[str, np.ndarray]) -> alt.Chart:
    """Return a chart of the largest, median and 10 % singular value (depth, width) by depth, by initialisation."""
    rows = [
        {"start": start, "depth": depth + 1, "which": which, "value": max(float(np.quantile(row, at)), 1e-12)}
        for start, values in spectra.items()
        for depth, row in enumerate(values)
        for which, at in (("largest", 1.0), ("median", 0.5), ("10 % point", 0.1))
    ]
    dash = alt.StrokeDash("which:N", title="Singular value", sort=None)
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line()
        .encode(
            x=alt.X("depth:Q", title="Depth (layers)"),
            y=alt.Y("value:Q", title="Singular value (below 1e-12: 1e-12)", scale=alt.Scale(type="log")),
            color=alt.Color("start:N", title="Weights", scale=theme.categorical(list(spectra))),
            strokeDash=dash,
            tooltip=["start:N", "which:N", "depth:Q", alt.Tooltip("value:Q", format=".3g")],
        )
        .properties(height=320)
    )
    return theme.titled(
        chart,
        "Singular values of a random network by depth",
        "Largest, median and 10 % singular value of the Jacobian against depth, for orthogonal and Gaussian weights.",
    )


def contrast(ratios: np.ndarray, layers: tuple[str, ...]) -> alt.Chart:
    """|JΔ|/|Δ| of two classes over that of one class (2, layers): above 1, differences between classes grow more."""
    frame = pd.DataFrame(
        [
            {"state": STATES[s], "layer": layer, "ratio": float(ratios[s, t])}
            for s in range(2)
            for t, layer in enumerate(layers)
        ]
    )
    chart = (
        alt.Chart(frame)
        .mark_line(point=True)
        .encode(
            x=alt.X("layer:N", sort=None, title="Layer", axis=alt.Axis(labelAngle=-40, labelOverlap=False)),
            y=alt.Y("ratio:Q", title="Two classes / one class", scale=alt.Scale(zero=False)),
            color=alt.Color("state:N", title=None, sort=list(STATES), scale=theme.categorical(list(STATES))),
            tooltip=["state:N", "layer:N", alt.Tooltip("ratio:Q", format=".3f")],
        )
        .properties(height=260)
    )
    return theme.titled(
        chart,
        "Stretching of differences between classes, relative to differences within a class",
        "Ratio of |JΔ|/|Δ| between classes to within a class, by layer, after and before training.",
    )
