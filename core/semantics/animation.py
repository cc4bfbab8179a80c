"""A run as a row of images: the beliefs, and the modes' strengths up to that moment."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from core.semantics.dynamics import modes
from core.semantics.params import build_world
from core.semantics.run import SemanticsRun

HEIGHT = 300
MARGIN = 24
PLOT_WIDTH = 420


def frames(run: SemanticsRun, palette: np.ndarray, colours: Sequence[str]) -> np.ndarray:
    """The first network of the run's first kind at every kept moment, (F, h, w, 3) uint8.

    Parameters
    ----------
    palette : ndarray, shape (256, 3)
        Colours of −1 … 1.
    colours
        Of the modes, by turns; any that Pillow knows, such as "#618cff".
    """
    world = build_world(run.params)
    _, s, _ = modes(world.correlations)
    beliefs, strengths = run.maps[0], run.strengths[0, 0]
    at = np.searchsorted(run.times, run.frame_times - 1e-9).clip(max=len(run.times) - 1)
    cell = max(2, (HEIGHT - 2 * MARGIN) // max(beliefs.shape[1:]))
    curves = np.stack([_place(run.times, strengths[:, k], run.times[-1], s[0]) for k in range(len(s))])
    drawn = []
    for belief, record in zip(beliefs, at, strict=True):
        index = np.clip(np.round(128 + 127 * belief), 0, 255).astype(np.uint8)
        pixels = Image.fromarray(palette[index].repeat(cell, 0).repeat(cell, 1))
        frame = Image.new("RGB", (pixels.width + PLOT_WIDTH + 3 * MARGIN, HEIGHT), "white")
        frame.paste(pixels, (MARGIN, MARGIN))
        draw = ImageDraw.Draw(frame)
        offset = np.array([pixels.width + 2 * MARGIN, MARGIN])
        for k, curve in enumerate(curves):
            path = [tuple(point) for point in (curve[: record + 1] + offset).tolist()]
            draw.line(path if len(path) > 1 else path * 2, fill=colours[k % len(colours)], width=2)
        words = f"t = {run.times[record]:.2f}"
        draw.text((MARGIN, HEIGHT - 20), words, fill="black", font=ImageFont.load_default(13))
        drawn.append(np.asarray(frame))
    return np.stack(drawn)


def _place(times: np.ndarray, values: np.ndarray, until: float, top: float) -> np.ndarray:
    """Points of a curve in pixels of the plot, shape (records, 2)."""
    x = times / max(until, 1e-9) * PLOT_WIDTH
    y = (HEIGHT - 2 * MARGIN) * (1 - np.clip(values / top, -0.05, 1.1))
    return np.stack([x, y], axis=1)
