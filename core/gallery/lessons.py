"""Lessons: pages of the gallery with a task and a question, written into one link.

A lesson is a list of steps. Each opens one chapter of a page at settings that its author chose, with only those
controls that the author left, a task, and a question to answer before the result is shown. The whole lesson is in its
link, so nothing is stored: the link's text is JSON, compressed and written in URL-safe Base64.
"""

import base64
import binascii
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.gallery.topic import Topic

# Longer texts than these fit neither a link nor a projected page.
MOST_STEPS = 12
TITLE, TASK, QUESTION, OPTION = 80, 400, 200, 80  # characters
OPTIONS = (2, 5)
MOST_ENCODED = 8_000  # characters of a link that every browser and mail program keeps
MOST_DECODED = 64_000  # bytes; a small text can decompress to gigabytes
UNREADABLE = "This lesson link cannot be read: a part of it is missing or was changed. Copy the whole link again."


class LessonError(ValueError):
    """What is wrong with a lesson, in a sentence for its reader or its author."""


@dataclass(frozen=True, kw_only=True)
class Guess:
    """A question that must be answered before the result of a step is shown.

    Attributes
    ----------
    answer
        Index of the right option; None where the author names none.
    """

    question: str
    options: tuple[str, ...]
    answer: int | None = None

    def __post_init__(self) -> None:
        _check_text(self.question, "The question", QUESTION)
        least, most = OPTIONS
        if not least <= len(self.options) <= most:
            raise LessonError(f"A question has {least} to {most} options, not {len(self.options)}.")
        for option in self.options:
            _check_text(option, "An option", OPTION)
        if len(set(self.options)) < len(self.options):
            raise LessonError("Two options of a question are the same.")
        if self.answer is not None and not 0 <= self.answer < len(self.options):
            raise LessonError("The right answer must be one of the options.")


@dataclass(frozen=True, kw_only=True)
class LessonStep:
    """One page of a lesson.

    Attributes
    ----------
    slug
        Of the topic.
    query
        The address of the page: ``templates_hidden`` -> ``64``, ``templates_tab`` -> a chapter, ``at_...`` -> the
        moment of a film. What is not named is at its default.
    shown
        Fields whose controls stay; all others are hidden and fixed at the values in `query`.
    """

    slug: str
    query: Mapping[str, str]
    shown: tuple[str, ...]
    title: str
    task: str = ""
    guess: Guess | None = None

    def __post_init__(self) -> None:
        _check_text(self.slug, "The name of a page", 40)
        _check_text(self.title, "The title of a step", TITLE)
        _check_text(self.task, "A task", TASK, least=0)
        names = (f"{self.slug}_", f"at_{self.slug}_", f"from_{self.slug}")
        for name in self.shown:
            _check_text(name, "The name of a control", 100)
        for name, value in self.query.items():
            _check_text(name, "The name of a setting", 100)
            _check_text(value, f"The setting {name}", MOST_ENCODED, least=0)
            if not name.startswith(names):
                raise LessonError(f"The setting {name} is not one of the page of this step.")

    def settings(self) -> dict[str, str]:
        """Return what `query` says of the topic's own fields, without the topic's prefix."""
        prefix = f"{self.slug}_"
        return {name.removeprefix(prefix): value for name, value in self.query.items() if name.startswith(prefix)}


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A titled list of steps; `full_page` says whether each step links to its page with all controls."""

    title: str
    steps: tuple[LessonStep, ...]
    full_page: bool = True

    def __post_init__(self) -> None:
        _check_text(self.title, "The title of a lesson", TITLE)
        if not 1 <= len(self.steps) <= MOST_STEPS:
            raise LessonError(f"A lesson has 1 to {MOST_STEPS} steps, not {len(self.steps)}.")


def _check_text(text: str, what: str, most: int, least: int = 1) -> None:
    if not least <= len(text.strip()) or len(text) > most:
        found = f"{len(text):,} characters" if text.strip() else "none"
        raise LessonError(f"{what} has {least} to {most:,} characters, not {found}.")
    if any("\ud800" <= character <= "\udfff" for character in text):  # no text: halves of a character
        raise LessonError(f"{what} has a character that cannot be shown.")


def encode(lesson: Lesson) -> str:
    """Return the lesson as text for a link.

    Raises
    ------
    LessonError
        When it is too long for a link.
    """
    steps = [
        [
            step.slug,
            dict(step.query),
            list(step.shown),
            step.title,
            step.task,
            step.guess and [step.guess.question, list(step.guess.options), step.guess.answer],
        ]
        for step in lesson.steps
    ]
    plain = json.dumps([lesson.title, lesson.full_page, steps], ensure_ascii=False, separators=(",", ":")).encode()
    text = base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")
    if len(text) > MOST_ENCODED or len(plain) > MOST_DECODED:
        raise LessonError(
            f"The lesson is too long for a link: {len(text):,} characters of at most {MOST_ENCODED:,}. "
            "Remove a step, or choose settings without points or tables of your own."
        )
    return text


def decode(text: str) -> Lesson:
    """Return the lesson that a link says. It is complete in itself; `check` compares it with the pages there are.

    Raises
    ------
    LessonError
        When the text is no lesson.
    """
    try:
        title, full_page, steps = _plain(text)
        return Lesson(
            title=_kind(title, str),
            full_page=_kind(full_page, bool),
            steps=tuple(_step(*_kind(step, list)) for step in _kind(steps, list)),
        )
    except LessonError:
        raise
    except (ValueError, TypeError, RecursionError) as problem:
        raise LessonError(UNREADABLE) from problem


def _plain(text: str) -> Any:
    """Return what the text's JSON says, decompressing no more than a lesson can have."""
    if len(text) > MOST_ENCODED:
        raise LessonError(f"This lesson link is too long: {len(text):,} characters of at most {MOST_ENCODED:,}.")
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        stream = zlib.decompressobj()
        plain = stream.decompress(packed, MOST_DECODED)
    except (binascii.Error, zlib.error) as problem:
        raise LessonError(UNREADABLE) from problem
    if not stream.eof or stream.unused_data:
        raise LessonError(UNREADABLE)
    return json.loads(plain.decode())


def _step(slug: Any, query: Any, shown: Any, title: Any, task: Any, guess: Any) -> LessonStep:
    return LessonStep(
        slug=_kind(slug, str),
        query={name: _kind(value, str) for name, value in _kind(query, dict).items()},
        shown=_texts(shown),
        title=_kind(title, str),
        task=_kind(task, str),
        guess=None if guess is None else _guess(*_kind(guess, list)),
    )


def _guess(question: Any, options: Any, answer: Any) -> Guess:
    index = None if answer is None else _kind(answer, int)
    return Guess(question=_kind(question, str), options=_texts(options), answer=index)


def _texts(values: Any) -> tuple[str, ...]:
    return tuple(_kind(value, str) for value in _kind(values, list))


def _kind(value: Any, kind: type) -> Any:
    if type(value) is not kind:  # True is an int to isinstance
        raise LessonError(UNREADABLE)
    return value


def check(lesson: Lesson, topics: Mapping[str, Topic]) -> None:
    """Raise LessonError where a step names a page or a control that this gallery does not have."""
    for number, step in enumerate(lesson.steps, 1):
        if step.slug not in topics:
            raise LessonError(
                f"Step {number} of this lesson is on a page that this gallery does not have: {step.slug}."
            )
        known = topics[step.slug].control_labels()
        for name in step.shown:
            if name not in known:
                raise LessonError(f"Step {number} of this lesson shows a control that its page does not have: {name}.")
