"""The form in which a teacher makes a lesson: what it reads from the page, and lessons that are pasted."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core import catalog
from core.catalog import topic
from core.gallery import sharing
from core.gallery.lessons import Guess, Lesson, LessonStep, encode
from pages._shared import lesson_editor
from tests.opening import said

BASE = "http://gallery.test/SVD_Compression"


def form(address: str, slug: str, settings: dict) -> None:
    import streamlit as st

    from core.catalog import topic
    from pages._shared import lesson_editor

    st.session_state[f"_{slug}_chapters"] = ["Image by rank", "Quality by rank"]
    lesson_editor.editor(topic(slug), topic(slug).params(**settings), address)


def opened(query: str = "", slug: str = "compression", **settings: Any) -> AppTest:
    return AppTest.from_function(form, args=(f"{BASE}?{query}", slug, settings)).run()


def made(app: AppTest) -> Lesson:
    return catalog.lesson(sharing.query_of(app.code[0].value)["lesson"])


def test_a_page_is_a_lesson_of_one_step_at_once():
    app = opened("compression_tab=Quality+by+rank&compression_picture=coins&at_compression_layers=3&x=1", rank=7)
    assert not app.exception
    step = made(app).steps[0]
    # Settings are those of the run, whatever the address still says of them.
    wanted = {"compression_rank": "7", "compression_tab": "Quality by rank", "at_compression_layers": "3"}
    assert step == LessonStep(slug="compression", query=wanted, shown=(), title=topic("compression").question)
    assert made(app).full_page
    app.multiselect[0].set_value(["rank", "picture"]).run()
    app.selectbox(key="_lesson_chapter_compression").set_value("Image by rank").run()
    app.text_area(key="_lesson_task").set_value("Look.").run()
    app.toggle(key="_lesson_full_page").set_value(False).run()
    step = made(app).steps[0]
    assert (step.shown, step.task, step.query["compression_tab"]) == (("rank", "picture"), "Look.", "Image by rank")
    assert not made(app).full_page
    assert app.code[0].value.startswith(f"{BASE}?lesson=")


def test_a_question_must_be_complete():
    app = opened()
    app.toggle(key="_lesson_ask").set_value(True).run()
    assert "The question has 1 to 200 characters" in app.warning[0].value.replace("\\", "")
    assert not app.code
    app.text_input(key="_lesson_question").set_value("Which?").run()
    assert "2 to 5 options, not 0" in app.warning[0].value.replace("\\", "")
    app.text_area(key="_lesson_options").set_value("  one \n\ntwo\n").run()
    assert not app.warning
    assert made(app).steps[0].guess == Guess(question="Which?", options=("one", "two"))
    app.selectbox(key="_lesson_right").set_value("two").run()
    assert made(app).steps[0].guess.answer == 1


def test_a_pasted_lesson_is_edited_and_a_bad_one_is_not():
    steps = tuple(LessonStep(slug="boundaries", query={}, shown=("seed",), title=title) for title in ("a", "b", "c"))
    app = opened()
    app.text_input(key="_lesson_pasted").set_value("http://a.test/Page?lesson=junk").run()
    assert "cannot be read" in app.warning[0].value
    text = encode(Lesson(title="Mine", steps=steps, full_page=False))
    app.text_input(key="_lesson_pasted").set_value(f" http://a.test/Page?lesson={text}&step=2 ").run()
    assert not app.exception
    assert made(app) == Lesson(title="Mine", steps=steps, full_page=False)
    assert app.code[0].value.startswith("http://gallery.test/Decision_Boundaries?lesson=")
    app.button(key="_lesson_up_2").click().run()
    assert [step.title for step in made(app).steps] == ["a", "c", "b"]
    app.button(key="_lesson_down_0").click().run()
    assert [step.title for step in made(app).steps] == ["c", "a", "b"]
    app.button(key="_lesson_remove_1").click().run()
    assert [step.title for step in made(app).steps] == ["c", "b"]
    assert app.button(key="_lesson_up_0").disabled
    assert app.button(key="_lesson_down_1").disabled
    assert not app.exception


@pytest.mark.parametrize(
    ("slug", "settings"),
    [
        ("compression", {"picture": "your own"}),
        ("confusion", {"source": "own file"}),
        ("confusion", {"source": "own Keras model"}),
        ("templates", {"dataset": "your own"}),
        ("templates", {"dataset": "own-0123456789abcdef"}),
    ],
)
def test_what_was_uploaded_is_in_no_link(slug, settings):
    app = opened(slug=slug, **settings)
    assert not app.exception
    assert lesson_editor.UPLOADED in said(app)
    assert not app.code


def test_own_points_are_in_the_link():
    app = opened(slug="boundaries", dataset="own points", own="AAAA")
    assert made(app).steps[0].settings()["own"] == "AAAA"
