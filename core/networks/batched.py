"""The same dense net many times at once: n starts and n shuffles as one batched computation in one graph.

Kernels of all nets are stacked, (nets, inputs, units), and so are the moments of the optimizer, which works element by
element. A net of the stack therefore goes the same way as it would alone.
"""

import itertools
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from core.data import image_sets as images
from core.networks import classifiers as networks
from core.networks.training import EVALUATION_BATCH, TrainingParams, seed_images

Stack = list[np.ndarray]


@dataclass(frozen=True)
class Epoch:
    """Where all nets stand after an epoch.

    Attributes
    ----------
    loss, accuracy : (nets,) float32
        Mean over the training pictures while they were learned from; NaN before training.
    test_accuracy : (nets,) float64
    weights : list of (nets, ...) float32
        Kernels (nets, inputs, units) and biases (nets, units) by turns.
    """

    loss: np.ndarray
    accuracy: np.ndarray
    test_accuracy: np.ndarray
    weights: Stack

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
    """Glorot uniform kernels and zero biases for a dense net of `sizes` (inputs, hidden …, classes)."""
    rng = np.random.default_rng(seed)
    weights = []
    for inputs, units in itertools.pairwise(sizes):
        limit = math.sqrt(6 / (inputs + units))
        weights += [rng.uniform(-limit, limit, (inputs, units)).astype(np.float32), np.zeros(units, np.float32)]
    return weights


def train(
    starts: Sequence[list[np.ndarray]], shuffles: Sequence[int], data: images.ImageSet, params: TrainingParams
) -> Iterator[Epoch]:
    """Train one net a start, and yield where all stand before training and after each epoch.

    Parameters
    ----------
    starts
        Kernels and biases of each net, all of one architecture: ReLU layers, then logits.
    shuffles
        A seed for each net: the order of its images is that of `core.networks.training.train` with that seed.
    params
        Gives epochs, batch size, optimizer, learning rate and weight decay; the rest is not looked at.
    """
    import keras  # noqa: PLC0415 takes seconds
    import tensorflow as tf  # noqa: PLC0415

    nets = len(starts)
    stack = [np.stack(parts) for parts in zip(*starts, strict=True)]
    variables = [keras.Variable(w if w.ndim == 3 else w[:, None]) for w in stack]
    optimizer = networks.optimizer(params.optimizer, params.learning_rate, params.weight_decay)
    optimizer.build(variables)
    count, batch = len(data.x_train), params.batch_size
    x = tf.constant(data.x_train.reshape(count, -1))
    y = tf.constant(data.y_train, tf.int32)

    def logits_of(pictures: Any) -> Any:
        outputs = tf.cast(pictures, tf.float32) / 255.0
        for layer in range(0, len(variables), 2):
            outputs = tf.matmul(outputs, variables[layer]) + variables[layer + 1]
            outputs = tf.nn.relu(outputs) if layer + 2 < len(variables) else outputs
        return outputs

    @tf.function
    def learn(order: Any) -> Any:
        loss_sum, right = tf.zeros(nets), tf.zeros(nets)
        for start in tf.range(0, count, batch):
            chosen = order[:, start : start + batch]
            labels = tf.gather(y, chosen)
            with tf.GradientTape() as tape:
                logits = logits_of(tf.gather(x, chosen))
                losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits)
                # A sum over nets: no net's gradient knows of another net.
                loss = tf.reduce_sum(tf.reduce_mean(losses, 1))
            optimizer.apply(tape.gradient(loss, variables), variables)
            loss_sum += tf.reduce_sum(losses, 1)
            right += tf.reduce_sum(tf.cast(tf.argmax(logits, 2, tf.int32) == labels, tf.float32), 1)
        return loss_sum / count, right / count

    @tf.function(reduce_retracing=True)
    def answers(pictures: Any) -> Any:
        return tf.argmax(logits_of(pictures[None]), 2, tf.int32)

    def snapshot(loss: np.ndarray, accuracy: np.ndarray) -> Epoch:
        flat = data.x_test.reshape(len(data.x_test), -1)
        parts = [answers(flat[i : i + EVALUATION_BATCH]).numpy() for i in range(0, len(flat), EVALUATION_BATCH)]
        right = np.concatenate(parts, axis=1) == data.y_test
        weights = [v.numpy().reshape(w.shape) for v, w in zip(variables, stack, strict=True)]
        return Epoch(loss, accuracy, right.mean(1), weights)

    unknown = np.full(nets, np.nan, np.float32)
    yield snapshot(unknown, unknown)
    orders = [np.random.default_rng([seed, 0]) for seed in shuffles]
    for _ in range(params.epochs):
        order = np.stack([rng.permutation(count) for rng in orders]).astype(np.int32)
        loss, accuracy = learn(tf.constant(order))
        yield snapshot(loss.numpy(), accuracy.numpy())
