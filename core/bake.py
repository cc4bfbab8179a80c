"""Compute the runs that every page shows before anything is trained: ``python -m core.bake [TOPIC or name part ...]``.

With --missing only those that have no file yet are computed, so that a long baking can be resumed.

Finished runs go to assets/runs/TOPIC/SLUG.npz, thumbnails to assets/thumbnails/TOPIC.png. A recipe whose data set is
not on this machine is left alone, and said so.
"""

import sys
from importlib import import_module

from core import catalog
from core.charts import images
from core.data import image_sets
from core.gallery.topic import RUNS, THUMBNAIL_RATIO, Recipe
from core.runs import archive
from core.runs.progress import Step, drain

__all__ = ["RUNS", "Recipe", "recipes"]
MISSING = "--missing"


def recipes() -> list[Recipe]:
    """Everything that is baked, each run once."""
    found = [recipe for slug in catalog.SLUGS for recipe in import_module(f"core.{slug}.baking").recipes()]
    return list({recipe.path: recipe for recipe in found}.values())


def chosen(found: list[Recipe], wanted: list[str]) -> list[Recipe]:
    """Return the recipes that `wanted` names (parts of paths), or all; with MISSING those that have no file yet."""
    parts = [part for part in wanted if part != MISSING]
    named = [recipe for recipe in found if not parts or any(part in _name(recipe) for part in parts)]
    return [recipe for recipe in named if MISSING not in wanted or not recipe.path.is_file()]


def _name(recipe: Recipe) -> str:
    return f"{recipe.topic}/{recipe.path.stem}"


def main(wanted: list[str]) -> None:
    """Bake what `wanted` chooses."""
    for recipe in chosen(recipes(), wanted):
        name = _name(recipe)
        dataset = getattr(recipe.params, "dataset", None)
        if dataset in image_sets.NAMES and not image_sets.is_local(dataset):
            print(f"left alone, {dataset} is not here: {name}")
            continue
        if missing := getattr(recipe.params, "missing", str)():
            print(f"left alone, {missing}: {name}")
            continue
        archive.save(recipe.path, drain(recipe.compute(recipe.params), _print_step), half=recipe.half)
        print(f"\r{name}: {recipe.path.stat().st_size / 1e6:.2f} MB".ljust(100))
    for topic in catalog.TOPICS:
        topic.thumbnail.parent.mkdir(parents=True, exist_ok=True)
        drawn = import_module(f"core.{topic.slug}.baking").thumbnail()
        topic.thumbnail.write_bytes(images.png(images.framed(drawn, THUMBNAIL_RATIO)))


def _print_step(step: Step) -> None:
    print(f"\r{step.message} {step.index}/{step.total}".ljust(100), end="", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
