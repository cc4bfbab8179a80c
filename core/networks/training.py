"""The one training loop: Keras's layers, loss and optimizers, in one compiled graph an epoch."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from core.data import image_sets as images
from core.networks import classifiers as networks
from core.runs.archive import freeze
from core.runs.params import Params, choice, integer, switch
from core.runs.progress import Step, Work
from core.runs.request import Request

# All kept snapshots of a run together hold about this many numbers (3 MB as float16, 6 MB as float32).
SNAPSHOT_NUMBERS = 1_500_000
EVALUATION_BATCH = 1000


@dataclass(frozen=True, kw_only=True)
class TrainingParams(Params):
    """What one training of an image classifier is. Equal parameters give the equal run."""

    dataset: str = choice("mnist-5k", images.NAMES, label="Data set")
    architecture: str = choice("one layer", networks.ARCHITECTURES, label="Architecture")
    hidden: int = integer(128, 1, 512, label="Hidden units")
    epochs: int = integer(20, 1, 100, label="Epochs", help="How often every training picture is seen.")
    learning_rate: float = choice(
        0.001, (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0), label="Learning rate"
    )
    batch_size: int = choice(50, (10, 20, 50, 100, 200, 500, 1000), label="Batch size")
    optimizer: str = choice("adam", networks.OPTIMIZERS, label="Optimizer")
    weight_decay: float = choice(
        0.0,
        (0.0, 0.0001, 0.001, 0.01, 0.1, 1.0),
        label="Weight decay",
        help="Decoupled: every step shrinks the weights by this times the learning rate.",
    )
    unit_norm: bool = switch(
        False, label="Unit-norm images", help="Scale the images that start the hidden units to length 1."
    )
    seed: int = integer(0, 0, 9999, label="Seed", help="Decides the first weights and the order of the pictures.")

    def canonical(self) -> Self:
        """Drop what the architecture does not use."""
        unused: dict[str, Any] = {}
        if self.architecture == "one layer":
            unused["hidden"] = self.defaults()["hidden"]
        if self.architecture != "hidden from images":
            unused["unit_norm"] = False
        return replace(self, **unused)


@dataclass(frozen=True)
class Training:
    """A whole training, with E epochs, K of which are kept with their weights.

    Attributes
    ----------
    loss, accuracy : (E + 1,) float32
        Mean over the training pictures, while they were learned from; entry 0 is measured before training.
    test_loss, test_accuracy : (E + 1,) float32
        On the test pictures after each epoch.
    predictions : (E + 1, n_test) uint8
        The predicted class of each test picture after each epoch.
    probabilities : (n_test, classes) float32
        Softmax outputs after the last epoch.
    kept_epochs : (K,) int32
        The epochs whose weights are kept; 0 and the last one are always among them. Of a CNN only these two: its
        kernels are no templates, and many copies of them would make a heavy file.
    weights : tuple of (K, ...) float32
        Kernels and biases in Keras's order, over the kept epochs.
    failure : str
        Why the run ended early; empty when it did not. All histories then end with the last good epoch.
    """

    params: TrainingParams
    loss: np.ndarray
    accuracy: np.ndarray
    test_loss: np.ndarray
    test_accuracy: np.ndarray
    predictions: np.ndarray
    probabilities: np.ndarray
    kept_epochs: np.ndarray
    weights: tuple[np.ndarray, ...]
    seconds: float
    failure: str

    @property
    def epochs(self) -> int:
        """How many epochs were really run."""
        return len(self.loss) - 1

    def final(self) -> list[np.ndarray]:
        """Kernels and biases after the last epoch."""
        return [weight[-1] for weight in self.weights]


def kept_epochs(epochs: int, parameters: int) -> np.ndarray:
    """The epochs whose weights are kept: all while they fit, else closer together where learning is fast."""
    room = max(2, min(epochs + 1, SNAPSHOT_NUMBERS // parameters))
    if room == epochs + 1:
        return np.arange(epochs + 1, dtype=np.int32)
    spaced = np.round(np.linspace(0, 1, room) ** 2 * epochs)
    return np.unique(spaced).astype(np.int32)


def seed_images(params: TrainingParams, data: images.ImageSet) -> np.ndarray:
    """The training pictures that start the hidden units, as a kernel (pixels, hidden) float32.

    Drawn without replacement by the run's seed; scaled to unit norm when `params.unit_norm` says so.
    """
    rng = np.random.default_rng([params.seed, 1])
    chosen = rng.choice(len(data.x_train), params.hidden, replace=False)
    kernel = data.x_train[chosen].reshape(params.hidden, -1).astype(np.float32) / 255
    if params.unit_norm:
        kernel /= np.linalg.norm(kernel, axis=1, keepdims=True)
    return kernel.T


def request(params: TrainingParams) -> Request[Training]:
    """Return what a page asks for to get the training of `params`."""
    return Request("training", params, train, Training)


def train(params: TrainingParams) -> Work[Training]:
    """Train the net that `params` describe; yields a step an epoch and returns a `Training`.

    The data stay on the device as uint8 and are scaled batch by batch; an epoch is one call of a compiled graph.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    """
    started = time.perf_counter()
    yield Step(0, params.epochs, message="Starting TensorFlow")
    data = images.load(params.dataset)
    kernel = seed_images(params, data) if params.architecture == "hidden from images" else None
    model = networks.build(
        params.architecture, data.shape, len(data.class_names), params.hidden, params.seed, hidden_kernel=kernel
    )
    history: list[tuple[float, float, float, float]] = []
    predictions: list[np.ndarray] = []
    snapshots: dict[int, list[np.ndarray]] = {}
    probabilities = np.empty(0)
    keep = {0, params.epochs} if params.architecture == "cnn" else set(kept_epochs(params.epochs, model.count_params()))
    failure = ""
    for epoch, (loss, accuracy, logits) in enumerate(_epochs(model, params, data)):
        if not np.isfinite(loss) or not np.isfinite(logits).all():
            failure = (
                f"The loss stopped being a number in epoch {epoch}: a step of {params.learning_rate:g} with "
                f"{params.optimizer} throws the weights further than the last step did. Lower the learning rate"
                f"{' or the weight decay' if params.weight_decay else ''}. Shown is the last good epoch."
            )
            break
        test_loss, test_accuracy, probabilities = score(logits, data.y_test)
        history.append((loss, accuracy, test_loss, test_accuracy))
        predictions.append(logits.argmax(1).astype(np.uint8))
        current = model.get_weights()
        if epoch in keep:
            snapshots[epoch] = current
        last_good = current
        metrics = {"loss": loss, "accuracy": accuracy, "test accuracy": test_accuracy}
        yield Step(epoch, params.epochs, metrics, f"Epoch {epoch} of {params.epochs}")
    snapshots.setdefault(len(history) - 1, last_good)
    loss_curve, accuracy_curve, test_loss_curve, test_accuracy_curve = np.array(history, np.float32).T
    return freeze(
        Training(
            params,
            loss_curve,
            accuracy_curve,
            test_loss_curve,
            test_accuracy_curve,
            predictions=np.stack(predictions),
            probabilities=probabilities.astype(np.float32),
            kept_epochs=np.array(sorted(snapshots), np.int32),
            weights=tuple(np.stack(parts) for parts in zip(*(snapshots[e] for e in sorted(snapshots)), strict=True)),
            seconds=time.perf_counter() - started,
            failure=failure,
        )
    )


def score(logits: np.ndarray, labels: np.ndarray) -> tuple[float, float, np.ndarray]:
    """Return cross-entropy in nats, accuracy, and the softmax (n, classes) of logits (n, classes)."""
    shifted = logits.astype(np.float64) - logits.max(1, keepdims=True)
    exponentials = np.exp(shifted)
    total = exponentials.sum(1, keepdims=True)
    losses = np.log(total[:, 0]) - shifted[np.arange(len(labels)), labels]
    return float(losses.mean()), float((logits.argmax(1) == labels).mean()), exponentials / total


def _epochs(model: Any, params: TrainingParams, data: images.ImageSet) -> Iterator[tuple[float, float, np.ndarray]]:
    """Yield (loss, accuracy, test logits) before training and after each epoch."""
    import keras  # noqa: PLC0415
    import tensorflow as tf  # noqa: PLC0415

    rng = np.random.default_rng([params.seed, 0])
    optimizer = networks.optimizer(params.optimizer, params.learning_rate, params.weight_decay)
    optimizer.build(model.trainable_variables)
    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="sum")
    x, y = tf.constant(data.x_train), tf.constant(data.y_train, tf.int32)
    x_test = tf.constant(data.x_test)
    count, batch = len(data.x_train), params.batch_size

    def logits_of(pictures: Any, training: bool) -> Any:
        return model(tf.cast(pictures, tf.float32) / 255.0, training=training)

    @tf.function
    def learn(order: Any) -> Any:
        loss_sum, right = tf.constant(0.0), tf.constant(0.0)
        for start in tf.range(0, count, batch):
            chosen = order[start : start + batch]
            labels = tf.gather(y, chosen)
            with tf.GradientTape() as tape:
                logits = logits_of(tf.gather(x, chosen), True)
                total = loss_of(labels, logits)
                loss = total / tf.cast(tf.shape(chosen)[0], tf.float32)
            optimizer.apply(tape.gradient(loss, model.trainable_variables))
            loss_sum += total
            right += tf.reduce_sum(tf.cast(tf.argmax(logits, 1, tf.int32) == labels, tf.float32))
        return loss_sum / count, right / count

    @tf.function(reduce_retracing=True)
    def predict(pictures: Any) -> Any:
        return logits_of(pictures, False)

    def predict_all(pictures: Any) -> np.ndarray:
        parts = [predict(pictures[i : i + EVALUATION_BATCH]) for i in range(0, len(pictures), EVALUATION_BATCH)]
        return np.concatenate([part.numpy() for part in parts])

    before, accuracy, _ = score(predict_all(x), data.y_train)
    yield before, accuracy, predict_all(x_test)
    for _ in range(params.epochs):
        loss, accuracy = (float(value) for value in learn(tf.constant(rng.permutation(count).astype(np.int32))))
        yield loss, accuracy, predict_all(x_test)
