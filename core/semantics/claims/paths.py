"""Networks of several seeds on their way from the initial weights to the table, for the measurements of the claims."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.runs.blas import one_thread
from core.runs.progress import Step, Work
from core.semantics.dynamics import Weights, advance, first_weights, modes
from core.statistics import crossing

SEEDS = 10
RECORDS = 400
DEPTHS = {"deep": 2, "shallow": 1}


def plain(number: object, digits: int = 3) -> str:
    """Write a number or an interval without the sign of what rounds to 0."""
    return re.sub(r"-(0\.0*)(?![0-9])", r"\1", format(number, f".{digits}f"))


@dataclass(frozen=True)
class Paths:
    """What `S` networks hold at each record (R), evenly spaced in time.

    Attributes
    ----------
    correlations : (properties, items)
        The table that is learned.
    times : (R,)
    maps : (R, S, properties, items)
    first : (R, S, units, items)
        The first weights: the hidden layer of a deep network, the map of a shallow one.
    """

    correlations: np.ndarray
    times: np.ndarray
    maps: np.ndarray
    first: np.ndarray

    def strengths(self) -> np.ndarray:
        """Strength of each mode of the table in the map, (S, R, k)."""
        u, _, v = modes(self.correlations)
        return np.moveaxis((u * (self.maps @ v)).sum(axis=2), 0, 1)

    def losses(self) -> np.ndarray:
        """Squared error as a share of that of a network that answers 0, (S, R)."""
        squared = ((self.correlations - self.maps) ** 2).sum(axis=(2, 3)).T
        share: np.ndarray = squared / (self.correlations**2).sum()
        return share

    def falls_to(self, share: float) -> np.ndarray:
        """When the error first falls to a share of that of a network that answers 0, (S,); the last record if never."""
        times = crossing(-self.losses(), -share, self.times)
        return np.where(np.isfinite(times), times, self.times[-1])


def learn(
    correlations: np.ndarray,
    kind: str,
    *,
    sigma: float,
    until: float,
    start: str = "gaussian",
    hidden: int = 16,
    seeds: Sequence[int] = range(SEEDS),
    step: float = 0.005,
    initial: Weights | None = None,
) -> Work[Paths]:
    """Train networks of one kind, one a seed, for a time in units of τ; yields once it is done.

    `initial` replaces the random initial weights, (networks, ...) each.
    """
    weights = initial or first_weights(
        correlations, start=start, sigma=sigma, seeds=seeds, depth=DEPTHS[kind], hidden=hidden
    )
    every = max(1, round(until / step / RECORDS))
    maps, first = [], []
    with one_thread():
        for _ in range(RECORDS):
            present, following = advance(weights, correlations, step=step, steps=every)
            maps.append(present[0].copy())
            first.append(weights[0])
            weights = following
    yield Step(1, 1, message=f"{kind} networks")
    return Paths(correlations, step * every * np.arange(RECORDS), np.array(maps), np.array(first))
