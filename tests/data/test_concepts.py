"""Worlds: their spectra in closed form, their texts, and sentences for nonsense."""

import numpy as np
import pytest

from core.data import concepts


def spectrum(world):
    return np.linalg.svd(world.correlations, compute_uv=False)


def test_the_articles_world_has_its_singular_values():
    np.testing.assert_allclose(spectrum(concepts.kingdom()), np.sqrt([7, 3, 1, 1]), atol=1e-12)


def test_a_binary_tree_has_one_eigenvalue_for_each_level():
    squared = spectrum(concepts.binary_tree()) ** 2
    np.testing.assert_allclose(squared, [15, 7, 3, 3, 1, 1, 1, 1], atol=1e-12)
    assert concepts.binary_tree().table.shape == (8, 15)


def test_nearly_all_that_move_have_bones_but_no_worm():
    world = concepts.worm()
    bones = world.table[:, world.properties.index("bones")]
    moves = world.table[:, world.properties.index("move")]
    worm = world.items.index("worm")
    assert bones[worm] == 0
    assert moves[worm] == 1
    assert bones[moves == 1].mean() > 0.8


def test_a_tree_without_flips_copies_its_root():
    world = concepts.diffusion_tree(3, 20, 0.0, np.random.default_rng(0))
    assert (world.table == world.table[0]).all()
    assert set(np.unique(world.table)) == {-1.0, 1.0}


def test_flips_make_kin_alike():
    """Each branch flips with probability f, so that kin d branchings apart agree on average (1 − 2f)^(2d)."""
    flip = 0.1
    world = concepts.diffusion_tree(3, 20_000, flip, np.random.default_rng(1))
    alike = world.table @ world.table.T / 20_000
    for other, branchings in ((1, 1), (2, 2), (4, 3)):
        # 20,000 products of ±1 have a standard error of at most .007
        assert alike[0, other] == pytest.approx((1 - 2 * flip) ** (2 * branchings), abs=0.03)


def test_blocks_hold_their_probabilities():
    world = concepts.blocks(40, 60, 20, 30, 0.9, 0.2, np.random.default_rng(0))
    assert world.table[:20, :30].mean() == pytest.approx(0.9, abs=0.06)  # five standard errors of 600 draws
    assert world.table[20:].mean() == pytest.approx(0.2, abs=0.06)
    assert world.items[19] == "member 20"
    assert world.items[20] == "item 21"


def test_the_same_seed_gives_the_same_world():
    first, again, other = (concepts.random_world(8, 9, 0.4, np.random.default_rng(seed)).table for seed in (3, 3, 4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("world", [concepts.kingdom(), concepts.creatures(), concepts.binary_tree(3, 2)])
def test_text_and_back(world):
    again = concepts.parse(concepts.to_csv(world))
    assert again.items == world.items
    assert again.properties == world.properties
    assert np.array_equal(again.table, world.table)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_separator(separator):
    text = f"{separator}fly{separator}swim\r\nowl{separator}1{separator}0\r\neel{separator}0{separator}−1\r\n\r\n"
    world = concepts.parse("\ufeff" + text)
    assert world.items == ("owl", "eel")
    assert world.properties == ("fly", "swim")
    assert world.table.tolist() == [[1, 0], [0, -1]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "at least two items"),
        (",a,b\nx,1,0", "at least two items"),
        (",a,b\nx,1,maybe\ny,0,1", "“x” × “b” is “maybe”"),
        (",a,b\nx,1,\ny,0,1", "“x” × “b” is empty"),
        (",a,b\nx,1,2\ny,0,1", "write 0, 1 or −1"),
        (",a,b\nx,1,nan\ny,0,1", "write 0, 1 or −1"),
        (",a,b\nx,1\ny,0,1", "“x” has 1 values"),
        (",a,b\nx,1,0,1\ny,0,1", "“x” has 3 values"),
        (",a,a\nx,1,0\ny,0,1", "stands twice"),
        (",a,b\nx,1,0\nx,0,1", "stands twice"),
        (",a,b\n,1,0\ny,0,1", "no name"),
        (",a,b\nx,0,0\ny,0,0", "nothing to learn"),
        ("only words\nand more\nand more", "separate cells"),
        ('"unclosed,a,b\nx,1,0\ny,0,1', "quotation mark"),
        (",a,b\n" + "\n".join(f"item {i},1,0" for i in range(41)), "at most 40"),
    ],
)
def test_nonsense_gets_a_sentence(text, sentence):
    with pytest.raises(ValueError, match=sentence):
        concepts.parse(text)


def test_a_name_that_spans_lines_becomes_one_line():
    world = concepts.parse(',"a\nb",c\nx,1,0\ny,0,1')
    assert world.properties == ("a b", "c")


def test_edits_in_a_table_become_text():
    world = concepts.kingdom()
    changes = {
        "edited_rows": {0: {"fly": 0, "item": "ostrich"}, 1: {"swim": None}},
        "added_rows": [{"item": "fern", "grow": 1}, {}],
        "deleted_rows": [3],
    }
    text = concepts.edited(world, changes)
    with pytest.raises(ValueError, match="“salmon” × “swim” is empty"):
        concepts.parse(text)
    changes["edited_rows"].pop(1)
    again = concepts.parse(concepts.edited(world, changes))
    assert again.items == ("ostrich", "salmon", "oak", "fern", "new item 5")
    assert again.table[0, again.properties.index("fly")] == 0
    assert again.table[3].tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert concepts.parse(concepts.edited(world, {})).items == world.items


def test_endless_text_is_refused():
    with pytest.raises(ValueError, match="characters"):
        concepts.parse("a," * 50_000)


@pytest.mark.parametrize("name", ["=1+1", "+a", "-a", "@a"])
def test_no_name_in_a_file_is_a_formula_and_it_is_read_back(name):
    world = concepts.World((name, "owl"), ("fly", name), np.array([[1.0, 0.0], [0.0, -1.0]]))
    lines = concepts.file_of(world).splitlines()
    assert lines[0] == f",fly,'{name}"
    assert lines[1].startswith(f"'{name},1")
    assert lines[2] == "owl,0,-1"  # values stay numbers
    again = concepts.parse(concepts.file_of(world))
    assert (again.items, again.properties) == (world.items, world.properties)


def test_other_names_stay_as_they_are():
    assert concepts.for_spreadsheet("'quoted'") == "'quoted'"
    assert concepts.parse(",'a,b\nx,1,0\ny,0,1").properties == ("'a", "b")
