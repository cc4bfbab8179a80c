"""Learning in stages as charts: strengths, waits, illusions and splits. Arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

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


LEGEND = alt.Legend(orient="top", columns=2, symbolOpacity=1)


def mode_names(s: np.ndarray) -> list[str]:
    """Modes by number and singular value."""
    return [f"mode {k + 1} (s {value:.2f})" for k, value in enumerate(s)]


def _time_axis() -> alt.X:
    return alt.X("t:Q", title="time t (units of τ)", scale=alt.Scale(nice=False))


def stages(times: np.ndarray, strengths: np.ndarray, theory: np.ndarray, s: np.ndarray, kind: str) -> alt.LayerChart:
    """Strength of each mode: the networks' range as a band, the first network as a line, theory dashed.

    Parameters
    ----------
    times : (R,)
    strengths : (networks, R, k)
    theory : (R, k)
    s : (k,)
    """
    names = mode_names(s)
    colour = alt.Color("name:N", scale=theme.categorical(names), title=None, legend=LEGEND)
    simulated = _long(times, strengths[0], names, "strength")
    simulated["low"] = _long(times, strengths.min(axis=0), names, "low")["low"]
    simulated["high"] = _long(times, strengths.max(axis=0), names, "high")["high"]
    simulated["theory"] = _long(times, theory, names, "theory")["theory"]
    base = alt.Chart(simulated)
    band = base.mark_area(opacity=0.25).encode(_time_axis(), alt.Y("low:Q"), alt.Y2("high:Q"), colour)
    tooltip = ["name:N", alt.Tooltip("t:Q", format=".2f")]
    tooltip += [alt.Tooltip(f"{field}:Q", format=".3f") for field in ("strength", "theory")]
    line = base.mark_line(strokeWidth=2).encode(
        _time_axis(), alt.Y("strength:Q", title="strength a(t)"), colour, tooltip=tooltip
    )
    dashed = base.mark_line(strokeDash=[6, 4], strokeWidth=2.5, color=theme.NEUTRAL).encode(
        _time_axis(), alt.Y("theory:Q"), detail="name:N"
    )
    return theme.titled(
        alt.layer(band, line, dashed).properties(height=360),
        f"Each mode's strength in the {kind} network: simulated (colour) and predicted (grey, dashed)",
        f"{len(names)} curves over time, ending at {', '.join(f'{x:.2f}' for x in strengths[0, -1])}; "
        f"band: the range of {len(strengths)} networks.",
    )


def waits(
    sigmas: np.ndarray, measured: np.ndarray, predicted: np.ndarray, s: np.ndarray, shallow: float
) -> alt.LayerChart:
    """Half-times against the start scale: dots measured, lines ln(s/a₀ − 1)/2s, and the shallow network's ln 2.

    Parameters
    ----------
    sigmas : (n,)
    measured, predicted : (n, k)
        Means over networks; NaN is left out.
    """
    names = mode_names(s)
    rows = pd.DataFrame(
        {
            "sigma": np.repeat(sigmas, len(s)),
            "name": np.tile(names, len(sigmas)),
            "measured": measured.ravel(),
            "predicted": predicted.ravel(),
        }
    )
    x = alt.X("sigma:Q", scale=alt.Scale(type="log", nice=False, padding=12), title="start scale σ")
    colour = alt.Color("name:N", scale=theme.categorical(names), title=None, legend=LEGEND)
    tooltip = [alt.Tooltip("sigma:Q", format="g"), "name:N", alt.Tooltip("measured:Q", format=".3f")]
    tooltip.append(alt.Tooltip("predicted:Q", format=".3f"))
    lines = (
        alt.Chart(rows.dropna(subset="predicted"))
        .mark_line()
        .encode(x, alt.Y("predicted:Q", title="half-time (units of τ)"), colour)
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
        "Half-times against the start scale: measured (dots) and ln(s/a₀ − 1)/2s (lines)",
        f"Half-times of {len(s)} modes against {len(sigmas)} start scales; a line marks {shallow:.2f}, that of the "
        "shallow network.",
    )


def belief(
    times: np.ndarray,
    deep: np.ndarray,
    shallow: np.ndarray,
    shares: np.ndarray,
    s: np.ndarray,
    truth: float,
    pair: str,
) -> alt.VConcatChart:
    """One belief over time above the signed contributions of the modes that make it.

    Parameters
    ----------
    times : (R,)
    deep, shallow : (R,)
    shares : (R, k)
        Contributions of the modes to the deep network's belief.
    """
    curves = ["deep", "shallow (theory)", "truth"]
    frame = _long(times, np.stack([deep, shallow, np.full_like(deep, truth)], axis=1), curves, "belief")
    colours = alt.Scale(domain=curves, range=[theme.POSITIVE, theme.NEGATIVE, theme.NEUTRAL])
    dashes = alt.Scale(domain=curves, range=[[1, 0], [1, 0], [5, 4]])
    top = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5)
        .encode(
            _time_axis(),
            alt.Y("belief:Q", title="belief"),
            alt.Color("name:N", scale=colours, title=None, legend=alt.Legend(orient="top")),
            alt.StrokeDash("name:N", scale=dashes, legend=None),
            tooltip=["name:N", alt.Tooltip("t:Q", format=".2f"), alt.Tooltip("belief:Q", format=".3f")],
        )
        .properties(height=200, width="container")
    )
    names = mode_names(s)
    contributions = _long(times, shares, names, "share")
    below = (
        alt.Chart(contributions)
        .mark_line(strokeWidth=2)
        .encode(
            _time_axis(),
            alt.Y("share:Q", title="contribution a·u·v"),
            alt.Color("name:N", scale=theme.categorical(names), title=None, legend=alt.Legend(orient="top", columns=4)),
            tooltip=["name:N", alt.Tooltip("t:Q", format=".2f"), alt.Tooltip("share:Q", format="+.3f")],
        )
        .properties(height=180, width="container")
    )
    return theme.titled(
        alt.vconcat(top, below).resolve_scale(color="independent"),
        f"{pair}: what the network believes, and which modes push it up and down",
        f"The belief peaks at {deep.max():.2f} at t = {times[int(deep.argmax())]:.2f} and ends at {deep[-1]:.2f}; "
        f"the truth is {truth:g}.",
    )


def splits(times: np.ndarray, distances: np.ndarray, names: Sequence[str], halves: np.ndarray) -> alt.LayerChart:
    """Distance across each branching of the world's tree, as a share of its last value, with its half-time.

    Parameters
    ----------
    distances : (F, branchings)
    halves : (branchings,)
        NaN is left out.
    """
    last = np.where(distances[-1] > 0, distances[-1], 1)
    frame = _long(times, distances / last, names, "share")
    colour = alt.Color(
        "name:N",
        scale=theme.categorical(list(names)),
        title=None,
        legend=alt.Legend(orient="bottom", columns=1, labelLimit=600),
    )
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2)
        .encode(
            _time_axis(),
            alt.Y("share:Q", title="distance (share of its last value)", axis=alt.Axis(format="%")),
            colour,
            tooltip=["name:N", alt.Tooltip("t:Q", format=".2f"), alt.Tooltip("share:Q", format=".0%")],
        )
    )
    marks = pd.DataFrame({"t": halves, "name": list(names), "share": 0.5}).dropna()
    dots = (
        alt.Chart(marks)
        .mark_point(filled=True, size=90)
        .encode(_time_axis(), alt.Y("share:Q"), colour, tooltip=["name:N", alt.Tooltip("t:Q", format=".2f")])
    )
    return theme.titled(
        alt.layer(lines, dots).properties(height=300 + 34 * len(names)),
        "How far apart the two sides of each branching lie",
        f"{len(names)} curves over time; dots stand where a curve reaches half, for {len(marks)} of them.",
    )
