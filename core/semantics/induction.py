"""What a child who learns a new word extends it to (article, "Inductive projection")."""

import numpy as np

from core.data.concepts import World
from core.semantics.development import members, world_tree
from core.semantics.dynamics import modes


def projections(hidden: np.ndarray, item: int) -> np.ndarray:
    """How far a new property of one item extends to all, h_iᵀh_j / h_iᵀh_i, shape (frames, items).

    The new property gets its own output unit, and only its weights are learned, by gradient descent from zero: they
    become h_i/‖h_i‖², and every other item answers with its share of that.

    Parameters
    ----------
    hidden : ndarray, shape (frames, units, items)
    """
    h = hidden.astype(float)
    own = (h[:, :, item] ** 2).sum(axis=1)
    inner = np.einsum("fu,fui->fi", h[:, :, item], h)
    return inner / np.where(own > 0, own, 1)[:, None]


def predicted_projections(world: World, strengths: np.ndarray, item: int) -> np.ndarray:
    """The same of a balanced network with one hidden layer, whose similarity is V·A·Vᵀ, shape (times, items)."""
    _, _, v = modes(world.correlations)
    kernel = np.einsum("k,tk,ik->ti", v[item], strengths, v)
    return kernel / kernel[:, item][:, None]


def kinship(world: World, item: int) -> tuple[int, ...]:
    """For each item, how many branchings up the world's tree it joins `item`: 0 itself, 1 nearest kin, and so on."""
    tree = world_tree(world.table)
    below = members(tree)[len(world.items) :]
    above = sorted((set(node) for node in below if item in node), key=len)
    steps = [0] * len(world.items)
    for other in range(len(world.items)):
        if other != item:
            steps[other] = 1 + next(k for k, node in enumerate(above) if other in node)
    return tuple(steps)


def by_kinship(shares: np.ndarray, kin: tuple[int, ...]) -> tuple[dict[int, float], dict[int, float]]:
    """Mean share by kinship at the broadest moment (where the farthest kin get most) and at the end."""
    levels = np.array(kin)
    broadest = int(shares[:, levels == levels.max()].mean(axis=1).argmax())
    early, late = (
        {int(level): float(shares[frame, levels == level].mean()) for level in np.unique(levels)}
        for frame in (broadest, -1)
    )
    return early, late
