"""Compute the runs that every page shows before anything is trained: ``python -m core.bake [TOPIC or name part ...]``.

With --missing only those that have no file yet are computed, so that a long baking can be resumed.

Finished runs go to assets/runs/TOPIC/SLUG.npz, thumbnails to assets/thumbnails/TOPIC.png. A recipe whose data set is
not on this machine is left alone, and said so. One that fails does not end the others.

With NBB_SCHEDULER the workers of a Dask cluster compute, several recipes at once, and this process writes the files.
"""

import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from importlib import import_module

from core import catalog
from core.charts import images
from core.data import image_sets
from core.gallery.topic import RUNS, THUMBNAIL_RATIO, Recipe
from core.runs import archive
from core.runs.progress import Step
from core.runs.runner import InThread, Runner, with_cluster

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


def main(wanted: list[str]) -> list[str]:
    """Bake what `wanted` chooses, and return the names of the recipes that failed."""
    runner, failed, ended = with_cluster(InThread()), [], threading.Event()
    if note := getattr(runner, "note", ""):
        print(note)
    with ThreadPoolExecutor(runner.places) as pool:
        baking = {pool.submit(_bake, recipe, runner, ended): recipe for recipe in _possible(chosen(recipes(), wanted))}
        try:
            for future in as_completed(baking):
                recipe = baking[future]
                if error := future.exception():
                    failed.append(_name(recipe))
                    print(f"\r{_name(recipe)}: failed, {type(error).__name__}: {error}".ljust(100))
                else:
                    print(f"\r{_name(recipe)}: {recipe.path.stat().st_size / 1e6:.2f} MB".ljust(100))
        finally:  # also when someone interrupts it
            ended.set()
            pool.shutdown(cancel_futures=True)
    for topic in catalog.TOPICS:
        topic.thumbnail.parent.mkdir(parents=True, exist_ok=True)
        drawn = import_module(f"core.{topic.slug}.baking").thumbnail()
        topic.thumbnail.write_bytes(images.png(images.framed(drawn, THUMBNAIL_RATIO)))
    return failed


def _possible(found: list[Recipe]) -> Iterator[Recipe]:
    """Yield the recipes whose data are on this machine, and say which are left alone."""
    for recipe in found:
        dataset = getattr(recipe.params, "dataset", None)
        if dataset in image_sets.NAMES and not image_sets.is_local(dataset):
            print(f"left alone, {dataset} is not here: {_name(recipe)}")
        elif missing := getattr(recipe.params, "missing", str)():
            print(f"left alone, {missing}: {_name(recipe)}")
        else:
            yield recipe


def _bake(recipe: Recipe, runner: Runner, ended: threading.Event) -> None:
    """Compute a run where `runner` does, and write it here."""

    def on_step(step: Step | None) -> None:
        if ended.is_set():
            raise InterruptedError
        if step is not None:
            print(f"\r{_name(recipe)}: {step.message} {step.index:g}/{step.total}".ljust(100), end="", flush=True)

    archive.save(recipe.path, runner.run(partial(recipe.compute, recipe.params), on_step), half=recipe.half)


if __name__ == "__main__":
    sys.exit(1 if main(sys.argv[1:]) else 0)
