"""What a template is, and what it is not: beside the mean picture of its class."""

from dataclasses import dataclass

import numpy as np

from core.statistics import pearson

# A pixel is active when its variance over the pictures (scaled to 0–1) exceeds this: the rim of digits never changes.
ACTIVE_VARIANCE = 0.01


@dataclass(frozen=True)
class Prototypes:
    """Class means and how templates correlate with them (Pearson's r over pixels).

    Attributes
    ----------
    means : (classes, pixels) float32
    overall : (pixels,) float32
        The mean of the class means.
    active : (pixels,) bool
    all_pixels, active_pixels, centred : (classes,) float64
        r of template and class mean: on all pixels, on active ones, and on active ones after the mean over classes is
        taken off both (a softmax does not see what all its templates share).
    nearest_mean : float
        Test accuracy when every picture gets the class of the nearest mean (Euclidean).
    dot_mean : float
        The same for the largest inner product with a mean: means used as templates, without a bias.
    """

    means: np.ndarray
    overall: np.ndarray
    active: np.ndarray
    all_pixels: np.ndarray
    active_pixels: np.ndarray
    centred: np.ndarray
    nearest_mean: float
    dot_mean: float


def class_means(x: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """Mean of the rows of each class: x (n, pixels) -> (classes, pixels) float32."""
    return np.stack([x[labels == label].mean(0) for label in range(classes)]).astype(np.float32)


def prototypes(
    class_templates: np.ndarray, x: np.ndarray, labels: np.ndarray, x_test: np.ndarray, labels_test: np.ndarray
) -> Prototypes:
    """Compare templates (classes, pixels) with the means of training rows `x`, and classify test rows by the means."""
    means = class_means(x, labels, len(class_templates))
    active = x.var(0) > ACTIVE_VARIANCE
    overall = means.mean(0)
    products = x_test @ means.T
    # |x - m|² without |x|², which is the same for all means
    distances = (means**2).sum(1) - 2 * products
    return Prototypes(
        means,
        overall,
        active,
        pearson(class_templates, means),
        pearson(class_templates[:, active], means[:, active]),
        pearson((class_templates - class_templates.mean(0))[:, active], (means - overall)[:, active]),
        float((distances.argmin(1) == labels_test).mean()),
        float((products.argmax(1) == labels_test).mean()),
    )


def variances(x: np.ndarray, labels: np.ndarray, classes: int) -> tuple[float, float]:
    """Within-class and between-class variance, mean over pixels of rows x (n, pixels); their sum is the total one."""
    means = class_means(x, labels, classes).astype(np.float64)
    share = np.bincount(labels, minlength=classes) / len(labels)
    grand = share @ means
    between = float((share[:, None] * (means - grand) ** 2).sum(0).mean())
    squares = (
        float(np.mean([(x[labels == c].astype(np.float64) ** 2).mean() * share[c] for c in range(classes)])) * classes
    )
    total = squares - float((grand**2).mean())
    return total - between, between
