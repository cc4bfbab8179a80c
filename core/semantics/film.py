"""What the film of a run shows, moment by moment, as arrays."""

from dataclasses import dataclass

import numpy as np

from core.semantics import development, theory
from core.semantics.dynamics import modes
from core.semantics.params import build_world
from core.semantics.run import SemanticsRun
from core.statistics import half_times

SHOWN_MODES = 6
LETTER_HEIGHT, NAME_WIDTH = 0.06, 0.3  # of the width of a panel


def depth_of(run: SemanticsRun, kind: str) -> int:
    """Weight matrices of a kind of network."""
    return run.params.depth if kind == "deep" else 1


def has_closed_form(run: SemanticsRun, kind: str) -> bool:
    """Whether theory knows the curve from the start alone; else only its shape, hung on the measured half-time."""
    return kind == "shallow" or run.params.depth == 2 or run.params.start == "balanced"


def predicted(run: SemanticsRun, kind: str, network: int = 0, times: np.ndarray | None = None) -> np.ndarray:
    """a(t) of the linear theory for one network of a run, shape (times, k); by default at the run's records."""
    times = run.times if times is None else times
    s = modes(build_world(run.params).correlations)[1]
    strengths = run.strengths[run.kinds.index(kind), network]
    if kind == "shallow":
        return theory.shallow_strength(s, strengths[0], times)
    if has_closed_form(run, kind):
        return theory.depth_strength(s, run.initial[network], times, run.params.depth)
    return theory.strength_through(s, half_times(strengths, s, run.times), times, run.params.depth)


def theory_errors(run: SemanticsRun, kind: str) -> np.ndarray:
    """max|a_sim − a|/s of every network, shape (networks, k)."""
    s = modes(build_world(run.params).correlations)[1]
    strengths = run.strengths[run.kinds.index(kind)].astype(float)
    return np.stack([theory.closed_form_error(strengths[n], predicted(run, kind, n), s) for n in range(len(strengths))])


@dataclass(frozen=True)
class Film:
    """One network, frame by frame (F).

    Attributes
    ----------
    times : (F,)
    strengths, theory, alignments : (F, k)
    losses : (F,)
    beliefs : (F, properties, items)
    mode_map : (F, k, k)
        Uᵀ·map·V; only its diagonal is left when every mode is alone.
    similarity : (F, items, items)
        Inner products in the last hidden layer; of the map's columns when there is no hidden layer.
    places : (F, items, 2)
        Multidimensional scaling of the same.
    held : (dimensions,)
        Cumulated share of the variance of its dimensions.
    bars : (F, items − 1, 5)
        See `development.unfolding`.
    order : (items,)
    """

    times: np.ndarray
    strengths: np.ndarray
    theory: np.ndarray
    alignments: np.ndarray
    losses: np.ndarray
    beliefs: np.ndarray
    mode_map: np.ndarray
    similarity: np.ndarray
    places: np.ndarray
    held: np.ndarray
    bars: np.ndarray
    order: np.ndarray


def film(run: SemanticsRun, kind: str) -> Film:
    """Everything that moves in the first network of `kind`."""
    world = build_world(run.params)
    u, _, v = modes(world.correlations)
    number = run.kinds.index(kind)
    beliefs = run.maps[number]
    vectors = run.hidden if kind == "deep" else beliefs
    mode_map = u.T @ beliefs @ v
    # Records may lie a few steps beside the frames; only what the frames themselves don't hold is taken from them.
    at = np.searchsorted(run.times, run.frame_times - 1e-9).clip(max=len(run.times) - 1)
    places, held = development.scaling(vectors)
    tree = development.world_tree(world.table)
    return Film(
        times=run.frame_times,
        strengths=np.diagonal(mode_map, axis1=1, axis2=2),
        theory=predicted(run, kind, 0, run.frame_times),
        alignments=run.alignments[number, 0, at],
        losses=run.losses[number, 0, at],
        beliefs=beliefs,
        mode_map=mode_map,
        similarity=vectors.mT @ vectors,
        places=places,
        held=held,
        bars=development.unfolding(tree, vectors),
        order=development.leaf_order(tree),
    )


def tree_points(bars: np.ndarray, order: np.ndarray) -> tuple[np.ndarray, list[list[int]]]:
    """A dendrogram on its side as points and lines: the leaves from top to bottom, then four corners for each merge.

    x is minus the distance, so that leaves stand at 0 with room for their names on the right.

    Returns
    -------
    positions : ndarray, shape (F, items + 4·merges, 2)
    lines : list of point indices, one a merge
    """
    frames, merges, _ = bars.shape
    leaves = np.zeros((frames, merges + 1, 2))
    leaves[:, :, 1] = -np.argsort(order)
    left, right, left_foot, right_foot, height = np.moveaxis(bars, 2, 0)
    corners = -np.stack([left_foot, left, height, left, height, right, right_foot, right], axis=2)
    positions = np.concatenate([leaves, corners.reshape(frames, merges * 4, 2)], axis=1)
    lines = [[merges + 1 + 4 * m + corner for corner in range(4)] for m in range(merges)]
    return positions, lines


def halfway(shown: Film) -> int:
    """Return the frame at which the third mode (or the last) is half of what it becomes."""
    mode = min(2, shown.strengths.shape[1] - 1)
    return int(np.argmin(np.abs(shown.strengths[:, mode] - shown.strengths[-1, mode] / 2)))


def held_by_two(shown: Film) -> float:
    """Return the share of the variance of the items' paths that two dimensions hold."""
    return float(shown.held[min(1, len(shown.held) - 1)])


def names_fit(places: np.ndarray) -> bool:
    """Return whether names beside the items' last places do not overlap: none is close in height and near sideways."""
    left, right, *_ = square_extent(places)
    apart = np.abs(places[-1][:, None] - places[-1][None]) / (right - left)
    pairs = np.triu_indices(len(apart), 1)
    close = (apart[..., 1] < LETTER_HEIGHT) & (apart[..., 0] < NAME_WIDTH)
    return not close[pairs].any()


def rounded(values: np.ndarray) -> np.ndarray:
    """Return values to three decimals, all that an axis shows; adding 0 turns −0 into 0."""
    tidy: np.ndarray = np.round(values, 3) + 0.0
    return tidy


def tree_extent(leaves: np.ndarray, items: int) -> tuple[float, float, float, float]:
    """Return the limits of an image with the whole tree on the left and room for names on the right."""
    height = -float(leaves[..., 0].min()) or 1.0
    return -1.05 * height, 0.6 * height, 0.5 - items, 0.5


def square_extent(places: np.ndarray) -> tuple[float, float, float, float]:
    """Return limits with equal scales on both axes, so that distances are true."""
    reach = float(np.abs(places).max()) * 1.15 or 1.0
    return -reach, reach, -reach, reach
