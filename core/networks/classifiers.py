"""Keras classifiers by name. All return logits; TensorFlow is imported when one is built, not before."""

from typing import Any

import numpy as np

DENSE = ("one layer", "hidden", "hidden from images")
ARCHITECTURES = (*DENSE, "cnn")


def build(
    architecture: str,
    shape: tuple[int, ...],
    classes: int,
    hidden: int,
    seed: int,
    hidden_kernel: np.ndarray | None = None,
) -> Any:
    """Return an untrained Keras model from pictures (n, *shape), scaled to 0–1, to logits (n, classes).

    Parameters
    ----------
    architecture
        ``one layer``: a linear softmax classifier. ``hidden``: one ReLU layer of `hidden` units.
        ``hidden from images``: the same, its first kernel set to `hidden_kernel` (pixels, hidden).
        ``cnn``: two 3 x 3 convolutions (32, 64) with max pooling, then a ReLU layer of `hidden` units.
    seed
        Seeds every initialiser (Glorot uniform) through a generator of its own.

    Raises
    ------
    KeyError
        When there is no such architecture.
    """
    import keras  # noqa: PLC0415 takes seconds

    rng = np.random.default_rng(seed)

    def glorot() -> Any:
        return keras.initializers.GlorotUniform(seed=int(rng.integers(2**31)))

    def dense(units: int, activation: str | None = None) -> Any:
        return keras.layers.Dense(units, activation, kernel_initializer=glorot())

    def convolution(filters: int) -> Any:
        return keras.layers.Conv2D(filters, 3, padding="same", activation="relu", kernel_initializer=glorot())

    layers = keras.layers
    body = {
        "one layer": lambda: [layers.Flatten()],
        "hidden": lambda: [layers.Flatten(), dense(hidden, "relu")],
        "hidden from images": lambda: [layers.Flatten(), dense(hidden, "relu")],
        "cnn": lambda: [
            *([layers.Reshape((*shape, 1))] if len(shape) == 2 else []),
            convolution(32),
            layers.MaxPooling2D(),
            convolution(64),
            layers.MaxPooling2D(),
            layers.Flatten(),
            dense(hidden, "relu"),
        ],
    }[architecture]()
    model = keras.Sequential([keras.Input(shape), *body, dense(classes)])
    if architecture == "hidden from images":
        if hidden_kernel is None:
            raise ValueError("hidden from images needs a hidden_kernel")
        model.layers[1].kernel.assign(hidden_kernel)
    return model


def optimizer(name: str, learning_rate: float, weight_decay: float) -> Any:
    """Return a Keras optimizer: adam, rmsprop, sgd or momentum (sgd with momentum .9); decay is decoupled."""
    import keras  # noqa: PLC0415

    from core.networks.adam import FusedAdam  # noqa: PLC0415 brings TensorFlow

    options = {"learning_rate": learning_rate, "weight_decay": weight_decay or None}
    kinds = {"adam": FusedAdam, "rmsprop": keras.optimizers.RMSprop, "sgd": keras.optimizers.SGD}
    return keras.optimizers.SGD(momentum=0.9, **options) if name == "momentum" else kinds[name](**options)


OPTIMIZERS = ("adam", "sgd", "momentum", "rmsprop")
