"""The template of a class: which pixels count for and against it.

Source: the article on templates and distributed representations in perceptron weights, and the ml4a chapter
"Looking inside neural networks".
"""

from collections.abc import Sequence

import numpy as np

from core.networks import dense

CHUNK = 2000  # images at once: 24 MB of CIFAR-10 as 32-bit floats


def class_templates(weights: Sequence[np.ndarray], images: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """Return the template of each class: the mean over its own images of the gradient of its logit.

    With one layer that is the weights themselves. With one hidden ReLU layer it is the filters, each weighted by its
    output weight and by the share of the images of the class on which it is active. A class without images has the
    template 0 then.

    Parameters
    ----------
    weights
        Kernels (inputs, units) and biases (units,) by turns: at most one hidden layer.
    images : (n, ...) uint8
    labels : (n,) int

    Returns
    -------
    (classes, pixels) float32
    """
    if len(weights) == 2:
        return weights[0].T
    active = np.zeros((classes, weights[1].shape[0]))
    for start in range(0, len(images), CHUNK):
        chosen = labels[start : start + CHUNK]
        hidden = dense.outputs(weights, dense.rows(images[start : start + CHUNK]))[0] > 0
        active += np.eye(classes)[chosen].T @ hidden
    share = active / np.maximum(np.bincount(labels, minlength=classes), 1)[:, None]
    return (share * weights[2].T).astype(np.float32) @ weights[0].T
