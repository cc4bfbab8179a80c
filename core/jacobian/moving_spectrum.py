"""Geometry of a chart of spectra that moves with the epoch: points, lines and ticks in a plane."""

from dataclasses import dataclass

import numpy as np

from core.jacobian.measures import finite_mean
from core.jacobian.spectrum_shape import relative

MARKED = (1, 5)  # besides the last index
LOWEST = 1e-3  # of the smallest s₁: what is below stands at the bottom of the logarithmic axis


@dataclass(frozen=True)
class MovingSpectrum:
    """What is drawn: `moving` points of the spectra come first, then ticks that stand still.

    Attributes
    ----------
    positions : (moments, moving + ticks, 2)
    moving : int
    labels : tuple of str
        One for each point; empty for the moving ones.
    lines, grid
        Indices of the points that a spectrum, or a grid line, goes through.
    extent
        x0, x1, y0, y1.
    """

    positions: np.ndarray
    moving: int
    labels: tuple[str, ...]
    lines: list[list[int]]
    grid: list[list[int]]
    extent: tuple[float, float, float, float]


def moving_spectrum(values: np.ndarray, *, as_ratio: bool) -> MovingSpectrum:
    """Lay out mean spectra (moments, layers, inputs, k): s/s₁ if `as_ratio`, else log₁₀ s."""
    moments, layers, _, count = values.shape
    if as_ratio:
        heights = finite_mean(relative(values), 2)
        ticks = {f"{tick:g}": tick for tick in (0, 0.25, 0.5, 0.75, 1)}
        low, high = -0.08, 1.1
    else:
        heights, ticks, low, high = _logarithmic(finite_mean(values, 2))
    indices = np.arange(1, count + 1)
    moving = np.stack(np.broadcast_arrays(indices, heights), -1).reshape(moments, -1, 2)
    marks = [(name, (0.1, tick)) for name, tick in ticks.items()]
    marks += [("", (count + 0.4, tick)) for tick in ticks.values()]
    marks += [(str(i), (i - 0.25, low + 0.02 * (high - low))) for i in (*MARKED, count)]
    still = np.broadcast_to(np.array([place for _, place in marks]), (moments, len(marks), 2))
    first = layers * count
    return MovingSpectrum(
        np.concatenate([moving, still], 1),
        first,
        ("",) * first + tuple(name for name, _ in marks),
        [list(range(t * count, (t + 1) * count)) for t in range(layers)],
        [[first + i, first + len(ticks) + i] for i in range(len(ticks))],
        (0.0, count + 0.5, low, high),
    )


def _logarithmic(mean: np.ndarray) -> tuple[np.ndarray, dict[str, float], float, float]:
    """Return log₁₀ of the means, ticks at powers of ten, and the limits of the axis."""
    positive = mean[..., 0][mean[..., 0] > 0]
    heights = np.log10(np.maximum(mean, LOWEST * positive.min(initial=1.0)))
    powers = np.arange(np.floor(np.nanmin(heights)), np.ceil(np.nanmax(heights)) + 1)
    ticks = {f"{10.0**power:g}": float(power) for power in powers}
    margin = 0.1 * len(powers)
    return heights, ticks, float(powers[0] - margin), float(powers[-1] + margin)
