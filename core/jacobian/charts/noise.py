"""Charts of what a step does to the spectrum of a Jacobian: arrays in, alt.Chart out."""

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

MEASURES = ("largest singular value", "sum of the ten largest")


def moved(change: np.ndarray, directions: tuple[str, ...], strengths: tuple[float, ...]) -> alt.FacetChart:
    """Relative change of s₁ and of the top ten's sum (2, directions, strengths, inputs), mean ± SEM over inputs."""
    frame = pd.DataFrame(
        [
            {
                "measure": measure,
                "direction": name,
                "strength": strength,
                "mean": float(change[m, d, s].mean()),
                "sem": float(change[m, d, s].std(ddof=1) / np.sqrt(change.shape[3])),
            }
            for m, measure in enumerate(MEASURES)
            for d, name in enumerate(directions)
            for s, strength in enumerate(strengths)
        ]
    )
    frame["low"], frame["high"] = frame["mean"] - frame["sem"], frame["mean"] + frame["sem"]
    colour = alt.Color("direction:N", title="Along", sort=None, scale=theme.categorical(list(directions)))
    base = alt.Chart().encode(x=alt.X("strength:Q", title="Length of the step (‖x‖ = 1)"), color=colour)
    y = alt.Y("mean:Q", title="Change", axis=alt.Axis(format="+%"))
    tooltip = ["direction:N", "strength:Q", alt.Tooltip("mean:Q", format="+.1%"), alt.Tooltip("sem:Q", format=".1%")]
    chart = alt.layer(
        alt.Chart().mark_rule(strokeDash=[4, 4], color=theme.NEUTRAL, aria=False).encode(y=alt.datum(0)),
        base.mark_rule().encode(y="low:Q", y2="high:Q"),
        base.mark_line(point=True).encode(y=y, tooltip=tooltip),
        data=frame,
    ).properties(width=296, height=260)
    return theme.titled(
        chart.facet(column=alt.Column("measure:N", title=None, sort=list(MEASURES))),
        "Change of the deep spectrum after the same steps",
        f"Relative change of the {MEASURES[0]} and of the {MEASURES[1]} against step length along "
        f"{', '.join(directions)}; mean and SEM over inputs.",
    )
