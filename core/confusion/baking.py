"""The runs of this topic that are baked, and the image on its card."""

from collections.abc import Iterator

import numpy as np

from core.charts import images, theme
from core.confusion.labels import LabelsParams, collect_labels
from core.confusion.params import ConfusionParams
from core.confusion.samples import scored, top_samples
from core.confusion.topic import TOPIC
from core.data import image_sets
from core.gallery import claims
from core.gallery.topic import Recipe
from core.networks.training import Training, TrainingParams, train
from core.runs import archive

INK = np.array([int(theme.INK[i : i + 2], 16) for i in (1, 3, 5)])
# Networks that are bundled besides those of the presets, so that they can be compared at once.
NETWORKS = (
    {"architecture": "hidden", "hidden": 10},
    {"seed": 1},
    {"dataset": "photo-patches"},
    {"dataset": "mnist", "batch_size": 500, "architecture": "hidden"},
    {"dataset": "mnist", "batch_size": 500, "architecture": "cnn", "hidden": 32, "epochs": 2},
    {"dataset": "cifar10", "batch_size": 500, "epochs": 10, "architecture": "hidden", "hidden": 32},
    {"dataset": "cifar10", "batch_size": 200, "epochs": 4, "architecture": "cnn", "hidden": 64},
)


def recipes() -> Iterator[Recipe]:
    """Everything of this topic that is baked."""
    chosen = [ConfusionParams(), *(ConfusionParams(**values) for values in NETWORKS)]
    for preset in TOPIC.presets:
        chosen += [ConfusionParams(**preset.values), ConfusionParams(**{**preset.values, **preset.offline})]
    for params in chosen:
        yield Recipe("training", params.training(), train, half=("weights", "probabilities"))
    for dataset in ("mnist", "cifar10"):
        yield Recipe("labels", LabelsParams(dataset=dataset), collect_labels)
    yield from claims.recipes(TOPIC.slug)


def thumbnail() -> np.ndarray:
    """Return the most confident sample of 4 x 6 cells of the default run's matrix, on green or purple."""
    params = TrainingParams()
    run = archive.load(Recipe("training", params, train).path, Training, params=TrainingParams)
    data = image_sets.load(params.dataset)
    samples = scored(data.y_test, run.predictions[-1], run.probabilities)
    tops = top_samples(samples, "most confident", len(data.class_names), 1)
    filled = np.array([[(row, column) in tops for column in range(10)] for row in range(10)])
    rows = np.sort(np.argsort(-filled.sum(1), kind="stable")[:4])
    others = [column for column in np.argsort(-filled[rows].sum(0), kind="stable") if column not in rows]
    columns = np.sort([*rows, *others[:2]])
    grounds = {True: images.lookup("mistakes")[30], False: images.lookup("mistakes")[225]}
    cells = np.full((24, 28, 28, 3), 236, np.uint8)
    for i, (row, column) in enumerate((row, column) for row in rows for column in columns):
        if (row, column) in tops:
            ink = data.x_test[tops[row, column][0]][..., None] / 255
            cells[i] = np.rint(ink * INK + (1 - ink) * grounds[row == column])
    return images.enlarge(images.tile(cells, columns=6, gap=1, ground=255), 4)
