"""When each class is learned: arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

ROW = 26  # height of a class in pixels
MOST_LARGE = 40  # epochs up to which a dot is large


def timeline(recall: np.ndarray, class_names: Sequence[str], enough: float) -> alt.Chart:
    """Draw a large dot at each epoch after which a class has a recall of at least `enough`, a small one at others.

    Parameters
    ----------
    recall
        (epochs + 1, classes), the first row before training.
    """
    epochs, classes = recall.shape
    reached = recall >= enough
    trained = reached[1:] if epochs > 1 else reached  # before training a recall says what is predicted for everything
    first = np.where(trained.any(0), trained.argmax(0), epochs)
    order = [class_names[i] for i in np.argsort(first, kind="stable")]
    epoch, label = np.indices(recall.shape).reshape(2, -1)
    kinds = [f"at least {enough:.0%}", "below"]
    frame = pd.DataFrame(
        {
            "epoch": epoch,
            "class": [class_names[i] for i in label],
            "recall": recall.ravel(),
            "kind": np.where(reached.ravel(), *kinds),
        }
    )
    large = 70 if epochs <= MOST_LARGE else 25
    dots = (
        alt.Chart(frame)
        .mark_point(filled=True, opacity=1)
        .encode(
            alt.X("epoch:Q", title="epoch (0: before training)", axis=theme.axis(tickMinStep=1)),
            alt.Y("class:N", sort=order, title=None, axis=alt.Axis(labelOverlap=False)),
            alt.Color(
                "kind:N",
                scale=alt.Scale(domain=kinds, range=[theme.BETTER, theme.NEUTRAL]),
                legend=alt.Legend(orient="top", title="recall"),
            ),
            alt.Size("kind:N", scale=alt.Scale(domain=kinds, range=[large, 12]), legend=None),
            tooltip=["class", "epoch", alt.Tooltip("recall:Q", format=".1%")],
        )
    )
    return theme.titled(
        dots.properties(height=ROW * classes + 70),
        "When each class is learned (the class that is learned first on top)",
        f"Timeline of {classes} classes over {epochs - 1} epochs; {int(reached[-1].sum())} of them end with a recall "
        f"of at least {enough:.0%}.",
    )
