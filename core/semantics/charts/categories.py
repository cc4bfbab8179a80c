"""Typicality, coherence, the basic level and induction as charts. Arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.semantics.naming import group_name


def typicality(names: Sequence[str], strength: np.ndarray, times: np.ndarray) -> alt.LayerChart:
    """Response time against typicality |v|, one named dot an item; items without an answer (NaN) are left out."""
    frame = pd.DataFrame({"item": list(names), "typicality": strength, "time": times}).dropna()
    base = alt.Chart(frame).encode(
        alt.X("typicality:Q", title="typicality |v|", scale=alt.Scale(zero=False, padding=40), axis=theme.axis()),
        alt.Y("time:Q", title="response time (units of τ)", scale=alt.Scale(zero=False, padding=15), axis=theme.axis()),
        tooltip=["item:N", alt.Tooltip("typicality:Q", format=".3f"), alt.Tooltip("time:Q", format=".3f")],
    )
    dots = base.mark_point(filled=True, size=90, color=theme.A)
    # Items in one place share one line of text, so that no names overprint each other.
    places = frame.groupby([frame["typicality"].round(3), frame["time"].round(3)], sort=False)
    labels = places.agg({"item": ", ".join, "typicality": "first", "time": "first"}).reset_index(drop=True)
    labels = labels.sort_values("typicality")
    middle = (labels["typicality"].min() + labels["typicality"].max()) / 2
    words = [
        alt.Chart(labels[::2] if above else labels[1::2])
        .transform_filter(f"datum.typicality {sign} {middle}")
        .mark_text(align="left" if sign == "<=" else "right", dx=6 if sign == "<=" else -6, dy=-10 if above else 13)
        .encode(alt.X("typicality:Q"), alt.Y("time:Q"), text="item:N")
        for above in (True, False)
        for sign in ("<=", ">")
    ]
    return theme.titled(
        alt.layer(dots, *words).properties(height=320),
        "Response time against typicality",
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
    x = alt.X(
        "c:Q", scale=theme.log_scale(nice=False), title="coherence C of the category (log scale)", axis=theme.axis()
    )
    line = (
        alt.Chart(pd.DataFrame({"c": grid, "overlap": theory}))
        .mark_line(color=theme.NEUTRAL, strokeWidth=2.5)
        .encode(
            x, alt.Y("overlap:Q", title="overlap with the category", scale=alt.Scale(domain=[0, 1]), axis=theme.axis())
        )
    )
    frame = pd.DataFrame({"c": at, "overlap": mean, "low": np.maximum(mean - sd, 0), "high": mean + sd})
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, size=80, color=theme.A)
        .encode(x, alt.Y("overlap:Q"), tooltip=[alt.Tooltip(f"{f}:Q", format=".2f") for f in ("c", "overlap")])
    )
    bars = alt.Chart(frame).mark_rule(color=theme.A).encode(x, alt.Y("low:Q"), alt.Y2("high:Q"))
    marks = [(1.0, "threshold C = 1")] + ([(here, "this world")] if here is not None else [])
    rules = pd.DataFrame(marks, columns=["c", "what"]).assign(height=[0.98, 0.88][: len(marks)])
    vertical = alt.Chart(rules).mark_rule(strokeDash=[5, 4], color=theme.NEUTRAL).encode(x)
    words = alt.Chart(rules).mark_text(align="left", dx=5, baseline="top").encode(x, alt.Y("height:Q"), text="what:N")
    return theme.titled(
        alt.layer(line, bars, dots, vertical, words).properties(height=320),
        "Is a planted category found? Theory (line) and sampled tables (dots, ± SD)",
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
        "contrast:Q",
        title="properties in which siblings are opposites",
        axis=alt.Axis(values=contrasts.tolist(), format="d"),
    )
    lines = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(filled=True, size=60))
        .encode(
            x,
            alt.Y("s:Q", title="singular value s", axis=theme.axis()),
            colour,
            tooltip=["level:N", alt.Tooltip("s:Q", format=".2f")],
        )
    )
    rule = alt.Chart(pd.DataFrame({"contrast": [chosen]})).mark_rule(strokeDash=[5, 4], color=theme.NEUTRAL).encode(x)
    return theme.titled(
        alt.layer(lines, rule).properties(height=320),
        "Which split comes first: the one with the larger singular value",
        f"Two lines over {len(contrasts)} settings. With {contrasts[-1]} such properties the broad split has "
        f"s = {superordinate[-1]:.2f} and the basic split {basic[-1]:.2f}.",
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
    colours = [theme.CATEGORICAL[i % len(theme.CATEGORICAL)] for i in range(len(levels))]
    colour = alt.Color("kin:O", scale=alt.Scale(domain=levels, range=colours), legend=None)
    low, high = min(0.0, float(frame["share"].min())), max(1.0, float(frame["share"].quantile(0.99)))
    y_scale = alt.Scale(domain=[low, high], clamp=True)
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2)
        .encode(
            alt.X("t:Q", title="time t (units of τ)", scale=alt.Scale(nice=False), axis=theme.axis()),
            alt.Y("share:Q", title="share of the new property", scale=y_scale, axis=theme.percent_axis()),
            colour,
            detail="item:N",
            tooltip=["item:N", alt.Tooltip("t:Q", format=".2f"), alt.Tooltip("share:Q", format=".0%")],
        )
    )
    groups = _groups(shares[-1], names, kin, (high - low) / 16)
    words = (
        alt.Chart(groups.assign(t=float(times[-1])))
        .mark_text(align="right", dx=-4, dy=-9, fontWeight=600)
        .encode(alt.X("t:Q"), alt.Y("at:Q", scale=y_scale), colour, text="name:N")
    )
    ends = ", ".join(f"{name} {share:.0%}" for name, share in zip(groups["name"], groups["share"], strict=True))
    return theme.titled(
        alt.layer(lines, words).properties(height=380),
        f"{item} has a new property. Which other items get it?",
        f"{len(others)} curves. In the end: {ends}.",
    )


def _groups(shares: np.ndarray, names: Sequence[str], kin: Sequence[int], gap: float) -> pd.DataFrame:
    """Return name, last mean share, and where to write the name, of the items at each kinship; names do not overlap."""
    rows = []
    for level in sorted(set(kin) - {0}):
        members = [i for i, k in enumerate(kin) if k == level]
        rows.append((level, group_name(names, members), float(shares[members].mean())))
    frame = pd.DataFrame(rows, columns=["kin", "name", "share"]).sort_values("share").reset_index(drop=True)
    at = frame["share"].to_numpy().copy()
    for i in range(1, len(at)):
        at[i] = max(at[i], at[i - 1] + gap)
    return frame.assign(at=at)
