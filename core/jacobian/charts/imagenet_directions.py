"""Charts of the strongest directions at one photograph: arrays in, alt.Chart out."""

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.jacobian.measures import RANDOM_PARTICIPATION

STATES = ["converged", "not converged"]


def spectrum(values: np.ndarray, residuals: np.ndarray, converged: np.ndarray, layer: str) -> alt.LayerChart:
    """Singular values (k,) against their number, each with its residual as an error bar."""
    frame = _frame(converged) | {"value": values, "low": values - residuals, "high": values + residuals}
    base = _base(frame)
    bars = base.mark_rule().encode(y=alt.Y("low:Q", title="Singular value"), y2="high:Q")
    points = _points(base, alt.Y("value:Q", scale=alt.Scale(zero=True)), alt.Tooltip("value:Q", format=".4g"))
    text = f"{len(values)} singular values from {values[0]:.3g} to {values[-1]:.3g} with their residuals."
    return theme.titled(alt.layer(bars, points).properties(height=220), f"Singular values at {layer} ± residual", text)


def participation(shares: np.ndarray, converged: np.ndarray, layer: str) -> alt.LayerChart:
    """Participation ratios (k,) against their number on a logarithmic scale, with that of a random direction."""
    chance = RANDOM_PARTICIPATION[3]
    base = _base(_frame(converged) | {"share": shares})
    y = alt.Y("share:Q", title="Share of the image", scale=theme.log_scale(), axis=theme.percent_axis())
    points = _points(base, y, alt.Tooltip("share:Q", format=".2%"))
    level = pd.DataFrame({"share": [chance], "name": [f"random direction {chance:.0%}"]})
    rule = alt.Chart(level).mark_rule(strokeDash=[4, 4]).encode(y="share:Q")
    name = alt.Chart(level).mark_text(align="left", dy=-6, x=4).encode(y="share:Q", text="name:N")
    text = f"Participation ratios of {len(shares)} directions, from {shares.min():.2g} to {shares.max():.2g}."
    drawn = alt.layer(points, rule, name).properties(height=220)
    return theme.titled(drawn, f"Share of the image that each direction at {layer} covers", text)


def _frame(converged: np.ndarray) -> dict[str, np.ndarray]:
    return {"number": np.arange(1, len(converged) + 1), "state": np.where(converged, *STATES)}


def _base(frame: dict[str, np.ndarray]) -> alt.Chart:
    axis = alt.Axis(tickMinStep=1)
    x = alt.X("number:Q", title="Direction (1 = strongest)", axis=axis, scale=alt.Scale(zero=False, padding=8))
    colour = alt.Color("state:N", title=None, scale=theme.categorical(STATES))
    return alt.Chart(pd.DataFrame(frame)).encode(x=x, color=colour)


def _points(base: alt.Chart, y: alt.Y, value: alt.Tooltip) -> alt.Chart:
    shape = alt.Shape("state:N", title=None, scale=alt.Scale(domain=STATES, range=["circle", "cross"]))
    return base.mark_point(filled=True, size=60).encode(y=y, shape=shape, tooltip=["number:Q", value, "state:N"])
