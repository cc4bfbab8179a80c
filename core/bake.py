"""Compute the runs that every page shows before anything is trained: ``python -m core.bake [TOPIC or name part ...]``.

Finished runs go to assets/runs/TOPIC/SLUG.npz, thumbnails to assets/thumbnails/TOPIC.png. A recipe whose data set is
not on this machine is left alone, and said so.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from core import archive, catalog, images
from core.analyses import templates
from core.data import images as image_sets
from core.params import Params
from core.progress import Step, Work, drain
from core.training import Training, TrainingParams, train

RUNS = catalog.ROOT / "assets" / "runs"


@dataclass(frozen=True)
class Recipe:
    """One run to bake: `half` names the fields that are stored as 16-bit floats."""

    topic: str
    params: Params
    compute: Callable[[Any], Work[Any]]
    half: tuple[str, ...] = ()

    @property
    def path(self) -> Path:
        """Where the run is kept and looked for."""
        return RUNS / self.topic / f"{self.params.canonical().slug()}.npz"


def recipes() -> list[Recipe]:
    """Everything that is baked, each run once."""
    found = [*_trainings()]
    return list({recipe.path: recipe for recipe in found}.values())


def _trainings() -> Iterator[Recipe]:
    """Weight Templates: default and presets, on the full and on the bundled sets, and what they are compared with."""
    chosen = [TrainingParams()]
    for preset in catalog.topic("templates").presets:
        chosen += [TrainingParams(**preset.values), TrainingParams(**{**preset.values, **preset.offline})]
    for params in list(chosen):
        chosen.append(replace(params, architecture="one layer"))
        if params.architecture == "hidden from images":
            chosen.append(replace(params, unit_norm=True))
    for params in chosen:
        yield Recipe("training", params.canonical(), train, half=("weights", "probabilities"))


def thumbnails() -> dict[str, Callable[[], np.ndarray]]:
    """For each topic, what draws its card's picture: (h, w, 3) uint8."""
    return {"templates": _templates_thumbnail}


def _templates_thumbnail() -> np.ndarray:
    recipe = Recipe("training", TrainingParams(), train)
    run = archive.load(recipe.path, Training, params=TrainingParams)
    data = image_sets.load(run.params.dataset)
    x = templates.flatten(data.x_test)
    pictures = templates.class_templates(run.final(), x, data.y_test, len(data.class_names)).reshape(-1, *data.shape)
    limit = np.quantile(np.abs(pictures), 0.997)
    sheet = images.tile(images.signed(pictures, limit), columns=5, gap=2)
    return images.enlarge(images.colour(sheet), 4)


def main(wanted: list[str]) -> None:
    """Bake what `wanted` names (parts of paths), or all of it."""
    for recipe in recipes():
        name = f"{recipe.topic}/{recipe.path.stem}"
        if wanted and not any(part in name for part in wanted):
            continue
        dataset = getattr(recipe.params, "dataset", None)
        if dataset in image_sets.NAMES and not image_sets.is_local(dataset):
            print(f"left alone, {dataset} is not here: {name}")
            continue
        archive.save(recipe.path, drain(recipe.compute(recipe.params), _print_step), half=recipe.half)
        print(f"\r{name}: {recipe.path.stat().st_size / 1e6:.2f} MB".ljust(100))
    for topic, draw in thumbnails().items():
        path = catalog.topic(topic).thumbnail
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(images.png(draw()))


def _print_step(step: Step) -> None:
    print(f"\r{step.message} {step.index}/{step.total}".ljust(100), end="", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
