"""SqueezeNet v1.1 from plain arrays, and the photographs on which its Jacobians are measured."""

from collections.abc import Mapping
from typing import Any

import numpy as np

MEANS = (104.0, 117.0, 123.0)  # blue, green, red
SIDE = 224
LAYERS = ("pool1", "pool3", "pool5", "fire9", "logits")
FIRES = ((2, 16, 64), (3, 16, 64), (4, 32, 128), (5, 32, 128), (6, 48, 192), (7, 48, 192), (8, 64, 256), (9, 64, 256))
POOL_AFTER = (3, 5)


def network(
    weights: Mapping[str, np.ndarray] | None = None, seed: int = 0, classes: int = 1000, side: int = SIDE
) -> Any:
    """Return SqueezeNet v1.1 (Iandola et al. 2016) from (side, side, 3) to logits; untrained (He) without `weights`.

    Parameters
    ----------
    weights
        ``LAYER/kernel`` and ``LAYER/bias`` for conv1, fire2_squeeze1x1 … fire9_expand3x3 and conv10.

    Raises
    ------
    KeyError, ValueError
        When an array is missing or has another shape.
    """
    import keras  # noqa: PLC0415 takes seconds
    from keras import layers  # noqa: PLC0415

    rng = np.random.default_rng(seed)

    def convolution(x: Any, name: str, filters: int, size: int, strides: int = 1, padding: str = "same") -> Any:
        start = keras.initializers.HeNormal(seed=int(rng.integers(2**31)))
        layer = layers.Conv2D(filters, size, strides, padding, kernel_initializer=start, name=name)
        return layers.Activation("relu", name=f"{name}_relu")(layer(x))

    picture = keras.Input((side, side, 3))
    x = convolution(picture, "conv1", 64, 3, 2, "valid")
    x = layers.MaxPooling2D(3, 2, name="pool1")(x)
    for number, squeeze, expand in FIRES:
        x = convolution(x, f"fire{number}_squeeze1x1", squeeze, 1)
        sides = [convolution(x, f"fire{number}_expand{size}x{size}", expand, size) for size in (1, 3)]
        x = layers.Concatenate(name=f"fire{number}")(sides)
        if number in POOL_AFTER:
            x = layers.MaxPooling2D(3, 2, name=f"pool{number}")(x)
    x = convolution(x, "conv10", classes, 1)
    model = keras.Model(picture, layers.GlobalAveragePooling2D(name="logits")(x), name="squeezenet_v1_1")
    if weights is not None:
        for layer in model.layers:
            if layer.weights:
                layer.set_weights(
                    [np.asarray(weights[f"{layer.name}/{part}"], np.float32) for part in ("kernel", "bias")]
                )
    return model


def network_input(images: np.ndarray) -> np.ndarray:
    """Turn uint8 RGB images (n, 224, 224, 3) into what SqueezeNet expects: BGR minus its means."""
    return images[..., ::-1].astype(np.float32) - np.array(MEANS, np.float32)


def photograph_crops(count: int = 16, side: int = SIDE) -> tuple[np.ndarray, tuple[str, ...]]:
    """Return `count` square crops (uint8) of the photographs that come with scikit-image, and what they show.

    One from the middle of each colour photograph first, then corners, so that no two are of the same place.
    """
    from skimage import data  # noqa: PLC0415 takes a while
    from skimage.transform import resize  # noqa: PLC0415

    sources = {
        "astronaut": data.astronaut(),
        "cat": data.chelsea(),
        "coffee": data.coffee(),
        "rocket": data.rocket(),
        "motorcycle": data.stereo_motorcycle()[0],
        "galaxies": data.hubble_deep_field(),
        "retina": data.retina(),
        "tissue": data.immunohistochemistry(),
    }
    crops, names = [], []
    for index in range(count):
        name = list(sources)[index % len(sources)]
        picture = sources[name]
        height, width = picture.shape[:2]
        edge = min(height, width) if index < len(sources) else int(0.6 * min(height, width))
        top = (height - edge) // 2 if index < len(sources) else 0
        left = (width - edge) // 2 if index < len(sources) else 0
        crop = resize(picture[top : top + edge, left : left + edge], (side, side), anti_aliasing=True)
        crops.append((crop * 255).round().astype(np.uint8))
        names.append(name if index < len(sources) else f"{name}, a corner")
    return np.stack(crops), tuple(names)
