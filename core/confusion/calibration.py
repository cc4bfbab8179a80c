"""Does confidence mean anything: reliability, expected calibration error, and rejection below a threshold.

Guo et al. 2017 ("On calibration of modern neural networks", ICML), eq. 2 and 3.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Reliability:
    """Samples sorted by confidence into equal bins of [0, 1].

    Attributes
    ----------
    edges : (bins + 1,) float
    count : (bins,) int
    confidence, accuracy : (bins,) float
        Means of the bin; NaN where it is empty.
    error : float
        Expected calibration error: the mean of |accuracy − confidence| over bins, weighted by their counts.
    """

    edges: np.ndarray
    count: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray
    error: float


def reliability(confidence: np.ndarray, right: np.ndarray, bins: int = 10) -> Reliability:
    """Compare a network's confidence, (n,), with its accuracy, `right` (n,) bool. A bin includes its upper edge."""
    edges = np.linspace(0, 1, bins + 1)
    place = np.searchsorted(edges[1:-1], confidence, side="left")
    count = np.bincount(place, minlength=bins)
    with np.errstate(invalid="ignore"):  # 0 / 0 in an empty bin
        means = np.bincount(place, confidence, bins) / count
        accuracy = np.bincount(place, right.astype(float), bins) / count
    error = float(np.nansum(count * np.abs(accuracy - means)) / count.sum())
    return Reliability(edges, count, means, accuracy, error)


@dataclass(frozen=True)
class Rejection:
    """What is left when samples below a confidence are refused.

    Attributes
    ----------
    threshold : (t,) float
    coverage : (t,) float
        Share of the samples that are still answered.
    accuracy : (t,) float
        Among those; NaN where none is.
    """

    threshold: np.ndarray
    coverage: np.ndarray
    accuracy: np.ndarray


def rejection(confidence: np.ndarray, right: np.ndarray, threshold: np.ndarray) -> Rejection:
    """Answer only samples whose confidence is at least the threshold, for each threshold (t,)."""
    order = np.argsort(confidence, kind="stable")
    first = np.searchsorted(confidence[order], threshold, side="left")
    answered = len(confidence) - first
    right_from = np.append(np.cumsum(right[order][::-1])[::-1], 0)
    accuracy = np.where(answered > 0, right_from[first] / np.maximum(answered, 1), np.nan)
    return Rejection(threshold, answered / len(confidence), accuracy)


def threshold_for(rejected: Rejection, accuracy: float) -> int | None:
    """Return the index of the lowest threshold from which the answered samples stay right at least so often, or None.

    Thresholds at which no sample is answered neither help nor hinder.
    """
    answered = ~np.isnan(rejected.accuracy)
    good = ~answered | (rejected.accuracy >= accuracy)
    stays = np.logical_and.accumulate(good[::-1])[::-1]
    found = np.flatnonzero(stays & answered)
    return int(found[0]) if len(found) else None
