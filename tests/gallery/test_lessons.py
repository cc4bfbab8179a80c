"""Lessons as text: what is written is read again, and nothing else is."""

import base64
import json
import random
import zlib
from dataclasses import replace

import pytest

from core import catalog
from core.catalog import TOPICS
from core.gallery import lessons
from core.gallery.lessons import Guess, Lesson, LessonError, LessonStep, decode, encode

ALPHABET = "abcXYZ 0189 <>&\"'\\/*_[](){}$:`~#|!äßλ∂日本語🙂\u2060\n\t"
STEP = LessonStep(slug="templates", query={"templates_hidden": "64"}, shown=("epochs",), title="One")
LESSON = Lesson(title="A lesson", steps=(STEP,))


def a_text(rng: random.Random, least: int, most: int) -> str:
    return "x" * least + "".join(rng.choices(ALPHABET, k=rng.randint(0, rng.choice((8, most)) - least)))


def a_guess(rng: random.Random) -> Guess:
    options = tuple(f"{i}{a_text(rng, 0, 20)}" for i in range(rng.randint(2, 5)))
    return Guess(question=a_text(rng, 1, 200), options=options, answer=rng.choice((None, rng.randrange(len(options)))))


def a_step(rng: random.Random) -> LessonStep:
    topic = rng.choice(TOPICS)
    names = list(topic.control_labels())
    query = {f"{topic.slug}_{name}": a_text(rng, 0, 30) for name in rng.sample(names, rng.randint(0, len(names)))}
    return LessonStep(
        slug=topic.slug,
        query=query | {f"at_{topic.slug}_film": str(rng.randint(0, 20))},
        shown=tuple(rng.sample(names, rng.randint(0, len(names)))),
        title=a_text(rng, 1, 80),
        task=a_text(rng, 0, 400),
        guess=a_guess(rng) if rng.random() < 0.5 else None,
    )


@pytest.mark.parametrize("seed", range(200))
def test_a_lesson_is_read_as_it_was_written(seed):
    rng = random.Random(seed)
    steps = tuple(a_step(rng) for _ in range(rng.randint(1, 4)))
    lesson = Lesson(title=a_text(rng, 1, 80), steps=steps, full_page=rng.random() < 0.5)
    text = encode(lesson)
    assert catalog.lesson(text) == lesson
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


def test_the_longest_texts_fit_a_link():
    rng = random.Random(0)
    letters = "".join(map(chr, range(33, 127)))
    full = LessonStep(
        slug="templates",
        query={"templates_tab": "Hidden units"},
        shown=("hidden",),
        title="".join(rng.choices(letters, k=80)),
        task="".join(rng.choices(letters, k=400)),
        guess=Guess(question="q" * 200, options=tuple("".join(rng.choices(letters, k=80)) for _ in range(5)), answer=4),
    )
    assert decode(encode(Lesson(title="t" * 80, steps=(full,) * 4))).steps == (full,) * 4


def test_a_lesson_too_long_for_a_link_is_refused():
    rng = random.Random(0)
    own = {"boundaries_own": "".join(rng.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=7_900))}
    steps = tuple(
        LessonStep(slug="boundaries", query=own | {"boundaries_n": str(i)}, shown=(), title="s") for i in "12"
    )
    encode(Lesson(title="t", steps=steps[:1]))
    other = replace(steps[1], query={"boundaries_own": own["boundaries_own"][::-1]})
    with pytest.raises(LessonError, match="too long for a link"):
        encode(Lesson(title="t", steps=(steps[0], other)))


def packed(value: object) -> str:
    plain = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(zlib.compress(plain, 9)).decode().rstrip("=")


GOOD = ["t", True, [["templates", {}, [], "one", "", None]]]


def step_with(**changes: object) -> list[object]:
    """A lesson of one step, some parts of which are replaced."""
    names = ("slug", "query", "shown", "title", "task", "guess")
    usual = dict(zip(names, GOOD[2][0], strict=True)) | changes
    return ["t", True, [[usual[name] for name in names]]]


def guess_with(question: object = "q", options: object = ("a", "b"), answer: object = None) -> list[object]:
    return step_with(guess=[question, options, answer])


WHOLE = encode(LESSON)
BAD = {
    **{f"cut after {n} characters": WHOLE[:n] for n in (0, 1, 2, 3, 5, 10, 20, len(WHOLE) - 5, len(WHOLE) - 2)},
    "cut at the front": WHOLE[4:],
    "a letter changed": WHOLE[:12] + ("A" if WHOLE[12] != "A" else "B") + WHOLE[13:],
    "twice": WHOLE + WHOLE,
    "padded with junk": WHOLE + "====",
    "no base64": "%%% <b>",
    "not ASCII": "λ" * 40,
    "a space": WHOLE[:8] + " " + WHOLE[8:],
    "the other base64": base64.b64encode(b"\xff\xef\xbe" * 20).decode(),
    "not compressed": base64.urlsafe_b64encode(json.dumps(GOOD).encode()).decode(),
    "something after the end": base64.urlsafe_b64encode(zlib.compress(json.dumps(GOOD).encode()) + b"more").decode(),
    "too long": "A" * 8_001,
    "a bomb of zeros": packed(b"0" * 5_000_000),
    "a bomb of blanks": packed(b" " * 5_000_000 + json.dumps(GOOD).encode()),
    "nested deeply": packed(b"[" * 60_000),
    "nested deeply and closed": packed(b"[" * 30_000 + b"]" * 30_000),
    "an endless number": packed(b"[" + b"9" * 60_000 + b"]"),
    "not UTF-8": packed(b'["\xff"]'),
    "no JSON": packed(b"{"),
    "nothing": packed(b""),
    "NaN": packed(b"NaN"),
    "null": packed(None),
    "a number": packed(3),
    "a text": packed("abc"),
    "a dict": packed({"a": 1, "b": 2, "c": 3}),
    "too few parts": packed(["t", True]),
    "too many parts": packed([*GOOD, 1]),
    "title is a number": packed([1, True, GOOD[2]]),
    "title is empty": packed(["", True, GOOD[2]]),
    "title is blank": packed(["  \n ", True, GOOD[2]]),
    "title is too long": packed(["t" * 81, True, GOOD[2]]),
    "title is half a character": packed(b'["\\ud800",true,[["templates",{},[],"one","",null]]]'),
    "full page is a number": packed(["t", 1, GOOD[2]]),
    "no steps": packed(["t", True, []]),
    "steps are a dict": packed(["t", True, {"a": 1}]),
    "13 steps": packed(["t", True, GOOD[2] * 13]),
    "a step is a text": packed(["t", True, ["abcdef"]]),
    "a step is short": packed(["t", True, [["templates", {}]]]),
    "an unknown page": packed(step_with(slug="nowhere")),
    "slug is a list": packed(step_with(slug=["templates"])),
    "slug is a path": packed(step_with(slug="../core")),
    "query is a list": packed(step_with(query=["a"])),
    "a setting is a number": packed(step_with(query={"templates_hidden": 64})),
    "a setting of another page": packed(step_with(query={"jacobian_depth": "2"})),
    "a setting of a room": packed(step_with(query={"room": "abc"})),
    "a lesson in a lesson": packed(step_with(query={"lesson": WHOLE})),
    "embedded": packed(step_with(query={"embed": "true"})),
    "a pinned run": packed(step_with(query={"pin_templates": "a=b"})),
    "an unknown control": packed(step_with(shown=["secret"])),
    "a control of another page": packed(step_with(shown=["winding"])),
    "shown is a text": packed(step_with(shown="hidden")),
    "a control is a number": packed(step_with(shown=[1])),
    "step title is empty": packed(step_with(title="")),
    "step title is too long": packed(step_with(title="t" * 81)),
    "task is too long": packed(step_with(task="t" * 401)),
    "task is null": packed(step_with(task=None)),
    "guess is a text": packed(step_with(guess="abc")),
    "guess is false": packed(step_with(guess=False)),
    "question is empty": packed(guess_with(question="")),
    "question is too long": packed(guess_with(question="q" * 201)),
    "one option": packed(guess_with(options=["a"])),
    "six options": packed(guess_with(options=list("abcdef"))),
    "an option is too long": packed(guess_with(options=["a", "b" * 81])),
    "an option is empty": packed(guess_with(options=["a", ""])),
    "two equal options": packed(guess_with(options=["a", "a"])),
    "options are numbers": packed(guess_with(options=[1, 2])),
    "answer is out of range": packed(guess_with(answer=2)),
    "answer is negative": packed(guess_with(answer=-1)),
    "answer is true": packed(guess_with(answer=True)),
    "answer is a text": packed(guess_with(answer="a")),
}


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_lesson_is_refused_with_a_sentence(name):
    with pytest.raises(LessonError, match=r"^[A-Z].*\.$"):
        catalog.lesson(BAD[name])


def test_the_bad_texts_differ_from_a_good_one_in_what_they_say():
    """The texts that the tests above change are read when nothing is changed."""
    assert len(BAD) >= 60
    assert len(set(BAD.values())) == len(BAD)
    assert catalog.lesson(packed(GOOD)).steps[0].title == "one"
    assert catalog.lesson(packed(guess_with(answer=1))).steps[0].guess.answer == 1
    assert catalog.lesson(WHOLE) == LESSON


def test_a_bomb_is_not_decompressed(monkeypatch):
    asked = []
    real = zlib.decompressobj

    class Watched:
        def __init__(self) -> None:
            self.stream = real()

        def decompress(self, data: bytes, most: int) -> bytes:
            asked.append(most)
            return self.stream.decompress(data, most)

        def __getattr__(self, name: str) -> object:
            return getattr(self.stream, name)

    monkeypatch.setattr(lessons.zlib, "decompressobj", Watched)
    with pytest.raises(LessonError):
        decode(BAD["a bomb of zeros"])
    assert asked == [lessons.MOST_DECODED]


def test_each_topic_has_a_lesson_that_links_by_its_name():
    assert set(catalog.LESSONS) == {topic.slug for topic in TOPICS}
    for slug, lesson in catalog.LESSONS.items():
        assert catalog.lesson(slug) is lesson
