"""The chart of a single spectrum: arrays in, alt.Chart out."""

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme


def one_spectrum(values: np.ndarray, converged: np.ndarray, title: str) -> alt.Chart:
    """Singular values (k,) of one Jacobian against the index; crosses have not converged."""
    kinds = ["converged", "not converged"]
    frame = pd.DataFrame(
        {
            "index": np.arange(1, len(values) + 1),
            "value": values.astype(float),
            "state": np.where(converged, kinds[0], kinds[1]),
        }
    )
    chart = (
        alt.Chart(frame)
        .mark_point(filled=True, size=70)
        .encode(
            x=alt.X(
                "index:Q",
                title="Direction (1 = strongest)",
                axis=alt.Axis(tickMinStep=1),
                scale=alt.Scale(zero=False, padding=8),
            ),
            y=alt.Y("value:Q", title="Singular value"),
            shape=alt.Shape("state:N", title=None, scale=alt.Scale(domain=kinds, range=["circle", "cross"])),
            color=alt.Color("state:N", title=None, scale=theme.categorical(kinds)),
            tooltip=["index:Q", alt.Tooltip("value:Q", format=".4g"), "state:N"],
        )
        .properties(height=240)
    )
    return theme.titled(chart, title, f"{len(values)} singular values against their index, from {values.max():.3g}.")
