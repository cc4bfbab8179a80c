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
from core.analyses import (
    boundaries,
    boundaries_atlas,
    boundaries_planes,
    boundaries_seeds,
    capacity,
    colours,
    compression,
    compression_quality,
    confusion,
    confusion_nets,
    jacobian_contractive,
    jacobian_elsewhere,
    jacobian_epochs,
    jacobian_experiments,
    jacobian_layerwise,
    jacobian_steepness,
    luck,
    templates,
)
from core.analyses.boundaries import BoundaryParams
from core.analyses.compression import CompressionParams
from core.analyses.confusion import ConfusionParams, LabelsParams, collect_labels
from core.analyses.jacobian_trained import JacobianParams
from core.analyses.semantics import run as semantics
from core.analyses.semantics import scaling
from core.analyses.semantics.params import SemanticsParams
from core.analyses.semantics.run import SemanticsRun
from core.analyses.semantics.scaling import ScalingParams
from core.analyses.semantics.similarity import sweep, sweep_params
from core.data import images as image_sets
from core.data import pictures
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
    found = [
        *_trainings(),
        *_depths(),
        *_confusions(),
        *_compressions(),
        *_boundaries(),
        *_semantics(),
        *_jacobians(),
        *_elsewhere(),
    ]
    found += _jacobian_trainings()
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


def _confusions() -> Iterator[Recipe]:
    """Confusion-Matrix Explorer: presets, the other nets it compares, and the labels of sets that do not come along."""
    chosen = [ConfusionParams(), *(ConfusionParams(**values) for values in confusion_nets.BAKED)]
    for preset in catalog.topic("confusion").presets:
        chosen += [ConfusionParams(**preset.values), ConfusionParams(**{**preset.values, **preset.offline})]
    for params in chosen:
        yield Recipe("training", params.training(), train, half=("weights", "probabilities"))
    for dataset in ("mnist", "cifar10"):
        yield Recipe("labels", LabelsParams(dataset=dataset), collect_labels)


def _depths() -> Iterator[Recipe]:
    """Weight Templates in depth: nets that differ by luck, curves of capacity, and CIFAR-10 in colour."""
    for repeated in luck.study():
        yield Recipe("luck", repeated.canonical(), luck.compute, half=("filters",))
    for dataset in capacity.STUDIED:
        for point in capacity.study(dataset):
            yield Recipe("capacity", point, capacity.compute)
    yield Recipe("colours", colours.ColourParams(), colours.compute, half=("kernel", "means"))


def _compressions() -> Iterator[Recipe]:
    """SVD Compression: how PSNR and SSIM grow with the rank, for presets and for every picture that comes with it."""
    presets = [CompressionParams(**preset.values) for preset in catalog.topic("compression").presets]
    for params in presets + [CompressionParams(picture=name) for name in pictures.PICTURES]:
        yield Recipe("compression", params.canonical(), compression_quality.compute)


def _boundaries() -> Iterator[Recipe]:
    """Decision Boundaries: presets, twenty nets for each and for the donut's widths, the phase's answer, the atlas."""
    chosen = [BoundaryParams(), *(BoundaryParams(**preset.values) for preset in catalog.topic("boundaries").presets)]
    phase = BoundaryParams(layers=0, **boundaries.switches("phase"))
    lifted = BoundaryParams(dataset="donut", units=3)
    for params in [*chosen, phase, lifted]:
        yield Recipe("boundaries", params.canonical(), boundaries.train)
    for params in [
        *chosen,
        lifted,
        BoundaryParams(dataset="donut", units=2, layers=5),
    ]:
        yield Recipe("boundaries_seeds", params.canonical(), boundaries_seeds.train_many)
    yield Recipe("boundaries_atlas", BoundaryParams(), boundaries_atlas.atlas)


def _semantics() -> Iterator[Recipe]:
    """Semantic Development: default and presets, their sweeps of start scales, and the study on digits."""
    for preset in catalog.topic("semantics").presets:
        params = SemanticsParams(**preset.values)
        yield Recipe("semantics", params.canonical(), semantics.train)
        yield Recipe("semantics-sweep", sweep_params(params), sweep)
    for dataset in ("mnist-5k", "mnist"):
        yield Recipe("semantics-images", ScalingParams(dataset=dataset), scaling.compute)


def _jacobians() -> Iterator[Recipe]:
    """Jacobian Spectra: default and presets, all on bundled sets."""
    for preset in catalog.topic("jacobian").presets:
        params = JacobianParams(**preset.values).canonical()
        half = ("values", "noise_values", "flips", "moved", "contrast", "weights")
        yield Recipe("jacobian", params, jacobian_experiments.compute, half=half)


def _jacobian_trainings() -> Iterator[Recipe]:
    """Jacobian Spectra while training and layer by layer, for default and presets; steepness against accuracy."""
    for preset in catalog.topic("jacobian").presets:
        params = JacobianParams(**preset.values).canonical()
        yield Recipe("jacobian_epochs", params, jacobian_epochs.compute, half=("values",))
        yield Recipe("jacobian_layers", params, jacobian_layerwise.compute)
    yield Recipe("jacobian_steepness", jacobian_steepness.SteepnessParams(), jacobian_steepness.compute)
    for encoder in jacobian_contractive.baked():
        yield Recipe("jacobian_contractive", encoder, jacobian_contractive.compute, half=("mean_values",))


def _elsewhere() -> Iterator[Recipe]:
    """Jacobian Spectra: nets that were trained elsewhere."""
    for net in jacobian_elsewhere.NETS:
        params = jacobian_elsewhere.ElsewhereParams(net=net)
        yield Recipe("jacobian_elsewhere", params, jacobian_elsewhere.compute, half=("values",))


def thumbnails() -> dict[str, Callable[[], np.ndarray]]:
    """For each topic, what draws its card's picture: (h, w, 3) uint8."""
    return {
        "boundaries": _boundaries_thumbnail,
        "jacobian": _jacobian_thumbnail,
        "confusion": _confusion_thumbnail,
        "templates": _templates_thumbnail,
        "compression": _compression_thumbnail,
        "semantics": _semantics_thumbnail,
    }


def _templates_thumbnail() -> np.ndarray:
    recipe = Recipe("training", TrainingParams(), train)
    run = archive.load(recipe.path, Training, params=TrainingParams)
    data = image_sets.load(run.params.dataset)
    x = templates.flatten(data.x_test)
    pictures = templates.class_templates(run.final(), x, data.y_test, len(data.class_names)).reshape(-1, *data.shape)
    limit = np.quantile(np.abs(pictures), 0.997)
    sheet = images.tile(images.signed(pictures, limit), columns=5, gap=2)
    return images.enlarge(images.colour(sheet), 4)


def _confusion_thumbnail() -> np.ndarray:
    """The surest sample of every cell in four rows of the default run's matrix: blue where right, red where wrong."""
    params = TrainingParams()
    run = archive.load(Recipe("training", params, train).path, Training, params=TrainingParams)
    data = image_sets.load(params.dataset)
    samples = confusion.scored(data.y_test, run.predictions[-1], run.probabilities)
    tops = confusion.top_samples(samples, "most confident", len(data.class_names), 1)
    rows = sorted(range(10), key=lambda row: -sum((row, column) in tops for column in range(10)))[:4]
    grounds = {True: images.lookup("diverging")[30], False: images.lookup("diverging")[225]}
    cells = np.full((40, 28, 28, 3), 236, np.uint8)
    for i, (row, column) in enumerate((row, column) for row in sorted(rows) for column in range(10)):
        if (row, column) in tops:
            ink = data.x_test[tops[row, column][0]][..., None] / 255
            cells[i] = np.rint(ink * 255 + (1 - ink) * grounds[row == column])
    return images.enlarge(images.tile(cells, columns=10, gap=1, ground=255), 3)


def _compression_thumbnail() -> np.ndarray:
    """The cat in bands of growing rank, from left to right."""
    factors = compression.decompose(pictures.load("cat"))
    ranks = (1, 2, 4, 8, 16, 32, 64, 128)
    bands = np.array_split(np.arange(factors.pixels.shape[1]), len(ranks))
    shown = [compression.to_pixels(values) for values in compression.sweep(factors, ranks)]
    joined = np.concatenate([picture[30:210, band] for picture, band in zip(shown, bands, strict=True)], axis=1)
    return images.enlarge(joined, 2)


def _boundaries_thumbnail() -> np.ndarray:
    """The boundaries of the spiral and of the donut at five moments of ten tanh units."""
    pictures = []
    for params in (BoundaryParams(), BoundaryParams(dataset="donut")):
        recipe = Recipe("boundaries", params, boundaries.train)
        run = archive.load(recipe.path, boundaries.BoundaryRun, params=BoundaryParams)
        at = np.searchsorted(run.steps, (0, 30, 80, 200, 3000))
        ground = images.class_ground(boundaries_planes.probability_film(run, at, 1.2, 160))
        spots = boundaries_planes.pixels_of(run.points, 1.2, 160, radius=2)
        pictures += [images.spotted(images.colour(g, "two classes"), spots, run.labels) for g in ground]
    return images.tile(np.stack(pictures), columns=5, gap=4, ground=255)


def _semantics_thumbnail() -> np.ndarray:
    """Beliefs about eight things at five moments, from one blur to every fact."""
    preset = next(p for p in catalog.topic("semantics").presets if p.values.get("world") == "binary tree")
    params = SemanticsParams(**preset.values)
    path = Recipe("semantics", params.canonical(), semantics.train).path
    run = archive.load(path, SemanticsRun, params=SemanticsParams)
    moments = np.searchsorted(run.frame_times, (1.2, 2.5, 3.5, 5.5, 9.0))
    sheet = images.tile(images.signed(run.maps[0, moments], 1.0), columns=5, gap=2)
    return images.enlarge(images.colour(np.pad(sheet, 2, constant_values=128)), 14)


def _jacobian_thumbnail(width: int = 800, height: int = 320) -> np.ndarray:
    """Spectra as light, s/s₁ against the index: a line an input and layer, from yellow (first) to cyan (last)."""
    recipe = Recipe("jacobian", JacobianParams(), jacobian_experiments.compute)
    run = archive.load(recipe.path, jacobian_experiments.JacobianRun, params=JacobianParams)
    ramp = ("#ffe23c", "#ffaa32", "#ff695a", "#f04696", "#be50dc", "#785afa", "#3c82ff", "#28c8ff")
    rows, index = np.arange(height)[:, None], np.linspace(0, run.values.shape[3] - 1, width)
    light = np.zeros((height, width, 3))
    for values, colour in zip(run.values[0], ramp, strict=True):
        tint = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
        for s in np.nan_to_num(values / values[:, :1]):
            # Zero lies well below the frame.
            far = rows - (16 + (height + 30) * (1 - np.interp(index, np.arange(len(s)), s)))
            light += (0.5 * np.exp(-((far / 1.3) ** 2)) + 0.035 * np.exp(-((far / 14) ** 2)))[..., None] * tint
    dark = 1 - np.array((14, 12, 30)) / 255
    return np.rint(255 * (1 - dark * np.exp(-light))).astype(np.uint8)


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
        if missing := getattr(recipe.params, "missing", str)():
            print(f"left alone, {missing}: {name}")
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
