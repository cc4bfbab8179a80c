"""The same dense net many times at once: n starts and n shuffles as one batched computation in one graph.

Kernels of all nets are stacked, (nets, inputs, units), and so are the moments of the optimizer, which works element by
element. A net of the stack therefore goes the same way as it would alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from core.data import image_sets as images
from core.networks import classifiers as networks
from core.networks.dense import initial_weights
from core.networks.epochs import EVALUATION_BATCH
from core.networks.learner import Learner, in_batches, within_epoch
from core.networks.training import TrainingParams, seed_images
from core.runs.progress import Step

Stack = list[np.ndarray]


@dataclass(frozen=True)
class Epoch:
    """Where all networks stand after an epoch.

    Attributes
    ----------
    loss, accuracy : (nets,) float32
        Mean over the training images while they were learned from; NaN before training.
    test_accuracy : (nets,) float64
    weights : list of (nets, ...) float32
        Kernels (nets, inputs, units) and biases (nets, units) by turns.
    logits : (nets, n_test, classes) float32
        Of the test images.
    """

    loss: np.ndarray
    accuracy: np.ndarray
    test_accuracy: np.ndarray
    weights: Stack
    logits: np.ndarray

    @property
    def finite(self) -> np.ndarray:
        """Whether each network's weights are numbers, and its loss (where one is known), (nets,) bool.

        The ReLU of a NaN is a number on some processors: a loss alone does not tell that weights are lost.
        """
        lost = np.isinf(self.loss) | (np.isnan(self.loss) & ~np.isnan(self.accuracy))
        weights = [np.isfinite(weight).reshape(len(weight), -1).all(1) for weight in self.weights]
        return np.logical_and.reduce([~lost, *weights])

    def net(self, index: int) -> list[np.ndarray]:
        """Kernels and biases of one net, as Keras orders them."""
        return [weight[index] for weight in self.weights]


def keras_start(params: TrainingParams, data: images.ImageSet) -> list[np.ndarray]:
    """The weights from which `core.networks.training.train` starts a dense net with these parameters."""
    kernel = seed_images(params, data) if params.architecture == "hidden from images" else None
    classes = len(data.class_names)
    model = networks.build(params.architecture, data.shape, classes, params.hidden, params.seed, hidden_kernel=kernel)
    return model.get_weights()


def glorot_start(sizes: Sequence[int], seed: int) -> list[np.ndarray]:
    """Return Glorot uniform kernels and zero biases for a dense network of `sizes` (inputs, hidden …, classes)."""
    return initial_weights(sizes, "glorot_uniform", seed)


def train(
    starts: Sequence[list[np.ndarray]], shuffles: Sequence[int], data: images.ImageSet, params: TrainingParams
) -> Iterator[Step | Epoch]:
    """Train one network for each start.

    Parameters
    ----------
    starts
        Kernels and biases of each network, all of one architecture: ReLU layers, then logits.
    shuffles
        A seed for each network: the order of its images is that of `core.networks.training.train` with that seed.
    params
        Gives epochs, batch size, optimizer, learning rate and weight decay; the rest is not looked at.

    Yields
    ------
    Step or Epoch
        An `Epoch` before training and after every epoch; between them `Step`s, of params.epochs, several a second.
    """
    import keras  # noqa: PLC0415 takes seconds
    import tensorflow as tf  # noqa: PLC0415

    nets, count, total = len(starts), len(data.x_train), params.epochs
    stack = [np.stack(parts) for parts in zip(*starts, strict=True)]
    variables = [keras.Variable(w if w.ndim == 3 else w[:, None]) for w in stack]
    x, y = tf.constant(data.x_train.reshape(count, -1)), tf.constant(data.y_train, tf.int32)
    x_test = tf.constant(data.x_test.reshape(len(data.x_test), -1))

    def logits_of(pictures: Any) -> Any:
        outputs = tf.cast(pictures, tf.float32) / 255.0
        for layer in range(0, len(variables), 2):
            outputs = tf.matmul(outputs, variables[layer]) + variables[layer + 1]
            outputs = tf.nn.relu(outputs) if layer + 2 < len(variables) else outputs
        return outputs

    def objective(chosen: Any) -> tuple[Any, Any]:
        labels = tf.gather(y, chosen)
        logits = logits_of(tf.gather(x, chosen))
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
        right = tf.reduce_sum(tf.cast(tf.argmax(logits, 2, tf.int32) == labels, tf.float32), 1)
        # A sum over networks: no network's gradient knows of another network.
        return tf.reduce_sum(tf.reduce_mean(losses, 1)), tf.stack([tf.reduce_sum(losses, 1), right])

    @tf.function(reduce_retracing=True)
    def answers(pictures: Any) -> Any:
        return logits_of(pictures[None])

    def snapshot(found: np.ndarray, loss: np.ndarray, accuracy: np.ndarray) -> Epoch:
        weights = [v.numpy().reshape(w.shape) for v, w in zip(variables, stack, strict=True)]
        return Epoch(loss, accuracy, (found.argmax(2) == data.y_test).mean(1), weights, found)

    optimizer = networks.optimizer(params.optimizer, params.learning_rate, params.weight_decay)
    learner = Learner(objective, variables, optimizer, params.batch_size, sums=(2, nets))
    unknown = np.full(nets, np.nan, np.float32)
    orders = [np.random.default_rng([seed, 0]) for seed in shuffles]
    start = Step(0, total, message="The untrained networks answer")
    yield start
    found = yield from in_batches(answers, x_test, EVALUATION_BATCH, start, axis=1)
    yield snapshot(found, unknown, unknown)
    for number in range(1, total + 1):
        report = partial(within_epoch, number, total, f"{nets} networks at once, epoch {number} of {total}")
        sums = yield from learner.epoch(np.stack([rng.permutation(count) for rng in orders]), report)
        found = yield from in_batches(answers, x_test, EVALUATION_BATCH, report(0.99), axis=1)
        yield snapshot(found, *(sums / np.float32(count)))
