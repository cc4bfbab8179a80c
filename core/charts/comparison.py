"""A pinned run and the present one in one chart."""

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

NAMES = ("pinned", "now")


def overlay(pinned: np.ndarray, now: np.ndarray, axes: tuple[str, str]) -> alt.Chart:
    """Two curves, each (n, 2) of x and y; the pinned one is dashed."""
    rows = [
        {"run": name, "x": float(x), "y": float(y)}
        for name, curve in zip(NAMES, (pinned, now), strict=True)
        for x, y in curve
    ]
    scale = alt.Scale(domain=list(NAMES), range=[theme.B, theme.A])
    dash = alt.StrokeDash("run:N", scale=alt.Scale(domain=list(NAMES), range=[[6, 4], [1, 0]]), legend=None)
    figure = (
        alt.Chart(pd.DataFrame(rows))
        .mark_line()
        .encode(
            alt.X("x:Q", title=axes[0], axis=theme.axis()),
            alt.Y("y:Q", title=axes[1], scale=alt.Scale(zero=False), axis=theme.axis()),
            alt.Color("run:N", scale=scale, title=None, legend=alt.Legend(orient="top")),
            dash,
            tooltip=["run:N", alt.Tooltip("x:Q", title=axes[0]), alt.Tooltip("y:Q", title=axes[1], format=".4g")],
        )
        .properties(height=320)
    )
    ends = f"the pinned run ends at {pinned[-1, 1]:.3g}, the present one at {now[-1, 1]:.3g}"
    said = f"{axes[1]} against {axes[0]}: {ends}."
    return theme.titled(figure, f"{axes[1]} of both", said)
