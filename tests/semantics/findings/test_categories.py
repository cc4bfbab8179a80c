"""Sentences about categories and induction, on both sides of every condition."""

import numpy as np
import pytest

from core.data import concepts
from core.semantics.categories import BasicLevel, Category, ResponseTimes, basic_levels
from core.semantics.findings import categories as findings

KINGDOM = concepts.kingdom()


@pytest.mark.parametrize(
    ("r", "sentence"), [(-0.93, "**r = −0.93** over 3 items"), (np.nan, "no correlation to report")]
)
def test_a_correlation_is_reported_where_there_is_one(r, sentence):
    answer = ResponseTimes(0, np.ones(4), np.array([1.0, 2.0, 3.0, np.nan]), 0.5, r)
    text = findings.typical(KINGDOM, answer).text
    assert sentence in text
    assert ("correlate" in text) == np.isfinite(r)


@pytest.mark.parametrize(
    ("c", "sentence", "not_said"),
    [
        (1.5, "**C = 1.50**, above the threshold", "nevertheless"),
        (1.0, "**C = 1.00**, not above the threshold", "infinite"),
        (0.2, "nevertheless", "infinite"),
        (np.inf, "C is infinite", "threshold"),
    ],
)
def test_coherence_is_compared_with_its_threshold(c, sentence, not_said):
    text = findings.coherence(KINGDOM, 0, Category((0, 1), (0,), 0.9, 0.1, c)).text
    assert sentence in text
    assert not_said not in text
    assert "mode 1: canary, salmon by grow." in text


def test_a_long_list_of_members_is_cut():
    world = concepts.creatures()
    text = findings.coherence(world, 0, Category(tuple(range(8)), (0,), 0.9, 0.1, 2.0)).text
    assert "robin, canary … by alive" in text


def test_every_setting_of_the_slider_says_what_its_numbers_say():
    first = [findings.basic_level(level).text for level in basic_levels()[1]]
    assert ["broad split" in text for text in first] == [True, False, False, False, False, False]
    assert ["tied" in text for text in first] == [False, True, False, False, False, False]
    assert "the basic split (bird or fish) comes first" in first[2]
    assert " > " in first[0]
    assert " = 2" not in first[2]


@pytest.mark.parametrize(("sibling", "stranger", "sign"), [(1, 2, "<"), (2, 2, "="), (3, 2, ">")])
def test_the_sign_is_that_of_the_numbers(sibling, stranger, sign):
    assert f"{sibling} {sign} {stranger}," in findings.basic_level(BasicLevel(sibling, stranger, 1.0, 2.0)).text


def test_a_guess_narrows_or_does_not():
    narrows = findings.induction("canary", {0: 1.0, 1: 1.0, 2: 0.8}, {0: 1.0, 1: 0.4, 2: 0.1}).text
    assert (
        "narrows: the least related items get **80 %** at the broadest moment and **10 %** at the end, the nearest "
        "relatives **40 %**" in (narrows)
    )
    stays = findings.induction("canary", {0: 1.0, 1: 0.4, 2: 0.15}, {0: 1.0, 1: 0.4, 2: 0.1}).text
    assert "does not narrow" in stays
    two = findings.induction("owl", {0: 1.0, 1: 0.9}, {0: 1.0, 1: 0.1}).text
    assert "nearest" not in two
