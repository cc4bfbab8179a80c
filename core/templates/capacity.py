"""What width and depth buy: accuracy, parameters and time of dense ReLU networks, from several seeds at once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import pandas as pd

from core.data import image_sets
from core.networks import batched, cost, memory
from core.networks.training import TrainingParams
from core.runs.params import Params, choice, integer
from core.runs.progress import Step, Work
from core.runs.request import Request

WIDTHS = (1, 2, 3, 5, 10, 20, 50, 100, 300, 800)
DEPTHS = (1, 2, 4, 8)
DEPTH_WIDTHS = (10, 64)
STUDIED = ("mnist", "cifar10", "mnist-5k")
# CIFAR-10's images are four times as large: fewer widths and epochs, and depths where a layer is wide enough to live.
CIFAR_WIDTHS, CIFAR_DEPTHS, CIFAR_DEPTH_WIDTH, CIFAR_EPOCHS = (1, 3, 10, 30, 100, 300, 800), (1, 2, 4, 8), 100, 5


@dataclass(frozen=True, kw_only=True)
class CapacityParams(Params):
    """One architecture on one set: `depth` hidden ReLU layers of `width` units each (depth 0: one layer)."""

    dataset: str = image_sets.field()
    width: int = integer(30, 1, 800, label="Width", help="Units in each hidden layer.")
    depth: int = integer(1, 0, 8, label="Depth", help="Hidden layers; 0 is one layer of weights.")
    epochs: int = integer(10, 1, 100, label="Epochs")
    batch_size: int = choice(500, (20, 50, 100, 200, 500, 1000), label="Batch size")
    nets: int = integer(3, 1, 10, label="Seeds")
    seed: int = integer(0, 0, 9999, label="Seed")

    def network_size(self) -> tuple[int, int]:
        """Return the parameters of one network, and how many numbers it makes of one image."""
        size = image_sets.size_of(self.dataset)
        return memory.dense((size.values, *[self.width] * self.depth, size.classes))

    def seconds(self) -> float:
        """Return a rough estimate: images x epochs x networks x weights."""
        weights, _ = self.network_size()
        return cost.training_seconds(self.dataset, weights, weights, self.batch_size, self.epochs, self.nets)

    def memory_bytes(self) -> int:
        """Return an upper bound of the memory that the trainings take, all at once."""
        parameters, numbers = self.network_size()
        return memory.training_bytes(
            self.dataset, parameters, numbers, self.batch_size, self.epochs, networks=self.nets, kept=3 * self.nets
        )

    def canonical(self) -> Self:
        """One layer has no width."""
        return replace(self, width=self.defaults()["width"]) if self.depth == 0 else self


@dataclass(frozen=True)
class Capacity:
    """What came of it.

    Attributes
    ----------
    accuracy, train_accuracy : (nets,) float64
        After the last epoch; on test images, and on the training images while they were learned from.
    loss : (nets,) float64
        Mean cross-entropy in nats over the last epoch.
    parameters : int
        Numbers that one network learns.
    seconds : float
        Processor seconds (of all cores together, so that other work on the machine hardly counts) that one network
        takes for one epoch: the fastest epoch, divided by the number of networks.
    """

    params: CapacityParams
    accuracy: np.ndarray
    train_accuracy: np.ndarray
    loss: np.ndarray
    parameters: int
    seconds: float


def study(dataset: str) -> list[CapacityParams]:
    """The points of the page's curves: widths at depth 1, depths at two widths, and one layer.

    The small sets get as many updates as the large ones, or nearly so: smaller batches and more epochs.
    """
    if dataset == "cifar10":
        recipe = {"epochs": CIFAR_EPOCHS}
        points = [(30, 0), *((width, 1) for width in CIFAR_WIDTHS)]
        points += [(CIFAR_DEPTH_WIDTH, depth) for depth in CIFAR_DEPTHS]
    else:
        small = dataset in image_sets.BUNDLED
        recipe = {"batch_size": 50, "epochs": 20} if small else {}
        points = [(30, 0), *((width, 1) for width in WIDTHS)]
        points += [(width, depth) for width in DEPTH_WIDTHS for depth in DEPTHS]
    return [
        CapacityParams(dataset=dataset, width=width, depth=depth, **recipe).canonical()
        for width, depth in dict.fromkeys(points)
    ]


def like_the_study(dataset: str, width: int, depth: int) -> CapacityParams:
    """Return a point that is trained as those of the study on its data set are."""
    first = study(dataset)[0]
    recipe = {"epochs": first.epochs, "batch_size": first.batch_size}
    return CapacityParams(dataset=dataset, width=width, depth=depth, **recipe).canonical()


def compared_sets(dataset: str) -> list[str]:
    """Return digits and photographs, after the chosen set where that is another one of the study."""
    found = ["mnist", "cifar10"]
    return found if dataset in found or dataset not in STUDIED else [dataset, *found]


def sizes(params: CapacityParams, data: image_sets.ImageSet) -> list[int]:
    """Inputs, hidden units of every layer, classes."""
    return [int(np.prod(data.shape)), *[params.width] * params.depth, len(data.class_names)]


def request(params: CapacityParams) -> Request[Capacity]:
    """Return what a page asks for to get the point of `params`."""
    return Request("capacity", params, compute, Capacity)


def compute(params: CapacityParams) -> Work[Capacity]:
    """Train `params.nets` networks at once with Adam (.001); yields a step an epoch.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    """
    yield Step(0, params.epochs, message="Starting TensorFlow")
    data = image_sets.load(params.dataset)
    seeds = range(params.seed, params.seed + params.nets)
    starts = [batched.glorot_start(sizes(params, data), seed) for seed in seeds]
    recipe = TrainingParams(dataset=params.dataset, epochs=params.epochs, batch_size=params.batch_size)
    seconds: list[float] = []
    since = time.process_time()
    for moment in batched.train(starts, seeds, data, recipe):
        if isinstance(moment, Step):
            yield moment
            continue
        if not moment.finite.all():
            raise ValueError(
                f"Training diverged in epoch {len(seconds)}: the loss or the weights of a network are no longer finite "
                "numbers. Choose another seed or fewer epochs."
            )
        seconds.append(time.process_time() - since)
        epoch, since = moment, time.process_time()
        mean = float(epoch.test_accuracy.mean())
        index = len(seconds) - 1
        message = f"Width {params.width}, depth {params.depth}, epoch {index} of {params.epochs}"
        yield Step(index, params.epochs, {"test accuracy": mean}, message)
    return Capacity(
        params,
        epoch.test_accuracy,
        epoch.accuracy.astype(np.float64),
        epoch.loss.astype(np.float64),
        sum(weight[0].size for weight in epoch.weights),
        min(seconds[1:]) / params.nets,
    )


def saturation(values: np.ndarray, accuracies: np.ndarray, within: float = 0.01) -> float | None:
    """Return the smallest of `values` (sorted upwards) from which accuracy stays within `within` of its largest.

    None where even the last value lies below that: the curve has fallen again.
    """
    near = accuracies >= accuracies.max() - within
    stays = np.logical_and.accumulate(near[::-1])[::-1]
    return float(values[int(stays.argmax())]) if stays.any() else None


def table(results: Sequence[Capacity]) -> pd.DataFrame:
    """Return one row a seed: data set, width, depth, epochs, accuracy, loss, parameters and seconds."""
    rows = [
        {
            "dataset": r.params.dataset,
            "series": r.params.dataset,
            "width": r.params.width,
            "depth": r.params.depth,
            "epochs": r.params.epochs,
            "accuracy": float(accuracy),
            "loss": float(loss),
            "parameters": r.parameters,
            "seconds": r.seconds,
        }
        for r in results
        for accuracy, loss in zip(r.accuracy, r.loss, strict=True)
    ]
    return pd.DataFrame(rows)


def curves(points: pd.DataFrame, axis: str) -> pd.DataFrame:
    """Return the rows of a `table` that belong to curves over `axis`, which `series` names.

    Over ``width`` these are the networks with one hidden layer, over ``depth`` those of every width that was trained at
    more than one depth.
    """
    if points.empty:
        return points
    if axis == "width":
        return points[points["depth"] == 1]
    found = points[points["depth"] > 0].copy()
    found["series"] = found["dataset"] + ", width " + found["width"].astype(str)
    return found[found.groupby("series")["depth"].transform("nunique") > 1]
