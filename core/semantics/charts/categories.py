"""Categories, induction, similarity and images as charts. Arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme


def typicality(names: Sequence[str], strength: np.ndarray, times: np.ndarray) -> alt.LayerChart:
    """Response time against typicality |v|, one named dot an item; items without an answer (NaN) are left out."""
    frame = pd.DataFrame({"item": list(names), "typicality": strength, "time": times}).dropna()
    base = alt.Chart(frame).encode(
        alt.X("typicality:Q", title="typicality |v|", scale=alt.Scale(zero=False, padding=25)),
        alt.Y("time:Q", title="response time (units of τ)", scale=alt.Scale(zero=False, padding=15)),
        tooltip=["item:N", alt.Tooltip("typicality:Q", format=".3f"), alt.Tooltip("time:Q", format=".3f")],
    )
    dots = base.mark_point(filled=True, size=90, color=theme.CATEGORICAL[0])
    words = base.mark_text(align="left", dx=8, dy=-6).encode(text="item:N")
    return theme.titled(
        alt.layer(dots, words).properties(height=320),
        "The more typical the member, the sooner the answer",
        f"{len(frame)} items; typicality from {frame['typicality'].min():.2f} to {frame['typicality'].max():.2f}.",
    )


def coherence(
    grid: np.ndarray, theory: np.ndarray, at: np.ndarray, mean: np.ndarray, sd: np.ndarray, here: float | None
) -> alt.LayerChart:
    """Overlap of the strongest mode with the true category against C: theory as a line, sampled tables as dots.

    Parameters
    ----------
    grid, theory : (n,)
    at, mean, sd : (m,)
        Coherence, mean overlap and its SD over sampled tables.
    here
        The coherence of the world on the page, when it has a finite one.
    """
    x = alt.X("c:Q", scale=alt.Scale(type="log", nice=False), title="category coherence C")
    line = (
        alt.Chart(pd.DataFrame({"c": grid, "overlap": theory}))
        .mark_line(color=theme.NEUTRAL, strokeWidth=2.5)
        .encode(x, alt.Y("overlap:Q", title="overlap with the category", scale=alt.Scale(domain=[0, 1])))
    )
    frame = pd.DataFrame({"c": at, "overlap": mean, "low": np.maximum(mean - sd, 0), "high": mean + sd})
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, size=80, color=theme.CATEGORICAL[0])
        .encode(x, alt.Y("overlap:Q"), tooltip=[alt.Tooltip(f"{f}:Q", format=".2f") for f in ("c", "overlap")])
    )
    bars = alt.Chart(frame).mark_rule(color=theme.CATEGORICAL[0]).encode(x, alt.Y("low:Q"), alt.Y2("high:Q"))
    marks = [(1.0, "C = 1")] + ([(here, "this world")] if here is not None else [])
    rules = pd.DataFrame(marks, columns=["c", "what"]).assign(height=[0.98, 0.88][: len(marks)])
    vertical = alt.Chart(rules).mark_rule(strokeDash=[5, 4]).encode(x, color=alt.value(theme.POSITIVE))
    words = alt.Chart(rules).mark_text(align="left", dx=5, baseline="top").encode(x, alt.Y("height:Q"), text="what:N")
    return theme.titled(
        alt.layer(line, bars, dots, vertical, words).properties(height=320),
        "A category is learned once its coherence exceeds 1",
        f"Overlap against coherence: theory is 0 up to 1; {len(at)} sampled settings lie between "
        f"{mean.min():.2f} and {mean.max():.2f}.",
    )


def basic_level(contrasts: np.ndarray, superordinate: np.ndarray, basic: np.ndarray, chosen: int) -> alt.LayerChart:
    """Singular values of the two levels against the number of contrasting properties; the larger is learned first."""
    names = ["broad split (animal / plant)", "basic split (bird / fish)"]
    frame = pd.DataFrame(
        {
            "contrast": np.tile(contrasts, 2),
            "s": np.concatenate([superordinate, basic]),
            "level": np.repeat(names, len(contrasts)),
        }
    )
    colour = alt.Color("level:N", scale=theme.categorical(names), title=None, legend=alt.Legend(orient="top"))
    x = alt.X(
        "contrast:Q", title="properties in which siblings are opposites", axis=alt.Axis(tickMinStep=1, format="d")
    )
    lines = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(filled=True, size=60))
        .encode(
            x, alt.Y("s:Q", title="singular value s"), colour, tooltip=["level:N", alt.Tooltip("s:Q", format=".2f")]
        )
    )
    rule = alt.Chart(pd.DataFrame({"contrast": [chosen]})).mark_rule(strokeDash=[5, 4], color=theme.NEUTRAL).encode(x)
    return theme.titled(
        alt.layer(lines, rule).properties(height=320),
        "Which split comes first: the one with the larger singular value",
        f"Two lines over {len(contrasts)} settings; they cross where siblings become less alike than strangers.",
    )


def induction(
    times: np.ndarray, shares: np.ndarray, names: Sequence[str], kin: Sequence[int], item: str
) -> alt.LayerChart:
    """How far a new property of one item extends to every other, coloured by kinship.

    Parameters
    ----------
    shares : (F, items)
    kin : (items,)
        0 is the item itself, 1 its nearest kin.
    """
    others = [i for i, k in enumerate(kin) if k]
    frame = pd.DataFrame(
        {
            "t": np.tile(times.round(4), len(others)),
            "item": np.repeat([names[i] for i in others], len(times)),
            "kin": np.repeat([kin[i] for i in others], len(times)),
            "share": shares[:, others].T.ravel().astype(float),
        }
    )
    levels = sorted(set(kin) - {0})
    colour = alt.Color(
        "kin:O",
        scale=alt.Scale(
            domain=levels, range=[theme.CATEGORICAL[i % len(theme.CATEGORICAL)] for i in range(len(levels))]
        ),
        title="branchings away",
        legend=alt.Legend(orient="top"),
    )
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2)
        .encode(
            alt.X("t:Q", title="time t (units of τ)", scale=alt.Scale(nice=False)),
            alt.Y("share:Q", title="share of the new property", scale=alt.Scale(domain=[-0.2, 1.2], clamp=True)),
            colour,
            detail="item:N",
            tooltip=["item:N", alt.Tooltip("t:Q", format=".2f"), alt.Tooltip("share:Q", format=".2f")],
        )
    )
    ends = frame[frame["t"] == frame["t"].max()]
    words = alt.Chart(ends).mark_text(align="left", dx=5).encode(alt.X("t:Q"), alt.Y("share:Q"), text="item:N")
    return theme.titled(
        alt.layer(lines, words).properties(height=420),
        f"{item} has a new property. Who else has it?",
        f"{len(others)} curves; at the end they lie between {ends['share'].min():.2f} and {ends['share'].max():.2f}.",
    )


def agreement(sigmas: np.ndarray, agreements: np.ndarray, norms: np.ndarray, theory_r: np.ndarray) -> alt.LayerChart:
    """Correlation of similarity matrices against σ: between networks, and with (YᵀY)^½; tooltips hold the norms.

    Parameters
    ----------
    sigmas, agreements, norms, theory_r : (n,)
    """
    names = ["between networks", "with (YᵀY)^½"]
    frame = pd.DataFrame(
        {
            "sigma": np.tile(sigmas, 2),
            "r": np.concatenate([agreements, theory_r]),
            "what": np.repeat(names, len(sigmas)),
            "norm": np.tile(norms, 2),
        }
    ).dropna(subset="r")
    tooltip = ["what:N", alt.Tooltip("sigma:Q", format="g"), alt.Tooltip("r:Q", format=".3f")]
    chart = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(filled=True, size=60), strokeWidth=2)
        .encode(
            alt.X(
                "sigma:Q",
                scale=alt.Scale(type="log", nice=False, padding=12),
                title="start scale σ: rich (left) to lazy (right)",
            ),
            alt.Y("r:Q", title="correlation of similarities"),
            alt.Color("what:N", scale=theme.categorical(names), title=None, legend=alt.Legend(orient="top")),
            tooltip=[*tooltip, alt.Tooltip("norm:Q", format=".3f", title="norm / minimal norm")],
        )
    )
    return theme.titled(
        alt.layer(chart).properties(height=340),
        "Networks that learned the same map, compared by their hidden similarity",
        f"Correlation falls from {agreements[0]:.2f} at σ = {sigmas[0]:g} to {agreements[-1]:.2f} at {sigmas[-1]:g}.",
    )


def image_stages(s: np.ndarray, half_times: np.ndarray, sigmas: Sequence[float], activation: str) -> alt.Chart:
    """Half-times of the modes of an image set against their singular values, for one activation.

    Parameters
    ----------
    s : (k,)
    half_times : (sigmas, networks, k)
        NaN is left out.
    """
    starts, networks, k = half_times.shape
    labels = [f"σ = {sigma:g}" for sigma in sigmas]
    frame = pd.DataFrame(
        {"start": np.repeat(labels, networks * k), "s": np.tile(s, starts * networks), "time": half_times.ravel()}
    ).dropna()
    points = (
        alt.Chart(frame)
        .mark_point(filled=True, size=45, opacity=0.75)
        .encode(
            alt.X("s:Q", title="singular value s", scale=alt.Scale(zero=False)),
            alt.Y("time:Q", title="half-time (units of τ)"),
            alt.Color("start:N", scale=theme.categorical(labels), title=None, legend=alt.Legend(orient="top")),
            tooltip=["start:N", alt.Tooltip("s:Q", format=".3f"), alt.Tooltip("time:Q", format=".2f")],
        )
        .properties(height=320)
    )
    return theme.titled(
        points, activation, f"{len(frame)} half-times of {k} modes of {activation} networks from {starts} start scales."
    )
