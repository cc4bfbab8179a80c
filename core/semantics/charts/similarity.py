"""Hidden similarity, and half-times on images, as charts. Arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme


def agreement(sigmas: np.ndarray, agreements: np.ndarray, norms: np.ndarray, theory_r: np.ndarray) -> alt.LayerChart:
    """Correlation of similarity matrices against σ: between networks, and with (YᵀY)^½; tooltips hold the norms.

    Parameters
    ----------
    sigmas, agreements, norms, theory_r : (n,)
    """
    names = ["between networks", "with theory (least weights)"]
    frame = pd.DataFrame(
        {
            "sigma": np.tile(sigmas, 2),
            "r": np.concatenate([agreements, theory_r]),
            "what": np.repeat(names, len(sigmas)),
            "norm": np.tile(norms, 2),
        }
    ).dropna(subset="r")
    tooltip = ["what:N", alt.Tooltip("sigma:Q", format="g"), alt.Tooltip("r:Q", format=".3f")]
    chart = (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(filled=True, size=60), strokeWidth=2)
        .encode(
            alt.X(
                "sigma:Q",
                scale=theme.log_scale(nice=False, padding=12),
                title="initial scale σ (log scale)",
                axis=theme.axis(values=list(map(float, sigmas)), labelOverlap=True),
            ),
            alt.Y("r:Q", title="Pearson's r of similarities", axis=theme.axis()),
            alt.Color("what:N", scale=theme.categorical(names), title=None, legend=alt.Legend(orient="top")),
            tooltip=[*tooltip, alt.Tooltip("norm:Q", format=".3f", title="size of the weights / least size")],
        )
    )
    return theme.titled(
        alt.layer(chart).properties(height=340),
        "Agreement of the hidden similarities, against the scale of the initial weights",
        f"Between networks r is {agreements[0]:.2f} at σ = {sigmas[0]:g} and {agreements[-1]:.2f} at {sigmas[-1]:g}.",
    )


def image_stages(
    s: np.ndarray, half_times: np.ndarray, sigmas: Sequence[float], activation: str, latest: float
) -> alt.Chart:
    """Half-times of the modes of an image set against their singular values, for one activation.

    Parameters
    ----------
    s : (k,)
    half_times : (sigmas, networks, k)
        NaN is left out.
    latest
        The largest half-time of all charts that stand side by side.
    """
    starts, networks, k = half_times.shape
    labels = [f"σ = {sigma:g}" for sigma in sigmas]
    frame = pd.DataFrame(
        {"start": np.repeat(labels, networks * k), "s": np.tile(s, starts * networks), "time": half_times.ravel()}
    ).dropna()
    points = (
        alt.Chart(frame)
        .mark_point(filled=True, size=45, opacity=0.75)
        .encode(
            alt.X("s:Q", title="singular value s of the mode", scale=alt.Scale(zero=False), axis=theme.axis(ticks=4)),
            alt.Y("time:Q", title="half-time (units of τ)", scale=alt.Scale(domain=[0, latest]), axis=theme.axis()),
            alt.Color(
                "start:N", scale=theme.categorical(labels), title=None, legend=alt.Legend(orient="top", columns=2)
            ),
            tooltip=["start:N", alt.Tooltip("s:Q", format=".3f"), alt.Tooltip("time:Q", format=".2f")],
        )
        .properties(height=320)
    )
    return theme.titled(
        points,
        f"{'ReLU' if activation == 'relu' else activation} networks",
        f"{len(frame)} half-times of {k} modes of {activation} networks from {starts} initial scales.",
    )
