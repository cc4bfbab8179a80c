"""Learning in stages as charts: half-times, beliefs and branchings. Arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.semantics.stages import Stages

POINTS = 160


def _thin(count: int) -> np.ndarray:
    """At most `POINTS` evenly spaced indices, the last among them."""
    return np.unique(np.linspace(0, count - 1, min(count, POINTS)).round().astype(int))


def _long(times: np.ndarray, columns: np.ndarray, names: Sequence[str], value: str) -> pd.DataFrame:
    """Curves (times, n) as rows of t, name and value, thinned."""
    kept = _thin(len(times))
    return pd.DataFrame(
        {
            "t": np.tile(times[kept], len(names)).round(4),
            "name": np.repeat(list(names), len(kept)),
            value: columns[kept].T.ravel().astype(float),
        }
    )


LEGEND = alt.Legend(orient="top", columns=2, symbolOpacity=1, labelLimit=220)
NAMES = alt.Axis(labelLimit=180, labelOverlap=False)
TIME = "time t (units of τ)"


def _time_axis() -> alt.X:
    return alt.X("t:Q", title=TIME, scale=alt.Scale(nice=False), axis=theme.axis())


def half_times(names: Sequence[str], found: Stages, networks: int) -> alt.LayerChart:
    """Half-time of each mode: a dot with its spread over networks, and theory as a tick.

    Parameters
    ----------
    names
        Of the modes that are shown, the first ones of `found`.
    networks
        How many the means are taken over.
    """
    columns = {
        "half": found.half,
        "low": found.half - found.half_sd,
        "high": found.half + found.half_sd,
        "theory": found.half_theory,
        "rise": found.rise,
        "rise_theory": found.rise_theory,
        "s": found.s,
    }
    frame = pd.DataFrame({"mode": list(names)} | {name: values[: len(names)] for name, values in columns.items()})
    y = alt.Y("mode:N", sort=None, title=None, axis=NAMES)
    fields = {"half": "measured", "theory": "theory", "rise": "10–90 % rise", "rise_theory": "rise in theory"}
    tooltip = ["mode:N", alt.Tooltip("s:Q", format=".2f")]
    tooltip += [alt.Tooltip(f"{field}:Q", title=title, format=".3f") for field, title in fields.items()]
    base = alt.Chart(frame)
    measured, theory_label = f"measured (mean ± SD of {networks})" if networks > 1 else "measured", "theory"
    colour = alt.Scale(domain=[measured, theory_label], range=[theme.A, theme.NEUTRAL])
    legend = alt.Legend(orient="top", title=None, labelLimit=260)
    spread = base.mark_rule(color=theme.A, strokeWidth=3).encode(alt.X("low:Q"), alt.X2("high:Q"), y)
    dots = (
        base.mark_point(filled=True, size=110, opacity=1)
        .encode(
            alt.X("half:Q", title=f"half-time, {TIME}", axis=theme.axis(), scale=alt.Scale(zero=True)),
            y,
            alt.Color("what:N", scale=colour, legend=legend),
            tooltip=tooltip,
        )
        .transform_calculate(what=f"'{measured}'")
    )
    ticks = (
        base.mark_tick(thickness=3, size=22)
        .encode(alt.X("theory:Q"), y, alt.Color("what:N", scale=colour, legend=legend), tooltip=tooltip)
        .transform_calculate(what=f"'{theory_label}'")
    )
    said = "; ".join(f"{name}: {half:.2f}" for name, half in zip(names, found.half, strict=False) if np.isfinite(half))
    return theme.titled(
        alt.layer(spread, ticks, dots).properties(height=110 + 34 * len(names)),
        "When each mode is half learned",
        f"Half-times of {len(names)} modes, measured and in theory. {said or 'None is half learned.'}",
    )


def waits(
    sigmas: np.ndarray, measured: np.ndarray, predicted: np.ndarray, names: Sequence[str], shallow: float
) -> alt.LayerChart:
    """Half-times against the initial scale: dots measured, lines ln(s/a₀ − 1)/2s, and the shallow network's ln 2.

    Parameters
    ----------
    sigmas : (n,)
    measured, predicted : (n, k)
        Means over networks; NaN is left out.
    """
    rows = pd.DataFrame(
        {
            "sigma": np.repeat(sigmas, len(names)),
            "name": np.tile(names, len(sigmas)),
            "measured": measured.ravel(),
            "predicted": predicted.ravel(),
        }
    )
    x = alt.X(
        "sigma:Q",
        scale=theme.log_scale(nice=False, padding=12),
        title="initial scale σ (log scale)",
        axis=theme.axis(values=list(map(float, sigmas)), labelOverlap=True),
    )
    colour = alt.Color("name:N", scale=theme.categorical(list(names)), title=None, legend=LEGEND)
    tooltip = [alt.Tooltip("sigma:Q", format="g"), "name:N", alt.Tooltip("measured:Q", format=".3f")]
    tooltip.append(alt.Tooltip("predicted:Q", format=".3f"))
    lines = (
        alt.Chart(rows.dropna(subset="predicted"))
        .mark_line()
        .encode(x, alt.Y("predicted:Q", title="half-time (units of τ)", axis=theme.axis()), colour)
    )
    dots = (
        alt.Chart(rows.dropna(subset="measured"))
        .mark_point(filled=True, size=70)
        .encode(x, alt.Y("measured:Q"), colour, tooltip=tooltip)
    )
    level = pd.DataFrame({"shallow": [shallow], "what": [f"shallow: ln 2 = {shallow:.2f}, for every mode"]})
    rule = alt.Chart(level).mark_rule(strokeDash=[6, 4], strokeWidth=2, color=theme.NEUTRAL).encode(alt.Y("shallow:Q"))
    words = (
        alt.Chart(level).mark_text(align="left", dy=-8, dx=4).encode(alt.Y("shallow:Q"), x=alt.value(0), text="what:N")
    )
    return theme.titled(
        alt.layer(lines, dots, rule, words).properties(height=340),
        "Half-times against the scale of the initial weights: measured (dots) and in theory (lines)",
        f"Half-times of {len(names)} modes against {len(sigmas)} initial scales; a line marks {shallow:.2f}, that of "
        "the shallow network.",
    )


def belief(
    times: np.ndarray, deep: np.ndarray, shallow: np.ndarray, truth: float, pair: str, limit: float
) -> alt.LayerChart:
    """One belief of the deep network over time, that of a shallow one, and the truth.

    Parameters
    ----------
    times, deep, shallow : (R,)
    limit
        The right end of the time axis.
    """
    curves = ["deep", "shallow (theory)", "truth"]
    frame = _long(times, np.stack([deep, shallow, np.full_like(deep, truth)], axis=1), curves, "value")
    dashes = alt.Scale(domain=curves, range=[[1, 0], [1, 0], [5, 4]])
    colours = alt.Scale(domain=curves, range=[theme.A, theme.B, theme.NEUTRAL])
    return theme.titled(
        _curves(frame, "belief", colours, limit, ".3f").encode(strokeDash=alt.StrokeDash("name:N", scale=dashes)),
        f"{pair}: what the network believes",
        f"The belief peaks at {deep.max():.2f} at t = {times[int(deep.argmax())]:.2f} and ends at {deep[-1]:.2f}; "
        f"the truth is {truth:g}.",
    )


def contributions(times: np.ndarray, shares: np.ndarray, names: Sequence[str], limit: float) -> alt.LayerChart:
    """The signed contribution of each mode to one belief over time; they add up to the belief.

    Parameters
    ----------
    shares : (R, k)
    """
    frame = _long(times, shares, names, "value")
    ends = ", ".join(f"{name} {value:+.2f}" for name, value in zip(names, shares[-1], strict=True))
    return theme.titled(
        _curves(frame, "contribution", theme.categorical(list(names)), limit, "+.3f"),
        "Which modes push this belief up and down",
        f"{len(names)} curves that end at {ends}.",
    )


def _curves(frame: pd.DataFrame, what: str, colours: alt.Scale, limit: float, number: str) -> alt.Chart:
    return (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5)
        .encode(
            alt.X("t:Q", title=TIME, scale=alt.Scale(domain=[0, limit], nice=False), axis=theme.axis()),
            alt.Y("value:Q", title=what, axis=theme.axis()),
            alt.Color("name:N", scale=colours, title=None, legend=LEGEND),
            tooltip=["name:N", alt.Tooltip("t:Q", format=".2f"), alt.Tooltip("value:Q", title=what, format=number)],
        )
        .properties(height=300)
    )


def branchings(names: Sequence[str], halves: np.ndarray, until: float) -> alt.Chart:
    """When each branching of the world's tree is half open, one dot each, the highest branching on top.

    Parameters
    ----------
    halves : (branchings,)
        NaN is left out.
    until
        The end of the time axis.
    """
    rows = [f"{k + 1}. {name}" for k, name in enumerate(names)]
    frame = pd.DataFrame({"branching": rows, "t": halves}).dropna()
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, size=110, color=theme.NEUTRAL, opacity=1)
        .encode(
            alt.X("t:Q", title=f"half open at {TIME}", scale=alt.Scale(domain=[0, until]), axis=theme.axis()),
            alt.Y(
                "branching:N",
                sort=None,
                title=None,
                scale=alt.Scale(domain=rows),
                axis=alt.Axis(labelLimit=180, labelOverlap=False),
            ),
            tooltip=["branching:N", alt.Tooltip("t:Q", format=".2f")],
        )
    )
    said = "; ".join(f"{row}: {half:.2f}" for row, half in zip(rows, halves, strict=True) if np.isfinite(half))
    return theme.titled(
        dots.properties(height=70 + 30 * len(names)),
        "When each branching opens, from the highest to the lowest",
        f"Half-times of {len(names)} branchings. {said or 'None is half open.'}",
    )
