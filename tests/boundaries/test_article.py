"""Verdicts on the article's claims, each on both sides of its criterion."""

import numpy as np
import pytest

from core.boundaries import article
from core.boundaries.topic import TOPIC
from tests.boundaries.examples import run_of
from tests.boundaries.test_seed_findings import networks

WORKS, NEVER = article.Claim("a", "It works."), article.Claim("a", "It can't.", works=False)
SLOW = article.Claim("a", "It works, slowly.", speed="slower", against="b")
FAST = article.Claim("a", "It works at once.", speed="faster", against="b")


def some(count, step=100, nets=20):
    return networks([step + k for k in range(count)] + [-1] * (nets - count))


@pytest.mark.parametrize(
    ("claim", "count", "verdict"),
    [
        (WORKS, 20, "holds"),
        (WORKS, 19, "holds in part"),  # 95 % interval from .751
        (WORKS, 1, "holds in part"),
        (WORKS, 0, "does not hold"),
        (NEVER, 0, "holds"),
        (NEVER, 1, "does not hold"),
    ],
)
def test_works_and_impossible_are_judged_by_the_interval(claim, count, verdict):
    found = article.judge(claim, {"a": some(count)})
    assert found.verdict == verdict
    assert f"{count} of 20 networks reach 99 %" in found.text
    assert ("median" in found.text) == (claim.works and count > 0)


def test_too_few_networks_show_nothing_impossible():
    assert article.judge(NEVER, {"a": some(0, nets=5)}).verdict == "not testable here"


@pytest.mark.parametrize(
    ("claim", "count", "step", "verdict", "text"),
    [
        (SLOW, 20, 1000, "holds", "; slower than “b”"),
        (SLOW, 20, 10, "holds in part", "; not slower than “b”"),
        (SLOW, 8, 1000, "holds in part", "; slower than “b”"),
        (FAST, 20, 10, "holds", "; faster than “b”"),
        (FAST, 20, 1000, "holds in part", "; not faster than “b”"),
        (FAST, 14, 10, "holds in part", "; faster than “b”"),
    ],
)
def test_speed_is_judged_among_those_that_get_there(claim, count, step, verdict, text):
    found = article.judge(claim, {"a": some(count, step), "b": some(20)})
    assert found.verdict == verdict
    assert text in found.text


def test_nothing_is_judged_without_its_runs():
    assert article.judge(WORKS, {}).verdict is None
    assert "nothing to compare" in article.judge(SLOW, {"a": some(20)}).text
    assert "nothing to compare" in article.judge(SLOW, {"a": some(20), "b": some(0)}).text


def test_every_preset_has_a_claim_and_every_comparison_a_preset():
    titles = [preset.title for preset in TOPIC.presets]
    assert [claim.preset for claim in article.CLAIMS] == titles
    assert {claim.against for claim in article.CLAIMS if claim.speed} <= set(titles)


@pytest.mark.parametrize(("deep", "differ"), [(14, False), (18, True)])
def test_depth_is_called_more_reliable_only_beyond_chance(deep, differ):
    said = article.depth_and_reliability(some(deep), some(8)).text
    assert f"reach 99 % from {deep} of 20 random seeds, one layer of two units from 8" in said
    assert ("more than chance explains" in said) == differ


def test_the_closing_question_is_not_judged_and_our_attempt_is_called_ours():
    found = article.human_boundaries(run_of(np.zeros((1, 6)), layers=0, f_x=False, f_y=False, f_phase=True))
    assert found.verdict == "not testable here"
    assert "of our own" in found.text
    assert "100.0%" in found.text
