"""Weights and hidden units as charts: arrays in, alt.Chart out."""

import json

import altair as alt
import numpy as np
import pandas as pd

from core.charts import images, theme

# Height of a row of bars in pixels, and how many rows the images above them take.
# Streamlit fits title and axes into a chart's height too.
ROW, HEAD, TITLE = 18, 5, 60
SIGN = alt.Scale(type="threshold", domain=[0], range=[theme.NEGATIVE, theme.POSITIVE])
HERE = theme.TEST  # the colour of the one test image among many


def match_histogram(own: np.ndarray, other: np.ndarray, here: float, title: str) -> alt.LayerChart:
    """Draw r of images with the weights of their own winner and of another image's winner, each (n,), and one r."""
    names = ["with its own winner", "with another image's winner"]
    colours = [theme.A, theme.NEUTRAL]
    edges = np.linspace(-1, 1, 51)
    frame = pd.concat(
        pd.DataFrame({"r": edges[:-1], "r_end": edges[1:], "share": np.histogram(r, edges)[0] / len(r), "with": name})
        for name, r in zip(names, (own, other), strict=True)
    )
    low, high = min(own.min(), other.min(), here) - 0.05, max(own.max(), other.max(), here) + 0.05
    top = 1.5 * float(frame["share"].max())
    colour = alt.Color(
        "with:N",
        scale=alt.Scale(domain=names, range=colours),
        title=None,
        legend=alt.Legend(orient="top", direction="vertical", symbolOpacity=1, labelLimit=260),
    )
    x = alt.X("r:Q", scale=alt.Scale(domain=[low, high], nice=False), title="Pearson's r", axis=theme.axis())
    y = alt.Y("share:Q", stack=None, scale=alt.Scale(domain=[0, top]), axis=theme.percent_axis(ticks=4))
    bars = (
        alt.Chart(frame)
        .mark_bar(opacity=0.65, clip=True)
        .encode(
            x.bin("binned"),
            alt.X2("r_end:Q"),
            y.title("share of the images"),
            colour,
            tooltip=["with:N", alt.Tooltip("r:Q", format=".2f"), alt.Tooltip("share:Q", format=".1%")],
        )
    )
    marks = pd.DataFrame(
        {
            "r": [here, own.mean(), other.mean()],
            "label": [f"this image {here:.2f}", f"mean {own.mean():.2f}", f"mean {other.mean():.2f}"],
            "share": [top * level for level in (0.98, 0.87, 0.76)],
        }
    )
    layers: list[alt.Chart] = [bars]
    for i, ink in enumerate((HERE, *colours)):
        one = alt.Chart(marks.iloc[[i]])
        dash, late = [5, 3] if i else [1, 0], marks["r"][i] > (low + high) / 2
        text = one.mark_text(align="right" if late else "left", dx=-4 if late else 4, baseline="top")
        layers += [
            one.mark_rule(strokeWidth=2, strokeDash=dash, color=ink).encode(x, y, alt.Y2(datum=0)),
            text.encode(x, y, text="label:N"),
        ]
    return theme.titled(
        alt.layer(*layers).properties(height=290),
        title,
        f"Two histograms of correlation. Own winner: mean {own.mean():.2f}. Another's: mean {other.mean():.2f}. This "
        f"image: {here:.2f}.",
    )


def filters_and_outputs(
    filters: np.ndarray,
    output_weights: np.ndarray,
    units: np.ndarray,
    class_names: tuple[str, ...],
    what: str = "output weights",
    palette: str = "diverging",
) -> alt.LayerChart:
    """Draw filters as images over bars of their signed weights to every class.

    Parameters
    ----------
    filters : (n, h, w) or (n, h, w, 3) uint8
        Images, already coloured or indices on the diverging scale.
    output_weights : (n, classes)
    units : (n,) int
        The units' numbers, which label them.
    what
        What the bars are, where they are not the bare weights.
    palette
        On which indices are coloured.
    """
    coloured = filters if filters.ndim == 4 else images.colour(filters, palette)
    count, classes = output_weights.shape
    limit = float(np.abs(output_weights).max())
    names = [f"unit {unit}" for unit in units]
    # One plane holds both, so that it fits any width: a column a unit, a row a class, images above row 0.
    middle = np.arange(count) + 0.5
    heads = pd.DataFrame(
        {"unit": names, "x": middle, "image": [images.data_uri(images.enlarge(c, 4)) for c in coloured]}
    )
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, count], nice=False))
    scale = alt.Scale(domain=[-HEAD, classes], reverse=True, nice=False)
    axis = alt.Axis(
        values=[row + 0.5 for row in range(classes)],
        labelExpr=f"{json.dumps(class_names)}[floor(datum.value)]",
        grid=False,
        labelOverlap=False,
        ticks=False,
        domain=False,
        title=None,
    )
    side = alt.expr(f"min(width / {count} - 5, {HEAD * ROW - 6})")
    pictures = (
        alt.Chart(heads)
        .mark_image(width=side, height=side)
        .encode(x, alt.Y(datum=-HEAD / 2, scale=scale, axis=axis), url="image:N", tooltip=["unit:N", "image:N"])
    )
    frame = pd.DataFrame(
        {
            "unit": np.repeat(names, classes),
            "class": np.tile(class_names, count),
            "weight": output_weights.ravel(),
            "x": np.repeat(middle, classes),
            "x_end": (middle[:, None] + 0.45 * output_weights / limit).ravel(),
            "y": np.tile(np.arange(classes) + 0.1, count),
            "y_end": np.tile(np.arange(classes) + 0.9, count),
        }
    )
    bars = (
        alt.Chart(frame)
        .mark_rect()
        .encode(
            x,
            alt.Y("y:Q", scale=scale, axis=axis),
            alt.X2("x_end:Q"),
            alt.Y2("y_end:Q"),
            alt.Color("weight:Q", scale=SIGN, legend=None),
            tooltip=["unit:N", "class:N", alt.Tooltip("weight:Q", format="+.3f")],
        )
    )
    zero = (
        alt.Chart(heads).mark_rule(opacity=0.3).encode(x, alt.Y(datum=0, scale=scale, axis=axis), alt.Y2(datum=classes))
    )
    return theme.titled(
        alt.layer(zero, bars, pictures).properties(height=ROW * (HEAD + classes) + TITLE),
        f"Filters and their {what} (longest bar {limit:.2f})",
        f"{count} hidden filters; under each, bars of its {what} to {classes} classes.",
    )


def change_histogram(r: np.ndarray) -> alt.Chart:
    """Draw the correlation of each hidden unit's weights before and after training, (units,)."""
    counts, edges = np.histogram(r, np.linspace(min(0.0, float(r.min())), 1, 41))
    frame = pd.DataFrame({"r": edges[:-1], "r_end": edges[1:], "units": counts})
    chart = (
        alt.Chart(frame)
        .mark_bar(color=theme.NEUTRAL)
        .encode(
            alt.X("r:Q", bin="binned", title="Pearson's r, weights before and after training", axis=theme.axis()),
            alt.X2("r_end:Q"),
            alt.Y("units:Q", title="hidden units", axis=theme.axis(ticks=4, format="d", tickMinStep=1)),
            tooltip=[alt.Tooltip("r:Q", format=".2f"), "units:Q"],
        )
        .properties(height=230)
    )
    return theme.titled(
        chart, "What is left of the initial weights", f"Histogram of {len(r)} correlations, mean {r.mean():.2f}."
    )


def activity_histogram(share: np.ndarray) -> alt.Chart:
    """Draw the share of the images on which each hidden unit is active, (units,)."""
    counts, edges = np.histogram(share, np.linspace(0, 1, 21))
    frame = pd.DataFrame({"share": edges[:-1], "share_end": edges[1:], "units": counts})
    chart = (
        alt.Chart(frame)
        .mark_bar(color=theme.NEUTRAL)
        .encode(
            alt.X(
                "share:Q",
                bin="binned",
                axis=theme.percent_axis(),
                title="share of the test images on which a unit is active",
            ),
            alt.X2("share_end:Q"),
            alt.Y("units:Q", title="hidden units", axis=theme.axis(ticks=4, format="d", tickMinStep=1)),
            tooltip=[alt.Tooltip("share:Q", format=".0%"), "units:Q"],
        )
        .properties(height=250)
    )
    return theme.titled(chart, "How often each hidden unit is active", f"Histogram over {len(share)} hidden units.")
