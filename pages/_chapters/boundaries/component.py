"""The plane and the network under one time slider: what network.js draws, computes and lets a visitor change.

It travels as bytes: the length of a JSON header (4 bytes, little endian), the header, and float32 arrays that the
header names by where they start and how long they are.
"""

import json
import struct
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import streamlit as st

from core.boundaries import drawing, edits, planes
from core.boundaries.geometry import plane_grid
from core.boundaries.training import BoundaryRun
from core.charts import images, theme
from core.gallery.film_page import Drawing
from pages._shared import player
from pages._shared.player import Curves

HERE = Path(__file__).resolve().parent
SCRIPTS = [
    *(player.HERE / name for name in ("drawing.js", "axes.js", "curves.js")),
    *(HERE / name for name in ("forward.js", "plane.js", "graph.js", "lines.js", "network.js")),
]
SCORES = ("accuracy", "loss", "held_accuracy", "held_loss")
WEIGHT_BYTES, MOST_FRAMES = 1_600_000, 61


@cache
def view() -> Drawing:
    """Return what draws plane and network, on the page and in a file."""
    return Drawing(
        html='<div class="film network"></div>',
        css=(player.HERE / "film.css").read_text() + (HERE / "network.css").read_text(),
        js="".join(path.read_text() for path in SCRIPTS),
    )


@st.cache_resource
def _component() -> Any:
    return st.components.v2.component("not_a_black_box_network", **vars(view()))


def frames_of(run: BoundaryRun) -> np.ndarray:
    """Return the stored frames of a run that the slider shows."""
    return planes.frames_of_bytes(run, WEIGHT_BYTES, 4 * run.net.parameters, most=MOST_FRAMES)


def network(content: bytes, *, key: str, on_edit: Callable[[str], None]) -> None:
    """Show plane and network; `on_edit` is called with the changed weights as text after each change by hand."""

    def changed() -> None:
        text = st.session_state[key].edit
        if isinstance(text, str):
            on_edit(text)

    _component()(data=content, key=key, on_edit_change=changed)


def pack(
    run: BoundaryRun,
    edit: str,
    others: Sequence[tuple[str, BoundaryRun]] = (),
    *,
    name: str = "",
    start: int = 0,
    usual: int = 0,
    play: bool = False,
    locked: bool = False,
    seconds: float = 5.0,
) -> bytes:
    """Return what network.js shows of a run, with an edit that fits it, and of others that move under its slider.

    Parameters
    ----------
    others
        Title and run.
    start, usual
        The frame first shown, and the one where a link need not say so.
    play
        Whether a run that was not shown before begins to move by itself.
    locked
        Whether no weight can be changed by hand.
    """
    frames, payload = frames_of(run), bytearray()
    described = [_describe(run, frames, payload) | {"alt": _alt(run)}]
    for title, other in others:
        kept = frames_of(other)
        extra = {"title": title, "alt": f"{title}: {_alt(other)}"}
        extra |= {"frame_of": planes.frames_at(other, kept, run.steps[frames]).tolist()}
        described.append(_describe(other, kept, payload) | extra)
    scores = {name: getattr(run, name)[frames] if len(getattr(run, name)) else np.zeros(0) for name in SCORES}
    header: dict[str, Any] = {
        "run": "|".join(part.params.slug() for part in (run, *(other for _, other in others))),
        "trained_on": run.params.start,
        "name": name,
        "steps": run.steps[frames].tolist(),
        "start": start,
        "usual": usual,
        "play": play,
        "seconds": seconds,
        "edit": edit,
        "largest": edits.LARGEST,
        "most_changes": 0 if locked else edits.MOST_CHANGES,
        "lines": set(run.params.feature_names) <= {"x", "y"} and (run.params.layers > 0 or len(run.names) == 2),
        "runs": described,
        "colours": list(theme.CATEGORICAL),
        "ground": images.lookup("two classes").ravel().tolist(),
        "signed": images.lookup("diverging").ravel().tolist(),
        "signed_on_dark": images.lookup("diverging on dark").ravel().tolist(),
        "scores": {name: [float(f"{value:.5g}") for value in values] for name, values in scores.items()},
        "curves": [player.describe(panel, []) for panel in _curves(run, scores)],
        "graph_alt": f"The network as a graph of layers with {'-'.join(map(str, run.net.sizes))} units. The list below "
        "it names every weight that is drawn.",
    }
    head = json.dumps(header, allow_nan=False).encode()
    head += b" " * (-(4 + len(head)) % 4)
    return b"".join([struct.pack("<I", len(head)), head, bytes(payload)])


def _curves(run: BoundaryRun, scores: dict[str, np.ndarray]) -> list[Curves]:
    """Return accuracy and loss over the steps, on the training points and on held-out ones where there are some."""

    def series(name: str) -> dict[str, np.ndarray]:
        held = scores[f"held_{name}"]
        return {"training": scores[name]} | ({"held out": held} if len(held) else {})

    return [
        Curves(
            title="Accuracy",
            series=series("accuracy"),
            colours=(theme.TRAINING, theme.TEST),
            unit="%",
            reference=player.chance(len(run.names)),
            alt=f"Accuracy on the training points ends at {run.accuracy[-1]:.1%}.",
        ),
        Curves(
            title="Loss (cross-entropy)",
            series=series("loss"),
            colours=(theme.TRAINING, theme.TEST),
            unit="nats",
            log="auto",
            alt=f"The loss on the training points ends at {run.loss[-1]:.3g} nats.",
        ),
    ]


def _alt(run: BoundaryRun) -> str:
    return (
        f"Points of {len(run.names)} classes over the class that the network predicts at every place; at the last step "
        f"{run.accuracy[-1]:.1%} of the training points are classified correctly."
    )


def _describe(run: BoundaryRun, frames: np.ndarray, payload: bytearray) -> dict[str, Any]:
    half, side = planes.half_width(run), planes.resolution_for(run)
    names = run.params.feature_names
    return {
        "sizes": list(run.net.sizes),
        "activation": run.net.activation,
        "frames": len(frames),
        "half": half,
        "side": side,
        "names": list(run.names),
        "inputs_named": list(planes.column_names(run)),
        "axes": [names.index(axis) if axis in names else -1 for axis in ("x", "y")],
        "limit": drawing.weight_limit(run, frames),
        "labels": run.all_labels.tolist(),
        "trained": len(run.labels),
        "weights": _append(payload, run.weights[frames]),
        "grid": _append(payload, planes.columns(run, plane_grid(half, side))),
        "places": _append(payload, run.all_points),
        "inputs": _append(payload, planes.columns(run, run.all_points)),
    }


def _append(payload: bytearray, array: np.ndarray) -> tuple[int, int]:
    """Add an array as float32; return where it starts (bytes) and how many numbers it has."""
    start = len(payload)
    payload += np.ascontiguousarray(array, np.float32).tobytes()
    return start, int(array.size)
