"""Chapters are fragments: what happens in one draws only that chapter, unless it concerns the rest of the page."""

import shutil
from pathlib import Path

import pytest

from tests.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
PAGE = """
import streamlit as st
from core.catalog import topic
from pages._shared import layout

state = st.session_state
state["drawn"] = state.get("drawn", 0) + 1
st.slider("Epochs", 0, 99, 20, key="templates_epochs", bind="query-params")
st.markdown(f"page {state['drawn']}, epochs {state['templates_epochs']}, shared {state.get('shared', 0)}")

def first():
    state["chapter"] = state.get("chapter", 0) + 1
    st.slider("Inside", 0, 9, 0, key="templates_inside", bind="query-params")
    st.markdown(f"chapter {state['chapter']}, inside {state['templates_inside']}")
    st.button("Control", on_click=state.update, args=({"templates_epochs": 7},))
    st.button("Shared", on_click=state.update, args=({"shared": 5},))

layout.chapters(topic("templates"), {"First": first, "Second": lambda: st.markdown("the second")}, outside=("shared",))
"""


def test_a_widget_in_a_chapter_draws_the_page_only_when_it_changes_what_is_outside(visit, tmp_path):
    script = tmp_path / "page.py"
    script.write_text(f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{PAGE}")
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    with served(script) as (address, _):
        visitor = visit()
        page = visitor.page
        page.goto(f"{address}/?templates_inside=3")
        page.get_by_text("page 1, epochs 20, shared 0").wait_for()
        page.get_by_text("chapter 1, inside 3").wait_for()
        page.locator(".st-key-templates_inside input[type=range]").press("ArrowRight")
        page.get_by_text("chapter 2, inside 4").wait_for()
        page.get_by_text("page 1, epochs 20, shared 0").wait_for()
        page.wait_for_url("**templates_inside=4")
        page.get_by_role("button", name="Control").click()
        page.get_by_text("page 2, epochs 7, shared 0").wait_for()
        page.wait_for_url("**templates_epochs=7*")
        page.get_by_text("inside 4").wait_for()
        page.get_by_role("button", name="Shared").click()
        page.get_by_text("page 3, epochs 7, shared 5").wait_for()
        page.get_by_role("radio", name="Second").click()
        page.get_by_text("the second").wait_for()
        page.get_by_text("page 4, epochs 7, shared 5").wait_for()
        visitor.check()
