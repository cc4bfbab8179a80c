"""The difference of two confusion matrices, and calibration: arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.confusion.calibration import Rejection, Reliability
from core.confusion.matrix import row_shares

ROW = 42  # height of a row of the matrix in pixels
RIGHT, WRONG = theme.NEGATIVE, theme.POSITIVE


def difference_matrix(a: np.ndarray, b: np.ndarray, class_names: Sequence[str]) -> alt.LayerChart:
    """Row shares of B minus those of A, in percentage points: (classes, classes) counts each."""
    change = 100 * (row_shares(b) - row_shares(a))
    row, column = np.indices(change.shape).reshape(2, -1)
    limit = float(np.abs(change).max()) or 1.0
    frame = pd.DataFrame(
        {
            "actual": [class_names[r] for r in row],
            "predicted": [class_names[c] for c in column],
            "A": a.ravel(),
            "B": b.ravel(),
            "change in points": change.ravel(),
            "text": [f"{value:+.1f}" if abs(value) >= 0.05 else "" for value in change.ravel()],
        }
    )
    names = list(class_names)
    x = alt.X(
        "predicted:N",
        sort=names,
        title="predicted",
        axis=alt.Axis(orient="top", labelAngle=0 if max(map(len, names)) < 3 else -45),
    )
    y = alt.Y("actual:N", sort=names, title="actual")
    cells = (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x,
            y,
            alt.Color("change in points:Q", scale=theme.diverging(limit), legend=None),
            tooltip=["actual", "predicted", "A", "B", alt.Tooltip("change in points:Q", format="+.2f")],
        )
    )
    words = (
        alt.Chart(frame)
        .mark_text(fontSize=11, tooltip=None)
        .encode(
            x,
            y,
            text="text:N",
            color=alt.condition(
                f"abs(datum['change in points']) > {0.6 * limit}", alt.value("white"), alt.value(theme.INK)
            ),
        )
    )
    return theme.titled(
        alt.layer(cells, words).properties(height=ROW * len(names) + 60),
        "B minus A, percentage points of each row (red: more often with B)",
        f"Difference of two confusion matrices; the largest change is {limit:.1f} percentage points.",
    )


def reliability_diagram(measured: Reliability) -> alt.LayerChart:
    """Draw accuracy against confidence, with the gaps that the calibration error averages."""
    there = measured.count > 0
    frame = pd.DataFrame(
        {
            "from": measured.edges[:-1],
            "to": measured.edges[1:],
            "samples": measured.count,
            "confidence": measured.confidence,
            "accuracy": measured.accuracy,
        }
    )[there]
    x = alt.X("from:Q", bin="binned", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"), title="confidence")
    y = alt.Y("accuracy:Q", scale=alt.Scale(domain=[0, 1]), axis=alt.Axis(format="%"), title="accuracy")
    tooltip = ["samples", alt.Tooltip("confidence:Q", format=".1%"), alt.Tooltip("accuracy:Q", format=".1%")]
    bars = alt.Chart(frame).mark_bar(color=RIGHT, opacity=0.7).encode(x, alt.X2("to:Q"), y, tooltip=tooltip)
    gaps = (
        alt.Chart(frame)
        .mark_rule(color=WRONG, strokeWidth=3)
        .encode(alt.X("confidence:Q"), alt.Y("accuracy:Q"), alt.Y2("confidence:Q"), tooltip=tooltip)
    )
    ends = pd.DataFrame({"confidence": [0.0, 1.0], "accuracy": [0.0, 1.0]})
    line = (
        alt.Chart(ends)
        .mark_line(strokeDash=[5, 4], color=theme.NEUTRAL)
        .encode(alt.X("confidence:Q"), alt.Y("accuracy:Q"))
    )
    return theme.titled(
        alt.layer(bars, line, gaps).properties(height=400),
        f"Accuracy by confidence (calibration error {100 * measured.error:.1f} percentage points)",
        f"Reliability diagram of {len(frame)} bins; expected calibration error {measured.error:.3f}.",
    )


def rejection_curve(rejected: Rejection) -> alt.LayerChart:
    """Coverage and accuracy of the rest over the threshold, with a slider that the browser moves by itself."""
    names = ["answered", "correct among the answered"]
    wide = pd.DataFrame(
        {"threshold": np.round(rejected.threshold, 4), names[0]: rejected.coverage, names[1]: rejected.accuracy}
    )
    long = wide.melt("threshold", names, "what", "share").dropna()
    x = alt.X(
        "threshold:Q",
        title="lowest confidence that is answered",
        axis=alt.Axis(format="%"),
        scale=alt.Scale(domain=[0, 1]),
    )
    y = alt.Y("share:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]))
    colour = alt.Color(
        "what:N",
        scale=alt.Scale(domain=names, range=[theme.NEUTRAL, RIGHT]),
        title=None,
        legend=alt.Legend(orient="top"),
    )
    low, high, step = (
        float(rejected.threshold[0]),
        float(rejected.threshold[-1]),
        float(rejected.threshold[1] - rejected.threshold[0]),
    )
    threshold = alt.param(
        name="threshold", value=0.9, bind=alt.binding_range(min=low, max=high, step=step, name="Lowest confidence ")
    )
    here = f"abs(datum.threshold - threshold) < {step / 2}"
    lines = alt.Chart(long).mark_line(strokeWidth=2.5).encode(x, y, colour)
    at = alt.Chart(long).transform_filter(here)
    rule = at.mark_rule(color=theme.CATEGORICAL[1], strokeWidth=2).encode(x)
    dots = at.mark_point(filled=True, size=90).encode(x, y, colour)
    words = at.mark_text(align="right", dx=-10, dy=14, fontSize=14, fontWeight="bold").encode(
        x, y, text=alt.Text("share:Q", format=".1%")
    )
    return theme.titled(
        alt.layer(lines, rule, dots, words).add_params(threshold).properties(height=400),
        "Answering only above a confidence",
        f"Coverage goes from {rejected.coverage[0]:.2f} to {rejected.coverage[-1]:.2f} as the threshold rises; at the "
        f"lowest threshold {rejected.accuracy[0]:.3f} of the answers are correct.",
    )
