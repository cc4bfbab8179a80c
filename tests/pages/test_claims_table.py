"""The table of claims on Home and on the pages."""

import html

import pytest

from core import claims
from core.catalog import TOPICS
from pages._shared import claims_table
from tests.opening import opened


def tables(app) -> str:
    """All HTML of the page."""
    return " ".join(element.proto.body for element in app.get("html"))


def test_home_shows_every_claim_with_its_verdict_and_its_number_and_filters_them():
    app = opened("Home.py")
    assert not app.exception
    shown = tables(app)
    for claim, judgement in claims.table():
        assert f"claim-{claim.id}'" in shown
        assert html.escape(judgement.numbers) in shown
    app.get("button_group")[0].set_value(["B"]).run()
    assert "claim-B1'" in tables(app)
    assert "claim-A1'" not in tables(app)
    app.get("button_group")[1].set_value(["does not hold"]).run()
    left = [
        claim.id for claim, judgement in claims.table() if claim.id[0] == "B" and judgement.verdict == "does not hold"
    ]
    assert tables(app).count("<article") == len(left)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_page_shows_its_own_claims(topic):
    app = opened(topic.page, f"{topic.slug}_", tab="Claims")
    assert not app.exception
    own = [claim.id for claim in claims.claims() if claim.topic == topic.slug]
    assert own
    assert tables(app).count("<article") == len(own)


def test_text_of_a_claim_is_escaped():
    claim, judgement = claims.table()[0]
    hostile = type(judgement)(judgement.verdict, "<img src=x onerror=alert(1)>", "a & b")
    drawn = claims_table._article(claim, hostile, linked=True)
    assert "<img" not in drawn
    assert "a &amp; b" in drawn
