"""An AlexNet-style network with bundled weights, trained on CIFAR-10 at 64 x 64 pixels."""

from typing import Any

import numpy as np

from core.data import image_sets
from core.jacobian.networks import alexnet
from core.runs.archive import read_npz

SIDE = 64
MEANS = (0.4914, 0.4822, 0.4465)  # of CIFAR-10's training images
WEIGHTS = image_sets.ASSETS / "data" / "cifar10-alexnet.npz"


def network(trained: bool = True) -> Any:
    """Return the network of five convolutions, with its bundled 16-bit weights or before training."""
    model = alexnet((SIDE, SIDE, 3), 10, seed=5)
    if trained:
        stored = read_npz(WEIGHTS)
        model.set_weights([stored[f"{i:02}"].astype(np.float32) for i in range(len(stored))])
    return model


def network_input(images: np.ndarray) -> np.ndarray:
    """Turn uint8 CIFAR-10 images (n, 32, 32, 3) into the network's input (n, 64, 64, 3): bilinear, mean removed."""
    import tensorflow as tf  # noqa: PLC0415

    enlarged = tf.image.resize(tf.cast(images, tf.float32) / 255.0, (SIDE, SIDE))
    return (enlarged - tf.constant(MEANS)).numpy()
