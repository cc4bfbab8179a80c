"""What every bundled lesson must fulfil, and how its numbers are compared with the runs that it shows."""

import re
from functools import cache
from pathlib import Path

from core import catalog
from core.catalog import ROOT
from core.gallery.lessons import Lesson, LessonStep, encode
from core.gallery.topic import Recipe
from core.runs import archive
from core.runs.params import Params

STEPS = (4, 6)


def holds(lesson: Lesson, slug: str, elsewhere: tuple[str, ...] = ()) -> None:
    """Check that a lesson opens: on its topic's page, with settings, chapters and controls that the page has.

    Settings `elsewhere` are names whose values are in no source of the page; the lesson's own test checks them.
    """
    assert catalog.lesson(encode(lesson)) == lesson
    assert STEPS[0] <= len(lesson.steps) <= STEPS[1]
    assert lesson.steps[-1].title.startswith("Open: ")
    assert len({step.title for step in lesson.steps}) == len(lesson.steps)
    for step in lesson.steps:
        assert step.slug == slug
        assert step.task
        assert step.guess is None or step.guess.answer is not None
        _settings_fit(step, elsewhere)


def _settings_fit(step: LessonStep, elsewhere: tuple[str, ...]) -> None:
    """Check every name and value of a step's address against the fields of the topic or the sources of its page."""
    topic = catalog.topic(step.slug)
    controls, source = topic.params.controls(), _source(step.slug)
    for name, value in step.settings().items():
        if name in controls:
            controls[name].coerce(value)
        elif name not in elsewhere and not value.isdigit():
            assert f'"{value}"' in source or value == "true", f"{value} is not a title on this page"
    for name in (name for name in step.query if name.startswith("at_")):
        assert f'"{name.removeprefix("at_")}"' in source


@cache
def _source(slug: str) -> str:
    files = [ROOT / catalog.topic(slug).page, *(ROOT / "pages" / "_chapters" / slug).rglob("*.py")]
    files += [ROOT / "pages" / "_chapters" / "links.py", *(ROOT / "core" / slug).rglob("*.py")]
    lesson = ROOT / "core" / slug / "lesson.py"
    return "\n".join(Path(file).read_text() for file in files if file != lesson)


def params(step: LessonStep) -> Params:
    """Return the settings that a step opens."""
    return catalog.topic(step.slug).params.from_query(step.settings())


def baked(folder: str, settings: Params, kind: type, read_as: type[Params] | None = None):
    """Read a bundled run; without it the step would have to compute first."""
    recipe = Recipe(folder, settings.canonical(), None)
    return archive.load(recipe.path, kind, params=read_as or type(settings))


def says(step: LessonStep, *texts: str) -> None:
    """Check that the task or the question of a step has each of these numbers, not as a part of another one."""
    said = step.task + " " + (step.guess.question if step.guess else "")
    for text in texts:
        assert re.search(rf"(?<![\d.,]){re.escape(text)}(?![\d]|[.,]\d)", said), f"{text!r} is not in: {said}"


def percent(share: float, digits: int = 1) -> str:
    """Return a share as lessons write it."""
    return f"{100 * share:.{digits}f} %"


def right(step: LessonStep, option: int) -> None:
    """Check that the run gives this option as the answer."""
    assert step.guess is not None
    assert step.guess.answer == option, f"{step.title}: the run answers {step.guess.options[option]!r}"
