"""Charts of EfficientNet-Lite0 under noise and after steps along directions; intervals are at 95 %."""

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.gallery import judging
from core.jacobian.findings.imagenet_noise import NAMES, outcome, step_shrinkage
from core.jacobian.imagenet_noise import LEVELS
from core.jacobian.imagenet_noise_bundle import HIGH, LOW, NoiseBundle
from core.jacobian.imagenet_steps import KINDS, LENGTHS

SHOWN_RANKS = (1, 5, 20)
CONTROL = "s1, untrained"
KEPT, LOST = "keeps its prediction", "loses its prediction"
HEIGHT = 300


def _noise_axis() -> alt.X:
    return alt.X("noise:Q", title="Noise (SD of the photograph)", axis=theme.axis())


def predictions(bundle: NoiseBundle) -> alt.LayerChart:
    """Return the share of draws that keep the prediction, and the probability of the class without noise."""
    series = {"prediction kept": bundle.kept, "probability of the class without noise": bundle.probability}
    rows = []
    for name, values in series.items():
        for level, column in zip(LEVELS, values.T, strict=True):
            found = judging.mean(column)
            low, high = np.clip([found.low, found.high], 0, 1).tolist()
            rows.append({"series": name, "noise": level, "mean": found.mean, "low": low, "high": high})
    colour = alt.Color("series:N", title=None, scale=theme.categorical(list(series)), legend=_legend(1))
    base = alt.Chart(pd.DataFrame(rows)).encode(x=_noise_axis(), color=colour)
    y = alt.Y("mean:Q", title="Mean over photographs", axis=theme.percent_axis(), scale=theme.share_scale())
    tooltip = ["series:N", "noise:Q", *(alt.Tooltip(f"{name}:Q", format=".0%") for name in ("mean", "low", "high"))]
    chart = base.mark_rule().encode(y="low:Q", y2="high:Q") + base.mark_line(point=True).encode(y=y, tooltip=tooltip)
    alt_text = f"Mean over photographs against noise: {' and '.join(series)}."
    return theme.titled(chart.properties(height=HEIGHT), "Predictions under noise", alt_text)


def spectra(bundle: NoiseBundle) -> list[alt.LayerChart]:
    """Return, for the low and the high layer, s with noise over s without for SHOWN_RANKS, geometric means."""
    drawn = {layer: {f"s{rank}": bundle.shrinkage(layer)[:, :, rank - 1] for rank in SHOWN_RANKS} for layer in NAMES}
    if np.isfinite(bundle.untrained[:, 0, 0]).sum() > 1:
        drawn[HIGH][CONTROL] = bundle.untrained_shrinkage()[:, :, 0]
    frames = {layer: _factors(series) for layer, series in drawn.items()}
    # The control's intervals, over few photographs, may be far wider than all others and are cut off.
    ends = pd.concat(frame[frame["series"] != CONTROL] for frame in frames.values())
    low, high = float(ends["low"].min()), float(max(ends["high"].max(), frames[HIGH]["mean"].max()))
    names = list(dict.fromkeys([*drawn[LOW], *drawn[HIGH]]))
    colours = [*theme.CATEGORICAL[: len(SHOWN_RANKS)], theme.NEUTRAL]
    scale = alt.Scale(domain=names, range=colours[: len(names)])
    y_scale = theme.log_scale(domain=[low, high], nice=False)
    charts = []
    for layer, frame in frames.items():
        base = alt.Chart(frame).encode(
            x=_noise_axis(), color=alt.Color("series:N", title=None, sort=None, scale=scale, legend=_legend(4))
        )
        y = alt.Y("mean:Q", title="s with noise / s without (logarithmic)", scale=y_scale, axis=theme.axis())
        tooltip = ["series:N", "noise:Q", *(alt.Tooltip(f"{end}:Q", format=".3f") for end in ("mean", "low", "high"))]
        chart = base.mark_rule(clip=True).encode(y="low:Q", y2="high:Q")
        chart += base.mark_line(point=True).encode(y=y, tooltip=tooltip)
        alt_text = f"Singular values at {NAMES[layer]} with noise over those without, against noise; mean and interval."
        charts.append(theme.titled(chart.properties(height=HEIGHT), f"Spectrum at {NAMES[layer]}", alt_text))
    return charts


def _factors(series: dict[str, np.ndarray]) -> pd.DataFrame:
    rows = []
    for name, shrinkage in series.items():
        for level, column in zip(LEVELS, shrinkage.T, strict=True):
            found = judging.mean(column)
            low, mean, high = (float(np.exp(-end)) for end in (found.high, found.mean, found.low))
            rows.append({"series": name, "noise": level, "mean": mean, "low": low, "high": high})
    return pd.DataFrame(rows)


def by_outcome(bundle: NoiseBundle) -> alt.Chart:
    """Return s₁ at the high layer with noise over s₁ without, a point for each photograph and level."""
    ratio, kept = np.exp(-bundle.shrinkage(HIGH)[:, :, 0]), outcome(bundle)
    rows = [
        {"noise": level, "ratio": ratio[row, column], "outcome": KEPT if kept[row, column] else LOST}
        for row in np.flatnonzero(np.isfinite(kept[:, 0]))
        for column, level in enumerate(LEVELS)
        if column
    ]
    scale = alt.Scale(domain=[KEPT, LOST], range=[theme.BETTER, theme.WORSE])
    shapes = alt.Scale(domain=[KEPT, LOST], range=["circle", "cross"])
    chart = (
        alt.Chart(pd.DataFrame(rows))
        .mark_point(filled=True, size=60, opacity=0.8)
        .encode(
            x=_noise_axis(),
            y=alt.Y("ratio:Q", title="s₁ with noise / s₁ without (logarithmic)", scale=theme.log_scale(nice=False)),
            color=alt.Color("outcome:N", title=None, scale=scale, legend=_legend(1)),
            shape=alt.Shape("outcome:N", title=None, scale=shapes, legend=_legend(1)),
            tooltip=["noise:Q", alt.Tooltip("ratio:Q", format=".2f"), "outcome:N"],
        )
        .properties(height=HEIGHT)
    )
    alt_text = f"s1 at {NAMES[HIGH]} with noise over that without, one point for each photograph and level of noise."
    return theme.titled(chart, f"Each photograph at {NAMES[HIGH]}", alt_text)


def flips(bundle: NoiseBundle) -> alt.LayerChart:
    """Return the share of photographs whose prediction changes, against the length of the step."""
    changed = bundle.changed[np.isfinite(bundle.changed[:, 0, 0])]
    rows = []
    for k, kind in enumerate(KINDS):
        for j, length in enumerate(LENGTHS):
            found = judging.share(int(changed[:, k, j].sum()), len(changed))
            rows.append({"kind": kind, "length": length, "mean": found.mean, "low": found.low, "high": found.high})
    x = alt.X(
        "length:Q",
        title="Length of the step (SD of the photograph, logarithmic)",
        scale=theme.log_scale(),
        axis=theme.axis(values=list(LENGTHS)),
    )
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=x, color=alt.Color("kind:N", title=None, sort=None, scale=theme.categorical(KINDS), legend=_legend(2))
    )
    y = alt.Y("mean:Q", title="Photographs", axis=theme.percent_axis(), scale=theme.share_scale())
    tooltip = ["kind:N", "length:Q", *(alt.Tooltip(f"{end}:Q", format=".0%") for end in ("mean", "low", "high"))]
    chart = base.mark_rule(opacity=0.5).encode(y="low:Q", y2="high:Q")
    chart += base.mark_line(point=True).encode(y=y, tooltip=tooltip)
    alt_text = f"Share of photographs whose prediction changes against the length of the step: {', '.join(KINDS)}."
    return theme.titled(chart.properties(height=HEIGHT), "Changed predictions", alt_text)


def stepped(bundle: NoiseBundle) -> alt.LayerChart:
    """Return the change of the high layer's spectrum after steps of one length, with intervals."""
    rows = []
    for kind, column in zip(KINDS, step_shrinkage(bundle).T, strict=True):
        found = judging.mean(column)
        low, mean, high = (float(np.exp(-end)) for end in (found.high, found.mean, found.low))
        rows.append({"kind": kind, "mean": mean, "low": low, "high": high})
    base = alt.Chart(pd.DataFrame(rows)).encode(
        y=alt.Y("kind:N", title=None, sort=None, axis=alt.Axis(labelLimit=200)),
        color=alt.Color("kind:N", sort=None, scale=theme.categorical(KINDS), legend=None),
    )
    x = alt.X("mean:Q", title="Sum after the step / sum before", scale=alt.Scale(zero=False), axis=theme.axis())
    tooltip = ["kind:N", *(alt.Tooltip(f"{end}:Q", format=".3f") for end in ("mean", "low", "high"))]
    one = alt.Chart(pd.DataFrame({"mean": [1.0]})).mark_rule(strokeDash=[4, 4], color=theme.NEUTRAL, aria=False)
    chart = one.encode(x="mean:Q") + base.mark_rule(size=3).encode(x="low:Q", x2="high:Q")
    chart += base.mark_point(filled=True, size=90).encode(x=x, tooltip=tooltip)
    alt_text = f"Sum of the top 20 singular values at {NAMES[HIGH]} after a step, over that before: {', '.join(KINDS)}."
    return theme.titled(chart.properties(height=HEIGHT), f"Sum of the top 20 at {NAMES[HIGH]}", alt_text)


def _legend(columns: int) -> alt.Legend:
    return alt.Legend(orient="top", columns=columns, labelLimit=260, symbolOpacity=1)
