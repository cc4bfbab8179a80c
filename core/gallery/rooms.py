"""Rooms in which a class answers the guesses of a lesson: in memory, without accounts, gone after two hours.

A teacher opens a room and gets a code. Students join with it and choose among the lesson's own options, so nothing that
a student writes is kept or shown. Whoever opened the room reveals the counts and closes the question.
"""

import secrets
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import Lock

LETTERS = "BCDFGHJKMNPQRSTVWXYZ"  # no look-alikes (I, L, O), and no vowels, so that no code is a word
CODE_LENGTH = 6
LIFETIME = 2 * 60 * 60.0  # seconds
MOST_ROOMS = 50
ROOMS_A_TEACHER = 5
STUDENTS_A_ROOM = 300
# A student may answer, or change an answer, this often within this many seconds.
ANSWERS, ANSWERS_PERIOD = 10, 30.0


class RoomError(Exception):
    """What a room refuses, in a sentence for the visitor."""


@dataclass(frozen=True, kw_only=True)
class Poll:
    """One question of a room: how often each option was chosen, and what the teacher has done with it."""

    counts: tuple[int, ...]
    revealed: bool
    closed: bool

    @property
    def students(self) -> int:
        """How many students have answered."""
        return sum(self.counts)


@dataclass
class _Question:
    options: int
    answers: dict[str, int] = field(default_factory=dict)
    revealed: bool = False
    closed: bool = False


@dataclass
class _Room:
    teacher: str
    lesson: str
    questions: dict[int, _Question]
    step: int
    opened: float
    students: dict[str, deque[float]] = field(default_factory=dict)


class Rooms:
    """All rooms of one server; every method may be called from any thread.

    Teachers and students are known by tokens that the caller draws. All methods raise `RoomError` for a code that no
    room has.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._rooms: dict[str, _Room] = {}
        self._lock = Lock()

    def open(self, teacher: str, lesson: str, questions: Mapping[int, int], step: int) -> str:
        """Open a room and return its code.

        Parameters
        ----------
        lesson
            What a student's page must name to join.
        questions
            Step of the lesson -> how many options its guess has.
        step
            Where the teacher is.
        """
        with self._lock:
            self._forget_old()
            if sum(room.teacher == teacher for room in self._rooms.values()) >= ROOMS_A_TEACHER:
                raise RoomError(f"You have opened {ROOMS_A_TEACHER} rooms within two hours. Use one of them again.")
            if len(self._rooms) >= MOST_ROOMS:
                raise RoomError("Every room of this server is in use. Try again in an hour.")
            code = _draw()
            while code in self._rooms:
                code = _draw()
            asked = {step: _Question(options) for step, options in questions.items()}
            self._rooms[code] = _Room(teacher, lesson, asked, step, self._clock())
            return code

    def join(self, code: str, lesson: str) -> None:
        """Raise `RoomError` unless `code` is of a room for this lesson."""
        with self._lock:
            if self._room(code).lesson != lesson:
                raise RoomError(f"Room {normal(code)} is for another lesson. Open the link that your teacher shows.")

    def place(self, code: str) -> tuple[str, int]:
        """Return the lesson of a room and the step at which its teacher is."""
        with self._lock:
            room = self._room(code)
            return room.lesson, room.step

    def answer(self, code: str, student: str, step: int, option: int) -> None:
        """Keep a student's answer; a later one replaces it until the question is closed."""
        with self._lock:
            room = self._room(code)
            question = self._question(room, step)
            if not 0 <= option < question.options:
                raise RoomError("This answer is none of the options. Reload the page.")
            if question.closed:
                raise RoomError("This question is closed; your teacher shows the answer.")
            if student not in room.students and len(room.students) >= STUDENTS_A_ROOM:
                raise RoomError(f"Room {normal(code)} is full: it holds {STUDENTS_A_ROOM} students.")
            times = room.students.setdefault(student, deque(maxlen=ANSWERS))
            now = self._clock()
            if len(times) == ANSWERS and now - times[0] < ANSWERS_PERIOD:
                raise RoomError("Too many answers in a short time. Wait half a minute.")
            times.append(now)
            question.answers[student] = option

    def chosen(self, code: str, student: str, step: int) -> int | None:
        """Return what a student has answered, or None."""
        with self._lock:
            return self._question(self._room(code), step).answers.get(student)

    def poll(self, code: str, step: int) -> Poll:
        """Return the counts of a question."""
        with self._lock:
            question = self._question(self._room(code), step)
            counted = Counter(question.answers.values())
            counts = tuple(counted[option] for option in range(question.options))
            return Poll(counts=counts, revealed=question.revealed, closed=question.closed)

    def controls(self, code: str, teacher: str) -> bool:
        """Return whether this teacher opened the room."""
        with self._lock:
            return self._room(code).teacher == teacher

    def turn(self, code: str, teacher: str, step: int) -> None:
        """Say at which step the teacher is."""
        with self._lock:
            self._own(code, teacher).step = step

    def end(self, code: str, teacher: str) -> None:
        """Forget a room and its answers."""
        with self._lock:
            self._own(code, teacher)
            del self._rooms[normal(code)]

    def reveal(self, code: str, teacher: str, step: int) -> None:
        """Show the counts of a question."""
        with self._lock:
            self._question(self._own(code, teacher), step).revealed = True

    def close(self, code: str, teacher: str, step: int) -> None:
        """Take no more answers to a question, and show its counts."""
        with self._lock:
            question = self._question(self._own(code, teacher), step)
            question.revealed = question.closed = True

    def ask_again(self, code: str, teacher: str, step: int) -> None:
        """Forget the answers to a question and take new ones, hidden again."""
        with self._lock:
            question = self._question(self._own(code, teacher), step)
            question.answers.clear()
            question.revealed = question.closed = False

    def _own(self, code: str, teacher: str) -> _Room:
        room = self._room(code)
        if room.teacher != teacher:
            raise RoomError(f"Only whoever opened room {normal(code)} controls it.")
        return room

    def _question(self, room: _Room, step: int) -> _Question:
        if step not in room.questions:
            raise RoomError(f"Step {step} of this lesson has no question.")
        return room.questions[step]

    def _room(self, code: str) -> _Room:
        self._forget_old()
        room = self._rooms.get(normal(code))
        if room is None:
            raise RoomError(
                f"There is no room {normal(code)[: 2 * CODE_LENGTH]!r}. Check the code; rooms end after two hours."
            )
        return room

    def _forget_old(self) -> None:
        oldest = self._clock() - LIFETIME
        self._rooms = {code: room for code, room in self._rooms.items() if room.opened > oldest}


def normal(code: str) -> str:
    """Return a code as it is kept: in capitals, without what people write between letters."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _draw() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))
