"""Charts of low-rank images: arrays in, alt.Chart out."""

from collections.abc import Sequence

import altair as alt
import numpy as np
import pandas as pd

from core.charts import theme
from core.compression.storage import File, Files, Schemes

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
_THREE = [theme.B, theme.A, theme.NEUTRAL]


def singular_values(values: Sequence[np.ndarray], names: Sequence[str], k: int) -> alt.LayerChart:
    """The singular values of every plane, largest first, on a logarithmic scale; `k` is marked.

    Values below a hundred-millionth of the largest are float dust and left out.
    """
    largest = max(float(plane[0]) for plane in values) or 1.0
    frame = pd.concat(
        pd.DataFrame({"rank": np.arange(1, len(plane) + 1), "singular value": plane, "channel": name})
        for plane, name in zip(values, names, strict=True)
    )
    frame = frame[frame["singular value"] > 1e-8 * largest]
    lines = (
        alt.Chart(frame)
        .mark_line()
        .encode(
            _rank_axis(len(values[0])),
            alt.Y(
                "singular value:Q",
                scale=theme.log_scale(),
                title="singular value s (log scale)",
                axis=theme.axis(values=[10.0**i for i in range(-8, 7)]),
            ),
            legend("channel", names, [CHANNEL_COLOURS.get(name, theme.NEUTRAL) for name in names]),
            tooltip=["channel:N", "rank:Q", alt.Tooltip("singular value:Q", format=",.1f")],
        )
    )
    return theme.titled(
        alt.layer(lines, _rule(k)).properties(height=_HEIGHT),
        f"Singular values of each channel (dashed: rank {k})",
        f"The largest singular value is {largest:,.0f}; at rank {k} it is {float(values[0][k - 1]):,.1f}.",
    )


def energy_and_ssim(kept: np.ndarray, ranks: np.ndarray, ssim: np.ndarray, k: int) -> alt.LayerChart:
    """The energy at every rank, (full,), and SSIM at the measured `ranks`, on one scale from 0 to 1; `k` is marked."""
    curves = {"energy kept": (np.arange(1, len(kept) + 1), kept), "SSIM": (ranks, ssim)}
    frame = pd.concat(pd.DataFrame({"rank": x, "value": y, "measure": name}) for name, (x, y) in curves.items())
    lines = (
        alt.Chart(frame)
        .mark_line()
        .encode(
            _rank_axis(len(kept)),
            alt.Y("value:Q", scale=theme.share_scale(), axis=theme.axis(), title="share of the energy, and SSIM"),
            legend("measure", list(curves), [theme.A, theme.B]),
            tooltip=["measure:N", "rank:Q", alt.Tooltip("value:Q", format=".4f")],
        )
    )
    at = [float(np.interp(k, *curve)) for curve in curves.values()]
    return theme.titled(
        alt.layer(lines, _rule(k)).properties(height=_HEIGHT),
        f"Energy kept and SSIM at every rank (dashed: rank {k})",
        f"At rank {k} the energy kept is {at[0]:.3f} and SSIM is {at[1]:.3f}.",
    )


def files(found: Files, present: Sequence[File], png: int) -> alt.LayerChart:
    """PSNR against bytes for every kind of file, with the files of the present rank and a lossless PNG marked."""
    frame = pd.DataFrame({"kind": list(found.kind), "setting": found.setting, "kB": found.size / 1000})
    frame["PSNR"] = found.psnr
    frame = frame[np.isfinite(frame["PSNR"])]
    kinds = list(dict.fromkeys(found.kind))
    sizes = np.array([*frame["kB"], png / 1000, *(file.size / 1000 for file in present)])
    x = _log_axis("kB", float(sizes.min()), float(sizes.max()), "file size, kB (log scale)")
    y = alt.Y("PSNR:Q", scale=alt.Scale(zero=False), title="PSNR, dB", axis=theme.axis())
    colour = legend("kind", kinds, _THREE)
    tooltip = [
        "kind:N",
        alt.Tooltip("setting:Q", title="quality or rank"),
        alt.Tooltip("kB:Q", format=".1f"),
        alt.Tooltip("PSNR:Q", format=".1f"),
    ]
    lines = alt.Chart(frame).mark_line(point=True).encode(x, y, colour, tooltip=tooltip)
    marked = pd.DataFrame(
        [
            {
                "kind": file.kind,
                "setting": file.setting,
                "kB": file.size / 1000,
                "PSNR": file.psnr,
                "label": f"{'quality' if file.kind == 'JPEG' else 'rank'} {file.setting}",
            }
            for file in present
            if np.isfinite(file.psnr)
        ],
        columns=["kind", "setting", "kB", "PSNR", "label"],
    )
    marks = alt.Chart(marked).mark_point(size=130, filled=True, opacity=1).encode(x, y, colour, tooltip=tooltip)
    outer = marked["kind"] == kinds[-1]  # the lowest line: its label stands below it, so that no two meet
    names = (
        alt.Chart(marked[~outer]).mark_text(dy=-14, align="right").encode(x, y, text="label:N"),
        alt.Chart(marked[outer]).mark_text(dy=15, align="left").encode(x, y, text="label:N"),
    )
    lossless = pd.DataFrame({"kB": [png / 1000], "label": ["PNG, lossless"]})
    rule = alt.Chart(lossless).mark_rule(strokeDash=[5, 3], color=theme.NEUTRAL).encode(x)
    text = alt.Chart(lossless).mark_text(align="right", dx=-5).encode(x, y=alt.value(10), text="label:N")
    return theme.titled(
        alt.layer(lines, rule, text, marks, *names).properties(height=380),
        "PSNR against file size: up and to the left is better",
        f"PSNR against file size for {', '.join(kinds)}; a lossless PNG takes {png / 1000:.0f} kilobytes.",
    )


def schemes(found: Schemes, names: Sequence[str], column: int, label: str) -> alt.Chart:
    """PSNR (column 2) or SSIM (3) against stored numbers for every way to treat colour."""
    frame = pd.concat(
        pd.DataFrame({"colour": name, "rank": curve[:, 0], "numbers": curve[:, 1], "value": curve[:, column]})
        for name, curve in zip(names, found.curves, strict=True)
    )
    frame = frame[np.isfinite(frame["value"])]
    low, high = (float(frame["numbers"].min()), float(frame["numbers"].max())) if len(frame) else (1.0, 10.0)
    chart = (
        alt.Chart(frame)
        .mark_line(point=True)
        .encode(
            _log_axis("numbers", low, high, "stored numbers (log scale)", (1,)),
            alt.Y("value:Q", scale=alt.Scale(zero=False), title=label, axis=theme.axis()),
            legend("colour", names, _THREE),
            tooltip=[
                "colour:N",
                "rank:Q",
                alt.Tooltip("numbers:Q", format=","),
                alt.Tooltip("value:Q", format=".3f", title=label),
            ],
        )
        .properties(height=_HEIGHT)
    )
    return theme.titled(
        chart,
        f"{label} against stored numbers",
        f"{label} against stored numbers for {', '.join(names)}: a higher line is closer to the image.",
    )


def legend(field: str, names: Sequence[str], colours: Sequence[str]) -> alt.Color:
    """The colours of lines, named above the chart where there is more than one."""
    scale = alt.Scale(domain=list(names), range=list(colours)[: len(names)])
    legend = alt.Legend(orient="top", labelLimit=280) if len(names) > 1 else None
    return alt.Color(f"{field}:N", scale=scale, title=None, legend=legend)


def _rank_axis(full: int) -> alt.X:
    scale = theme.log_scale(domain=[1, max(full, 2)], nice=False)
    axis = theme.axis(values=[1, 2, 5, 10, 20, 50, 100, 200, 500])
    return alt.X("rank:Q", scale=scale, title="rank (log scale)", axis=axis)


def _log_axis(field: str, low: float, high: float, title: str, digits: Sequence[int] = (1, 2, 5)) -> alt.X:
    """A logarithmic axis that begins and ends with the data, ticked at `digits` times powers of ten."""
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    scale = theme.log_scale(domain=[0.9 * low, 1.1 * high], nice=False)
    axis = theme.axis(values=[digit * 10.0**power for power in powers for digit in digits])
    return alt.X(f"{field}:Q", scale=scale, title=title, axis=axis)


def _rule(k: int) -> alt.Chart:
    """A dashed rule at rank `k`."""
    frame = pd.DataFrame({"rank": [k]})
    return alt.Chart(frame).mark_rule(strokeDash=[4, 3], color=theme.NEUTRAL).encode(alt.X("rank:Q"))
