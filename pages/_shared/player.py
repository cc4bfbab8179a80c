"""The film under a time slider: images and curves that move in the browser, without the server.

A film is a list of panels over one time axis. It travels as bytes: the length of a JSON header (4 bytes, little
endian), the header, then the pixels of all image panels.

Every panel may say its `weight`, the share of a row that it takes beside others; by default images take most. Curves
that follow each other stand in one column, as high as what is beside them. Panels that colour values may say their
`scale`: (lowest, highest, unit), drawn as a colour bar.
"""

import json
import struct
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import streamlit as st

from core.charts import images
from core.gallery.film_page import Drawing

HERE = Path(__file__).resolve().parent
SCRIPTS = ("drawing.js", "axes.js", "curves.js", "player.js")
DECADES = 2.0  # a positive series that spans more is drawn on a logarithmic scale where the panel leaves it open
Scale = tuple[float, float, str]


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """A grid of images that change with time.

    frames
        (F, n, h, w) uint8 indices on `palette`, or (F, n, h, w, 3) uint8 colours.
    frame_of
        For each moment of the film, which frame is shown; by default frame t at moment t.
    labels
        A name under each of the n images.
    columns
        How many stand in a row where there is room.
    """

    title: str
    frames: np.ndarray
    labels: Sequence[str] = ()
    columns: int = 5
    palette: str = "diverging"
    frame_of: Sequence[int] | None = None
    alt: str = ""
    smooth: bool = False
    scale: Scale | None = None
    weight: float | None = None


@dataclass(frozen=True, kw_only=True)
class Curves:
    """Lines over the film's time with a cursor.

    series
        Name -> one value a moment (NaN leaves a gap).
    unit
        Stands beside the title. With "%" the values are shares from 0 to 1, and the axis runs from 0 to 100 %.
    log
        Whether the scale is logarithmic, which the title then says; "auto": when the values, all positive, span more
        than two decades.
    reference
        A value and its name, drawn as a dashed level: (0.1, "chance 10%").
    dashed
        Names of series drawn dashed. Several of one colour share an entry of the legend.
    """

    title: str
    series: Mapping[str, np.ndarray]
    colours: Sequence[str]
    unit: str = ""
    log: bool | Literal["auto"] = False
    reference: tuple[float, str] | None = None
    dashed: Sequence[str] = ()
    alt: str = ""
    weight: float | None = None


@dataclass(frozen=True, kw_only=True)
class Points:
    """Points and lines that move in a plane.

    positions
        (F, n, 2) where the n points are at each frame; one frame stands still. A point at NaN is not drawn and
        parts the line through it.
    colours
        One a point.
    radius
        Of all points, or one a point; 0 draws none.
    lines
        Index lists into the points; each is drawn as a line through them.
    dashed
        Which lines are drawn dashed and thicker.
    line_values
        (F, lines) uint8 on `palette`: the colour of each line, which is the thicker the farther it is from 128.
    cells
        Index lists into the points of areas, filled with `cell_values` (F, cells) uint8 on `palette`.
    axes
        Names of x and y.
    font
        Size of the names, in units of which the panel is 480 wide.
    extent
        x and y limits (x0, x1, y0, y1); by default all that is ever reached.
    backdrop
        (F, h, w) uint8 indices on `palette`, or (F, h, w, 3) colours, drawn under the points over the whole extent.
    """

    title: str
    positions: np.ndarray
    colours: Sequence[str]
    labels: Sequence[str] = ()
    lines: Sequence[Sequence[int]] = ()
    line_colours: Sequence[str] = ()
    extent: tuple[float, float, float, float] | None = None
    backdrop: np.ndarray | None = None
    palette: str = "diverging"
    radius: float | Sequence[float] = 3.0
    trails: bool = False
    dashed: Sequence[int] = ()
    line_values: np.ndarray | None = None
    cells: Sequence[Sequence[int]] = ()
    cell_values: np.ndarray | None = None
    axes: tuple[str, str] = ("", "")
    font: int = 15
    frame_of: Sequence[int] | None = None
    alt: str = ""
    scale: Scale | None = None
    weight: float | None = None


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """A named table whose cells change with time; the cell under the pointer is read out.

    frames
        (F, rows, columns) uint8 indices on `palette`; one frame stands still.
    limit
        What index 255 means; on the diverging palette 128 is 0 and 1 is −limit, on others 0 is 0.
    rows, columns
        Names; left out of the image, but not of the read-out, where there are too many.
    readings
        (F, rows, columns) what is read out in a cell, where that is not what its colour means.
    unit
        Stands after the number that is read out.
    scale
        By default what `limit` says, unless `readings` are given.
    """

    title: str
    frames: np.ndarray
    rows: Sequence[str]
    columns: Sequence[str]
    limit: float
    palette: str = "diverging"
    frame_of: Sequence[int] | None = None
    readings: np.ndarray | None = None
    unit: str = ""
    alt: str = ""
    scale: Scale | None = None
    weight: float | None = None


Panel = Pictures | Curves | Points | Matrix


@cache
def drawing() -> Drawing:
    """Return what draws a film, on a page and in a file."""
    return Drawing(
        html='<div class="film"></div>',
        css="".join((HERE / style).read_text() for style in ("film.css", "player.css")),
        js="".join((HERE / script).read_text() for script in SCRIPTS),
    )


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component("not_a_black_box_player", **vars(drawing()))


def player(
    panels: Sequence[Panel], *, moments: Sequence[str], key: str, start: int | None = None, seconds: float = 5.0
) -> None:
    """Show a film.

    Parameters
    ----------
    panels
        What is shown, from top to bottom; panels side by side where there is room.
    moments
        The name of each moment, such as "epoch 3"; it stands beside the slider.
    start
        The moment first shown; the last one by default.
    seconds
        How long the whole film plays.
    """
    first = len(moments) - 1 if start is None else start
    content = pack(panels, moments, linked(key, first, len(moments)), seconds, name=key, usual=first)
    _component()(data=content, key=key)


def chance(classes: int) -> tuple[float, str]:
    """Return the reference of an accuracy: what uniform guessing among `classes` gets right."""
    return 1 / classes, f"chance {100 / classes:.0f}%"


def forget_moments(topic: str, run: Hashable) -> None:
    """Drop from the address the moments of films (see share.js) that were meant for another run than `run`."""
    kept: dict[str, tuple[str, Hashable]] = st.session_state.setdefault(f"_{topic}_moments", {})
    asked = {name: value for name, value in st.query_params.items() if name.startswith(f"at_{topic}_")}
    for name, value in asked.items():
        if kept.get(name, (value, run)) == (value, run):
            kept[name] = (value, run)
        else:
            del kept[name], st.query_params[name]


def linked(key: str, usual: int, count: int) -> int:
    """The moment that a copied link asks for (see share.js), or the usual one."""
    written = st.query_params.get(f"at_{key}", "")
    return min(int(written), count - 1) if written.isascii() and written.isdigit() and len(written) < 7 else usual


def pack(
    panels: Sequence[Panel], moments: Sequence[str], start: int, seconds: float, *, name: str = "", usual: int = -1
) -> bytes:
    """Return the film as bytes: header length, JSON header, payload. `usual` is where a link need not say to start."""
    payload: list[bytes] = []
    described = [describe(panel, payload) for panel in panels]
    header = {"moments": list(moments), "start": start, "seconds": seconds, "panels": described}
    header |= {"name": name, "usual": usual}
    head = json.dumps(header, allow_nan=False).encode()
    return b"".join([struct.pack("<I", len(head)), head, *payload])


def describe(panel: Panel, payload: list[bytes]) -> dict[str, Any]:
    common: dict[str, Any] = {"kind": type(panel).__name__.lower(), "title": panel.title, "alt": panel.alt}
    common |= {"weight": panel.weight}
    if isinstance(panel, Curves):
        series = [
            {"name": name, "colour": colour, "dashed": name in panel.dashed, "values": _plain(values)}
            for (name, values), colour in zip(panel.series.items(), panel.colours, strict=False)
        ]
        common |= {"log": _logarithmic(panel), "unit": panel.unit, "series": series}
        reference = panel.reference and {"value": float(panel.reference[0]), "label": panel.reference[1]}
        return common | {"reference": reference}
    common |= {"frame_of": None if panel.frame_of is None else [int(i) for i in panel.frame_of]}
    common |= {"labels": list(getattr(panel, "labels", ())), "palette": images.lookup(panel.palette).ravel().tolist()}
    if (on_dark := f"{panel.palette} on dark") in images.PALETTES:
        common |= {"palette_on_dark": images.lookup(on_dark).ravel().tolist()}
    if (scale := _scale(panel)) is not None:
        common |= {"scale": {"low": float(scale[0]), "high": float(scale[1]), "unit": scale[2]}}
    if isinstance(panel, Pictures):
        common |= {"columns": panel.columns, "smooth": panel.smooth, "shape": list(panel.frames.shape)}
        return common | {"at": _append(payload, panel.frames, np.uint8)}
    if isinstance(panel, Matrix):
        common |= {"rows": list(panel.rows), "columns": list(panel.columns), "limit": float(panel.limit)}
        common |= {"signed": panel.palette == "diverging", "shape": list(panel.frames.shape), "unit": panel.unit}
        if panel.readings is not None:
            common |= {"readings": _append(payload, panel.readings, np.float32)}
        return common | {"at": _append(payload, panel.frames, np.uint8)}
    positions = np.asarray(panel.positions, np.float32)
    x, y = positions[..., 0], positions[..., 1]
    extent = panel.extent or (np.nanmin(x), np.nanmax(x), np.nanmin(y), np.nanmax(y))
    common |= {
        "shape": list(positions.shape),
        "extent": [float(value) for value in extent],
        "colours": list(panel.colours),
        "lines": [list(map(int, line)) for line in panel.lines],
        "line_colours": list(panel.line_colours),
        "radius": panel.radius if isinstance(panel.radius, (int, float)) else list(map(float, panel.radius)),
        "trails": panel.trails,
        "dashed": list(map(int, panel.dashed)),
        "cells": [list(map(int, cell)) for cell in panel.cells],
        "axes": list(panel.axes),
        "font": panel.font,
        "at": _append(payload, *_quantised(positions, common)),
    }
    for name, values in (("line_values", panel.line_values), ("cell_values", panel.cell_values)):
        if values is not None:
            common[name] = _append(payload, values, np.uint8)
    if panel.backdrop is not None:
        common |= {"backdrop": list(panel.backdrop.shape), "backdrop_at": _append(payload, panel.backdrop, np.uint8)}
    return common


def _scale(panel: Pictures | Points | Matrix) -> Scale | None:
    if panel.scale is None and isinstance(panel, Matrix) and panel.readings is None:
        limit = float(f"{panel.limit:.3g}")
        return (-limit if panel.palette == "diverging" else 0.0, limit, panel.unit)
    return panel.scale


def _logarithmic(panel: Curves) -> bool:
    if panel.log != "auto":
        return panel.log
    values = np.concatenate([np.ravel(series) for series in panel.series.values()]).astype(float)
    values = values[np.isfinite(values)]
    if panel.unit == "%" or not len(values) or values.min() <= 0:
        return False
    return bool(np.log10(values.max() / values.min()) > DECADES)


def _append(payload: list[bytes], array: np.ndarray, dtype: type) -> int:
    """Add an array to the payload and return where it starts there (a multiple of 4, as typed arrays need)."""
    start = sum(map(len, payload))
    raw = np.ascontiguousarray(array, dtype).tobytes()
    payload.append(raw + b"\0" * (-len(raw) % 4))
    return start


def _quantised(positions: np.ndarray, header: dict[str, Any]) -> tuple[np.ndarray, type]:
    """Positions as 16-bit steps over their range, which goes into `header`; 65535 stands for NaN."""
    low, high = np.nanmin(positions, axis=(0, 1)), np.nanmax(positions, axis=(0, 1))
    header["range"] = [float(value) for pair in zip(low, high, strict=True) for value in pair]
    steps = np.rint((positions - low) / np.where(high > low, high - low, 1) * 65534)
    return np.where(np.isnan(steps), 65535, steps), np.uint16


def _plain(values: np.ndarray) -> list[float | None]:
    return [float(f"{value:.5g}") if np.isfinite(value) else None for value in values]
