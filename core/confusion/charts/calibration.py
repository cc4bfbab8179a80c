"""Calibration, and what refusing uncertain images brings: arrays in, alt.Chart out."""

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.confusion.calibration import Rejection, Reliability

HEIGHT, LEGEND = 400, 30  # in pixels: a chart, and the second line of a legend
RIGHT, WRONG = theme.BETTER, theme.WORSE
ACCURACY, GAP, EQUAL = "accuracy", "gap to the confidence", "perfect calibration"


def reliability_diagram(measured: Reliability, sample: str = "image") -> alt.LayerChart:
    """Draw accuracy against confidence, the gaps that the calibration error averages, and the samples of each bin.

    `sample` is what the classifier classifies, in one word.
    """
    samples = f"{sample}s"
    frame = pd.DataFrame(
        {
            "from": measured.edges[:-1],
            "to": measured.edges[1:],
            samples: measured.count,
            "count": [f"{count:,}" for count in measured.count],
            "confidence": measured.confidence,
            "accuracy": measured.accuracy,
            "middle": (measured.edges[:-1] + measured.edges[1:]) / 2,
            "top": 1.05,
        }
    )
    there = frame[measured.count > 0]
    colour = alt.Color(
        "what:N",
        scale=alt.Scale(domain=[ACCURACY, GAP, EQUAL], range=[RIGHT, WRONG, theme.NEUTRAL]),
        legend=alt.Legend(orient="top", title=None, labelLimit=0, columns=2),
    )
    x = alt.X("from:Q", bin="binned", scale=theme.share_scale(), axis=theme.percent_axis(), title="confidence")
    # The numbers of samples stand above 100 %.
    y_scale = alt.Scale(domain=[0, 1.1], nice=False)
    y = alt.Y(
        "accuracy:Q",
        scale=y_scale,
        axis=theme.percent_axis(values=[0, 0.25, 0.5, 0.75, 1], labelOverlap=False),
        title="accuracy",
    )
    tooltip = [samples, alt.Tooltip("confidence:Q", format=".1%"), alt.Tooltip("accuracy:Q", format=".1%")]
    bars = (
        alt.Chart(there.assign(what=ACCURACY))
        .mark_bar(opacity=0.7)
        .encode(x, alt.X2("to:Q"), y, colour, tooltip=tooltip)
    )
    gaps = (
        alt.Chart(there.assign(what=GAP))
        .mark_rule(strokeWidth=4)
        .encode(
            alt.X("confidence:Q"),
            alt.Y("accuracy:Q"),
            alt.Y2("confidence:Q"),
            colour,
            tooltip=tooltip,
        )
    )
    ends = pd.DataFrame({"confidence": [0.0, 1.0], "accuracy": [0.0, 1.0], "what": EQUAL})
    line = alt.Chart(ends).mark_line(strokeDash=[5, 4]).encode(alt.X("confidence:Q"), alt.Y("accuracy:Q"), colour)
    words = (
        alt.Chart(frame).mark_text(fontSize=10, tooltip=None).encode(alt.X("middle:Q"), alt.Y("top:Q"), text="count:N")
    )
    return theme.titled(
        alt.layer(bars, line, gaps, words).properties(height=HEIGHT + LEGEND),
        f"Accuracy by confidence; above: {samples} per bin",
        f"Reliability diagram of {len(there)} bins; expected calibration error {measured.error:.3f}.",
    )


def rejection_curve(rejected: Rejection, start: float = 0.9) -> alt.LayerChart:
    """Draw coverage and accuracy of the rest over the threshold, with a slider that the browser moves by itself.

    The slider begins at the threshold `start`.
    """
    names = ["answered", "correct among the answered"]
    wide = pd.DataFrame(
        {"threshold": np.round(rejected.threshold, 4), names[0]: rejected.coverage, names[1]: rejected.accuracy}
    )
    long = wide.melt("threshold", names, "what", "share").dropna()
    x = alt.X(
        "threshold:Q",
        title="lowest confidence that is answered",
        axis=theme.percent_axis(),
        scale=theme.share_scale(),
    )
    y = alt.Y("share:Q", title=None, axis=theme.percent_axis(), scale=theme.share_scale())
    colour = alt.Color(
        "what:N",
        scale=alt.Scale(domain=names, range=[theme.NEUTRAL, RIGHT]),
        title=None,
        legend=alt.Legend(orient="top", labelLimit=0),
    )
    low, high, step = (
        float(rejected.threshold[0]),
        float(rejected.threshold[-1]),
        float(rejected.threshold[1] - rejected.threshold[0]),
    )
    threshold = alt.param(
        name="threshold", value=start, bind=alt.binding_range(min=low, max=high, step=step, name="Lowest confidence ")
    )
    here = f"abs(datum.threshold - threshold) < {step / 2}"
    lines = alt.Chart(long).mark_line(strokeWidth=2.5).encode(x, y, colour)
    at = alt.Chart(long).transform_filter(here)
    rule = at.mark_rule(color=theme.NEUTRAL, strokeWidth=2).encode(x)
    dots = at.mark_point(filled=True, size=90).encode(x, y, colour)
    readings = wide.assign(
        text=[
            f"{coverage:.1%} answered" + ("" if np.isnan(accuracy) else f", {accuracy:.1%} of them correctly")
            for coverage, accuracy in zip(rejected.coverage, rejected.accuracy, strict=True)
        ]
    )
    words = (
        alt.Chart(readings[["threshold", "text"]])
        .transform_filter(here)
        .mark_text(align="left", baseline="bottom", dx=6, fontSize=12, fontWeight="bold")
        .encode(x=alt.XDatum(0), y=alt.YDatum(0.03), text="text:N")
    )
    return theme.titled(
        alt.layer(lines, rule, dots, words).add_params(threshold).properties(height=HEIGHT),
        "Answers only at or above a confidence",
        f"Coverage goes from {rejected.coverage[0]:.2f} to {rejected.coverage[-1]:.2f} as the threshold rises; at the "
        f"lowest threshold {rejected.accuracy[0]:.3f} of the answers are correct.",
    )
