"""Epochs of an image classifier, with the layers, loss and optimizers of Keras, in the loop of `learner`."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np
from scipy.special import log_softmax

from core.data import image_sets as images
from core.networks import classifiers as networks
from core.networks.learner import Learner, in_batches, within_epoch
from core.networks.memory import EVALUATED
from core.runs.progress import Step

# Small enough that a convolutional network answers a batch in a fraction of a second. Where no layer has more than
# NARROW outputs, calls cost much of the time: 1,000 images at once take .6 of it.
EVALUATION_BATCH, NARROW = 250, 4096


class Schedule(Protocol):
    """What `epochs` has to know of a training."""

    @property
    def seed(self) -> int: ...
    @property
    def epochs(self) -> int: ...
    @property
    def batch_size(self) -> int: ...
    @property
    def optimizer(self) -> str: ...
    @property
    def learning_rate(self) -> float: ...
    @property
    def weight_decay(self) -> float: ...


@dataclass(frozen=True)
class Epoch:
    """Where a classifier stands after an epoch.

    Attributes
    ----------
    loss, accuracy : float
        Means over the training images while they were learned from; measured once before training.
    logits : (n_test, classes) float32
        Of the test images.
    weights : list of ndarray
        As Keras orders them.
    """

    loss: float
    accuracy: float
    logits: np.ndarray
    weights: list[np.ndarray]

    @property
    def finite(self) -> bool:
        """Whether loss, logits and weights are numbers.

        One does not follow from the others: the ReLU of a NaN is a number on some processors, so that a network
        whose weights are lost may still have a loss.
        """
        return bool(np.isfinite(self.loss)) and all(np.isfinite(part).all() for part in (self.logits, *self.weights))


def epochs(model: Any, schedule: Schedule, data: images.ImageSet) -> Iterator[Step | Epoch]:
    """Train a Keras classifier that returns logits; the data stay on the device as uint8 and are scaled by batch.

    The order of the images follows from the seed.

    Yields
    ------
    Step or Epoch
        An `Epoch` before training and after every epoch; between them `Step`s, of schedule.epochs, several a second.
    """
    import keras  # noqa: PLC0415
    import tensorflow as tf  # noqa: PLC0415

    rng = np.random.default_rng([schedule.seed, 0])
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    x, y, x_test = tf.constant(data.x_train), tf.constant(data.y_train, tf.int32), tf.constant(data.x_test)
    count, total = len(data.x_train), schedule.epochs

    def logits_of(pictures: Any, training: bool) -> Any:
        return model(tf.cast(pictures, tf.float32) / 255.0, training=training)

    def objective(chosen: Any) -> tuple[Any, Any]:
        labels = tf.gather(y, chosen)
        logits = logits_of(tf.gather(x, chosen), True)
        loss = loss_of(labels, logits)
        right = tf.reduce_sum(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
        return loss / tf.cast(tf.shape(chosen)[0], tf.float32), tf.stack([loss, right])

    @tf.function(reduce_retracing=True)
    def predict(pictures: Any) -> Any:
        return logits_of(pictures, False)

    widest = max(math.prod(layer.output.shape[1:]) for layer in model.layers)
    at_once = EVALUATED if widest <= NARROW else EVALUATION_BATCH
    optimizer = networks.optimizer(schedule.optimizer, schedule.learning_rate, schedule.weight_decay)
    learner = Learner(objective, model.trainable_variables, optimizer, schedule.batch_size, sums=(2,))
    start = Step(0, total, message="The untrained network answers")
    yield start
    loss, accuracy, _ = score((yield from in_batches(predict, x, at_once, start)), data.y_train)
    logits = yield from in_batches(predict, x_test, at_once, start)
    yield Epoch(loss, accuracy, logits, model.get_weights())
    for number in range(1, total + 1):
        report = partial(within_epoch, number, total, f"Epoch {number} of {total}")
        sums = yield from learner.epoch(rng.permutation(count), report)
        logits = yield from in_batches(predict, x_test, at_once, report(0.99))
        loss, accuracy = (float(value) for value in sums / np.float32(count))
        yield Epoch(loss, accuracy, logits, model.get_weights())


def score(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Return cross-entropy in nats, accuracy, and the softmax (n, classes) of logits (n, classes).

    Logits that are not finite give a loss that is not finite either.
    """
    with np.errstate(invalid="ignore"):
        logarithms = log_softmax(logits.astype(np.float64), axis=1)
    losses = -logarithms[np.arange(len(labels)), labels]
    return float(losses.mean()), float((logits.argmax(1) == labels).mean()), np.exp(logarithms)
