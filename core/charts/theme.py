"""What colours mean, on every page alike, in the light and the dark theme.

Signed values share one diverging scale centred at 0 (blue below, red above), magnitudes one sequential scale, classes
one categorical palette. Blue against red and the rising lightness of the sequential scale can be told apart with all
common kinds of colour blindness; the class colours are never the only mark of a class.
"""

from typing import Any

import altair as alt

DIVERGING = (
    "#0b3a75",
    "#1f66ad",
    "#4a95c9",
    "#94c4df",
    "#d2e3ee",
    "#f6f5f3",
    "#f9d8c6",
    "#f2a482",
    "#d8604c",
    "#b4202f",
    "#6d0a21",
)
SEQUENTIAL = ("#2b1055", "#46287c", "#4a4f9a", "#3c76a6", "#309ba3", "#3dbd8f", "#7fd873", "#c9e96b", "#fcf6b1")
GREY = ("#000000", "#ffffff")
# Each at least 3:1 against the light and the dark page, and no two alike with protanopia or deuteranopia.
CATEGORICAL = (
    "#618cff",
    "#c48500",
    "#cc664f",
    "#009ea5",
    "#4c780f",
    "#b23a73",
    "#ae00c1",
    "#487787",
    "#888f7b",
    "#7e5d52",
)
# The ground under points of two classes: their own two colours, paler, with the border between them near white.
TWO_CLASSES = ("#a3b8f2", "#f8f7f4", "#f3cf85")
POSITIVE, NEGATIVE, NEUTRAL = DIVERGING[8], DIVERGING[2], "#8a8f98"
INK, INK_ON_DARK = "#14171c", "#e8e6e1"
TRAIN, TEST = CATEGORICAL[0], CATEGORICAL[1]


def diverging(limit: float) -> alt.Scale:
    """The scale of signed values from -limit to limit."""
    return alt.Scale(domain=[-limit, limit], range=list(DIVERGING), interpolate="lab")


def sequential(low: float, high: float) -> alt.Scale:
    """The scale of magnitudes."""
    return alt.Scale(domain=[low, high], range=list(SEQUENTIAL), interpolate="lab")


def categorical(names: tuple[str, ...] | list[str]) -> alt.Scale:
    """The scale of classes, in their own order."""
    colours = [CATEGORICAL[i % len(CATEGORICAL)] for i in range(len(names))]
    return alt.Scale(domain=list(names), range=colours)


def titled(chart: Any, title: str, alt_text: str) -> Any:
    """Give a chart its title and the text that a screen reader says."""
    return chart.properties(title=alt.TitleParams(title, anchor="start"), description=alt_text)


def inked(chart: Any, ink: str) -> Any:
    """Write all text of a chart in `ink` where it has no colour of its own (Streamlit's grey is too pale to read)."""
    axis = {"labelColor": ink, "titleColor": ink}
    return chart.configure(text={"color": ink}, axis=axis, legend=axis, header=axis)
