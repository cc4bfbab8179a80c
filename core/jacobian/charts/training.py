"""Charts of what training and its settings do to Jacobian spectra: arrays in, alt.Chart out."""

from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.jacobian.charts.spectra import STATES, STROKES, by_layer

PARTS = ("each layer alone", "the network up to the layer")
WIDTH, HEIGHT = 330, 280
LOWEST = 1e-6
# Baked studies name what they varied in older words.
NAMES = {"the first net": "the first network", "σ of the start": "σ of the initial weights"}
BELOW: dict[str, Any] = {"orient": "bottom", "columns": 4, "labelLimit": 260}


def steepness(
    steep: np.ndarray,
    accuracy: np.ndarray,
    varied: tuple[str, ...],
    settings: tuple[str, ...],
    present: tuple[float, float, float] | None = None,
) -> alt.FacetChart:
    """Return a chart of test accuracy (N,) against s₁₀/s₁ (2, N), after and before training.

    `present` is one more network: its steepness after and before, and its accuracy.
    """
    varied = tuple(NAMES.get(name, name) for name in varied)
    rows = [
        {"state": state, "steep": float(steep[s, i]), "accuracy": float(accuracy[i]), "varied": name, "setting": said}
        for s, state in enumerate(STATES)
        for i, (name, said) in enumerate(zip(varied, settings, strict=True))
    ]
    names = list(dict.fromkeys(varied))
    if present is not None:
        names.append("your network")
        rows += [
            {"state": state, "steep": present[s], "accuracy": present[2], "varied": "your network", "setting": "as set"}
            for s, state in enumerate(STATES)
        ]
    shapes = ["diamond" if name in (NAMES["the first net"], "your network") else "circle" for name in names]
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_point(filled=True, size=110, opacity=0.85)
        .encode(
            x=alt.X("steep:Q", title="s₁₀/s₁ (left is steeper)", scale=alt.Scale(domain=[0, 1])),
            y=alt.Y("accuracy:Q", title="Test accuracy", axis=alt.Axis(format="%"), scale=alt.Scale(zero=False)),
            color=alt.Color(
                "varied:N", title=None, sort=None, scale=theme.categorical(names), legend=alt.Legend(**BELOW)
            ),
            shape=alt.Shape("varied:N", title=None, sort=None, scale=alt.Scale(domain=names, range=shapes)),
            tooltip=[
                alt.Tooltip("varied:N", title="varied"),
                alt.Tooltip("setting:N", title="to"),
                alt.Tooltip("steep:Q", title="s₁₀/s₁", format=".3f"),
                alt.Tooltip("accuracy:Q", title="test accuracy", format=".1%"),
            ],
        )
        .properties(width=WIDTH, height=HEIGHT)
    )
    return theme.titled(
        chart.facet(column=alt.Column("state:N", title=None, sort=list(STATES))),
        "Steepness at the last hidden layer against test accuracy, one point per network",
        f"Test accuracy against the ratio of the tenth to the first singular value for {len(accuracy)} networks.",
    )


def encoders(values: dict[str, np.ndarray], *, relative: bool) -> alt.LayerChart:
    """Spectra (inputs, k) of several encoders' Jacobians against the index, mean ± SD over inputs, log scale."""
    rows = []
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
    base = alt.Chart(pd.DataFrame(rows)).encode(x=alt.X("index:Q", title="Direction (1 = strongest)"), color=colour)
    scale = alt.Scale(type="log")
    band = base.mark_area(opacity=0.18).encode(y=alt.Y("low:Q", title=label, scale=scale), y2="high:Q")
    line = base.mark_line().encode(
        y=alt.Y("mean:Q", title=label, scale=scale),
        tooltip=["encoder:N", "index:Q", alt.Tooltip("mean:Q", title=label, format=".3g")],
    )
    return theme.titled(
        (band + line).properties(height=320),
        "Spectra of the encoders' Jacobians at test digits (mean ± SD)",
        f"{label} against the index for {len(values)} encoders on a logarithmic scale, mean and SD over test digits.",
    )


def chain(single: np.ndarray, cumulative: np.ndarray, layers: tuple[str, ...]) -> alt.FacetChart:
    """Spectra (layers, k) of the single layers and of the network up to each, on a log scale."""
    rows = [
        {"part": part, "layer": layer, "index": i + 1, "s": float(values[t, i])}
        for part, values in zip(PARTS, (single, cumulative), strict=True)
        for t, layer in enumerate(layers)
        for i in range(values.shape[1])
        if values[t, i] > LOWEST * np.nanmax(values)
    ]
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(point={"size": 18})
        .encode(
            x=alt.X("index:Q", title="Direction (1 = strongest)"),
            y=alt.Y("s:Q", title="Singular value", scale=alt.Scale(type="log", nice=False, padding=8)),
            color=by_layer(layers),
            tooltip=["layer:N", "index:Q", alt.Tooltip("s:Q", format=".4g")],
        )
        .properties(width=WIDTH, height=HEIGHT)
    )
    return theme.titled(
        chart.facet(column=alt.Column("part:N", title=None, sort=list(PARTS))),
        "Singular values of each layer alone, and of the product so far",
        f"Singular values against the index for {len(layers)} layers, each alone and all up to it, on a log scale.",
    )


def bound(actual: np.ndarray, bounds: np.ndarray, layers: tuple[str, ...]) -> alt.FacetChart:
    """The largest singular value of the product (2, layers) and its bound, the product of the layers' largest."""
    lines = ("product of the layers' s₁ (bound)", "s₁ of their product")
    rows = [
        {"state": state, "layer": layer, "line": name, "s": max(float(values[s, t]), 1e-12)}
        for s, state in enumerate(STATES)
        for name, values in zip(lines, (bounds, actual), strict=True)
        for t, layer in enumerate(layers)
    ]
    colours = alt.Scale(domain=list(lines), range=[theme.NEUTRAL, theme.CATEGORICAL[0]])
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line(point=True)
        .encode(
            x=alt.X("layer:N", title=None, sort=list(layers), axis=alt.Axis(labelAngle=-40)),
            y=alt.Y("s:Q", title="Largest singular value", scale=alt.Scale(type="log", nice=False, padding=8)),
            color=alt.Color("line:N", title=None, sort=None, scale=colours, legend=alt.Legend(**BELOW)),
            tooltip=["line:N", "layer:N", alt.Tooltip("s:Q", format=".4g")],
        )
        .properties(width=WIDTH, height=200)
    )
    return theme.titled(
        chart.facet(column=alt.Column("state:N", title=None, sort=list(STATES))),
        "Largest singular value of the network up to each layer, and its bound",
        f"Largest singular value of the product and its bound along {len(layers)} layers, after and before training.",
    )
