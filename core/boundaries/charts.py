"""Charts of many small networks in the plane, and the pad that a visitor draws points on: arrays in, alt.Chart out."""

from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme

LINES = theme.CATEGORICAL[7], theme.CATEGORICAL[6]  # no class has these colours: there are at most six classes


def success_curves(steps: np.ndarray, accuracy: np.ndarray, goal: float) -> alt.LayerChart:
    """Accuracy (checkpoints, networks) of every network over `steps` from 1 on, with the goal as a dashed line."""
    steps, accuracy = steps[steps > 0], accuracy[steps > 0]
    kept = np.unique(np.geomspace(1, len(steps), 100).astype(int)) - 1
    nets = accuracy.shape[1]
    reached, missed = f"reaches {goal:.0%}", f"does not reach {goal:.0%}"
    frame = pd.DataFrame(
        {
            "step": np.repeat(steps[kept], nets),
            "accuracy": accuracy[kept].ravel(),
            "network": np.tile(np.arange(1, nets + 1), len(kept)),
            "reached": np.tile(np.where((accuracy >= goal).any(axis=0), reached, missed), len(kept)),
        }
    )
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=1.5, opacity=0.7, clip=True)
        .encode(
            alt.X("step:Q", title="step (logarithmic scale)", scale=alt.Scale(type="log", nice=False)),
            alt.Y(
                "accuracy:Q",
                axis=alt.Axis(format="%"),
                scale=alt.Scale(zero=False),
                title="accuracy on the training points",
            ),
            alt.Color(
                "reached:N",
                scale=alt.Scale(domain=[reached, missed], range=list(LINES)),
                legend=alt.Legend(orient="top"),
                title=None,
            ),
            detail="network:N",
            tooltip=["network:N", "step:Q", alt.Tooltip("accuracy:Q", format=".1%")],
        )
    )
    rule = (
        alt.Chart(pd.DataFrame({"goal": [goal]})).mark_rule(strokeDash=[5, 3], color=theme.NEUTRAL).encode(y="goal:Q")
    )
    good = int((accuracy >= goal).any(axis=0).sum())
    return theme.titled(
        alt.layer(lines, rule).properties(height=340),
        f"{nets} networks on the same points, from {nets} random initialisations",
        f"Accuracy of {nets} networks over {int(steps[-1]):,} steps; {good} of them reach {goal:.0%}.",
    )


def success_map(
    share: np.ndarray, median_steps: np.ndarray, depths: np.ndarray, widths: np.ndarray, turns: float, nets: int
) -> alt.LayerChart:
    """Share of networks that learn the spiral of some turns, (depths, widths)."""
    d, w = np.meshgrid(depths, widths, indexing="ij")
    columns = {"layers": d, "units": w, "share": share, "median step": median_steps}
    frame = pd.DataFrame({name: values.ravel() for name, values in columns.items()})
    frame["networks"] = (frame["share"] * nets).round().astype(int)
    frame["reached"] = frame["networks"].astype(str) + f" of {nets}"
    base = alt.Chart(frame).encode(
        alt.X("units:O", title="units", axis=alt.Axis(labelAngle=0)),
        alt.Y("layers:O", sort="descending", title="hidden layers"),
    )
    tooltip = ["layers", "units", "reached", alt.Tooltip("median step:Q", format=",.0f")]
    rects = base.mark_rect().encode(alt.Color("share:Q", scale=theme.sequential(0, 1), legend=None), tooltip=tooltip)
    label = alt.condition("datum.share > .45", alt.value("#111111"), alt.value("#ffffff"))
    text = base.mark_text(fontSize=11).encode(text="networks:Q", color=label)
    return theme.titled(
        alt.layer(rects, text).properties(height=230),
        f"{turns:g} turns",
        f"Heat map of the share of {nets} networks that learn {turns:g} turns: mean {share.mean():.0%}.",
    )


def reach(radius: np.ndarray, curves: Mapping[str, np.ndarray], limit: float, chance: float) -> alt.LayerChart:
    """Accuracy by distance from the middle of the plane for some networks, with the end of the training data."""
    frame = pd.concat(pd.DataFrame({"radius": radius, "accuracy": y, "network": name}) for name, y in curves.items())
    colour = alt.Color(
        "network:N",
        scale=alt.Scale(domain=list(curves), range=list(LINES)),
        legend=alt.Legend(orient="top"),
        title=None,
    )
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5)
        .encode(
            alt.X("radius:Q", title="distance from the middle of the plane"),
            alt.Y("accuracy:Q", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]), title="accuracy"),
            colour,
            tooltip=["network:N", alt.Tooltip("radius:Q", format=".2f"), alt.Tooltip("accuracy:Q", format=".1%")],
        )
    )
    ends = pd.DataFrame({"at": [limit], "text": ["farthest training point"]})
    end = alt.Chart(ends).mark_rule(strokeDash=[5, 3], color=theme.NEUTRAL).encode(x="at:Q")
    word = alt.Chart(ends).mark_text(align="left", dx=5).encode(x="at:Q", text="text:N", y=alt.value(8))
    level = pd.DataFrame({"chance": [chance]})
    guess = alt.Chart(level).mark_rule(strokeDash=[2, 3], color=theme.NEUTRAL).encode(y="chance:Q")
    beyond = ", ".join(f"{name} {y[radius > limit].mean():.0%}" for name, y in curves.items())
    return theme.titled(
        alt.layer(end, guess, lines, word).properties(height=260),
        "Accuracy by distance from the middle of the plane (dotted: chance)",
        f"Accuracy by distance from the middle; mean beyond the training data: {beyond}.",
    )


def sketch_pad(places: np.ndarray, labels: list[str], names: list[str], half: float = 1.3) -> alt.LayerChart:
    """A square to click on (selection `spot`: x and y of a place) or to drag over (selection `area`)."""
    steps = np.round(np.linspace(-half, half, 53), 3)
    x, y = (grid.ravel() for grid in np.meshgrid(steps, steps))
    size = 7.5
    pad = (
        alt.Chart(pd.DataFrame({"x": x, "y": y}))
        .mark_square(size=(size + 1) ** 2, opacity=0.06, color=theme.NEUTRAL)
        .encode(
            alt.X("x:Q", scale=alt.Scale(domain=[-half, half], nice=False)),
            alt.Y("y:Q", scale=alt.Scale(domain=[-half, half], nice=False)),
        )
        .add_params(
            alt.selection_point(name="spot", fields=["x", "y"], on="click", toggle=False),
            alt.selection_interval(name="area", encodings=["x", "y"]),
        )
    )
    drawn = pd.DataFrame({"x": places[:, 0], "y": places[:, 1], "class": labels})
    dots = (
        alt.Chart(drawn)
        .mark_point(filled=True, size=50, opacity=0.9, stroke="white", strokeWidth=0.7)
        .encode(
            alt.X("x:Q", title="x"),
            alt.Y("y:Q", title="y"),
            alt.Color("class:N", scale=theme.categorical(names), legend=alt.Legend(orient="top")),
            alt.Shape("class:N", scale=alt.Scale(domain=names), legend=None),
        )
    )
    return theme.titled(
        alt.layer(pad, dots).properties(
            width=53 * size, height=53 * size, autosize=alt.AutoSizeParams(type="pad", contains="content")
        ),
        "Click to add a point, drag to add a cloud",
        f"A square with {len(labels)} points of {len(set(labels))} classes; a click adds one.",
    )
