"""Colours of items: one family on each side of the broadest split, and all readable."""

import pytest

from core.data import concepts
from core.semantics.colours import FAMILIES, item_colours
from tests.contrast import THEMES, contrast

PAGES = [THEMES[name]["backgroundColor"] for name in ("light", "dark")]


@pytest.mark.parametrize("world", [concepts.kingdom(), concepts.creatures(), concepts.binary_tree(4)])
def test_each_side_has_its_family_and_every_item_its_colour(world):
    colours = item_colours(world)
    assert len(set(colours)) == len(world.items)
    assert {first for first, _ in FAMILIES} <= set(colours)
    assert all(contrast(colour, page) >= 3 for colour in colours for page in PAGES)


def test_animals_and_plants_have_different_families():
    world = concepts.creatures()
    blue = [int(colour[5:], 16) > int(colour[1:3], 16) for colour in item_colours(world)]
    assert len(set(blue[:4])) == len(set(blue[4:])) == 1
    assert blue[0] != blue[-1]
