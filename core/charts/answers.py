"""How a class answers a question."""

from collections.abc import Sequence

import altair as alt
import pandas as pd

from core.charts import theme

FONT = 20  # read from the back of a room


def histogram(options: Sequence[str], counts: Sequence[int], right: int | None = None) -> alt.Chart:
    """Return bars of how many students chose each option; the right one, once it is known, has a colour of its own."""
    rows = [
        {"option": option, "students": int(count), "kind": "right" if at == right else "other"}
        for at, (option, count) in enumerate(zip(options, counts, strict=True))
    ]
    kinds = alt.Scale(domain=["right", "other"], range=[theme.BETTER, theme.NEUTRAL])
    base = alt.Chart(pd.DataFrame(rows)).encode(
        alt.Y(
            "option:N",
            sort=None,
            title=None,
            axis=alt.Axis(labelFontSize=FONT, labelLimit=420, ticks=False, domain=False),
        ),
        alt.X("students:Q", title=None, axis=None, scale=alt.Scale(domain=[0, max(1, 1.1 * max(counts))])),
    )
    bars = base.mark_bar(cornerRadiusEnd=3).encode(alt.Color("kind:N", scale=kinds, legend=None))
    numbers = base.mark_text(align="left", dx=6, fontSize=FONT).encode(alt.Text("students:Q"))
    figure = (bars + numbers).properties(height=52 * len(rows))
    said = ", ".join(f"{row['option']}: {row['students']}" for row in rows)
    answer = "" if right is None else f" The right answer is {options[right]}."
    return theme.titled(figure, f"Answers: {sum(counts)}", f"Answers of students: {said}.{answer}")
