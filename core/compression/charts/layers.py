"""Charts of weight matrices at low rank: arrays in, alt.Chart out."""

from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.compression.charts.low_rank import legend

_HEIGHT = 300


def accuracy_by_rank(accuracy: np.ndarray, agreement: np.ndarray, needed: int, classes: int) -> alt.LayerChart:
    """What a network answers when a layer keeps 0, 1, ... r singular values, (r + 1,) each; `needed` is marked."""
    curves = {"correct": accuracy, "same prediction as the full network": agreement}
    return predictions_by_rank(np.arange(len(accuracy)), curves, needed, "test images", classes)


def predictions_by_rank(
    ranks: np.ndarray, curves: Mapping[str, np.ndarray], needed: int, of: str, classes: int
) -> alt.LayerChart:
    """Shares of predictions, (r,) each, at the `ranks` of a layer; `needed`, one of these, is marked.

    `of` says what the shares are of, and `classes` how many there are: chance is a dotted line.
    """
    frame = pd.concat(
        pd.DataFrame({"rank": ranks, "share": values, "predictions": name}) for name, values in curves.items()
    )
    y = alt.Y("share:Q", axis=theme.percent_axis(), scale=theme.share_scale(), title=f"share of {of}")
    lines = (
        alt.Chart(frame)
        .mark_line(point=len(ranks) < 40)
        .encode(
            alt.X("rank:Q", scale=alt.Scale(nice=False), title="rank of the layer", axis=theme.axis()),
            y,
            legend("predictions", list(curves), [theme.TEST, theme.NEUTRAL]),
            tooltip=["predictions:N", "rank:Q", alt.Tooltip("share:Q", format=".1%")],
        )
    )
    chance = pd.DataFrame({"share": [1 / classes], "label": [f"chance: {100 / classes:.3g} %"]})
    line = alt.Chart(chance).mark_rule(strokeDash=[2, 3], color=theme.NEUTRAL).encode(y)
    text = alt.Chart(chance).mark_text(align="right", dy=-7, dx=-4).encode(y, x=alt.value("width"), text="label:N")
    marked = alt.Chart(pd.DataFrame({"rank": [needed]})).mark_rule(strokeDash=[4, 3], color=theme.NEUTRAL)
    at = int(np.flatnonzero(ranks == needed)[0])
    first, said = next(iter(curves.items()))
    shares = f"{said[0]:.1%} at rank 0, {said[at]:.1%} at rank {needed}, {said[-1]:.1%} at full rank"
    return theme.titled(
        alt.layer(lines, marked.encode(alt.X("rank:Q")), line, text).properties(height=_HEIGHT),
        f"Predictions with the layer at rank k (dashed: rank {needed})",
        f"Share of {of}, {first}: {shares}.",
    )


def layer_spectra(before: np.ndarray, after: np.ndarray) -> alt.Chart:
    """Singular values of a layer as it was initialised and as it was trained, (r,) each."""
    names = ["before training", "after training"]
    frame = pd.concat(
        pd.DataFrame({"rank": np.arange(1, len(values) + 1), "singular value": values, "weights": name})
        for values, name in zip((before, after), names, strict=True)
    )
    chart = (
        alt.Chart(frame)
        .mark_line()
        .encode(
            alt.X("rank:Q", scale=alt.Scale(nice=False), title="number of the singular value", axis=theme.axis()),
            alt.Y("singular value:Q", title="singular value s", axis=theme.axis()),
            legend("weights", names, [theme.NEUTRAL, theme.A]),
            tooltip=["weights:N", "rank:Q", alt.Tooltip("singular value:Q", format=".3f")],
        )
        .properties(height=_HEIGHT)
    )
    return theme.titled(
        chart,
        "Singular values of the layer",
        f"The largest goes from {before[0]:.2f} to {after[0]:.2f}, the last from {before[-1]:.2f} to {after[-1]:.2f}.",
    )


def spectrum_and_energy(values: np.ndarray) -> alt.Chart:
    """The singular values of a matrix relative to the largest one, and the energy that ranks 1, 2, ... keep, (r,)."""
    squares = np.cumsum(values**2)
    energy = squares / squares[-1] if squares[-1] > 0 else np.ones(len(values))
    curves = {"energy kept": energy, "singular value / largest": values / (values[0] or 1.0)}
    rank = np.arange(1, len(values) + 1)
    frame = pd.concat(pd.DataFrame({"rank": rank, "share": of, "measure": name}) for name, of in curves.items())
    chart = (
        alt.Chart(frame)
        .mark_line(point=len(values) < 20)
        .encode(
            alt.X("rank:Q", scale=alt.Scale(nice=False), title="rank", axis=theme.axis()),
            alt.Y("share:Q", scale=theme.share_scale(), axis=theme.axis(), title="share"),
            legend("measure", list(curves), [theme.A, theme.B]),
            tooltip=["measure:N", "rank:Q", alt.Tooltip("share:Q", format=".4f")],
        )
        .properties(height=_HEIGHT)
    )
    half = int(np.searchsorted(energy, 0.5)) + 1
    return theme.titled(
        chart,
        "Singular values and energy of the matrix",
        f"The largest of {len(values)} singular values is {values[0]:.3g}; half of the energy takes rank {half}.",
    )


def kept_at_low_rank(names: Sequence[str], kept: np.ndarray, groups: Sequence[str], photographs: int) -> alt.Chart:
    """How many of some photographs keep their prediction when one kernel, one bar each, is cut; coloured by group."""
    frame = pd.DataFrame({"kernel": list(names), "kept": kept, "block": list(groups)})
    ticks = list(range(0, photographs + 1, 4))
    chart = (
        alt.Chart(frame)
        .mark_bar()
        .encode(
            alt.X("kernel:N", sort=None, title=None, axis=alt.Axis(labelAngle=-90, labelOverlap=False)),
            alt.Y(
                "kept:Q", scale=alt.Scale(domain=[0, photographs]), axis=theme.axis(values=ticks), title="photographs"
            ),
            legend("block", list(dict.fromkeys(groups)), [theme.A, theme.B]),
            tooltip=["kernel:N", "block:N", alt.Tooltip("kept:Q", title="photographs that keep their prediction")],
        )
        .properties(height=_HEIGHT)
    )
    return theme.titled(
        chart,
        "Photographs that keep their prediction when one kernel keeps at most a quarter of its rank",
        f"From {int(kept.min())} to {int(kept.max())} of {photographs} photographs, for {len(names)} kernels.",
    )
