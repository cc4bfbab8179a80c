"""The network of the Jacobian page: its settings, its training, and the images at which it is measured."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np

from core.data import image_sets as images
from core.jacobian import cost, memory
from core.jacobian import networks as jacobian_nets
from core.jacobian.spectra import BUDGET
from core.networks import labels as training_labels
from core.networks.epochs import epochs
from core.runs.params import Params, choice, integer, number
from core.runs.progress import Step, Work

INPUTS = 16


@dataclass(frozen=True, kw_only=True)
class JacobianParams(Params):
    """One network, trained and measured."""

    dataset: str = images.field("photo-patches", ("photo-patches", "mnist-5k", "cifar10"))
    net: str = choice("cnn", ("cnn", "mlp"), label="Network", help="cnn: a small AlexNet. mlp: dense layers only.")
    depth: int = integer(5, 1, 8, label="Depth", help="Number of convolutions (at most 5), or of hidden dense layers.")
    width: int = choice(
        8, (8, 16, 32, 64, 128), label="Width", help="Channels of the first convolution, or units of a dense layer."
    )
    activation: str = choice("relu", jacobian_nets.ACTIVATIONS, label="Activation")
    epochs: int = integer(8, 1, 40, label="Epochs")
    gain: float = number(
        1.0, 0.25, 8.0, label="Gain g", step=0.25, help="Units compute f(g z), the paper's equation 2."
    )
    init: str = choice("he", jacobian_nets.INITIALISERS, label="Initialisation")
    sigma: float = number(
        1.0,
        0.25,
        4.0,
        label="σ of the initial weights",
        step=0.25,
        help="For Gaussian and orthogonal weights; 1 keeps the scale of a linear signal.",
    )
    learning_rate: float = choice(0.001, (0.0001, 0.0003, 0.001, 0.003, 0.01), label="Learning rate")
    weight_decay: float = choice(0.0, (0.0, 0.0001, 0.001, 0.01, 0.1, 1.0), label="Weight decay")
    seed: int = integer(0, 0, 9999, label="Random seed")
    labels: str = training_labels.field()

    @property
    def optimizer(self) -> str:
        """The optimizer's name; core.networks.training asks for it."""
        return "adam"

    @property
    def batch_size(self) -> int:
        """Images a step."""
        return 50

    def memory_bytes(self) -> int:
        """Return an upper bound of the memory that the training and the spectra take."""
        return memory.bound(self.dataset, self.net, self.depth, self.width, self.batch_size, self.epochs, BUDGET)

    def seconds(self) -> float:
        """Return a rough estimate: the training, and inputs x layers x triplets."""
        return cost.experiment(self, INPUTS)

    def canonical(self) -> Self:
        """Drop what the initialisation and the network do not use."""
        unused: dict[str, Any] = {}
        if self.init in ("glorot", "he"):
            unused["sigma"] = 1.0
        if self.net == "cnn" and self.depth > jacobian_nets.CONVOLUTIONS:
            unused["depth"] = jacobian_nets.CONVOLUTIONS
        return replace(self, **unused)


@dataclass
class Trained:
    """A trained network.

    Attributes
    ----------
    model
        With the weights of the last good epoch.
    data
        With the labels that the network was trained on; test labels are true.
    weights
        Epoch -> weights as Keras orders them: before training (0), after the last good epoch, and what was asked for.
    accuracy
        (train, test) before training and after every good epoch; on the training images by the labels learned.
    failure
        Why it ended early; empty when it did not.
    """

    model: Any
    data: images.ImageSet
    weights: dict[int, list[np.ndarray]]
    accuracy: list[tuple[float, float]]
    failure: str

    @property
    def before(self) -> list[np.ndarray]:
        """The weights before the first step."""
        return self.weights[0]

    @property
    def after(self) -> list[np.ndarray]:
        """The weights of the last good epoch."""
        return self.weights[len(self.accuracy) - 1]


def build(params: JacobianParams, shape: tuple[int, ...], classes: int) -> Any:
    """Return the untrained Keras model of `params`."""
    start: dict[str, Any] = {
        "activation": params.activation,
        "gain": params.gain,
        "init": params.init,
        "sigma": params.sigma,
    }
    if params.net == "mlp":
        return jacobian_nets.mlp(shape, classes, depth=params.depth, width=params.width, seed=params.seed, **start)
    depth = min(params.depth, jacobian_nets.CONVOLUTIONS)
    return jacobian_nets.alexnet(
        shape, classes, depth=depth, width=min(params.width, 32), dropout=0.3, seed=params.seed, **start
    )


def train(params: JacobianParams, keep: Collection[int] = ()) -> Work[Trained]:
    """Train, and keep the weights of the epochs `keep` beside the first and the last ones.

    Yields
    ------
    Step
        Of params.epochs: an epoch.

    Raises
    ------
    core.data.image_sets.DataUnavailable
        When the data set is not on this machine.
    ValueError
        When the loss is no number before the first step, or the set has too few test images to measure at.
    """
    yield Step(0, params.epochs, message="Starting TensorFlow")
    data = training_labels.training_set(params)
    _candidates(data, params.seed)
    model = build(params, data.shape, len(data.class_names))
    found = Trained(model, data, {}, [], "")
    for moment in epochs(model, params, data):
        if isinstance(moment, Step):
            yield moment
            continue
        epoch = len(found.accuracy)
        if not moment.finite:
            found.failure = (
                f"Training diverged in epoch {epoch}: the loss or the weights are no longer finite numbers. Lower the "
                "learning rate, σ or the gain; the last good epoch is shown."
            )
            break
        if epoch > 1 and epoch - 1 not in keep:
            del found.weights[epoch - 1]
        found.weights[epoch] = moment.weights
        found.accuracy.append((moment.accuracy, float((moment.logits.argmax(1) == data.y_test).mean())))
        yield Step(epoch, params.epochs, {"test accuracy": found.accuracy[-1][1]}, f"Epoch {epoch}")
    if not found.accuracy:
        raise ValueError("The loss of the network is not a finite number before training: choose a smaller σ or gain.")
    model.set_weights(found.after)
    return found


def _candidates(data: images.ImageSet, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return up to 400 test images in random order, and whether each is the only one of its class among them.

    Raises
    ------
    ValueError
        When fewer than INPUTS of them have another one of their class, or all are of one class.
    """
    order = np.random.default_rng([seed, 2]).permutation(len(data.x_test))[:400]
    sizes = np.bincount(data.y_test[order], minlength=len(data.class_names))
    alone = sizes[data.y_test[order]] == 1
    if (~alone).sum() < INPUTS or (sizes > 0).sum() < 2:
        raise ValueError(
            f"The Jacobians are measured at {INPUTS} test images, each next to another one of its class. Of the images "
            f"of this set that are considered, {(~alone).sum()} of {(sizes > 1).sum()} classes can be used. Choose a "
            "set with more test images."
        )
    return order, alone


def chosen_inputs(model: Any, data: images.ImageSet, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return INPUTS test images that are classified correctly (if there are enough), their labels, and for each one
    an image of the same and one of another class (2, INPUTS, ...)."""
    order, alone = _candidates(data, seed)
    x, y = data.x_test[order].astype(np.float32) / 255, data.y_test[order]
    right = np.asarray(model(x, training=False)).argmax(1) == y
    ranked = np.argsort(np.where(alone, 2, ~right), kind="stable")
    chosen = ranked[:INPUTS]
    same = [next(j for j in ranked[::-1] if y[j] == y[i] and j != i) for i in chosen]
    other = [next(j for j in np.roll(ranked, -INPUTS - 7 * n) if y[j] != y[i]) for n, i in enumerate(chosen)]
    return x[chosen], y[chosen], np.stack([x[same], x[other]])
