"""A colour for each item: one family of hues on each side of the world's broadest split."""

import numpy as np

from core.data.concepts import World
from core.semantics import development

FAMILIES = (("#618cff", "#009ea5"), ("#c48500", "#b23a73"))  # from the first to the last item of each side


def item_colours(world: World) -> list[str]:
    """Return a colour for each item; items that are close in the tree of the facts have similar ones."""
    tree = development.world_tree(world.table)
    order = development.leaf_order(tree).tolist()
    left = development.members(tree)[int(tree[-1][0])]
    sides = [[i for i in order if (i in left) == inside] for inside in (order[0] in left, order[0] not in left)]
    colours = {}
    for side, (first, last) in zip(sides, FAMILIES, strict=True):
        for item, share in zip(side, np.linspace(0, 1, len(side)), strict=True):
            colours[item] = _between(first, last, float(share))
    return [colours[i] for i in range(len(order))]


def _between(first: str, last: str, share: float) -> str:
    ends = np.array([[int(colour[i : i + 2], 16) for i in (1, 3, 5)] for colour in (first, last)])
    return "#{:02x}{:02x}{:02x}".format(*(ends[0] + share * (ends[1] - ends[0])).round().astype(int))
