"""Evidence, class means and seed sensitivity as charts: arrays and frames in, alt.Chart out."""

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

ROW = 26
LANE = 14
# What agrees between networks, in the order of core.templates.seed_sensitivity.MEASURES.
MEASURES = ("units of equal number, r", "units matched in pairs, r", "all outputs, CKA", "all outputs, RSA")


def tug_of_war(names: Sequence[str], positive: np.ndarray, negative: np.ndarray, logits: np.ndarray) -> alt.LayerChart:
    """Draw the evidence for and against each class, and the logit; all (classes,)."""
    frame = pd.DataFrame({"class": names, "for": positive, "against": negative, "logit": logits})
    order = [names[i] for i in np.argsort(-logits)]
    y = alt.Y("class:N", sort=order, title=None)
    tips = ["class:N", *(alt.Tooltip(f"{field}:Q", format="+.2f") for field in ("for", "against", "logit"))]
    zero = pd.DataFrame({"zero": [0.0]})
    base = alt.Chart(frame)
    title = "← against · contribution to the logit · for →"
    axis = theme.axis()
    bars = [
        base.mark_bar(color=colour, height={"band": 0.6}).encode(
            alt.X(f"{field}:Q", title=title, axis=axis), y, tooltip=tips
        )
        for field, colour in (("for", theme.POSITIVE), ("against", theme.NEGATIVE))
    ]
    sums = base.mark_point(shape="diamond", filled=True, size=110, color="black", stroke="white", opacity=1).encode(
        alt.X("logit:Q"), y, tooltip=tips
    )
    rule = alt.Chart(zero).mark_rule(color=theme.NEUTRAL).encode(x="zero:Q")
    best = int(np.argmax(logits))
    return theme.titled(
        alt.layer(*bars, rule, sums).properties(height=ROW * len(names) + 60),
        "Evidence for and against every class; diamond: the logit, their sum with the biases",
        f"Positive and negative evidence of {len(names)} classes. {names[best]} has the largest logit, "
        f"{logits[best]:.2f}.",
    )


def correlation_dots(names: Sequence[str], rows: Mapping[str, np.ndarray]) -> alt.LayerChart:
    """Draw the correlation of each class's template with its mean, a mark for each measure: name -> (classes,)."""
    frame = pd.concat(pd.DataFrame({"class": names, "measured": name, "r": r}) for name, r in rows.items())
    low = min(0.0, float(frame["r"].min()))
    y = alt.Y("class:N", sort=list(names), title=None, axis=alt.Axis(labelOverlap=False))
    x = alt.X("r:Q", title="Pearson's r, template with mean image", scale=alt.Scale(domain=[low, 1]), axis=theme.axis())
    legend = alt.Legend(orient="top", direction="vertical", labelLimit=420, symbolOpacity=1)
    base = alt.Chart(frame)
    span = base.mark_rule(opacity=0.35).encode(y, alt.X("min(r):Q"), alt.X2("max(r):Q"))
    dots = base.mark_point(filled=True, size=80, opacity=1, color=theme.NEUTRAL).encode(
        x,
        y,
        alt.Shape("measured:N", sort=list(rows), title=None, legend=legend),
        tooltip=["class:N", "measured:N", alt.Tooltip("r:Q", format=".3f")],
    )
    means = ", ".join(f"{name} {r.mean():.2f}" for name, r in rows.items())
    return theme.titled(
        alt.layer(span, dots).properties(height=ROW * len(names) + 130),
        "Correlation of each template with the mean image of its class",
        f"Mean r: {means}.",
    )


def agreement(title: str, before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray]) -> alt.LayerChart:
    """Draw how far networks agree by several measures, for each way in which they differ.

    Parameters
    ----------
    before, after
        What differs between the networks -> (measures, pairs), untrained and trained; the measures are `MEASURES`.
    """
    rows = [
        {
            "measure": name,
            "differ": differ,
            "mean": float(values[i].mean()),
            "low": float(values[i].min()),
            "high": float(values[i].max()),
            "untrained": float(before[differ][i].mean()),
        }
        for differ, values in after.items()
        for i, name in enumerate(MEASURES)
    ]
    frame = pd.DataFrame(rows)
    names = list(after)
    scale = alt.Scale(domain=[min(0.0, float(frame[["low", "untrained"]].min().min())), 1.02], nice=False)
    y = alt.Y("measure:N", sort=list(MEASURES), title=None, axis=alt.Axis(labelOverlap=False, labelLimit=170))
    lane = alt.YOffset("differ:N", sort=names)
    x = alt.X("mean:Q", scale=scale, title="agreement (1: the same; grey: untrained)", axis=theme.axis())
    tips = [
        "measure:N",
        "differ:N",
        *(alt.Tooltip(f"{n}:Q", format=".3f") for n in ("mean", "low", "high", "untrained")),
    ]
    legend = alt.Legend(orient="top", direction="vertical", title=None, symbolOpacity=1, labelLimit=300)
    shape = alt.Shape("differ:N", sort=names, legend=legend)
    base = alt.Chart(frame).encode(y, lane)
    untrained = base.mark_tick(color=theme.NEUTRAL, thickness=3, size=12).encode(
        alt.X("untrained:Q", scale=scale), tooltip=tips
    )
    span = base.mark_rule(color=theme.A, opacity=0.5).encode(alt.X("low:Q", scale=scale), alt.X2("high:Q"))
    dots = base.mark_point(filled=True, size=90, opacity=1, color=theme.A).encode(x, shape, tooltip=tips)
    said = "; ".join(
        f"{differ}: " + ", ".join(f"{name} {v:.2f}" for name, v in zip(MEASURES, values.mean(1), strict=True))
        for differ, values in after.items()
    )
    return theme.titled(
        alt.layer(untrained, span, dots).properties(
            height=(LANE * len(names) + 12) * len(MEASURES) + 130 + 20 * len(names)
        ),
        title,
        f"Agreement after training, mean over pairs. {said}.",
    )
