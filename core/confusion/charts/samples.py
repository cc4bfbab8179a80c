"""Samples of a confusion matrix, and one of them looked at closely: arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

SHEET_ROW, SIDE, EDGE = 118, 84, 10  # heights in pixels: a row of samples, an image, the edge of the chart
RIGHT, WRONG = theme.BETTER, theme.WORSE


def sample_sheet(uris: Sequence[str], captions: Sequence[str], numbers: Sequence[int], columns: int) -> alt.LayerChart:
    """Draw samples (data URIs) with captions; a click selects one as "sample", by its number."""
    count = len(uris)
    at = np.arange(count)
    rows = -(-count // columns)
    frame = pd.DataFrame(
        {
            "sample": [int(n) for n in numbers],
            "caption": list(captions),
            "image": list(uris),
            "x": at % columns + 0.5,
            "y": at // columns + 0.4,
            "under": at // columns + 0.79,
        }
    )
    pick = alt.selection_point(name="sample", fields=["sample"], toggle=False, clear=False)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, columns], nice=False))
    scale = alt.Scale(domain=[0, rows], nice=False, reverse=True)
    side = alt.expr(f"min(width / {columns} - 6, {SIDE})")
    drawn = (
        alt.Chart(frame)
        .mark_image(width=side, height=side, cursor="pointer")
        .encode(x, alt.Y("y:Q", axis=None, scale=scale), url="image:N", tooltip=["sample", "caption"])
        .add_params(pick)
    )
    words = (
        alt.Chart(frame)
        .mark_text(fontSize=11, tooltip=None, baseline="top", lineBreak="\n", limit=alt.expr(f"width / {columns} - 2"))
        .encode(x, alt.Y("under:Q", axis=None, scale=scale), text="caption:N")
    )
    return theme.titled(
        alt.layer(drawn, words).properties(height=SHEET_ROW * rows + EDGE),
        "Click an image to open it",
        f"{count} sample images, the first: {captions[0] if count else 'none'}.",
    )


def class_probabilities(
    probabilities: np.ndarray, class_names: Sequence[str], actual: int | None, predicted: int
) -> alt.LayerChart:
    """Draw the probability of every class, (classes,), for one image; without an actual class no bar is coloured."""
    kind = np.full(len(class_names), "other", dtype=object)
    if actual is not None:
        kind[predicted] = "wrong prediction"
        kind[actual] = "actual"
    frame = pd.DataFrame({"class": list(class_names), "probability": probabilities, "kind": kind})
    domain, colours = ["actual", "wrong prediction", "other"], [RIGHT, WRONG, theme.NEUTRAL]
    y = alt.Y("class:N", sort=list(class_names), title=None, axis=alt.Axis(labelOverlap=False))
    colours_mean = [] if actual is None else ["green: actual class"]
    if actual not in (None, predicted):
        colours_mean.append("purple: wrong prediction")
    x = alt.X(
        "probability:Q",
        scale=alt.Scale(domain=[0, 1.12]),
        axis=theme.percent_axis(values=[0, 0.5, 1]),
        title=f"probability ({', '.join(colours_mean)})" if colours_mean else "probability",
    )
    bars = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            x,
            y,
            alt.Color("kind:N", scale=alt.Scale(domain=domain, range=colours), legend=None),
            tooltip=["class", alt.Tooltip("probability:Q", format=".2%")],
        )
    )
    words = (
        alt.Chart(frame)
        .mark_text(align="left", dx=3, fontSize=11)
        .encode(x, y, text=alt.Text("probability:Q", format=".1%"))
    )
    return theme.titled(
        alt.layer(bars, words).properties(height=24 * len(class_names) + 40),
        "Probability of every class",
        f"Bars of {len(class_names)} probabilities; {class_names[predicted]} has {probabilities[predicted]:.3f}.",
    )


def predictions_by_epoch(predictions: np.ndarray, class_names: Sequence[str], actual: int) -> alt.LayerChart:
    """Draw the predicted class of one sample before training and after each epoch, (E + 1,)."""
    frame = pd.DataFrame(
        {
            "epoch": np.arange(len(predictions)),
            "predicted": [class_names[p] for p in predictions],
            "kind": np.where(predictions == actual, "right", "wrong"),
        }
    )
    names = list(class_names)
    x = alt.X("epoch:Q", title="epoch (0: before training)", axis=alt.Axis(tickMinStep=1))
    y = alt.Y("predicted:N", sort=names, scale=alt.Scale(domain=names), title=None, axis=alt.Axis(labelOverlap=False))
    line = alt.Chart(frame).mark_line(color=theme.NEUTRAL, opacity=0.6).encode(x, y, order="epoch:Q")
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, size=60, opacity=1)
        .encode(
            x,
            y,
            alt.Color("kind:N", scale=alt.Scale(domain=["right", "wrong"], range=[RIGHT, WRONG]), legend=None),
            tooltip=["epoch", "predicted"],
        )
    )
    return theme.titled(
        alt.layer(line, dots).properties(height=24 * len(names) + 40),
        "Predicted class over the epochs (green: correct, purple: wrong)",
        f"Predicted class over {len(predictions) - 1} epochs; the last is {class_names[predictions[-1]]}.",
    )
