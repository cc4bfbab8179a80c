"""Rooms: who may do what, what is counted, and when a room is gone or full."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.gallery import rooms
from core.gallery.rooms import RoomError, Rooms

TEACHER, LESSON = "teacher", "a lesson"
# Step -> options: two steps with a guess, one between them without.
QUESTIONS = {1: 3, 3: 2}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def house(clock):
    return Rooms(clock)


@pytest.fixture
def code(house):
    return house.open(TEACHER, LESSON, QUESTIONS, 1)


def test_codes_are_letters_that_cannot_be_mistaken(code):
    assert len(code) == rooms.CODE_LENGTH
    assert set(code) <= set(rooms.LETTERS)
    assert not set(rooms.LETTERS) & set("AEIOUL")


def test_answers_are_counted_for_each_step_and_a_student_has_one(house, code):
    for student, option in (("a", 0), ("b", 2), ("c", 2), ("a", 2)):
        house.answer(code, student, 1, option)
    house.answer(code, "a", 3, 1)
    assert house.poll(code, 1).counts == (0, 0, 3)
    assert house.poll(code, 1).students == 3
    assert house.poll(code, 3).counts == (0, 1)
    assert [house.chosen(code, student, 1) for student in ("a", "nobody")] == [2, None]


def test_a_code_may_be_typed_in_any_case_and_with_spaces(house, code):
    house.answer(f" {code[:3].lower()} {code[3:]}", "a", 1, 0)
    assert house.poll(code, 1).students == 1


def test_only_whoever_opened_a_room_controls_it(house, code):
    assert house.controls(code, TEACHER)
    assert not house.controls(code, "a student")
    for act in (house.reveal, house.close, house.ask_again, house.turn):
        with pytest.raises(RoomError, match="Only whoever opened"):
            act(code, "a student", 1)
    with pytest.raises(RoomError, match="Only whoever opened"):
        house.end(code, "a student")
    poll = house.poll(code, 1)
    assert not poll.revealed
    assert not poll.closed


def test_revealed_counts_still_move_and_closed_ones_do_not(house, code):
    house.answer(code, "a", 1, 0)
    house.reveal(code, TEACHER, 1)
    house.answer(code, "a", 1, 1)
    assert house.poll(code, 1).revealed
    house.close(code, TEACHER, 1)
    with pytest.raises(RoomError, match="closed"):
        house.answer(code, "a", 1, 2)
    poll = house.poll(code, 1)
    assert (poll.counts, poll.revealed, poll.closed) == ((0, 1, 0), True, True)
    house.answer(code, "a", 3, 0)  # the other question is still open


def test_closing_reveals_and_asking_again_hides_and_forgets(house, code):
    house.answer(code, "a", 1, 0)
    house.close(code, TEACHER, 1)
    assert house.poll(code, 1).revealed
    house.ask_again(code, TEACHER, 1)
    poll = house.poll(code, 1)
    assert (poll.counts, poll.revealed, poll.closed) == ((0, 0, 0), False, False)
    house.answer(code, "a", 1, 1)


@pytest.mark.parametrize(("step", "option"), [(2, 0), (9, 0), (1, 3), (1, -1), (3, 2)])
def test_what_the_lesson_does_not_ask_is_refused(house, code, step, option):
    with pytest.raises(RoomError):
        house.answer(code, "a", step, option)
    assert house.poll(code, 1).students == 0


def test_a_room_says_where_its_teacher_is(house, code):
    assert house.place(code) == (LESSON, 1)
    house.turn(code, TEACHER, 3)
    assert house.place(code) == (LESSON, 3)


def test_an_ended_room_is_gone_and_makes_room_for_another(house, code):
    others = [house.open(TEACHER, LESSON, QUESTIONS, 1) for _ in range(rooms.ROOMS_A_TEACHER - 1)]
    house.end(code, TEACHER)
    with pytest.raises(RoomError, match="no room"):
        house.poll(code, 1)
    assert house.open(TEACHER, LESSON, QUESTIONS, 1) not in others


def test_a_room_is_for_one_lesson(house, code):
    house.join(code, LESSON)
    with pytest.raises(RoomError, match="another lesson"):
        house.join(code, "a second lesson")


@pytest.mark.parametrize("typed", ["", "ZZZ", "<script>" * 100])
def test_an_unknown_code_gets_a_short_sentence(house, typed):
    with pytest.raises(RoomError, match="There is no room") as refused:
        house.join(typed, LESSON)
    assert len(str(refused.value)) < 150


def test_a_room_holds_three_hundred_students_and_no_more(house, code):
    for number in range(rooms.STUDENTS_A_ROOM):
        house.answer(code, f"student {number}", 1, number % 3)
    assert house.poll(code, 1).counts == (100, 100, 100)
    with pytest.raises(RoomError, match="is full"):
        house.answer(code, "one more", 1, 0)
    house.answer(code, "student 0", 1, 1)  # whoever is in may still change an answer
    assert house.poll(code, 1).counts == (99, 101, 100)


def test_a_room_is_gone_after_two_hours(house, clock, code):
    clock.now = rooms.LIFETIME - 1
    house.answer(code, "a", 1, 0)
    clock.now = rooms.LIFETIME
    with pytest.raises(RoomError, match="no room"):
        house.poll(code, 1)


def test_a_student_can_answer_ten_times_in_half_a_minute(house, clock, code):
    for _ in range(rooms.ANSWERS):
        house.answer(code, "a", 1, 0)
    with pytest.raises(RoomError, match="Too many"):
        house.answer(code, "a", 1, 1)
    house.answer(code, "b", 1, 1)  # others are not held up
    clock.now = rooms.ANSWERS_PERIOD
    house.answer(code, "a", 1, 1)


def test_a_teacher_has_five_rooms_and_the_server_fifty(house, clock):
    for _ in range(rooms.ROOMS_A_TEACHER):
        house.open(TEACHER, LESSON, QUESTIONS, 1)
    with pytest.raises(RoomError, match="5 rooms"):
        house.open(TEACHER, LESSON, QUESTIONS, 1)
    for number in range(rooms.MOST_ROOMS - rooms.ROOMS_A_TEACHER):
        house.open(f"teacher {number}", LESSON, QUESTIONS, 1)
    with pytest.raises(RoomError, match="Every room"):
        house.open("one more", LESSON, QUESTIONS, 1)
    clock.now = rooms.LIFETIME
    house.open("one more", LESSON, QUESTIONS, 1)
    house.open(TEACHER, LESSON, QUESTIONS, 1)


def test_answers_from_many_threads_are_all_counted(house, code):
    def student(number: int) -> None:
        for option in (0, 1, number % 3):
            house.answer(code, f"student {number}", 1, option)
            assert 0 <= house.poll(code, 1).students <= rooms.STUDENTS_A_ROOM

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(student, range(rooms.STUDENTS_A_ROOM)))
    assert house.poll(code, 1).counts == (100, 100, 100)
