"""The list of topics: Home, the presets, the baked runs and the tests are drawn from it."""

from importlib import import_module
from importlib.util import find_spec

from core.gallery import lessons
from core.gallery.lessons import Lesson
from core.gallery.topic import ROOT, Topic

__all__ = ["LESSONS", "ROOT", "TOPICS", "lesson", "topic"]

# A topic is the package `core.SLUG`: its `topic.TOPIC` and `lesson.LESSON`, if it has one, are read here, its `baking`
# by `core.bake`.
SLUGS = ("templates", "confusion", "compression", "semantics", "jacobian", "boundaries")

TOPICS: tuple[Topic, ...] = tuple(import_module(f"core.{slug}.topic").TOPIC for slug in SLUGS)

# The bundled lessons by the slugs of their topics, which are also their names in links.
LESSONS: dict[str, Lesson] = {
    slug: import_module(f"core.{slug}.lesson").LESSON for slug in SLUGS if find_spec(f"core.{slug}.lesson")
}


def topic(slug: str) -> Topic:
    """Return the topic of that slug, or raise KeyError."""
    return {entry.slug: entry for entry in TOPICS}[slug]


def lesson(text: str) -> Lesson:
    """Return the lesson that a link says: a bundled one by its name, or one that is all in the link.

    Raises
    ------
    LessonError
        When the text is no lesson, or names a page or a control that there is not.
    """
    if text in LESSONS:
        return LESSONS[text]
    found = lessons.decode(text)
    lessons.check(found, {entry.slug: entry for entry in TOPICS})
    return found
