"""A room on a lesson's page: who sees what, and what is refused in which words."""

import pytest

from core.gallery import rooms
from pages._shared import room
from tests.opening import opened, said

PAGE = "pages/1_Weight_Templates.py"
QUESTIONS = {1: 3, 2: 4}


@pytest.fixture(autouse=True)
def _empty():
    room.store.clear()


def step(**address):
    return opened(PAGE, lesson="templates", step="1", **address)


def plain(text: str) -> str:
    """Return Markdown as it is read."""
    return text.replace("\\", "")


def of_address(app, name: str) -> str:
    """Return a parameter of the address; AppTest has a list once it was written by the page."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


def button(app, label):
    return next(one for one in app.button if one.label == label)


def test_a_wrong_code_is_refused_in_a_sentence_and_the_lesson_goes_on():
    app = step(room="XXXXXX")
    assert "There is no room 'XXXXXX'" in plain(app.warning[0].value)
    assert button(app, "Answer and show the result")
    assert "room" not in app.query_params


def test_a_link_to_a_room_that_has_ended_says_so():
    app = opened(PAGE, room="XXXXXX")
    assert "There is no room 'XXXXXX'" in plain(app.error[0].value)


def test_a_room_of_another_lesson_is_refused():
    code = room.store().open("a teacher", "confusion", QUESTIONS, 1)
    assert "is for another lesson" in step(room=code).warning[0].value


def test_a_student_answers_changes_the_answer_and_waits_for_the_result():
    house = room.store()
    code = house.open("a teacher", "templates", QUESTIONS, 1)
    app = opened(PAGE, room=code)
    assert of_address(app, "lesson") == "templates"
    button(app, "Send your answer").click().run()
    assert "Choose one of the options" in plain(app.warning[0].value)
    app.radio[0].set_value(2)
    button(app, "Send your answer").click().run()
    assert "Your answer has arrived: mostly positive" in plain(app.success[0].value)
    assert "89.9 %" not in plain(said(app))  # neither task nor result
    app.radio[0].set_value(0)
    button(app, "Change your answer").click().run()
    assert house.poll(code, 1).counts == (1, 0, 0)
    house.close(code, "a teacher", 1)
    app.run()
    assert "Your answer: mostly negative. :material/check: That is right." in plain(said(app))
    assert "89.9 %" in plain(said(app))
    house.end(code, "a teacher")
    app.run()
    assert "89.9 %" in plain(said(app))  # the answer outlives the room
    assert not app.exception


def test_a_teacher_opens_reveals_closes_asks_again_and_ends():
    app = step()
    button(app, "Open a room for answers").click().run()
    code = of_address(app, "room")
    assert any(code in one.value for one in app.code)
    house = room.store()
    house.answer(code, "a student", 1, 1)
    app.run()
    assert "1 student has answered. Their answers are hidden" in plain(said(app)).replace("**", "")
    button(app, "Show the answers so far").click().run()
    assert house.poll(code, 1).revealed
    button(app, "Close and show the answer").click().run()
    assert "The right answer is **mostly negative**" in plain(said(app))
    assert "89.9 %" in plain(said(app))
    button(app, "Ask again").click().run()
    assert house.poll(code, 1).students == 0
    button(app, "End the room").click().run()
    assert "room" not in app.query_params
    with pytest.raises(rooms.RoomError):
        house.poll(code, 1)


def test_a_teacher_with_too_many_rooms_reads_why():
    app = step()
    for _ in range(rooms.ROOMS_A_TEACHER):
        button(app, "Open a room for answers").click().run()
        app.query_params.pop("room")
        app.run()
    button(app, "Open a room for answers").click().run()
    assert "5 rooms" in plain(app.warning[0].value)
