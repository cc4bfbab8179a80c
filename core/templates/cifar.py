"""CIFAR-10 for a page without its images: the weights of one layer, class means, and what other networks reach."""

from dataclasses import dataclass, replace

import numpy as np

from core.data import image_sets
from core.networks.training import Training, TrainingParams, train
from core.runs.params import Params, integer
from core.runs.progress import Work, relay
from core.runs.request import Request
from core.templates.class_means import moments

DATASETS = ("cifar10", "mnist")
SHAPE = (32, 32, 3)


@dataclass(frozen=True, kw_only=True)
class CifarParams(Params):
    """What is trained: one layer and a small CNN (convolutions of 32 and 64 filters, 64 hidden units)."""

    epochs: int = integer(20, 1, 100, label="Epochs of the one layer")
    cnn_epochs: int = integer(4, 1, 100, label="Epochs of the CNN")
    seed: int = integer(0, 0, 9999, label="Seed")

    def memory_bytes(self) -> int:
        """Return an upper bound of the memory of a study that is only baked: all images in double precision, twice."""
        size = image_sets.size_of("cifar10")
        pixels = 3 * 8 * size.train * size.values
        return pixels + max(self.one_layer().memory_bytes(), self.cnn().memory_bytes())

    def seconds(self) -> float:
        """Return a rough estimate: both trainings."""
        return self.one_layer().seconds() + self.cnn().seconds()

    def one_layer(self) -> TrainingParams:
        """The training of one layer."""
        return TrainingParams(dataset="cifar10", batch_size=500, epochs=self.epochs, seed=self.seed)

    def cnn(self) -> TrainingParams:
        """The training of the CNN."""
        return TrainingParams(
            dataset="cifar10", architecture="cnn", hidden=64, batch_size=100, epochs=self.cnn_epochs, seed=self.seed
        )


@dataclass(frozen=True)
class Cifar:
    """What was found.

    Attributes
    ----------
    kernel : (3072, 10) float32
    bias : (10,) float32
    means : (10, 3072) float32
        Mean training image of each class.
    one_layer, cnn : float
        Test accuracies after the last epoch.
    within, between : (2,) float64
        Variance within and between classes, mean over pixels scaled to 0–1, of the training images of CIFAR-10 and
        of MNIST.
    """

    params: CifarParams
    kernel: np.ndarray
    bias: np.ndarray
    means: np.ndarray
    one_layer: float
    cnn: float
    within: np.ndarray
    between: np.ndarray

    def mean_images(self) -> np.ndarray:
        """Return the class means as images (classes, 32, 32, 3) uint8."""
        return np.round(255 * self.means.reshape(-1, *SHAPE)).astype(np.uint8)

    def mean_colours(self, rim: int = 0) -> np.ndarray:
        """Return the mean weights of each template, (classes, 3); with `rim`, of its outermost `rim` pixels."""
        return mean_colour(self.kernel.T.reshape(-1, *SHAPE), rim)


def request(params: CifarParams) -> Request[Cifar]:
    """Return what a page asks for to get the study of `params`."""
    return Request("colours", params, compute, Cifar)


def compute(params: CifarParams) -> Work[Cifar]:
    """Train both networks and measure both sets.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When CIFAR-10 or MNIST is not on this machine.
    """
    linear = yield from _train(params.one_layer(), "One layer")
    cnn = yield from _train(params.cnn(), "CNN")
    found = []
    for name in DATASETS:
        data = image_sets.load(name)
        found.append((yield from moments(data.x_train, data.y_train, len(data.class_names))))
    means = found[DATASETS.index("cifar10")].means().astype(np.float32)
    within, between = np.array([sums.parts() for sums in found]).T
    kernel, bias = linear.final()
    accuracies = float(linear.test_accuracy[-1]), float(cnn.test_accuracy[-1])
    return Cifar(params, kernel, bias, means, accuracies[0], accuracies[1], within.copy(), between.copy())


def _train(params: TrainingParams, name: str) -> Work[Training]:
    """`train`, with the network's name before every message."""
    return relay(train(params), lambda step: replace(step, message=f"{name}: {step.message}"))


def blueness(colours: np.ndarray) -> np.ndarray:
    """Return how much blue exceeds the mean of red and green: colours (n, 3) -> (n,)."""
    return colours[:, 2] - colours[:, :2].mean(1)


def mean_colour(pictures: np.ndarray, rim: int = 0) -> np.ndarray:
    """Mean over pixels of (..., h, w, 3) -> (..., 3); with `rim`, only of the outermost `rim` pixels."""
    if rim == 0:
        return pictures.mean((-3, -2))
    height, width = pictures.shape[-3:-1]
    rows, columns = np.ogrid[:height, :width]
    edge = np.minimum(np.minimum(rows, height - 1 - rows), np.minimum(columns, width - 1 - columns)) < rim
    return pictures[..., edge, :].mean(-2)
