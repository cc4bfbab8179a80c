"""Charts of many small nets in the plane, and the pad that a visitor draws points on: arrays in, alt.Chart out."""

from collections.abc import Mapping

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme


def success_curves(steps: np.ndarray, accuracy: np.ndarray, goal: float) -> alt.LayerChart:
    """Accuracy (checkpoints, nets) of every net over `steps`, with the goal as a dashed line."""
    kept = np.unique(np.linspace(0, len(steps) - 1, 100).astype(int))
    nets = accuracy.shape[1]
    frame = pd.DataFrame(
        {
            "step": np.repeat(steps[kept], nets),
            "accuracy": accuracy[kept].ravel(),
            "net": np.tile(np.arange(1, nets + 1), len(kept)),
            "reached": np.tile(np.where((accuracy >= goal).any(axis=0), "reached it", "did not"), len(kept)),
        }
    )
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=1.5, opacity=0.7, clip=True)
        .encode(
            alt.X("step:Q", title="step"),
            alt.Y("accuracy:Q", axis=alt.Axis(format="%"), scale=alt.Scale(zero=False), title="accuracy, training"),
            alt.Color(
                "reached:N",
                scale=alt.Scale(domain=["reached it", "did not"], range=[theme.CATEGORICAL[0], theme.CATEGORICAL[2]]),
                legend=alt.Legend(orient="top"),
                title=f"{goal:.0%}",
            ),
            detail="net:N",
            tooltip=["net:N", "step:Q", alt.Tooltip("accuracy:Q", format=".1%")],
        )
    )
    rule = (
        alt.Chart(pd.DataFrame({"goal": [goal]})).mark_rule(strokeDash=[5, 3], color=theme.NEUTRAL).encode(y="goal:Q")
    )
    good = int((accuracy >= goal).any(axis=0).sum())
    return theme.titled(
        alt.layer(lines, rule).properties(height=260),
        f"{nets} nets on the same points, from {nets} random starts",
        f"Accuracy of {nets} nets over {int(steps[-1]):,} steps; {good} of them reach {goal:.0%}.",
    )


def success_atlas(
    share: np.ndarray, median_steps: np.ndarray, depths: np.ndarray, widths: np.ndarray, turns: np.ndarray, nets: int
) -> alt.HConcatChart:
    """Share of nets that learn the spiral, (depths, widths, turns): one map of width x depth a number of turns."""
    d, w, t = np.meshgrid(depths, widths, turns, indexing="ij")
    columns = {"layers": d, "units": w, "turns": t, "share": share, "median step": median_steps}
    frame = pd.DataFrame({name: values.ravel() for name, values in columns.items()})
    frame["reached"] = (frame["share"] * nets).round().astype(int).astype(str) + f" of {nets}"
    x = alt.X("units:O", title="units", axis=alt.Axis(labelAngle=0))
    maps = []
    for turn in turns:
        base = alt.Chart(frame[frame["turns"] == turn]).encode(
            x, alt.Y("layers:O", sort="descending", title="hidden layers" if turn == turns[0] else None)
        )
        colour = alt.Color("share:Q", scale=theme.sequential(0, 1), legend=None)
        tooltip = ["layers", "units", "turns", "reached", alt.Tooltip("median step:Q", format=",.0f")]
        label = alt.condition("datum.share > .45", alt.value("#111111"), alt.value("#ffffff"))
        text = base.mark_text(fontSize=10).encode(alt.Text("share:Q", format=".0%"), color=label)
        maps.append(
            alt.layer(base.mark_rect().encode(colour, tooltip=tooltip), text).properties(
                width=170, height=130, title=alt.TitleParams(f"{turn:g} turns", fontWeight="normal")
            )
        )
    return theme.titled(
        alt.hconcat(*maps, spacing=8),
        f"Share of {nets} tanh nets that reach 99 % on the spiral",
        f"Heat maps of success by units (columns) and layers (rows) for {turns[0]:g} to {turns[-1]:g} turns; "
        f"the mean share falls from {share[..., 0].mean():.0%} to {share[..., -1].mean():.0%}.",
    )


def reach(radius: np.ndarray, curves: Mapping[str, np.ndarray], limit: float, chance: float) -> alt.LayerChart:
    """Accuracy by distance from the middle for some nets, with the end of the training data."""
    frame = pd.concat(pd.DataFrame({"radius": radius, "accuracy": y, "net": name}) for name, y in curves.items())
    colour = alt.Color("net:N", scale=theme.categorical(list(curves)), legend=alt.Legend(orient="top"), title=None)
    lines = (
        alt.Chart(frame)
        .mark_line(strokeWidth=2.5)
        .encode(
            alt.X("radius:Q", title="distance from the middle"),
            alt.Y("accuracy:Q", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]), title="accuracy"),
            colour,
            tooltip=["net:N", alt.Tooltip("radius:Q", format=".2f"), alt.Tooltip("accuracy:Q", format=".1%")],
        )
    )
    ends = pd.DataFrame({"at": [limit], "text": ["training data end"]})
    end = alt.Chart(ends).mark_rule(strokeDash=[5, 3], color=theme.NEUTRAL).encode(x="at:Q")
    word = (
        alt.Chart(ends)
        .mark_text(align="left", dx=5, color=theme.NEUTRAL)
        .encode(x="at:Q", text="text:N", y=alt.value(8))
    )
    level = pd.DataFrame({"chance": [chance]})
    guess = alt.Chart(level).mark_rule(strokeDash=[2, 3], color=theme.NEUTRAL).encode(y="chance:Q")
    beyond = ", ".join(f"{name} {y[radius > limit].mean():.0%}" for name, y in curves.items())
    return theme.titled(
        alt.layer(end, guess, lines, word).properties(height=260),
        "Beyond the data",
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
        alt.layer(pad, dots).properties(width=53 * size, height=53 * size),
        "Click to add a point, drag to add a cloud",
        f"A square with {len(labels)} points of {len(set(labels))} classes; a click adds one.",
    )
