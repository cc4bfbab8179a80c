"""A film that fits in a file: fewer of its moments where all of them take too many bytes."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.gallery.film_page import MOST_BYTES, encoded
from pages._shared.player import Curves, Panel, pack

# What has one entry a frame. An array of one entry stands still.
MOVING = ("frames", "readings", "positions", "backdrop", "line_values", "cell_values")
SHELL_BYTES = 150_000  # of the file without its data


def packed(
    panels: Sequence[Panel], moments: Sequence[str], *, start: int, seconds: float = 5.0, most: int = MOST_BYTES
) -> tuple[bytes, str]:
    """Return the film for a file of at most `most` bytes, and a sentence on the moments that were left out, if any."""
    every = 1
    while True:
        kept = np.unique([*range(0, len(moments), every), len(moments) - 1])
        thinned = [_at(panel, kept) for panel in panels]
        content = pack(thinned, [moments[i] for i in kept], int(np.abs(kept - start).argmin()), seconds)
        if len(kept) <= 2 or len(encoded(content)) <= most - SHELL_BYTES:
            break
        every *= 2
    left_out = f"This file has {len(kept)} of the film's {len(moments)} moments, so that it stays small."
    return content, left_out if len(kept) < len(moments) else ""


def _at(panel: Panel, kept: np.ndarray) -> Panel:
    """Return the panel with the moments `kept` alone, and only the frames that they show."""
    if isinstance(panel, Curves):
        return replace(panel, series={name: np.asarray(values)[kept] for name, values in panel.series.items()})
    frames, frame_of = np.unique(
        kept if panel.frame_of is None else np.asarray(panel.frame_of)[kept], return_inverse=True
    )
    arrays = {name: getattr(panel, name) for name in MOVING if getattr(panel, name, None) is not None}
    moving = {name: array[frames] for name, array in arrays.items() if len(array) > 1}
    return replace(panel, frame_of=frame_of.tolist(), **moving)
