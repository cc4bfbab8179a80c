"""The table of claims: complete, judged fast, and the same in docs/claims.md."""

import html
import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from core import catalog, claims
from core.catalog import ROOT
from core.gallery.claims import SOURCES, judged
from tests.opening import opened

INVENTORY = {"A": 14, "B": 17, "C": 20, "D": 20, "E": 17}


def test_every_claim_of_the_inventory_is_judged_once():
    ids = [claim.id for claim in claims.claims()]
    assert len(ids) == len(set(ids))
    numbers = {(claim.order[0], claim.order[1]) for claim in claims.claims()}
    assert numbers == {(letter, i) for letter, count in INVENTORY.items() for i in range(1, count + 1)}
    for claim, judgement in claims.table():
        assert judgement.verdict in claims.VERDICTS
        for said_of_it in (claim.place, claim.statement, claim.criterion, claim.runs, judgement.numbers, judgement.why):
            assert said_of_it.strip(), claim.id
        assert judgement.verdict == "not testable here" or re.search(r"\d", judgement.numbers), claim.id


def test_every_claim_has_a_source_and_a_page():
    assert set(SOURCES) == set(INVENTORY)
    for claim in claims.claims():
        topic = catalog.topic(claim.topic)
        fields = topic.params.controls()
        for name, value in claim.query.items():
            if name in fields:
                assert str(fields[name].coerce(value)).lower() == value.lower(), (claim.id, name)


def test_the_document_is_current():
    assert (ROOT / "docs" / "claims.md").read_text() == claims.as_markdown(), "python -m core.claims > docs/claims.md"


@pytest.mark.slow
@pytest.mark.parametrize("claim", claims.claims(), ids=lambda claim: claim.id)
def test_the_address_of_a_claim_opens_a_page_that_contains_its_number(claim):
    query = dict(parse_qsl(urlsplit(claims.address(claim)).query))
    app = opened(catalog.topic(claim.topic).page, **query)
    assert not app.exception
    assert not app.error
    shown = " ".join(element.proto.body for element in app.get("html"))
    assert html.escape(judged(claim).numbers) in shown
