"""Addresses that were shared before the redesign: each still gives the same run and the same chapter.

tests/addresses.json was recorded from the version before it (commit bd2ea74): every preset and every chapter of the
six topics, pinned runs, every control off its default, values that do not fit, own points and own tables, links
between pages, comparisons. A line says what the page made of the address: the canonical settings of its run, of the
pinned run and of a linked network, and the open chapter.
"""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st

from core import claims
from core.catalog import TOPICS
from core.networks.training import TrainingParams
from pages._shared import header, layout, share
from tests.opening import opened

ADDRESSES = json.loads((Path(__file__).parents[1] / "addresses.json").read_text())
# A page without any setting in its address opens as its visitors shall meet it first; where that is not the run of all
# defaults, that run has an address of its own.
# Jacobian Spectra opens on a network that no settings belong to.
OPENINGS = {"pages/6_Decision_Boundaries.py": {"dataset": "blobs", "layers": "0"}, "pages/5_Jacobian_Spectra.py": None}
BY_PAGE = {topic.page: topic for topic in TOPICS}


def written(params: Any) -> Any:
    return None if params is None else params.canonical().to_query()


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """What a page makes of its address before it runs anything: it is stopped at its presets."""
    found = SimpleNamespace()

    def presets(topic: Any, params: Any, _: Any) -> None:
        found.params = written(params)
        found.pinned = written(share.pinned(topic))
        found.linked = written(share.linked(topic, TrainingParams))
        st.stop()

    monkeypatch.setattr(header, "_presets", presets)
    return found


def test_enough_addresses_of_every_kind_are_recorded():
    assert len(ADDRESSES) >= 60
    assert {address["page"] for address in ADDRESSES} == set(BY_PAGE)
    assert len({json.dumps(address["query"]) for address in ADDRESSES if address["query"]}) > 100


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: f"{address['page'][6:-3]}: {address['what']}")
def test_an_old_address_gives_the_same_runs(seen, address):
    app = opened(address["page"], **address["query"])
    assert not app.exception
    params = address["params"] if address["query"] else OPENINGS.get(address["page"], address["params"])
    assert (seen.params, seen.pinned, seen.linked) == (params, address["pinned"], address["linked"])


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_every_old_title_names_a_chapter(monkeypatch, topic):
    asked = {}

    def chapters(_: Any, sections: Any, renamed: Any = layout.NOTHING_RENAMED, **more: Any) -> None:
        asked.update(titles=list(sections), renamed=dict(renamed))

    monkeypatch.setattr(layout, "chapters", chapters)
    opened(topic.page, **topic.query(topic.presets[0]))
    assert not set(asked["renamed"]) & set(asked["titles"]), "an old title that is still a title"
    assert set(asked["renamed"].values()) <= set(asked["titles"])
    for address in ADDRESSES:
        title = address["query"].get(f"{topic.slug}_tab")
        if title and title == address["chapter"] and title not in header.EXPORT:
            assert title in asked["titles"] or title in asked["renamed"], f"nothing opens {title!r} any more"
    for claim in claims.claims():
        if claim.topic == topic.slug and "tab" in claim.query:
            assert claim.query["tab"] in {*asked["titles"], *asked["renamed"]}, f"{claim.id} opens no chapter"


def chapters_page(renamed: dict[str, str]) -> None:
    import streamlit as st

    from core.catalog import topic
    from pages._shared import layout

    sections = {name: lambda name=name: st.markdown(f"This is {name}") for name in ("First", "Second", "Third")}
    layout.chapters(topic("templates"), sections, renamed)


@pytest.mark.parametrize(
    ("asked", "open_one"), [("", "First"), ("Third", "Third"), ("Old second", "Second"), ("junk", "First")]
)
def test_a_chapter_opens_under_its_old_name(asked, open_one):
    from streamlit.testing.v1 import AppTest

    app = AppTest.from_function(chapters_page, args=({"Old second": "Second", "Older": "Third"},))
    app.query_params["templates_tab"] = asked
    app.run()
    assert not app.exception
    assert [block.value for block in app.markdown] == [f"This is {open_one}"]
    app.run()
    assert [block.value for block in app.markdown] == [f"This is {open_one}"]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_an_old_chapter_opens_on_the_whole_page(monkeypatch, topic):
    """A sample with nothing left out: the second chapter of each page."""
    asked, real = {}, layout.chapters

    def chapters(topic: Any, sections: Any, renamed: Any = layout.NOTHING_RENAMED, **more: Any) -> None:
        asked.update(renamed)
        real(topic, sections, renamed, **more)

    monkeypatch.setattr(layout, "chapters", chapters)
    _, second, *_ = (a for a in ADDRESSES if a["page"] == topic.page and a["what"].startswith("chapter: "))
    app = opened(topic.page, **second["query"])
    assert not app.exception
    title = second["chapter"]
    assert app.session_state[f"{topic.slug}_tab"] == asked.get(title, title)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("pages/5_Jacobian_Spectra.py", {"jacobian_tab": "Noise", "jacobian_noise_part": ""}),
        ("pages/4_Semantic_Development.py", {"semantics_tab": "Stages", "semantics_stages": ""}),
    ],
)
def test_an_empty_title_of_a_section_opens_the_first(page, query):
    app = opened(page, **query)
    assert not app.exception
