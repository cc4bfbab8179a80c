"""Illusory correlations: beliefs that rise above the truth before they fall back (article, "Illusory correlations").

A belief about item i and property m is Σ_k a_k(t)·u_mk·v_ik. It overshoots when a mode learned early pushes it up
and only a mode learned later pulls it down: opposite signs, and distinct singular values. A shallow network learns all
modes at one pace, so that none of its beliefs can.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data.concepts import World
from core.semantics.dynamics import modes
from core.semantics.theory import deep_strength

NOTICEABLE = 0.05


@dataclass(frozen=True)
class Illusion:
    """A belief that overshoots: its pair, the truth, its highest value and when; `truth` may be 0 or −1."""

    item: int
    prop: int
    truth: float
    peak: float
    time: float

    @property
    def overshoot(self) -> float:
        return self.peak - self.truth


def illusions(
    world: World, peaks: np.ndarray, peak_times: np.ndarray, start: np.ndarray, noticeable: float = NOTICEABLE
) -> list[Illusion]:
    """The pairs whose belief rose at least `noticeable` above both its start and the truth, largest first.

    Parameters
    ----------
    peaks, peak_times, start : ndarray, shape (properties, items)
        Of one network, or the mean of several.
    """
    truth = world.correlations
    excess = peaks - np.maximum(truth, start)
    order = np.argsort(-excess, axis=None, kind="stable")
    found = []
    for prop, item in zip(*np.unravel_index(order, excess.shape), strict=True):
        if excess[prop, item] < noticeable:
            break
        found.append(
            Illusion(
                int(item),
                int(prop),
                float(truth[prop, item]),
                float(peaks[prop, item]),
                float(peak_times[prop, item]),
            )
        )
    return found


def bones_first(world: World, found: Sequence[Illusion]) -> list[Illusion]:
    """Return the illusions with the article's example, a worm's bones, at the front; else strongest first."""
    return sorted(found, key=lambda one: (world.items[one.item], world.properties[one.prop]) != ("worm", "bones"))


def contributions(world: World, strengths: np.ndarray, item: int, prop: int) -> np.ndarray:
    """a_k(t)·u_mk·v_ik: the signed share of each mode in one belief, shape (times, modes). They sum to the belief."""
    u, _, v = modes(world.correlations)
    shares: np.ndarray = strengths * (u[prop] * v[item])
    return shares


def strongest(shares: np.ndarray, count: int) -> np.ndarray:
    """Return the `count` modes that contribute most at any moment, in their own order; `shares` is (times, modes)."""
    chosen: np.ndarray = np.sort(np.argsort(-np.abs(shares).max(axis=0), kind="stable")[:count])
    return chosen


def can_overshoot(world: World, item: int, prop: int) -> bool:
    """The condition: a mode that pushes up and is stronger than some mode that pulls down."""
    u, s, v = modes(world.correlations)
    share = (s * u[prop] * v[item]).round(9)
    rising, falling = s[share > 0], s[share < 0]
    return bool(len(rising) and len(falling) and rising.max() > falling.min() * (1 + 1e-9))


def predicted_peak(world: World, a0: np.ndarray | float, item: int, prop: int, until: float) -> tuple[float, float]:
    """Height and time of a belief's peak in the closed form, for strengths that start at `a0`."""
    s = modes(world.correlations)[1]
    times = np.linspace(0, until, 20_001)
    belief = contributions(world, deep_strength(s, np.broadcast_to(a0, s.shape), times), item, prop).sum(axis=1)
    best = int(belief.argmax())
    return float(belief[best]), float(times[best])


def pushers(world: World, item: int, prop: int) -> tuple[int, int]:
    """The modes that push a belief up and pull it down the most, by their full contributions."""
    u, s, v = modes(world.correlations)
    share = s * u[prop] * v[item]
    return int(share.argmax()), int(share.argmin())


def largest_overshoot(world: World, peaks: np.ndarray, start: np.ndarray) -> float:
    """The most that any belief (networks, properties, items) exceeds both the truth and its start."""
    excess = peaks[0] - np.maximum(world.correlations, start)
    return max(float(excess.max()), 0.0)


def shallow_belief(times: np.ndarray, start: float, truth: float) -> np.ndarray:
    """What a shallow network would believe from the same start: a straight way to the truth at the pace e^−t."""
    decay = np.exp(-times)
    belief: np.ndarray = truth * (1 - decay) + start * decay
    return belief
