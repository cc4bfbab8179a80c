"""How the items part in the hidden layer: distances, scaling to the plane, and the tree that splits."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.statistics import crossing, spearman


def distances(vectors: np.ndarray) -> np.ndarray:
    """Euclidean distances between items; `vectors` (..., units, items) gives (..., items, items)."""
    gram = vectors.astype(float)
    gram = gram.mT @ gram
    size = np.diagonal(gram, axis1=-2, axis2=-1)
    squared = size[..., :, None] + size[..., None, :] - 2 * gram
    return np.sqrt(np.maximum(squared, 0))


def scaling(hidden: np.ndarray, dimensions: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Classical multidimensional scaling of every item at every moment at once.

    All frames share one set of axes, so that the paths are continuous and can be compared.

    Parameters
    ----------
    hidden : ndarray, shape (frames, units, items)

    Returns
    -------
    points : ndarray, shape (frames, items, dimensions)
    held : ndarray
        The share of the variance that the first one, two, three … dimensions hold, cumulated.
    """
    frames, units, items = hidden.shape
    rows = hidden.astype(float).transpose(0, 2, 1).reshape(-1, units)
    rows = rows - rows.mean(axis=0)
    left, size, _ = np.linalg.svd(rows, full_matrices=False)
    points = np.zeros((len(rows), dimensions))
    shown = min(dimensions, len(size))
    points[:, :shown] = left[:, :shown] * size[:shown]
    energy = np.cumsum(size**2)
    held = energy / energy[-1] if energy[-1] > 0 else np.zeros_like(energy)
    return points.reshape(frames, items, dimensions), held


@dataclass(frozen=True)
class Split:
    """A branching of the world's own tree, and when the hidden layer has made half of it."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    height: float
    time: float


def world_tree(table: np.ndarray) -> np.ndarray:
    """Average-linkage tree over the items' property rows, as scipy's linkage matrix."""
    from scipy.cluster.hierarchy import linkage  # noqa: PLC0415 takes a while and 40 MB, which Home can do without
    from scipy.spatial.distance import squareform  # noqa: PLC0415

    return linkage(squareform(distances(table.T), checks=False), method="average", optimal_ordering=True)


def leaf_order(tree: np.ndarray) -> np.ndarray:
    from scipy.cluster.hierarchy import leaves_list  # noqa: PLC0415

    order: np.ndarray = leaves_list(tree)
    return order


def members(tree: np.ndarray) -> list[tuple[int, ...]]:
    """The leaves below each node; the first are the leaves themselves."""
    count = len(tree) + 1
    below: list[tuple[int, ...]] = [(i,) for i in range(count)]
    for left, right, *_ in tree:
        below.append(below[int(left)] + below[int(right)])
    return below


def splits(tree: np.ndarray, vectors: np.ndarray, times: np.ndarray) -> list[Split]:
    """Each branching of `tree`, broadest first, with the time at which it reaches half of its last distance.

    The distance of a branching is the mean over pairs of one item on each side; `vectors` (frames, units, items)
    may be the hidden layer or the map itself.
    """
    apart = distances(vectors)
    below = members(tree)
    found = []
    for left, right, height, _ in tree[::-1]:
        a, b = below[int(left)], below[int(right)]
        between = apart[:, list(a)][:, :, list(b)].mean(axis=(1, 2))
        time = crossing(between, between[-1] / 2, times, axis=0) if between[-1] > 0 else np.nan
        found.append(Split(a, b, float(height), float(time)))
    return found


def across(found: Sequence[Split], vectors: np.ndarray) -> np.ndarray:
    """The mean distance across each branching at every frame, shape (frames, branchings)."""
    apart = distances(vectors)
    return np.stack([apart[:, list(s.left)][:, :, list(s.right)].mean(axis=(1, 2)) for s in found], axis=1)


def order_of_splits(found: Sequence[Split]) -> float:
    """Spearman's correlation of a branching's height and −half-time; NaN where fewer than three are known."""
    heights, times = np.array([(round(s.height, 9), s.time) for s in found]).reshape(-1, 2).T
    return spearman(heights, -times)


def unfolding(tree: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    """The world's own tree with each merge as high as its two sides now lie apart, shape (frames, items − 1, 5).

    Leaves keep their places, so that one sees it open from the root. The columns are left x, right x, left foot,
    right foot and height of each merge; leaves stand at x = 0, 1, 2 … in the order of `leaf_order`.
    """
    apart = distances(vectors)
    below = members(tree)
    order = leaf_order(tree)
    place = {int(item): float(position) for position, item in enumerate(order)}
    level = {item: np.zeros(len(apart)) for item in place}
    bars = np.empty((len(apart), len(tree), 5))
    for number, (first, second, *_) in enumerate(tree):
        a, b = sorted((int(first), int(second)), key=place.__getitem__)
        height = apart[:, list(below[a])][:, :, list(below[b])].mean(axis=(1, 2))
        height = np.maximum(height, np.maximum(level[a], level[b]))
        bars[:, number] = np.stack(
            [np.full_like(height, place[a]), np.full_like(height, place[b]), level[a], level[b], height], axis=1
        )
        place[len(order) + number] = (place[a] + place[b]) / 2
        level[len(order) + number] = height
    return bars
