"""What colours mean, on every page alike, in the light and the dark theme, and how axes are ticked.

- **Signed values** share one diverging scale centred at 0: blue is negative, red is positive. POSITIVE and NEGATIVE
  are its two colours for marks. They mean a sign and nothing else.
- **Magnitudes** share one sequential scale, the lighter the larger.
- **Classes** have the categorical palette, in their own order. No other meaning takes these colours.
- **Training and test** (or held out) are TRAINING and TEST: slate and orange.
- **Better and worse**, correct and mistaken are BETTER and WORSE: green and purple.
- **Two runs or networks** that are compared are A and B: blue and olive.
- NEUTRAL is for what is compared with: controls, theory, means.

Each mark stands out at least 3:1 from both pages. Both colours of a pair, the ends of the scales and the classes can be
told apart with protanopia and deuteranopia; the class colours are never the only mark of a class.
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
# On a dark page 0 is dark, so that cells of 0 do not glare; the signs keep their colours and the extremes stand out.
DIVERGING_ON_DARK = (
    "#9fd0f5",
    "#74b2e3",
    "#4a95c9",
    "#2f6a9b",
    "#27435c",
    "#262a31",
    "#56352f",
    "#934839",
    "#d8604c",
    "#ee8a70",
    "#ffb59d",
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
# Values or layers in their order; each 3:1 on white and on black.
RAMP = ("#b88a00", "#6b9e1f", "#1a9f7c", "#3a8fb7", "#5f63d0", "#a04bd0")
POSITIVE, NEGATIVE, NEUTRAL = DIVERGING[8], DIVERGING[2], "#8a8f98"
INK, INK_ON_DARK = "#14171c", "#e8e6e1"
TRAINING, TEST = "#666699", "#bb5500"
BETTER, WORSE = "#00aa55", "#bb77dd"
A, B = "#4455ff", "#776633"
# Shares of correct predictions (negative) and of mistakes (positive), on the light and on the dark page.
MISTAKES = (BETTER, "#f6f5f3", WORSE)
MISTAKES_ON_DARK = (BETTER, "#262a31", WORSE)

# Vega's own format writes .1 as "100m"; these write numbers as they are, with 1e-7 and 1e+6 for the extremes.
NUMBER, PERCENT = ",.6~g", "~%"  # without a precision Vega takes that of the step, and 20 is "2e+1"


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


def ramp(count: int) -> list[str]:
    """Return `count` colours of the ramp, from its light to its dark end."""
    if count <= len(RAMP) - 1:
        return [RAMP[round(i * (len(RAMP) - 1) / max(count - 1, 1))] for i in range(count)]
    return [_between(i / (count - 1)) for i in range(count)]


def _between(share: float) -> str:
    position = share * (len(RAMP) - 1)
    low = min(int(position), len(RAMP) - 2)
    parts = []
    for i in (1, 3, 5):
        a, b = (int(RAMP[j][i : i + 2], 16) for j in (low, low + 1))
        parts.append(round(a + (b - a) * (position - low)))
    return "#{:02x}{:02x}{:02x}".format(*parts)


def axis(*, ticks: int = 5, **options: Any) -> alt.Axis:
    """Return an axis of numbers with about `ticks` round ticks, and without SI prefixes such as "100m"."""
    return alt.Axis(**{"format": NUMBER, "tickCount": ticks, **options})


def percent_axis(*, ticks: int = 5, **options: Any) -> alt.Axis:
    """Return an axis of shares, written as percentages."""
    return axis(ticks=ticks, **{"format": PERCENT, **options})


def share_scale() -> alt.Scale:
    """Return the scale of shares, from 0 to 100 %."""
    return alt.Scale(domain=[0, 1])


def log_scale(**options: Any) -> alt.Scale:
    """Return a logarithmic scale; say so in the axis's title."""
    return alt.Scale(type="log", **options)


def titled(chart: Any, title: str, alt_text: str) -> Any:
    """Give a chart its title and the text that a screen reader says."""
    return chart.properties(title=alt.TitleParams(title, anchor="start"), description=alt_text)


def inked(chart: Any, ink: str) -> Any:
    """Write all text of a chart in `ink` where it has no colour of its own (Streamlit's grey is too pale to read)."""
    axis = {"labelColor": ink, "titleColor": ink}
    return chart.configure(text={"color": ink}, axis=axis, legend=axis, header=axis)
