"""When things happen in a trajectory: half-times, rises, and how theory and simulation differ."""

import numpy as np


def crossing(values: np.ndarray, level: np.ndarray | float, times: np.ndarray, axis: int = -1) -> np.ndarray:
    """The first time at which `values` reach `level`, by straight lines between records; NaN where they never do.

    `axis` is the axis of time; `level` broadcasts against the others.
    """
    values = np.moveaxis(values, axis, 0).astype(float)
    above = values >= level
    index = above.argmax(axis=0)
    reached = above.any(axis=0)
    before = np.take_along_axis(values, np.maximum(index - 1, 0)[None], axis=0)[0]
    at = np.take_along_axis(values, index[None], axis=0)[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(index > 0, (level - before) / (at - before), 1.0)
    found = times[np.maximum(index - 1, 0)] + share * (times[index] - times[np.maximum(index - 1, 0)])
    return np.where(reached, np.where(index > 0, found, times[0]), np.nan)


def half_times(strengths: np.ndarray, s: np.ndarray, times: np.ndarray) -> np.ndarray:
    """When each mode passes half of its singular value; `strengths` (..., R, k) gives (..., k)."""
    return crossing(strengths, s / 2, times, axis=-2)


def rise_times(strengths: np.ndarray, s: np.ndarray, times: np.ndarray) -> np.ndarray:
    """From 10 % to 90 % of each singular value; `strengths` (..., R, k) gives (..., k)."""
    return crossing(strengths, 0.9 * s, times, axis=-2) - crossing(strengths, 0.1 * s, times, axis=-2)


def closed_form_error(strengths: np.ndarray, theory: np.ndarray, s: np.ndarray) -> np.ndarray:
    """max over time of |a_sim − a|/s for each mode; `strengths` and `theory` (..., R, k) give (..., k)."""
    return np.abs(strengths - theory).max(axis=-2) / s
