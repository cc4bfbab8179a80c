"""The mean image of each class, and how far a template resembles it."""

from dataclasses import dataclass

import numpy as np

from core.data import image_sets
from core.networks import dense
from core.runs.params import Params
from core.runs.progress import Step, Work
from core.runs.request import Lane, Request
from core.statistics import pearson

# A pixel is active when its variance over the images (scaled to 0–1) exceeds this: the rim of digits never changes.
ACTIVE_VARIANCE = 0.01
CHUNK = 2000  # images at once: 24 MB of CIFAR-10 as 32-bit floats


@dataclass(frozen=True, kw_only=True)
class ClassMeansParams(Params):
    """Whose images are averaged."""

    dataset: str = image_sets.field()

    def memory_bytes(self) -> int:
        """Return an upper bound: a block of images in double precision, with copies."""
        return 50_000_000 + 6 * 8 * CHUNK * image_sets.size_of(self.dataset).values

    def seconds(self) -> float:
        """Return a rough estimate: every number of every training image is added up."""
        size = image_sets.size_of(self.dataset)
        return 6e-9 * size.train * size.values


@dataclass(frozen=True)
class ClassMeans:
    """Mean images of a training set, and what they predict as a classifier.

    Attributes
    ----------
    means : (classes, pixels) float32
        Mean training image of each class, from 0 to 1.
    active : (pixels,) bool
        Where the variance over all training images exceeds `ACTIVE_VARIANCE`.
    nearest : (n_test,) uint8
        Prediction for each test image: the class of the nearest mean (Euclidean).
    largest_product : (n_test,) uint8
        The same by the largest inner product with a mean: means used as templates, without a bias.
    """

    params: ClassMeansParams
    means: np.ndarray
    active: np.ndarray
    nearest: np.ndarray
    largest_product: np.ndarray

    @property
    def overall(self) -> np.ndarray:
        """The mean of the class means, (pixels,)."""
        return self.means.mean(0)

    def images(self, shape: tuple[int, ...]) -> np.ndarray:
        """Return the means as images (classes, *shape) uint8."""
        return np.round(255 * self.means.reshape(-1, *shape)).astype(np.uint8)


def request(params: ClassMeansParams) -> Request[ClassMeans]:
    """Return what a page asks for to get the class means of `params`."""
    return Request("class_means", params, compute, ClassMeans, Lane.SHORT)


def compute(params: ClassMeansParams) -> Work[ClassMeans]:
    """Average the training images and classify the test images, a block of images at a time.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    """
    data = image_sets.load(params.dataset)
    sums = yield from moments(data.x_train, data.y_train, len(data.class_names))
    means = sums.means().astype(np.float32)
    squares = (means**2).sum(1)
    nearest, largest = [], []
    for start in range(0, len(data.x_test), CHUNK):
        block = data.x_test[start : start + CHUNK]
        products = dense.rows(block) @ means.T
        # |x - m|² without |x|², which is the same for all means
        nearest.append((squares - 2 * products).argmin(1))
        largest.append(products.argmax(1))
        yield Step(start, len(data.x_test), message="Classifying test images by their nearest mean")
    return ClassMeans(
        params,
        means,
        sums.variance() > ACTIVE_VARIANCE,
        np.concatenate(nearest).astype(np.uint8),
        np.concatenate(largest).astype(np.uint8),
    )


@dataclass(frozen=True)
class Moments:
    """Exact sums over images (pixels from 0 to 255), from which means and variances follow.

    Attributes
    ----------
    counts : (classes,) int64
    sums : (classes, pixels) float64
    squares : (pixels,) float64
        Sum of squares over the images of all classes.
    """

    counts: np.ndarray
    sums: np.ndarray
    squares: np.ndarray

    def means(self) -> np.ndarray:
        """Return the mean image of each class from 0 to 1, (classes, pixels); 0 for a class without images."""
        return self.sums / (255 * np.maximum(self.counts, 1))[:, None]

    def variance(self) -> np.ndarray:
        """Return each pixel's variance over all images, (pixels,)."""
        count = self.counts.sum()
        return self.squares / count / 255**2 - (self.sums.sum(0) / count / 255) ** 2

    def parts(self) -> tuple[float, float]:
        """Return the variance within and between classes, mean over pixels; their sum is the total variance."""
        share = self.counts / self.counts.sum()
        means = self.means()
        between = float((share[:, None] * (means - share @ means) ** 2).sum(0).mean())
        return float(self.variance().mean()) - between, between


def moments(images: np.ndarray, labels: np.ndarray, classes: int) -> Work[Moments]:
    """Sum images (n, ...) uint8 by class, a block at a time: memory does not grow with n."""
    pixels = int(np.prod(images.shape[1:]))
    sums, squares = np.zeros((classes, pixels)), np.zeros(pixels)
    for start in range(0, len(images), CHUNK):
        block = images[start : start + CHUNK].reshape(-1, pixels).astype(np.float32)
        onehot = np.eye(classes, dtype=np.float32)[labels[start : start + CHUNK]]
        # Sums of a block are whole numbers below 2²⁴, which 32-bit floats hold exactly; sums of squares need 64 bits.
        sums += onehot.T @ block
        squares += np.square(block).sum(0, dtype=np.float64)
        yield Step(start, len(images), message=f"Averaging {len(images):,} images by class")
    return Moments(np.bincount(labels, minlength=classes), sums, squares)


@dataclass(frozen=True)
class Resemblance:
    """Pearson's r between the template and the mean image of each class, each (classes,) float64.

    Attributes
    ----------
    all_pixels, active_pixels
    centred
        On active pixels, after the mean over classes is subtracted from both: adding one pattern to every template
        changes no prediction of a softmax classifier.
    """

    all_pixels: np.ndarray
    active_pixels: np.ndarray
    centred: np.ndarray


def compare(templates: np.ndarray, found: ClassMeans) -> Resemblance:
    """Compare templates (classes, pixels) with the mean images."""
    means, active = found.means, found.active
    return Resemblance(
        pearson(templates, means),
        pearson(templates[:, active], means[:, active]),
        pearson((templates - templates.mean(0))[:, active], (means - found.overall)[:, active]),
    )
