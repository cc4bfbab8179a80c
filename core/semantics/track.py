"""What is kept of networks of one kind while they learn: frames, records, and the highest beliefs."""

import numpy as np

from core.runs.blas import one_thread
from core.semantics import budget
from core.semantics.dynamics import Weights, modes


class Track:
    """Collect the trajectory of `S` networks of one kind. Everything kept is a copy: blocks of maps are large.

    Attributes
    ----------
    first, last : Weights
        At the start, and before the last step that was taken.
    peaks, peak_times : (S, properties, items)
        The highest value of each belief so far, and when.
    stopped : int
        The step at which numbers grew without end, or −1.
    """

    def __init__(self, correlations: np.ndarray, first: Weights, step: float, steps: int) -> None:
        self.first = self.last = first
        self.stopped = -1
        networks = len(first[0])
        self.peaks = np.full((networks, *correlations.shape), -np.inf)
        self.peak_times = np.zeros_like(self.peaks)
        self._correlations, self._step = correlations, step
        self._u, _, self._v = modes(correlations)
        properties, items = correlations.shape
        self._stride = budget.stride(steps, networks, properties, items, len(self._v.T))
        self._frames: list[tuple[float, np.ndarray, np.ndarray]] = []
        self._records: list[tuple[np.ndarray, ...]] = []

    def keep_frame(self, index: int, present: np.ndarray, hidden: np.ndarray) -> None:
        """Keep the map and the last hidden layer of one network at step `index`."""
        self._frames.append((index * self._step, present.copy(), hidden.copy()))

    def keep_block(self, begin: int, maps: np.ndarray) -> None:
        """Keep what is recorded of `maps`, those of the steps from `begin` on: (steps, S, properties, items)."""
        best = maps.argmax(axis=0)
        highest = np.take_along_axis(maps, best[None], axis=0)[0]
        higher = highest > self.peaks
        self.peaks[higher] = highest[higher]
        self.peak_times[higher] = (begin + best[higher]) * self._step
        chosen = slice(-begin % self._stride, None, self._stride)
        indices = begin + np.arange(len(maps))[chosen]
        if len(indices):
            self._records.append((indices * self._step, *self._record(maps[chosen])))

    def _record(self, maps: np.ndarray) -> tuple[np.ndarray, ...]:
        """Return strengths, singular values, alignments and losses of some maps."""
        u, v = self._u, self._v
        with one_thread():
            answers = maps @ v
            singular_values = np.linalg.svd(maps, compute_uv=False)[..., : len(u.T)]
        strengths = (u * answers).sum(axis=2)
        size = np.linalg.norm(answers, axis=2)
        alignments = np.abs(strengths) / np.where(size > 0, size, 1)
        losses = ((self._correlations - maps) ** 2).sum(axis=(2, 3)) / 2
        return strengths, singular_values.copy(), alignments, losses

    def frames(self, count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return times (F,), maps (F, properties, items) and hidden layers (F, units, items) of the first frames."""
        times, maps, hidden = zip(*self._frames[:count], strict=True)
        return np.array(times), np.array(maps, np.float32), np.array(hidden, np.float32)

    def records(self, count: int) -> tuple[np.ndarray, ...]:
        """Return times (R,), strengths, singular values and alignments (S, R, k) and losses (S, R), the first R."""
        times, *columns = (np.concatenate(parts)[:count] for parts in zip(*self._records, strict=True))
        return times, *(np.moveaxis(column, 0, 1).astype(np.float32) for column in columns)

    @property
    def length(self) -> tuple[int, int]:
        """The numbers of frames and of records so far."""
        return len(self._frames), sum(len(times) for times, *_ in self._records)
