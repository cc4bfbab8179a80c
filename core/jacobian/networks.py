"""The networks of the Jacobian page: a multilayer perceptron and an AlexNet-style CNN, with every start and activation.

Each layer that can be looked at carries a plain name (``pool1``, ``conv4``, ``dense6``, ``logits``), which stands
for the layer with its activation.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

ACTIVATIONS = ("relu", "leaky_relu", "tanh", "sigmoid")
INITIALISERS = ("glorot", "he", "orthogonal", "gaussian")
CONVOLUTIONS = 5
POOLED = (1, 2, 5)  # as in AlexNet (Krizhevsky, Sutskever & Hinton 2012)
CHANNELS = (1, 2, 3, 3, 2)  # in units of the width


def initialiser(name: str, seed: int, sigma: float = 1.0) -> Any:
    """Return a Keras kernel initialiser.

    Parameters
    ----------
    name
        ``glorot`` and ``he`` are the uniform ones; ``orthogonal`` has gain `sigma`; ``gaussian`` draws with
        standard deviation sigma / sqrt(fan-in), so that sigma = 1 keeps the scale of a linear signal.
    """
    import keras  # noqa: PLC0415 takes seconds

    kinds = {
        "glorot": lambda: keras.initializers.GlorotUniform(seed=seed),
        "he": lambda: keras.initializers.HeUniform(seed=seed),
        "orthogonal": lambda: keras.initializers.Orthogonal(gain=sigma, seed=seed),
        "gaussian": lambda: keras.initializers.VarianceScaling(
            scale=sigma**2, mode="fan_in", distribution="untruncated_normal", seed=seed
        ),
    }
    return kinds[name]()


class _Start:
    """Kernel initialisers and activations in the manner that one run asks for."""

    def __init__(self, activation: str, gain: float, init: str, sigma: float, seed: int):
        self.activation, self.gain, self.init, self.sigma = activation, gain, init, sigma
        self.rng = np.random.default_rng(seed)

    def kernel(self) -> Any:
        return initialiser(self.init, int(self.rng.integers(2**31)), self.sigma)

    def activate(self, name: str) -> list[Any]:
        """The layers of f(g z): the gain is a layer of its own, so that every layer is one of Keras's."""
        import keras  # noqa: PLC0415

        scale = [keras.layers.Rescaling(self.gain, name=f"{name}_gain")] if self.gain != 1 else []
        return [*scale, keras.layers.Activation(self.activation, name=name)]


def mlp(
    shape: tuple[int, ...],
    classes: int,
    *,
    depth: int,
    width: int,
    activation: str = "relu",
    gain: float = 1.0,
    init: str = "he",
    sigma: float = 1.0,
    seed: int = 0,
) -> Any:
    """Return a Keras model with `depth` hidden layers ``dense1`` … of `width` units, then ``logits``."""
    import keras  # noqa: PLC0415

    start = _Start(activation, gain, init, sigma, seed)
    body: list[Any] = [keras.layers.Flatten(name="pixels")]
    for i in range(1, depth + 1):
        body.append(keras.layers.Dense(width, kernel_initializer=start.kernel(), name=f"dense{i}_linear"))
        body += start.activate(f"dense{i}")
    body.append(keras.layers.Dense(classes, kernel_initializer=start.kernel(), name="logits"))
    return keras.Sequential([keras.Input(shape), *body])


def alexnet(
    shape: tuple[int, ...],
    classes: int,
    *,
    depth: int = CONVOLUTIONS,
    width: int = 32,
    dropout: float = 0.0,
    activation: str = "relu",
    gain: float = 1.0,
    init: str = "he",
    sigma: float = 1.0,
    seed: int = 0,
) -> Any:
    """Return an AlexNet-style Keras model: `depth` convolutions with overlapping 3 x 3 / 2 pools, three dense layers.

    Images of 64 pixels and more meet a first convolution of 7 x 7 / 2, smaller ones of 5 x 5 / 1, so that the
    maps after ``pool1`` are alike. A grey image (height, width) is taken as one channel.
    """
    import keras  # noqa: PLC0415

    layers = keras.layers
    start = _Start(activation, gain, init, sigma, seed)
    body: list[Any] = [layers.Reshape((*shape, 1), name="grey")] if len(shape) == 2 else []
    large = shape[0] >= 64
    for i in range(1, depth + 1):
        size, stride = ((7, 2) if large else (5, 1)) if i == 1 else ((5, 1) if i == 2 else (3, 1))
        body.append(
            layers.Conv2D(
                CHANNELS[i - 1] * width,
                size,
                stride,
                "same",
                kernel_initializer=start.kernel(),
                name=f"conv{i}_linear",
            )
        )
        body += start.activate(f"conv{i}")
        if i in POOLED:
            body.append(layers.MaxPooling2D(3, 2, "same", name=f"pool{i}"))
    body.append(layers.Flatten(name="flat"))
    for i in (depth + 1, depth + 2):
        body.append(layers.Dense(8 * width, kernel_initializer=start.kernel(), name=f"dense{i}_linear"))
        body += start.activate(f"dense{i}")
        if dropout:
            body.append(layers.Dropout(dropout, seed=int(start.rng.integers(2**31)), name=f"dropout{i}"))
    body.append(layers.Dense(classes, kernel_initializer=start.kernel(), name="logits"))
    return keras.Sequential([keras.Input(shape), *body])


def stages(model: Any) -> tuple[str, ...]:
    """Names of the layers worth looking at, input side first: a pool stands for the convolution before it."""
    names = [layer.name for layer in model.layers]
    pooled = {name.replace("pool", "conv") for name in names if name.startswith("pool")}
    skipped = ("_linear", "_gain")
    return tuple(
        name
        for name in names
        if name.startswith(("conv", "pool", "dense", "logits")) and not name.endswith(skipped) and name not in pooled
    )


def hidden(layers: Sequence[str]) -> list[int]:
    """Where the maps are among the names of `stages` (convolutions and pools); the dense layers where there is none."""
    maps = [i for i, name in enumerate(layers) if name.startswith(("conv", "pool"))]
    return maps or [i for i, name in enumerate(layers) if name.startswith("dense")]
