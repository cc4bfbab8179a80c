"""The training of image classifiers: Keras's layers, loss and optimizers, in the loop of `core.networks.learner`."""

import time
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from core.data import image_sets as images
from core.networks import classifiers as networks
from core.networks import cost, memory
from core.networks import labels as training_labels
from core.networks.epochs import Epoch, epochs, score
from core.runs.params import Params, choice, integer, switch
from core.runs.progress import Step, Work
from core.runs.request import Request

# All kept snapshots of a run together hold about this many numbers (3 MB as float16, 6 MB as float32).
SNAPSHOT_NUMBERS = 1_500_000


@dataclass(frozen=True, kw_only=True)
class TrainingParams(Params):
    """What one training of an image classifier is. Equal parameters give the equal run."""

    dataset: str = images.field()
    architecture: str = choice("one layer", networks.ARCHITECTURES, label="Architecture")
    hidden: int = integer(128, 1, 512, label="Hidden units")
    epochs: int = integer(20, 1, 100, label="Epochs", help="How often each training image is seen.")
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
        False, label="Unit-norm images", help="Scale the images that initialise the hidden units to length 1."
    )
    seed: int = integer(0, 0, 9999, label="Seed", help="Decides the initial weights and the order of the images.")
    labels: str = training_labels.field()

    def canonical(self) -> Self:
        """Drop what the architecture does not use."""
        unused: dict[str, Any] = {}
        if self.architecture == "one layer":
            unused["hidden"] = self.defaults()["hidden"]
        if self.architecture != "hidden from images":
            unused["unit_norm"] = False
        return replace(self, **unused)

    def network_size(self) -> tuple[int, int]:
        """Return the parameters of the network, and how many numbers it makes of one image."""
        size = images.size_of(self.dataset)
        values, channels, classes = size.values, size.channels, size.classes
        if self.architecture == "one layer":
            return memory.dense((values, classes))
        if self.architecture != "cnn":
            return memory.dense((values, self.hidden, classes))
        pixels = values // channels
        parameters, numbers = memory.dense((64 * (pixels // 16), self.hidden, classes))
        # Two 3 x 3 convolutions of 32 and 64 filters, each pooled to a quarter.
        return parameters + 9 * 32 * (channels + 64) + 96, numbers + values + 2 * 32 * pixels + 2 * 64 * pixels // 4

    def multiplications(self) -> int:
        """Return the multiplications for one image: one a weight, of a convolution one a weight and pixel."""
        parameters, _ = self.network_size()
        if self.architecture != "cnn":
            return parameters
        size = images.size_of(self.dataset)
        pixels = size.values // size.channels
        return parameters + 9 * 32 * pixels * (size.channels + 64 // 4)

    def memory_bytes(self) -> int:
        """Return an upper bound of the memory that the training takes beyond its image set."""
        parameters, numbers = self.network_size()
        kept = max(2, SNAPSHOT_NUMBERS // parameters + 1)
        return memory.training_bytes(self.dataset, parameters, numbers, self.batch_size, self.epochs, kept=kept)

    def seconds(self) -> float:
        """Return a rough estimate: images x epochs x multiplications, and steps x weights."""
        parameters, _ = self.network_size()
        forward = self.multiplications()
        return cost.training_seconds(self.dataset, parameters, forward, self.batch_size, self.epochs)


@dataclass(frozen=True)
class Training:
    """A whole training, with E epochs, K of which are kept with their weights.

    Attributes
    ----------
    loss, accuracy : (E + 1,) float32
        Mean over the training pictures, while they were learned from; entry 0 is measured before training. By the
        labels that the network is trained on, which may be shuffled.
    test_loss, test_accuracy : (E + 1,) float32
        On the test pictures after each epoch, by their true labels.
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


class History:
    """What is kept of one training, epoch by epoch.

    Parameters
    ----------
    labels : (n_test,)
    parameters : int
        Of the network; they decide the weights of how many epochs are kept.

    Attributes
    ----------
    metrics : dict
        Of the last epoch, to show while training.
    """

    def __init__(self, params: TrainingParams, labels: np.ndarray, parameters: int) -> None:
        self.params, self._labels = params, labels
        cnn = params.architecture == "cnn"
        self._keep = {0, params.epochs} if cnn else set(kept_epochs(params.epochs, parameters).tolist())
        self._curves: list[tuple[float, float, float, float]] = []
        self._predictions: list[np.ndarray] = []
        self._snapshots: dict[int, list[np.ndarray]] = {}
        self.metrics: dict[str, float] = {}

    @property
    def epochs(self) -> int:
        """How many were added, the one before training included."""
        return len(self._curves)

    def add(self, moment: Epoch) -> None:
        """Add the next epoch, whose numbers are finite."""
        test_loss, test_accuracy, self._probabilities = score(moment.logits, self._labels)
        if self.epochs in self._keep:
            self._snapshots[self.epochs] = moment.weights
        self._curves.append((moment.loss, moment.accuracy, test_loss, test_accuracy))
        self._predictions.append(moment.logits.argmax(1).astype(np.uint8))
        self._last = moment.weights
        self.metrics = {"loss": moment.loss, "accuracy": moment.accuracy, "test accuracy": test_accuracy}

    def training(self, seconds: float, failure: str) -> Training:
        """Return the training, which took `seconds` and ended with the epoch that was added last."""
        self._snapshots.setdefault(self.epochs - 1, self._last)
        kept = sorted(self._snapshots)
        loss, accuracy, test_loss, test_accuracy = np.array(self._curves, np.float32).T
        return Training(
            self.params,
            loss,
            accuracy,
            test_loss,
            test_accuracy,
            predictions=np.stack(self._predictions),
            probabilities=self._probabilities.astype(np.float32),
            kept_epochs=np.array(kept, np.int32),
            weights=tuple(np.stack(parts) for parts in zip(*(self._snapshots[e] for e in kept), strict=True)),
            seconds=seconds,
            failure=failure,
        )


def seed_images(params: TrainingParams, data: images.ImageSet) -> np.ndarray:
    """The training pictures that start the hidden units, as a kernel (pixels, hidden) float32.

    Drawn without replacement by the run's seed; scaled to unit norm when `params.unit_norm` says so.

    Raises
    ------
    ValueError
        When there are fewer training images than hidden units.
    """
    if len(data.x_train) < params.hidden:
        raise ValueError(
            f"{params.hidden} hidden units cannot begin as images: the training set has {len(data.x_train)}. Choose at "
            "most as many hidden units."
        )
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
    """Train the network that `params` describe; yields several steps a second and returns a `Training`.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    """
    started = time.perf_counter()
    yield Step(0, params.epochs, message="Starting TensorFlow")
    data = training_labels.training_set(params)
    kernel = seed_images(params, data) if params.architecture == "hidden from images" else None
    model = networks.build(
        params.architecture, data.shape, len(data.class_names), params.hidden, params.seed, hidden_kernel=kernel
    )
    history, failure = History(params, data.y_test, model.count_params()), ""
    for moment in epochs(model, params, data):
        if isinstance(moment, Step):
            yield replace(moment, metrics=history.metrics)
            continue
        if not moment.finite:
            failure = diverged(params, history.epochs)
            break
        history.add(moment)
        yield Step(history.epochs - 1, params.epochs, history.metrics, f"Epoch {history.epochs - 1} of {params.epochs}")
    return history.training(time.perf_counter() - started, failure)


def diverged(params: TrainingParams, epoch: int) -> str:
    """Say in which epoch a training diverged, and what to change."""
    return (
        f"Training diverged in epoch {epoch}: the loss or the weights are no longer finite numbers. Lower the learning "
        f"rate{' or the weight decay' if params.weight_decay else ''}. The last good epoch is shown."
    )
