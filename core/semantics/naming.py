"""Names of groups of items, and of modes by the two groups that each of them parts."""

from collections.abc import Sequence

import numpy as np

from core.data.concepts import World
from core.semantics.dynamics import modes

KINDS = {
    "animals": "dog cow robin canary salmon herring sunfish worm",
    "plants": "oak pine rose daisy",
    "vertebrates": "dog cow robin canary salmon herring sunfish",
    "mammals": "dog cow",
    "birds": "robin canary",
    "fish": "salmon herring sunfish",
    "trees": "oak pine",
    "flowers": "rose daisy",
}
HEAVY = 0.6  # of a mode's heaviest item: what its name names
LONGEST = 24  # characters of an item in a name


def group_name(items: Sequence[str], members: Sequence[int], most: int = 2) -> str:
    """Return the name of a group: its kind where it is all items of that kind, else its first `most` members."""
    group = [items[i] for i in members]
    if len(group) == len(items):
        return "all items"
    if len(group) > 1:
        for kind, known in KINDS.items():
            if set(group) == set(known.split()) & set(items):
                return kind
    short = [name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…" for name in group[:most]]
    return ", ".join(short) + (f" + {len(group) - most}" if len(group) > most else "")


def split_name(items: Sequence[str], left: Sequence[int], right: Sequence[int], most: int = 2) -> str:
    """Return "left / right", the names of two groups."""
    return f"{group_name(items, left, most)} / {group_name(items, right, most)}"


def mode_names(world: World) -> list[str]:
    """Return the number of each mode and what it parts, such as "2 animals / plants".

    A side is named by its items with at least `HEAVY` of the mode's heaviest weight in v; a side without one is "rest".
    """
    v = modes(world.correlations)[2]
    return [f"{k + 1} {_parted(world.items, column)}" for k, column in enumerate(v.T)]


def _parted(items: Sequence[str], weights: np.ndarray) -> str:
    limit = HEAVY * np.abs(weights).max()
    if weights.min() >= -1e-9:
        return "all items" if weights.min() > 1e-9 else group_name(items, np.flatnonzero(weights >= limit).tolist())
    above, below = np.flatnonzero(weights >= limit).tolist(), np.flatnonzero(weights <= -limit).tolist()
    sides = [group_name(items, side) if side else "rest" for side in (above, below)]
    return " / ".join(sides)
