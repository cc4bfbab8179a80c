"""The table of claims on Home and on the pages, and the claim that an address opens its page with."""

import html
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from core import catalog, claims
from core.catalog import TOPICS
from core.gallery.claims import SOURCES, Judgement
from pages._shared import claims_table
from tests.opening import opened


def tables(app) -> str:
    """All HTML of the page."""
    return " ".join(element.proto.body for element in app.get("html"))


def articles(app) -> int:
    return tables(app).count("<article")


def test_home_sends_claims_when_a_source_is_opened_or_a_filter_is_set():
    app = opened("Home.py")
    assert not app.exception
    assert articles(app) == 0
    for letter in SOURCES:
        app.session_state[f"claims_of_{letter}_False"] = True
    app.run()
    shown = tables(app)
    for claim, judgement in claims.table():
        assert f"claim-{claim.id}'" in shown
        assert html.escape(judgement.numbers) in shown
    by_source, by_verdict = app.get("button_group")
    by_source.set_value(["B"]).run()
    assert articles(app) == sum(claim.id[0] == "B" for claim in claims.claims())
    by_verdict.set_value(["holds in part"]).run()
    left = [claim.id for claim, found in claims.table() if claim.id[0] == "B" and found.verdict == "holds in part"]
    assert articles(app) == len(left)
    assert f"{len(left)} of {len(claims.claims())} claims" in " ".join(caption.value for caption in app.caption)


def test_a_filter_that_no_claim_passes_says_so():
    app = opened("Home.py")
    by_source, by_verdict = app.get("button_group")
    by_source.set_value(["B"]).run()
    by_verdict.set_value(["not testable here"]).run()
    assert not app.exception
    assert articles(app) == 0
    assert "No claim" in " ".join(caption.value for caption in app.caption)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_page_shows_its_own_claims_and_above_them_the_one_it_was_opened_from(topic):
    own = [claim.id for claim in claims.claims() if claim.topic == topic.slug]
    app = opened(topic.page, **{f"{topic.slug}_tab": "Claims", "claim": own[0]})
    assert not app.exception
    assert articles(app) == len(own) + 1
    assert tables(app).count(f"'claim-{own[0]}'") == 2


def claim_page(slug: str) -> None:
    import streamlit as st

    from core.catalog import topic
    from pages._shared import claims_table

    claims_table.opened_from(topic(slug))
    st.text(st.session_state.get(f"{slug}_tab", "first chapter"))


def test_the_address_of_each_claim_names_it_and_its_page_shows_the_number():
    """The pages themselves, one session a claim, are opened by the slow test in tests/test_claims.py."""
    for claim, judgement in claims.table():
        address = urlsplit(claims.address(claim))
        assert f"pages/{catalog.topic(claim.topic).page[6]}_{address.path}.py" == catalog.topic(claim.topic).page
        found = claims.find(dict(parse_qsl(address.query))["claim"], claim.topic)
        assert found == (claim, judgement)
        drawn = claims_table._in_short(*found)
        for text in (claim.id, claim.statement, judgement.numbers, judgement.verdict):
            assert html.escape(text) in drawn


def test_a_page_opened_from_a_claim_shows_that_claim():
    app = AppTest.from_function(claim_page, args=("boundaries",))
    for id in ("B5", "B11"):
        app.query_params["claim"] = id
        app.run()
        assert not app.exception
        assert f"'claim-{id}'" in tables(app)
        assert articles(app) == 1


@pytest.mark.parametrize("asked", [None, "", "B99", "<b>", "b5", "A1"])
def test_a_claim_that_is_unknown_or_of_another_page_is_ignored(asked):
    app = AppTest.from_function(claim_page, args=("boundaries",))
    if asked is not None:
        app.query_params["claim"] = asked
    app.run()
    assert not app.exception
    assert articles(app) == len(app.button) == 0


def test_the_claim_leads_to_all_claims_and_can_be_closed():
    app = AppTest.from_function(claim_page, args=("boundaries",))
    app.query_params["claim"] = "B5"
    app.run()
    all_claims, close = app.button
    all_claims.click().run()
    assert app.text[0].value == "Claims"
    assert articles(app) == 1
    close.click().run()
    assert articles(app) == len(app.button) == 0
    assert "claim" not in app.query_params


def present_page() -> None:
    from core.gallery.claims import Judgement
    from pages._shared import claims_table

    claims_table.of_topic("boundaries", {"B4": Judgement("does not hold", "3 < 4 of 20.", "Too few.")})


def test_what_the_present_run_says_stands_before_the_bundled_runs():
    app = AppTest.from_function(present_page).run()
    shown = tables(app)
    assert shown.count("This run (does not hold):</b> 3 &lt; 4 of 20. Too few.") == 1
    assert shown.count("Bundled runs:") == 1
    assert shown.index("claim-B4'") < shown.index("This run") < shown.index("Bundled runs:") < shown.index("claim-B5'")
    assert "“This run”" in app.markdown[0].value


def test_text_of_a_claim_is_escaped():
    claim, judgement = claims.table()[0]
    hostile = Judgement(judgement.verdict, "<img src=x onerror=alert(1)>", "a & b")
    for drawn in (claims_table._article(claim, hostile, hostile), claims_table._in_short(claim, hostile)):
        assert "<img" not in drawn
        assert "a &amp; b" in drawn
