"""Charts of low-rank images and weight matrices: arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import images, theme

_HEIGHT = 300
CHANNEL_COLOURS = {
    "red": "#d8604c",
    "green": "#3ca951",
    "blue": "#4269d0",
    "brightness": theme.NEUTRAL,
    "blue difference": "#4a95c9",
    "red difference": "#d8604c",
    "all channels": theme.NEUTRAL,
}


def singular_values(values: Sequence[np.ndarray], names: Sequence[str], k: int) -> alt.LayerChart:
    """The singular values of every plane, largest first, on a logarithmic scale; `k` is marked.

    Values below a hundred-millionth of the largest are float dust and left out.
    """
    largest = max(float(plane[0]) for plane in values) or 1.0
    frame = pd.concat(
        pd.DataFrame({"rank": np.arange(1, len(plane) + 1), "singular value": plane, "plane": name})
        for plane, name in zip(values, names, strict=True)
    )
    frame = frame[frame["singular value"] > 1e-8 * largest]
    colours = alt.Scale(domain=list(names), range=[CHANNEL_COLOURS.get(name, theme.NEGATIVE) for name in names])
    lines = (
        alt.Chart(frame)
        .mark_line()
        .encode(
            _rank_axis(len(values[0])),
            alt.Y(
                "singular value:Q",
                scale=alt.Scale(type="log"),
                title="singular value s",
                axis=alt.Axis(values=[10.0**i for i in range(-8, 7)], format="~s"),
            ),
            alt.Color(
                "plane:N", scale=colours, title=None, legend=alt.Legend(orient="top") if len(names) > 1 else None
            ),
            tooltip=["plane:N", "rank:Q", alt.Tooltip("singular value:Q", format=",.1f")],
        )
    )
    at = min(k, len(values[0])) - 1
    return theme.titled(
        alt.layer(lines, _rule(k)).properties(height=_HEIGHT),
        f"Singular values (dashed: rank {k})",
        f"The largest singular value is {largest:,.0f}; at rank {k} it is {float(values[0][at]):,.1f}.",
    )


def energy(kept: np.ndarray, k: int) -> alt.LayerChart:
    """The share of Σ s² that each rank keeps, (full,); `k` is marked."""
    frame = pd.DataFrame({"rank": np.arange(1, len(kept) + 1), "energy": kept})
    line = (
        alt.Chart(frame)
        .mark_line(color=theme.NEGATIVE)
        .encode(
            _rank_axis(len(kept)),
            alt.Y("energy:Q", scale=alt.Scale(zero=False), axis=alt.Axis(format=".1%"), title="energy kept"),
            tooltip=["rank:Q", alt.Tooltip("energy:Q", format=".3%")],
        )
    )
    return theme.titled(
        alt.layer(line, _rule(k)).properties(height=_HEIGHT),
        f"Cumulative energy (dashed: rank {k})",
        f"Rank 1 keeps {kept[0]:.1%} of the energy, rank {k} keeps {kept[min(k, len(kept)) - 1]:.2%}.",
    )


def quality(ranks: np.ndarray, values: np.ndarray, name: str, k: int) -> alt.LayerChart:
    """PSNR (dB) or SSIM at the measured ranks; infinite values (the exact image) are left out."""
    finite = np.isfinite(values)
    title = f"{name}, dB" if name == "PSNR" else name
    frame = pd.DataFrame({"rank": ranks[finite], "value": values[finite]})
    line = (
        alt.Chart(frame)
        .mark_line(point={"color": theme.POSITIVE}, color=theme.POSITIVE)
        .encode(
            _rank_axis(int(ranks[-1])),
            alt.Y("value:Q", scale=alt.Scale(zero=False), title=title),
            tooltip=["rank:Q", alt.Tooltip("value:Q", format=".3f", title=title)],
        )
    )
    first, (last, at) = values[0], frame.iloc[-1][["value", "rank"]]
    return theme.titled(
        alt.layer(line, _rule(k)).properties(height=_HEIGHT),
        f"{title} of what is shown (dashed: rank {k})",
        f"{title} is {first:.2f} at rank 1 and {last:.2f} at rank {at:.0f}.",
    )


def files(kind: Sequence[str], setting: np.ndarray, size: np.ndarray, psnr: np.ndarray, png: int) -> alt.LayerChart:
    """PSNR against bytes for every kind of file, and the size of a lossless PNG as a rule."""
    frame = pd.DataFrame({"kind": list(kind), "setting": setting, "kB": size / 1000, "PSNR": psnr})
    frame = frame[np.isfinite(frame["PSNR"])]
    kinds = list(dict.fromkeys(kind))
    lines = (
        alt.Chart(frame)
        .mark_line(point=True)
        .encode(
            alt.X("kB:Q", scale=alt.Scale(type="log"), title="kilobytes"),
            alt.Y("PSNR:Q", scale=alt.Scale(zero=False), title="PSNR, dB"),
            alt.Color("kind:N", scale=theme.categorical(kinds), title=None, legend=alt.Legend(orient="top")),
            tooltip=[
                "kind:N",
                alt.Tooltip("setting:Q", title="quality or rank"),
                alt.Tooltip("kB:Q", format=".1f"),
                alt.Tooltip("PSNR:Q", format=".1f"),
            ],
        )
    )
    mark = pd.DataFrame({"kB": [png / 1000], "label": ["PNG, lossless"]})
    rule = alt.Chart(mark).mark_rule(strokeDash=[5, 3], color=theme.NEUTRAL).encode(alt.X("kB:Q"))
    text = alt.Chart(mark).mark_text(align="right", dx=-5).encode(alt.X("kB:Q"), y=alt.value(10), text="label:N")
    return theme.titled(
        alt.layer(lines, rule, text).properties(height=400),
        "How near for how many bytes: up and to the left is better",
        f"PSNR against file size for {', '.join(kinds)}; a lossless PNG takes {png / 1000:.0f} kilobytes.",
    )


def schemes(names: Sequence[str], curves: Sequence[np.ndarray], column: int, label: str) -> alt.Chart:
    """PSNR (column 2) or SSIM (3) against stored numbers for every way to treat colour; curves are (q, 4)."""
    frame = pd.concat(
        pd.DataFrame({"way": name, "rank": curve[:, 0], "numbers": curve[:, 1], "value": curve[:, column]})
        for name, curve in zip(names, curves, strict=True)
    )
    chart = (
        alt.Chart(frame[np.isfinite(frame["value"])])
        .mark_line(point=True)
        .encode(
            alt.X("numbers:Q", scale=alt.Scale(type="log"), title="stored numbers"),
            alt.Y("value:Q", scale=alt.Scale(zero=False), title=label),
            alt.Color("way:N", scale=theme.categorical(list(names)), title=None, legend=alt.Legend(orient="top")),
            tooltip=[
                "way:N",
                "rank:Q",
                alt.Tooltip("numbers:Q", format=","),
                alt.Tooltip("value:Q", format=".3f", title=label),
            ],
        )
        .properties(height=360)
    )
    return theme.titled(
        chart,
        f"{label} for the same number of stored numbers",
        f"{label} against stored numbers for {', '.join(names)}: a higher line comes nearer to the image.",
    )


def vectors(u: np.ndarray, v: np.ndarray, i: int) -> alt.VConcatChart:
    """The two vectors whose product is component `i`: u down the rows, v along the columns."""
    panels = []
    for values, name, along in ((v, "v", "column"), (u, "u", "row")):
        frame = pd.DataFrame({along: np.arange(len(values)), name: values})
        panels.append(
            alt.Chart(frame)
            .mark_area(line={"color": theme.POSITIVE}, color=theme.POSITIVE, opacity=0.35)
            .encode(alt.X(f"{along}:Q", scale=alt.Scale(nice=False), title=along), alt.Y(f"{name}:Q", title=name))
            .properties(height=110)
        )
    return theme.titled(
        alt.vconcat(*panels),
        f"v and u of component {i}",
        f"Two curves: v of component {i} over {len(v)} columns and u over {len(u)} rows; both have length 1.",
    )


def accuracy_by_rank(accuracy: np.ndarray, agreement: np.ndarray, needed: int) -> alt.LayerChart:
    """What a network answers when a layer keeps 0, 1, ... r singular values, (r + 1,) each; `needed` is marked."""
    names = ["classified correctly", "same answer as uncut"]
    frame = pd.concat(
        pd.DataFrame({"rank": np.arange(len(values)), "share": values, "the net": name})
        for values, name in zip((accuracy, agreement), names, strict=True)
    )
    lines = (
        alt.Chart(frame)
        .mark_line(point=len(accuracy) < 40)
        .encode(
            alt.X("rank:Q", scale=alt.Scale(nice=False), title="rank kept of the layer"),
            alt.Y("share:Q", axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1]), title="share of test images"),
            alt.Color(
                "the net:N",
                scale=alt.Scale(domain=names, range=[theme.POSITIVE, theme.NEGATIVE]),
                title=None,
                legend=alt.Legend(orient="top", labelLimit=260),
            ),
            tooltip=["the net:N", "rank:Q", alt.Tooltip("share:Q", format=".1%")],
        )
    )
    return theme.titled(
        alt.layer(lines, _rule(needed)).properties(height=_HEIGHT),
        f"What the net still knows (dashed: rank {needed})",
        f"Accuracy is {accuracy[0]:.1%} at rank 0, {accuracy[needed]:.1%} at rank {needed}, {accuracy[-1]:.1%} whole.",
    )


def layer_spectra(before: np.ndarray, after: np.ndarray) -> alt.Chart:
    """Singular values of a layer as it started and as it was trained, (r,) each."""
    names = ["before training", "after training"]
    frame = pd.concat(
        pd.DataFrame({"rank": np.arange(1, len(values) + 1), "singular value": values, "when": name})
        for values, name in zip((before, after), names, strict=True)
    )
    chart = (
        alt.Chart(frame)
        .mark_line()
        .encode(
            alt.X("rank:Q", scale=alt.Scale(nice=False), title="rank"),
            alt.Y("singular value:Q", title="singular value s"),
            alt.Color(
                "when:N",
                scale=alt.Scale(domain=names, range=[theme.NEUTRAL, theme.POSITIVE]),
                title=None,
                legend=alt.Legend(orient="top"),
            ),
            tooltip=["when:N", "rank:Q", alt.Tooltip("singular value:Q", format=".3f")],
        )
        .properties(height=_HEIGHT)
    )
    return theme.titled(
        chart,
        "Singular values of the layer",
        f"The largest goes from {before[0]:.2f} to {after[0]:.2f}, the last from {before[-1]:.2f} to {after[-1]:.2f}.",
    )


def _rank_axis(full: int) -> alt.X:
    scale = alt.Scale(type="log", domain=[1, max(full, 2)], nice=False)
    return alt.X("rank:Q", scale=scale, title="rank", axis=alt.Axis(values=[1, 2, 5, 10, 20, 50, 100, 200, 500]))


def _rule(k: int) -> alt.Chart:
    """A dashed rule at rank `k`."""
    frame = pd.DataFrame({"rank": [k]})
    return alt.Chart(frame).mark_rule(strokeDash=[4, 3], color=theme.NEUTRAL).encode(alt.X("rank:Q"))


def component_image(u: np.ndarray, s: float, v: np.ndarray) -> np.ndarray:
    """s·u·vᵀ on the diverging scale as uint8 pixels, u as a strip at its left and v as a strip above."""
    strip, gap = 14, 4
    sheet = np.full((len(u) + strip + gap, len(v) + strip + gap, 3), 128, np.uint8)
    sheet[strip + gap :, strip + gap :] = images.colour(images.signed(s * np.outer(u, v)))
    sheet[strip + gap :, :strip] = images.colour(images.signed(u))[:, None]
    sheet[:strip, strip + gap :] = images.colour(images.signed(v))[None]
    return sheet
