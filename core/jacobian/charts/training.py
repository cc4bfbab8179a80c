"""Charts of what training and its settings do to Jacobian spectra: arrays in, alt.Chart out."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.jacobian.charts.spectra import STATES, STROKES, by_layer, log_axis

PARTS = ("each layer alone", "the network up to the layer")
HEIGHT = 380
LOWEST = 1e-6
# Baked studies name what they varied in older words.
FIRST, YOURS = "the first network", "your network"
NAMES = {"the first net": FIRST, "σ of the start": "σ of the initial weights"}
BELOW: dict[str, Any] = {"orient": "bottom", "columns": 4, "labelLimit": 260}


def steepness(
    steep: np.ndarray,
    accuracy: np.ndarray,
    varied: tuple[str, ...],
    settings: tuple[str, ...],
    present: tuple[float, float, float] | None = None,
) -> list[alt.LayerChart]:
    """Return charts of test accuracy (N,) against 1 − s₁₀/s₁ from `steep`, s₁₀/s₁ (2, N): after and before training.

    `present` is one more network: its s₁₀/s₁ after and before, and its accuracy.
    """
    frame = _networks(steep, accuracy, varied, settings, present)
    names = list(dict.fromkeys(frame["varied"]))
    marked = [name for name in (FIRST, YOURS) if name in names]
    plain = [name for name in names if name not in marked]
    colours = alt.Scale(domain=plain, range=theme.categorical(plain).to_dict()["range"])
    low = float(frame["accuracy"].min())
    y = alt.Y(
        "accuracy:Q",
        title="Test accuracy",
        axis=theme.percent_axis(),
        scale=alt.Scale(domain=[max(0.0, low - 0.05), 1]),
    )
    x = alt.X("steepness:Q", title="Steepness 1 − s₁₀/s₁", axis=theme.axis(), scale=theme.share_scale())
    tooltip = [
        alt.Tooltip("varied:N", title="varied"),
        alt.Tooltip("setting:N", title="to"),
        alt.Tooltip("steepness:Q", title="1 − s₁₀/s₁", format=".3f"),
        alt.Tooltip("accuracy:Q", title="test accuracy", format=".1%"),
    ]
    legend = alt.Legend(orient="bottom", columns=2, labelLimit=260)
    charts = []
    for state in STATES:
        base = alt.Chart(frame[frame["state"] == state]).encode(x=x, y=y, tooltip=tooltip)
        others = base.transform_filter(alt.FieldOneOfPredicate(field="varied", oneOf=plain))
        points = others.mark_point(filled=True, size=90, opacity=0.85).encode(
            color=alt.Color("varied:N", title=None, sort=None, scale=colours, legend=legend)
        )
        own = base.transform_filter(alt.FieldOneOfPredicate(field="varied", oneOf=marked))
        diamonds = own.mark_point(shape="diamond", size=240, strokeWidth=2.5, color=theme.A, filled=False)
        named = [  # one above and one below its point: they may be close
            base.transform_filter(alt.FieldEqualPredicate(field="varied", equal=name))
            .mark_text(dy=shift, fontWeight="bold")
            .encode(text="varied:N")
            for name, shift in ((FIRST, -18), (YOURS, 20))
        ]
        alt_text = f"Test accuracy against 1 − s₁₀/s₁ at the last hidden layer for {len(accuracy)} networks, {state}."
        chart = alt.layer(points, diamonds, *named).properties(height=HEIGHT)
        charts.append(theme.titled(chart, f"Steepness {state}", alt_text))
    return charts


def _networks(
    steep: np.ndarray,
    accuracy: np.ndarray,
    varied: tuple[str, ...],
    settings: tuple[str, ...],
    present: tuple[float, float, float] | None,
) -> pd.DataFrame:
    """Return one row for each network and state."""
    rows = [
        {
            "state": state,
            "steepness": 1 - float(steep[s, i]),
            "accuracy": float(accuracy[i]),
            "varied": NAMES.get(varied[i], varied[i]),
            "setting": settings[i],
        }
        for s, state in enumerate(STATES)
        for i in range(len(accuracy))
    ]
    if present is not None:
        rows += [
            {"state": state, "steepness": 1 - present[s], "accuracy": present[2], "varied": YOURS, "setting": "as set"}
            for s, state in enumerate(STATES)
        ]
    return pd.DataFrame(rows)


def encoders(values: dict[str, np.ndarray], *, relative: bool) -> alt.LayerChart:
    """Spectra (inputs, k) of several encoders' Jacobians against the index, mean ± SD over inputs, log scale."""
    rows: list[dict[str, Any]] = []
    for name, found in values.items():
        shown = found / found[:, :1] if relative else found
        mean, deviation = shown.mean(0), shown.std(0)
        rows += [
            {
                "encoder": name,
                "index": i + 1,
                "mean": float(mean[i]),
                "low": float(max(mean[i] - deviation[i], mean[i] / 10)),
                "high": float(mean[i] + deviation[i]),
            }
            for i in range(len(mean))
            if mean[i] > LOWEST
        ]
    label = "s / s₁" if relative else "s"
    legend = alt.Legend(**{**BELOW, **STROKES, "columns": 2})
    colour = alt.Color("encoder:N", title=None, sort=None, scale=theme.categorical(list(values)), legend=legend)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("index:Q", title="Direction (1 = strongest)", scale=alt.Scale(domainMin=1), axis=theme.axis()),
        color=colour,
    )
    low, high = min(row["low"] for row in rows), max(row["high"] for row in rows)
    axis = log_axis(low / 2, 2 * high)
    y: dict[str, Any] = {"title": f"{label}, logarithmic", "scale": theme.log_scale(), "axis": axis}
    band = base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", **y), y2="high:Q")
    line = base.mark_line().encode(
        y=alt.Y("mean:Q", **y),
        tooltip=["encoder:N", "index:Q", alt.Tooltip("mean:Q", title=label, format=".3g")],
    )
    return theme.titled(
        (band + line).properties(height=320),
        "Spectra of the encoders' Jacobians at test digits (mean ± SD)",
        f"{label} against the index for {len(values)} encoders on a logarithmic scale, mean and SD over test digits.",
    )


def chain(single: np.ndarray, cumulative: np.ndarray, layers: tuple[str, ...]) -> list[alt.Chart]:
    """Return charts of the spectra (layers, k) of the single layers and of the network up to each, on one log scale."""
    parts = [np.where(values > LOWEST * np.nanmax(values), values, np.nan) for values in (single, cumulative)]
    low, high = (float(end([end(values) for values in parts])) for end in (np.nanmin, np.nanmax))
    scale = theme.log_scale(domain=[low, high], nice=False, padding=8)
    charts = []
    for part, values in zip(PARTS, parts, strict=True):
        rows = [
            {"layer": layer, "index": i + 1, "s": float(values[t, i])}
            for t, layer in enumerate(layers)
            for i in range(values.shape[1])
            if np.isfinite(values[t, i])
        ]
        x = alt.X(
            "index:Q", title="Direction (1 = strongest)", axis=theme.axis(tickMinStep=1), scale=alt.Scale(domainMin=1)
        )
        y = alt.Y("s:Q", title="Singular value, logarithmic", scale=scale, axis=log_axis(low, high))
        tooltip = ["layer:N", alt.Tooltip("index:Q", title="direction"), alt.Tooltip("s:Q", format=".4g")]
        lines = alt.Chart(pd.DataFrame(rows)).mark_line(point={"size": 18})
        chart = lines.encode(x=x, y=y, color=by_layer(layers), tooltip=tooltip).properties(height=HEIGHT)
        alt_text = f"Singular values, strongest first, for {len(layers)} layers, {part}, on a logarithmic scale."
        charts.append(theme.titled(chart, part[0].upper() + part[1:], alt_text))
    return charts


def bound(actual: np.ndarray, bounds: np.ndarray, layers: tuple[str, ...]) -> list[alt.Chart]:
    """Return charts of s₁ of the product (2, layers) and of its bound, after and before training."""
    lines = ("product of the layers' s₁ (bound)", "s₁ of their product")
    both = np.maximum(np.stack([bounds, actual]), 1e-12)
    scale = theme.log_scale(domain=[float(both.min()), float(both.max())], nice=False, padding=8)
    colours = alt.Scale(domain=list(lines), range=[theme.NEUTRAL, theme.A])
    charts = []
    for s, state in enumerate(STATES):
        rows = [
            {"layer": layer, "line": name, "s": float(values[s, t])}
            for name, values in zip(lines, both, strict=True)
            for t, layer in enumerate(layers)
        ]
        chart = (
            alt.Chart(pd.DataFrame(rows))
            .mark_line(point=True)
            .encode(
                x=alt.X("layer:N", title=None, sort=list(layers), axis=alt.Axis(labelAngle=-40, labelOverlap=False)),
                y=alt.Y(
                    "s:Q",
                    title="Largest s, logarithmic",
                    scale=scale,
                    axis=log_axis(float(both.min()), float(both.max())),
                ),
                color=alt.Color(
                    "line:N",
                    title=None,
                    sort=None,
                    scale=colours,
                    legend=alt.Legend(orient="top", columns=1, labelLimit=0),
                ),
                tooltip=["line:N", "layer:N", alt.Tooltip("s:Q", format=".4g")],
            )
            .properties(height=320)
        )
        alt_text = f"Largest singular value of the product and its bound along {len(layers)} layers, {state}."
        charts.append(theme.titled(chart, state.capitalize(), alt_text))
    return charts
