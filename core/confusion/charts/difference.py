"""The difference of two confusion matrices: arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.confusion.matrix import row_shares

ROW = 42  # height of a row of the matrix in pixels
MOST_WRITTEN, LOW_ROW = 20, 18  # above so many classes rows are low, and numbers are shown under the pointer alone


def difference_matrix(a: np.ndarray, b: np.ndarray, class_names: Sequence[str], ink: str = theme.INK) -> alt.LayerChart:
    """Draw row shares of B minus those of A, in percentage points: (classes, classes) counts each.

    A cell is green where B is better: more images on the diagonal, or fewer off it. `ink` is the colour of the text.
    """
    change = 100 * (row_shares(b) - row_shares(a))
    gain = np.where(np.eye(len(change), dtype=bool), change, -change)
    row, column = np.indices(change.shape).reshape(2, -1)
    limit = float(np.abs(change).max()) or 1.0
    strength = np.sqrt(np.abs(gain) / limit).ravel()
    names = list(class_names)
    frame = pd.DataFrame(
        {
            "actual": [names[r] for r in row],
            "predicted": [names[c] for c in column],
            "A": a.ravel(),
            "B": b.ravel(),
            "change in points": change.ravel(),
            "kind": np.where(gain.ravel() >= 0, "better", "worse"),
            "strength": strength,
            "strong": strength > 0.75,
            "text": [f"{value:+.1f}" if abs(value) >= 0.05 else "" for value in change.ravel()],
        }
    )
    x = alt.X(
        "predicted:N",
        sort=names,
        title="predicted class",
        axis=alt.Axis(orient="top", labelAngle=0 if max(map(len, names)) < 3 else -45),
    )
    y = alt.Y("actual:N", sort=names, title="actual class")
    colours = alt.Scale(domain=["better", "worse"], range=[theme.BETTER, theme.WORSE])
    cells = (
        alt.Chart(frame)
        .mark_rect(stroke=theme.NEUTRAL, strokeOpacity=0.35, strokeWidth=0.5)
        .encode(
            x,
            y,
            alt.Color("kind:N", scale=colours, legend=None),
            fillOpacity=alt.FillOpacity("strength:Q", scale=None),
            tooltip=["actual", "predicted", "A", "B", alt.Tooltip("change in points:Q", format="+.2f")],
        )
    )
    dense = len(names) > MOST_WRITTEN
    words = [
        alt.Chart(frame)
        .transform_filter(chosen)
        .mark_text(fontSize=11, tooltip=None, color=colour)
        .encode(x, y, text="text:N")
        for chosen, colour in (() if dense else (("!datum.strong", ink), ("datum.strong", theme.INK)))
    ]
    return theme.titled(
        alt.layer(cells, *words).properties(height=(LOW_ROW if dense else ROW) * len(names) + 60),
        "B minus A, percentage points of each row (green: B is better, purple: A is better)",
        f"Difference of two confusion matrices; the largest change is {limit:.1f} percentage points.",
    )
