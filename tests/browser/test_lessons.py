"""A teacher makes a lesson in the dialog, a student goes through it, and both see it in the presenter view."""

import re
from base64 import b64decode
from urllib.parse import unquote

import pytest

from core import catalog
from core.gallery import sharing
from core.gallery.lessons import Guess, Lesson, LessonStep, encode

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def drawn(source: str) -> str:
    """The SVG that an image's data URI holds."""
    head, _, data = source.partition(",")
    found = b64decode(data).decode() if head.endswith("base64") else unquote(data)
    return found.replace('xmlns="http://www.w3.org/2000/svg"  ', "")  # which an image needs


def film(page):
    return page.locator(".film input[type=range]").first


def test_a_lesson_is_made_and_gone_through(visit):
    teacher = visit()
    teacher.open("Weight_Templates?templates_architecture=hidden&templates_tab=Hidden+units&templates_seed=0")
    page = teacher.page
    page.get_by_role("button", name="Share").click()
    page.get_by_role("tab", name="QR code").click()
    code = page.get_by_role("dialog").locator("img[src*='svg']").first
    code.wait_for()
    teacher.settle()
    assert drawn(code.get_attribute("src")) == sharing.qr_code(page.url)[0]
    page.get_by_role("tab", name="Lesson").click()
    page.get_by_label("Title of this step").fill("Units <b>first</b>")
    page.get_by_label("Task", exact=True).fill("Look at the units.")
    page.get_by_role("combobox", name="Controls that students can use").click()
    page.get_by_role("option", name="Epochs").click()
    page.keyboard.press("Escape")
    page.get_by_text("Ask a question before").click()
    page.get_by_label("Question", exact=True).fill("How many?")
    page.get_by_label("Options, one a line").fill("none\nall")
    page.get_by_role("button", name="Add this page as a step").click()
    page.get_by_text("Weight Templates, Hidden units").wait_for()
    page.get_by_label("Title of this step").fill("The templates")
    page.get_by_role("button", name="Add this page as a step").click()
    page.get_by_text("2 steps").wait_for()
    page.get_by_role("button", name="Move up").nth(1).click()
    teacher.settle()
    page.get_by_role("button", name="Move down").nth(0).click()
    teacher.settle()
    link = page.get_by_role("link", name="Open the lesson").get_attribute("href")
    made = catalog.lesson(sharing.query_of(link)["lesson"])
    assert [step.title for step in made.steps] == ["Units <b>first</b>", "The templates"]
    assert made.steps[0].shown == ("epochs",)
    assert made.steps[0].guess == Guess(question="How many?", options=("none", "all"))
    teacher.check()

    student = visit(width=420)
    student.page.goto(link)
    page = student.page
    page.get_by_text("How many?").wait_for()
    student.settle()
    assert page.locator("canvas").count() == 0
    page.get_by_text("all", exact=True).click()
    page.get_by_role("button", name="Answer and show the result").click()
    page.get_by_text("Your answer: all").wait_for()
    page.locator("canvas").first.wait_for()
    student.settle()
    width, room = student.scroll()
    assert width <= room
    assert page.get_by_role("slider", name="Hidden units").count() == 0
    page.get_by_role("button", name="Next").first.click()
    page.get_by_role("heading", name="The templates").wait_for()
    page.get_by_role("button", name="Back").first.click()
    page.get_by_role("heading", name="Units <b>first</b>").wait_for()
    page.get_by_text("Your answer: all").wait_for()
    assert re.search(r"[?&]step=1\b", page.url)
    full = page.get_by_role("link", name="Open the full page").get_attribute("href")
    assert sharing.query_of(full) == {"templates_architecture": "hidden", "templates_tab": "Hidden units"}
    student.settle()
    student.check()


def test_arrow_keys_move_the_film_and_lead_through_a_lesson(visit):
    visitor = visit()
    visitor.open("Weight_Templates")
    page = visitor.page
    page.get_by_role("button", name="Share").click()
    page.get_by_role("button", name="Presenter view").click()
    page.get_by_role("button", name="Leave presenter view").wait_for()
    visitor.settle()
    assert not page.get_by_test_id("stSidebar").is_visible()
    assert page.get_by_role("button", name="Share").count() == 0
    last = int(film(page).input_value())
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert int(film(page).input_value()) == last - 1
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Share").wait_for()
    visitor.settle()
    assert "view=" not in page.url

    steps = [
        # One after another on one page, then on another one: what a student has moved is at its place again.
        LessonStep(slug="templates", query={"templates_tab": "Evidence in one image", name: "4"}, shown=(), title=title)
        for name, title in (("templates_class", "one"), ("templates_picture", "two"))
    ]
    steps.append(LessonStep(slug="boundaries", query={"boundaries_dataset": "blobs"}, shown=("seed",), title="three"))
    text = encode(Lesson(title="Keys", steps=tuple(steps)))
    visitor.open(f"Weight_Templates?lesson={text}&view=present&templates_epochs=3&templates_tab=Claims")
    chosen = page.get_by_role("combobox", name="Class of the test image")
    assert chosen.input_value() == "4"
    chosen.click()
    page.get_by_role("option", name="7").click()
    visitor.settle()
    page.get_by_role("heading", name="one").click()
    for key, title, of_class in (
        ("ArrowRight", "two", "0"),
        ("PageDown", "three", None),
        ("ArrowLeft", "two", "0"),
        ("PageUp", "one", "4"),
    ):
        page.keyboard.press(key)
        page.get_by_role("heading", name=title).wait_for()
        visitor.settle()
        assert "view=present" in page.url
        assert "templates_epochs" not in page.url
        if of_class is not None:
            assert chosen.input_value() == of_class
    page.keyboard.press("ArrowLeft")  # there is no step before the first
    visitor.settle()
    page.get_by_role("heading", name="one").wait_for()
    visitor.check()
