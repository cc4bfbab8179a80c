"""Text of strangers in a real browser: nothing of it is read as Markdown, and no browser fetches what it names."""

from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.hostile import TEXTS
from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLAIN = """
import streamlit as st
from core.runs.text import literal
from tests.hostile import TEXTS
st.title("Texts")
for i, text in enumerate(TEXTS):
    with st.container(key=f"block{i}"):
        st.markdown(literal(text))
    with st.container(key=f"inline{i}"):
        st.error(f"Of **{literal(text)}** one says {literal(text)}.")
    with st.container(key=f"label{i}"):
        st.checkbox(literal(text), key=f"box{i}")
"""
IMAGE, LINK, BARE, MATHS = "![a](http://evil.test/x.png)", "[b](http://evil.test/)", "www.evil.test", "$evil^2$ :smile:"
TABLE = f",{IMAGE},{LINK}\n{BARE},1,0\n{MATHS},0,1\n{IMAGE} two,1,1"
UNREADABLE = f",{IMAGE}\n{LINK},perhaps {IMAGE}"


def visit_hostile(visit, path, query):
    visitor = visit()
    asked = []
    visitor.page.route("**evil.test/**", lambda route: (asked.append(route.request.url), route.abort()))
    visitor.open(f"{path}?{urlencode(query)}")
    return visitor, asked


def check(visitor, asked):
    assert asked == []
    main = visitor.page.get_by_test_id("stMain")
    assert main.locator("a[href*='evil.test'], img[src*='evil.test'], .katex:has-text('evil')").count() == 0
    assert visitor.page.get_by_test_id("stException").count() == 0


def test_streamlit_shows_every_character_and_adds_no_element(visit, tmp_path: Path):
    script = tmp_path / "plain.py"
    root = Path(__file__).resolve().parents[2]
    script.write_text(f"import sys\nsys.path.insert(0, {str(root)!r})\n{PLAIN}")
    with served(script) as (address, _):
        visitor = visit()
        visitor.address = address
        visitor.open()
        page = visitor.page
        for i, text in enumerate(TEXTS):
            wanted = {"block": text, "inline": f"Of {text} one says {text}.", "label": text}
            for place, words in wanted.items():
                box = page.locator(f".st-key-{place}{i}")
                assert box.inner_text().strip().replace("\u2060", "") == words
                assert box.locator("a, img, .katex, code, li, h1, blockquote, hr, [style*=color]").count() == 0


@pytest.mark.parametrize(
    "query",
    [
        {"pin_semantics": urlencode({"world": "my own", "table": TABLE})},
        {"semantics_world": "my own", "semantics_table": UNREADABLE},
        {"pin_semantics": urlencode({"world": "my own", "table": UNREADABLE})},
    ],
    ids=["pinned table", "unreadable table", "pinned unreadable table"],
)
def test_names_in_an_address_are_shown_as_they_are(visit, query):
    visitor, asked = visit_hostile(visit, "Semantic_Development", query)
    check(visitor, asked)


def test_names_of_an_own_table_are_shown_as_they_are_in_every_chapter(visit):
    query = {"semantics_world": "my own", "semantics_table": TABLE}
    visitor, asked = visit_hostile(visit, "Semantic_Development", query)
    tabs = visitor.page.locator(".st-key-page_chapters [role=radio]")
    for i in range(tabs.count()):
        tabs.nth(i).click()
        visitor.settle()
        check(visitor, asked)


def test_pinned_own_points_are_counted_or_named_unreadable(visit):
    query = {"pin_boundaries": urlencode({"dataset": "own points", "own": IMAGE})}
    visitor, asked = visit_hostile(visit, "Decision_Boundaries", query)
    visitor.page.get_by_text("Pinned → now:").wait_for()
    assert visitor.page.get_by_text("own points that cannot be read").count() == 1
    check(visitor, asked)
