"""Charts of what changes of the image do to the prediction and to spectra: arrays in, alt.Chart out."""

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.jacobian.charts.spectra import STATES

MEASURES = ("largest singular value", "sum of the ten largest")


def under_noise(
    values: np.ndarray, levels: tuple[float, ...], layers: tuple[str, str], colours: tuple[str, str]
) -> list[alt.LayerChart]:
    """Return charts of the largest singular value (2, 2 layers, levels, inputs) against noise, mean ± SEM.

    One of the trained and one of the untrained network; `colours` are those of the two layers in other charts.
    """
    count = values.shape[3]
    mean, sem = values.mean(3), values.std(3, ddof=1) / np.sqrt(count)
    scale = alt.Scale(domain=[min(0.0, float((mean - sem).min())), float((mean + sem).max())])
    colour = alt.Color("layer:N", title=None, sort=None, scale=alt.Scale(domain=list(layers), range=list(colours)))
    colour = colour.legend(orient="top")
    charts = []
    for s, state in enumerate(STATES):
        rows = [
            {
                "layer": layers[t],
                "noise": level,
                "mean": mean[s, t, i],
                "low": mean[s, t, i] - sem[s, t, i],
                "high": mean[s, t, i] + sem[s, t, i],
            }
            for t in range(len(set(layers)))
            for i, level in enumerate(levels)
        ]
        x = alt.X("noise:Q", title="Noise (standard deviations of the images)", axis=theme.axis(values=list(levels)))
        base = alt.Chart(pd.DataFrame(rows)).encode(x=x, color=colour)
        y = alt.Y("mean:Q", title="Largest singular value", scale=scale, axis=theme.axis())
        tooltip = ["layer:N", "noise:Q", alt.Tooltip("mean:Q", format=".3f")]
        chart = base.mark_rule().encode(y="low:Q", y2="high:Q") + base.mark_line(point=True).encode(
            y=y, tooltip=tooltip
        )
        alt_text = (
            f"Largest singular value against noise at {' and '.join(dict.fromkeys(layers))}, {state}; mean and SEM."
        )
        charts.append(theme.titled(chart.properties(height=320), state.capitalize(), alt_text))
    return charts


def step_lengths(strengths: tuple[float, ...]) -> alt.X:
    """Return the axis of the lengths of steps, as shares of ‖x‖."""
    return alt.X(
        "strength:Q", title="Length of the step (share of ‖x‖)", axis=theme.percent_axis(values=list(strengths))
    )


def along(directions: tuple[str, ...]) -> alt.Color:
    """Return the colour encoding of the kinds of directions, named above the chart."""
    scale = theme.categorical(list(directions))
    return alt.Color("direction:N", title=None, sort=None, scale=scale, legend=alt.Legend(orient="top", columns=2))


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
    base = alt.Chart(frame).encode(x=step_lengths(strengths), color=along(directions))
    y = alt.Y("mean:Q", title="Changed predictions", axis=theme.percent_axis(), scale=theme.share_scale())
    tooltip = ["direction:N", "strength:Q", alt.Tooltip("mean:Q", format=".0%"), alt.Tooltip("sem:Q", format=".0%")]
    chart = base.mark_rule().encode(y="low:Q", y2="high:Q") + base.mark_line(point=True).encode(y=y, tooltip=tooltip)
    return theme.titled(
        chart.properties(height=400),
        "Steps of equal length, in different directions",
        f"Share of changed predictions against step length along {', '.join(directions)}; mean and SEM.",
    )


def moved(change: np.ndarray, directions: tuple[str, ...], strengths: tuple[float, ...]) -> list[alt.LayerChart]:
    """Return charts of the relative change of s₁ and of the top ten's sum, (2, directions, strengths, inputs).

    Mean ± SEM over inputs, on the same axes.
    """
    mean, sem = change.mean(3), change.std(3, ddof=1) / np.sqrt(change.shape[3])
    low, high = float(np.nanmin(mean - sem, initial=0)), float(np.nanmax(mean + sem, initial=0))
    charts = []
    for m, measure in enumerate(MEASURES):
        frame = pd.DataFrame(
            [
                {
                    "direction": name,
                    "strength": strength,
                    "mean": float(mean[m, d, s]),
                    "sem": float(sem[m, d, s]),
                    "low": float(mean[m, d, s] - sem[m, d, s]),
                    "high": float(mean[m, d, s] + sem[m, d, s]),
                }
                for d, name in enumerate(directions)
                for s, strength in enumerate(strengths)
            ]
        )
        base = alt.Chart(frame).encode(x=step_lengths(strengths), color=along(directions))
        y = alt.Y("mean:Q", title="Change", axis=theme.percent_axis(format="+~%"), scale=alt.Scale(domain=[low, high]))
        tooltip = [
            "direction:N",
            "strength:Q",
            alt.Tooltip("mean:Q", format="+.1%"),
            alt.Tooltip("sem:Q", format=".1%"),
        ]
        zero = alt.Chart(pd.DataFrame({"mean": [0.0]})).mark_rule(strokeDash=[4, 4], color=theme.NEUTRAL, aria=False)
        chart = alt.layer(
            zero.encode(y="mean:Q"),
            base.mark_rule().encode(y="low:Q", y2="high:Q"),
            base.mark_line(point=True).encode(y=y, tooltip=tooltip),
        ).properties(height=380)
        alt_text = f"Relative change of the {measure} against step length, mean and SEM: {', '.join(directions)}."
        charts.append(theme.titled(chart, measure.capitalize(), alt_text))
    return charts
