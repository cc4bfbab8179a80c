"""The training loop of every Keras optimizer: batches in one compiled graph, an epoch in pieces.

An epoch is the same computation however it is cut: the pieces share their running sums, and every batch is learned
from once, in the given order.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from core.runs.pace import Pace
from core.runs.progress import Step, Work

# From the indices of a batch, the loss to be minimised and the sums that are added up over an epoch.
Objective = Callable[[Any], tuple[Any, Any]]
# From the share of an epoch that is done, the step to report.
Report = Callable[[float], Step]


def apply(optimizer: Any, gradients: Sequence[Any], variables: Sequence[Any]) -> None:
    """Update `variables` (keras.Variable) once, as `optimizer.apply` does on a single device.

    `optimizer.apply` sums gradients over devices even where there is one. In a compiled graph that sum registers a
    gradient with TensorFlow for good, and the graph, weights and data of every training stay with it (6 MB each on
    mnist-5k). Only what Keras documents for writing one's own optimizer is used here.
    """
    rate = optimizer.learning_rate
    targets = [variable.value for variable in variables]
    if optimizer.weight_decay is not None:
        for target in targets:
            target.assign_sub(target * optimizer.weight_decay * rate)
    for gradient, target in zip(gradients, targets, strict=True):
        optimizer.update_step(gradient, target, rate)
    optimizer.iterations.assign_add(1)


class Learner:
    """Learn from batches; every public method is a generator that may be ended between two pieces of work.

    Parameters
    ----------
    objective
        Of a batch's indices (..., batch): the loss, and sums of shape `sums`.
    variables : list of keras.Variable
        What is trained.
    optimizer
        A Keras optimizer that has not been built.
    batch_size : int
    sums : tuple of int
    """

    def __init__(
        self, objective: Objective, variables: Sequence[Any], optimizer: Any, batch_size: int, sums: tuple[int, ...]
    ):
        import tensorflow as tf  # noqa: PLC0415 takes seconds

        optimizer.build(variables)

        @tf.function
        def learn(order: Any, start: Any, stop: Any, total: Any) -> Any:
            for at in tf.range(start, stop, batch_size):
                with tf.GradientTape() as tape:
                    loss, part = objective(order[..., at : at + batch_size])
                apply(optimizer, tape.gradient(loss, variables), variables)
                total += part
            return total

        self._learn, self._batch, self._sums = learn, batch_size, sums
        self._pace = Pace()

    def epoch(self, order: np.ndarray, report: Report) -> Work[np.ndarray]:
        """Learn from the batches of `order` (..., count) once, and return the sums of the objective.

        Yields
        ------
        Step
            What `report` makes of the share that is done.
        """
        import tensorflow as tf  # noqa: PLC0415

        indices, total = tf.constant(order.astype(np.int32)), tf.zeros(self._sums)
        batches = -(-order.shape[-1] // self._batch)

        def piece(start: int, stop: int) -> None:
            nonlocal total
            total = self._learn(indices, tf.constant(start * self._batch), tf.constant(stop * self._batch), total)

        for stop, _ in self._pace.pieces(batches, piece):
            if stop < batches:
                yield report(stop / batches)
        return total.numpy()


def in_batches(answer: Callable[[Any], Any], x: Any, batch_size: int, step: Step, axis: int = 0) -> Work[np.ndarray]:
    """Return `answer` of all rows of `x`, computed `batch_size` rows at a time and joined along `axis`.

    Yields
    ------
    Step
        `step`, between two pieces.
    """
    parts: list[np.ndarray] = []

    def piece(start: int, stop: int) -> None:
        for batch in range(start, stop):
            parts.append(answer(x[batch * batch_size : (batch + 1) * batch_size]).numpy())

    batches = -(-len(x) // batch_size)
    for stop, _ in Pace().pieces(batches, piece):
        if stop < batches:
            yield step
    return np.concatenate(parts, axis=axis)


def within_epoch(number: int, total: int, message: str, share: float) -> Step:
    """Return the step at which the `share` of epoch `number` (from 1) of `total` is over."""
    return Step(round(number - 1 + share, 2), total, message=message)
