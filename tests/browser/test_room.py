"""A class answers: a teacher and students, each in a browser of their own, in one room."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LESSON = "Weight_Templates?lesson=templates&step=1"
CODE = re.compile(r"room=([A-Z]{6})")


@pytest.fixture
def person(browser, server):
    """Open browsers that share no cookie."""
    from tests.browser.conftest import Visitor

    contexts = []

    def start() -> Visitor:
        contexts.append(browser.new_context(viewport={"width": 1300, "height": 900}))
        return Visitor(contexts[-1].new_page(), server)

    yield start
    for context in contexts:
        context.close()


def answers(student, option: str) -> None:
    student.settle()
    student.page.get_by_text(option, exact=True).click()
    student.page.get_by_role("button", name=re.compile("(Send|Change) your answer")).click()
    student.page.get_by_text(f"Your answer has arrived: {option}").wait_for()


def test_a_class_answers_in_one_room(person):
    teacher, ann, ben = person(), person(), person()
    teacher.open(LESSON)
    teacher.page.get_by_role("button", name="Answer as a class").click()
    teacher.page.get_by_role("button", name="Open a room for answers").click()
    teacher.page.wait_for_url(CODE)
    code = CODE.search(teacher.page.url)[1]
    teacher.page.get_by_role("img", name="QR code").wait_for()

    ann.open(f"Weight_Templates?room={code}")  # the link on the teacher's screen
    answers(ann, "about zero")
    ben.open(LESSON)
    ben.page.get_by_role("button", name="Answer as a class").click()
    ben.page.get_by_label("Code of your teacher's room").fill("XXXXXX")
    ben.page.get_by_role("button", name="Join").click()
    ben.page.get_by_text("There is no room").wait_for()
    ben.page.get_by_label("Code of your teacher's room").fill(code.lower())
    ben.page.get_by_role("button", name="Join").click()
    answers(ben, "about zero")
    answers(ben, "mostly negative")

    teacher.page.get_by_text("2 students have answered.").wait_for()
    assert teacher.page.get_by_test_id("stVegaLiteChart").count() == 0  # hidden until it is asked for
    ann.page.reload()  # still the same student
    ann.page.get_by_text("Your answer has arrived: about zero").wait_for()
    answers(ann, "mostly positive")
    teacher.page.get_by_role("button", name="Show the answers so far").click()
    shown = teacher.page.get_by_test_id("stVegaLiteChart").first
    shown.wait_for()
    assert "mostly negative: 1, about zero: 0, mostly positive: 1" in described(shown)

    teacher.page.reload()  # still the teacher
    teacher.page.get_by_role("button", name="Close and show the answer").click()
    teacher.page.get_by_text("The right answer is mostly negative").wait_for()
    ben.page.get_by_text("That is right.").wait_for()
    ann.page.get_by_text("Your answer: mostly positive. The right answer is mostly negative.").wait_for()
    for student in (ann, ben):
        student.page.locator(".film canvas").first.wait_for()

    ann.page.get_by_role("button", name="Next").first.click()
    ann.page.get_by_text("Is a template a mean image?").wait_for()
    assert code in ann.page.url
    teacher.page.get_by_role("button", name="End the room").click()
    answerless = ann.page.get_by_role("button", name="Answer as a class")
    answerless.wait_for()
    ann.page.get_by_text(f"There is no room '{code}'").wait_for()
    for one in (teacher, ann, ben):
        one.check()


def described(chart) -> str:
    return str(chart.evaluate("node => node.innerHTML + node.getAttribute('aria-label')"))
