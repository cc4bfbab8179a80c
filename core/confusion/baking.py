"""The runs of this topic that are baked, and the picture on its card."""

from collections.abc import Iterator

import numpy as np

from core.charts import images
from core.confusion import matrix as confusion
from core.confusion import networks as confusion_nets
from core.confusion.matrix import ConfusionParams, LabelsParams, collect_labels
from core.confusion.topic import TOPIC
from core.data import image_sets
from core.gallery.topic import Recipe
from core.networks.training import Training, TrainingParams, train
from core.runs import archive


def recipes() -> Iterator[Recipe]:
    """Everything of this topic that is baked."""
    yield from _confusions()


def _confusions() -> Iterator[Recipe]:
    """Confusion-Matrix Explorer: presets, the other nets it compares, and the labels of sets that do not come along."""
    chosen = [ConfusionParams(), *(ConfusionParams(**values) for values in confusion_nets.BAKED)]
    for preset in TOPIC.presets:
        chosen += [ConfusionParams(**preset.values), ConfusionParams(**{**preset.values, **preset.offline})]
    for params in chosen:
        yield Recipe("training", params.training(), train, half=("weights", "probabilities"))
    for dataset in ("mnist", "cifar10"):
        yield Recipe("labels", LabelsParams(dataset=dataset), collect_labels)


def thumbnail() -> np.ndarray:
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
