"""Many small dense softmax networks trained at once, inside one compiled TensorFlow graph.

Each network is one row of a flat parameter array (networks, parameters): per layer the kernel (inputs, units), as
Keras stores it, then the bias. Activations are kept units-first, (nets, units, points): the long axis is
innermost, which makes twenty networks 2.3 times as fast as Keras's points-first order does, on two cores.

The updates are those of Keras 3 (SGD, momentum .9, RMSprop, Adam), with its decoupled weight decay.
"""

import functools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from core.networks import dense
from core.networks.classifiers import OPTIMIZERS
from core.networks.dense import INITIALIZERS
from core.runs.pace import Pace

__all__ = ["INITIALIZERS", "OPTIMIZERS"]
ACTIVATIONS = tuple(dense.ACTIVATIONS)
MOMENTUM, RHO, BETA_1, BETA_2, EPSILON = 0.9, 0.9, 0.9, 0.999, 1e-7


@dataclass(frozen=True)
class Architecture:
    """Layer sizes (features, hidden…, classes) and the hidden activation."""

    sizes: tuple[int, ...]
    activation: str

    @property
    def shapes(self) -> list[tuple[tuple[int, int], tuple[int]]]:
        """Kernel and bias shape of each layer."""
        return [((i, o), (o,)) for i, o in zip(self.sizes, self.sizes[1:], strict=False)]

    @property
    def parameters(self) -> int:
        return sum(i * o + o for i, o in zip(self.sizes, self.sizes[1:], strict=False))


class State(NamedTuple):
    """Parameters and the optimizer's two moments, each (nets, parameters), after `step` updates."""

    weights: Any
    first: Any
    second: Any
    step: int


def unpack(flat: np.ndarray, net: Architecture) -> list[tuple[np.ndarray, np.ndarray]]:
    """Views of flat (..., parameters): per layer a kernel (..., inputs, units) and a bias (..., units)."""
    layers, start = [], 0
    for (i, o), _ in net.shapes:
        kernel = flat[..., start : start + i * o].reshape(*flat.shape[:-1], i, o)
        layers.append((kernel, flat[..., start + i * o : start + i * o + o]))
        start += i * o + o
    return layers


def initial_weights(net: Architecture, initializer: str, seeds: Sequence[Sequence[int]]) -> np.ndarray:
    """Parameters (nets, parameters) float32, one network a seed, drawn by `core.networks.dense`."""
    rows = (dense.initial_weights(net.sizes, initializer, seed) for seed in seeds)
    return np.array([np.concatenate([part.ravel() for part in row]) for row in rows])


def minibatches(points: int, batch: int, steps: int, rng: np.random.Generator) -> np.ndarray:
    """Indices (steps, batch) that pass through a fresh shuffle an epoch; the last short batch of each is left out."""
    per_epoch = points // batch
    epochs = -(-steps // per_epoch)
    order = np.concatenate([rng.permutation(points)[: per_epoch * batch] for _ in range(epochs)])
    return order.reshape(-1, batch)[:steps].astype(np.int32)


@functools.lru_cache(maxsize=32)
def compiled(net: Architecture, optimizer: str, nets: int, minibatch: bool) -> Callable:
    """The training graph of one architecture, traced once and then reused for every run of it.

    It maps (weights, first, second, step, counts, x, onehot, order, learning_rate, weight_decay) to the weights
    (len(counts), nets, parameters) after each block of counts[i] steps, and the two moments at the end.
    x is (k, features, n), onehot (k, classes, n) and order (k, steps, batch), or empty when every step sees all points;
    k is 1 where all networks learn the same points in the same order, else the number of networks.
    """
    import tensorflow as tf  # noqa: PLC0415 takes seconds

    lengths = [length for (i, o), _ in net.shapes for length in (i * o, o)]
    flat = tf.TensorSpec([nets, net.parameters], tf.float32)
    scalar = tf.TensorSpec([], tf.float32)
    forward_one, backward_one = _activation(net.activation)

    def gradient(weights, x, onehot):
        parts = tf.split(weights, lengths, axis=1)
        kernels = [tf.reshape(p, (nets, *shape)) for p, (shape, _) in zip(parts[::2], net.shapes, strict=True)]
        biases = [tf.reshape(p, (nets, *shape, 1)) for p, (_, shape) in zip(parts[1::2], net.shapes, strict=True)]
        outputs = [x]
        for kernel, bias in zip(kernels[:-1], biases[:-1], strict=True):
            outputs.append(forward_one(tf.matmul(kernel, outputs[-1], transpose_a=True) + bias))
        logits = tf.matmul(kernels[-1], outputs[-1], transpose_a=True) + biases[-1]
        odds = tf.exp(logits - tf.reduce_max(logits, 1, keepdims=True))
        delta = (odds / tf.reduce_sum(odds, 1, keepdims=True) - onehot) / tf.cast(tf.shape(onehot)[-1], tf.float32)
        gradients: list[Any] = []
        for layer in reversed(range(len(kernels))):
            kernel_gradient = tf.matmul(outputs[layer], delta, transpose_b=True)
            gradients = [tf.reshape(kernel_gradient, (nets, -1)), tf.reduce_sum(delta, 2), *gradients]
            if layer:
                delta = backward_one(outputs[layer], tf.matmul(kernels[layer], delta))
        return tf.concat(gradients, axis=1)

    @tf.function(
        input_signature=[
            flat,
            flat,
            flat,
            tf.TensorSpec([], tf.int32),
            tf.TensorSpec([None], tf.int32),
            tf.TensorSpec([None, net.sizes[0], None], tf.float32),
            tf.TensorSpec([None, net.sizes[-1], None], tf.float32),
            tf.TensorSpec([None, None, None], tf.int32),
            scalar,
            scalar,
        ]
    )
    def train(weights, first, second, step, counts, x, onehot, order, learning_rate, weight_decay):
        blocks, start = tf.shape(counts)[0], step
        kept = tf.TensorArray(tf.float32, size=blocks, element_shape=flat.shape)
        for block in tf.range(blocks):
            for _ in tf.range(counts[block]):
                inputs, targets = x, onehot
                if minibatch:
                    chosen = order[:, step - start]
                    inputs = tf.gather(x, chosen, axis=2, batch_dims=1)
                    targets = tf.gather(onehot, chosen, axis=2, batch_dims=1)
                step += 1
                g = gradient(weights, inputs, targets)
                decayed = weights - weights * weight_decay * learning_rate
                weights, first, second = _update(optimizer, decayed, first, second, g, step, learning_rate)
            kept = kept.write(block, weights)
        return kept.stack(), first, second

    return train


def _activation(name: str) -> tuple[Callable, Callable]:
    """The activation, and the gradient before it from (its output, the gradient behind it)."""
    import tensorflow as tf  # noqa: PLC0415

    return {
        "tanh": (tf.tanh, lambda y, dy: tf.raw_ops.TanhGrad(y=y, dy=dy)),
        "sigmoid": (tf.sigmoid, lambda y, dy: tf.raw_ops.SigmoidGrad(y=y, dy=dy)),
        "relu": (tf.nn.relu, lambda y, dy: tf.raw_ops.ReluGrad(gradients=dy, features=y)),
        "linear": (tf.identity, lambda y, dy: dy),
    }[name]


def _update(
    optimizer: str, weights: Any, first: Any, second: Any, gradient: Any, step: Any, learning_rate: Any
) -> tuple[Any, Any, Any]:
    """One update as Keras makes it; returns weights and both moments."""
    import tensorflow as tf  # noqa: PLC0415

    if optimizer == "sgd":
        return weights - learning_rate * gradient, first, second
    if optimizer == "momentum":
        first = MOMENTUM * first - learning_rate * gradient
        return weights + first, first, second
    if optimizer == "rmsprop":
        second = RHO * second + (1 - RHO) * tf.square(gradient)
        return weights - learning_rate * gradient / tf.sqrt(second + EPSILON), first, second
    count = tf.cast(step, tf.float32)
    rate = learning_rate * tf.sqrt(1 - BETA_2**count) / (1 - BETA_1**count)
    first += (1 - BETA_1) * (gradient - first)
    second += (1 - BETA_2) * (tf.square(gradient) - second)
    return weights - rate * first / (tf.sqrt(second) + EPSILON), first, second


@dataclass(frozen=True)
class Chunk:
    """A part of a training.

    Attributes
    ----------
    steps : (k,) int
        The checkpoints in it, and its last step.
    weights : (k, nets, parameters) float32
        After each of `steps`.
    wanted : (k,) bool
        Which of them are checkpoints.
    before : State
        From which it started.
    """

    steps: np.ndarray
    weights: np.ndarray
    wanted: np.ndarray
    before: State

    @property
    def checkpoints(self) -> tuple[np.ndarray, np.ndarray]:
        """Steps and weights of the checkpoints alone."""
        return self.steps[self.wanted], self.weights[self.wanted]

    @property
    def first_bad(self) -> int | None:
        """The first of `steps` at which a weight is not a finite number, or None."""
        finite = np.isfinite(self.weights).all(axis=(1, 2))
        return None if finite.all() else int(self.steps[np.argmin(finite)])


def _of_networks(array: np.ndarray) -> np.ndarray:
    """Return an array with a first axis of networks, of length 1 where they share it."""
    return array if array.ndim == 3 else array[None]


@dataclass(frozen=True)
class Problem:
    """What does not change during a run: network, data and optimizer.

    Attributes
    ----------
    x : (features, n) or (nets, features, n) float32
        The points that all networks learn, or those of each.
    onehot : (classes, n) or (nets, classes, n) float32
    order : (steps, batch) or (nets, steps, batch) int32, or None
        The points of each step; None when every step sees all.
    """

    net: Architecture
    x: np.ndarray
    onehot: np.ndarray
    optimizer: str
    learning_rate: float
    weight_decay: float
    order: np.ndarray | None = None

    def advance(self, state: State, counts: np.ndarray) -> tuple[np.ndarray, State]:
        """Train on; returns the weights (len(counts), nets, parameters) after each block of counts[i] steps."""
        train = compiled(self.net, self.optimizer, len(state.weights), self.order is not None)
        steps = int(np.sum(counts))
        order = np.zeros((1, 0, 0), np.int32) if self.order is None else _of_networks(self.order)
        data = _of_networks(self.x), _of_networks(self.onehot), order[:, state.step : state.step + steps]
        kept, first, second = train(*state[:3], state.step, counts, *data, self.learning_rate, self.weight_decay)
        weights = kept.numpy()
        return weights, State(weights[-1], first, second, state.step + steps)

    def chunks(self, state: State, checkpoints: np.ndarray) -> Iterator[Chunk]:
        """Train on to the last of `checkpoints` (increasing steps after state.step), a fraction of a second at a time.

        A chunk ends anywhere, also between checkpoints, and may hold none of them.
        """
        first = state.step

        def piece(start: int, stop: int) -> Chunk:
            nonlocal state
            here = checkpoints[(checkpoints > first + start) & (checkpoints <= first + stop)]
            steps = np.union1d(here, [first + stop])
            before = state
            weights, state = self.advance(before, np.diff(steps, prepend=before.step).astype(np.int32))
            return Chunk(steps, weights, np.isin(steps, checkpoints), before)

        for _, chunk in Pace().pieces(int(checkpoints[-1]) - first, piece):
            yield chunk


def fresh_state(weights: np.ndarray) -> State:
    """Before the first step."""
    return State(weights, np.zeros_like(weights), np.zeros_like(weights), 0)
