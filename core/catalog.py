"""The list of topics: Home, the presets, the baked runs and the tests are drawn from it."""

from importlib import import_module

from core.gallery.topic import ROOT, Topic

__all__ = ["ROOT", "TOPICS", "topic"]

# A topic is the package `core.SLUG`: its `topic.TOPIC` is read here, its `baking` by `core.bake`.
SLUGS = ("templates", "confusion", "compression", "semantics", "jacobian", "boundaries")

TOPICS: tuple[Topic, ...] = tuple(import_module(f"core.{slug}.topic").TOPIC for slug in SLUGS)


def topic(slug: str) -> Topic:
    """Return the topic of that slug, or raise KeyError."""
    return {entry.slug: entry for entry in TOPICS}[slug]
