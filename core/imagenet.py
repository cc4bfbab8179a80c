"""ImageNet nets: SqueezeNet v1.1 from plain arrays, Keras Applications by name, and .keras files in safe mode."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

SQUEEZENET_MEANS = (104.0, 117.0, 123.0)  # blue, green, red
SQUEEZENET_SIDE = 224
SQUEEZENET_STAGES = ("pool1", "pool3", "pool5", "fire9", "logits")
FIRES = ((2, 16, 64), (3, 16, 64), (4, 32, 128), (5, 32, 128), (6, 48, 192), (7, 48, 192), (8, 64, 256), (9, 64, 256))
POOL_AFTER = (3, 5)


class ModelRefused(ValueError):
    """The model can't be used here; the message is a sentence for the visitor."""


@dataclass(frozen=True)
class Application:
    """One net of Keras Applications: about what travels for its weights, and the layers worth looking at."""

    module: str
    megabytes: int
    side: int
    stages: tuple[str, ...]


APPLICATIONS = {
    "VGG16": Application("vgg16", 528, 224, ("block1_pool", "block2_pool", "block3_pool", "block4_pool", "block5_pool")),
    "MobileNetV2": Application(
        "mobilenet_v2", 14, 224, ("expanded_conv_project_BN", "block_3_project_BN", "block_6_project_BN", "out_relu")
    ),
    "ResNet50": Application(
        "resnet", 98, 224, ("pool1_pool", "conv2_block3_out", "conv3_block4_out", "conv4_block6_out", "conv5_block3_out")
    ),
}


def squeezenet(weights: Mapping[str, np.ndarray] | None = None, seed: int = 0, classes: int = 1000) -> Any:
    """Return SqueezeNet v1.1 (Iandola et al. 2016) from (224, 224, 3) to logits; untrained (He) without `weights`.

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

    picture = keras.Input((SQUEEZENET_SIDE, SQUEEZENET_SIDE, 3))
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
                layer.set_weights([np.asarray(weights[f"{layer.name}/{part}"], np.float32) for part in ("kernel", "bias")])
    return model


def squeezenet_input(pictures: np.ndarray) -> np.ndarray:
    """Turn uint8 RGB pictures (n, 224, 224, 3) into what SqueezeNet expects: BGR minus its means."""
    return pictures[..., ::-1].astype(np.float32) - np.array(SQUEEZENET_MEANS, np.float32)


def photograph_crops(count: int = 16, side: int = SQUEEZENET_SIDE) -> tuple[np.ndarray, tuple[str, ...]]:
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


def application(name: str) -> tuple[Any, Any]:
    """Return a net of Keras Applications with ImageNet weights, and its preprocessing of RGB 0–255 pictures.

    Raises
    ------
    ModelRefused
        When its weights can't be downloaded.
    """
    from importlib import import_module  # noqa: PLC0415

    entry = APPLICATIONS[name]
    module = import_module(f"keras.applications.{entry.module}")
    try:
        model = getattr(module, name)(weights="imagenet", input_shape=(entry.side, entry.side, 3))
    except Exception as error:  # Keras raises a bare Exception when a download fails
        raise ModelRefused(
            f"The weights of {name} ({entry.megabytes} MB) could not be downloaded; is there a network? "
            "SqueezeNet's spectra are shown without any download."
        ) from error
    return model, module.preprocess_input


def saved_models(folder: Path | None) -> tuple[str, ...]:
    """Names of the .keras files in the folder that the host has named, in order."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.glob("*.keras") if path.is_file()))


def load_saved(path: Path) -> Any:
    """Load a .keras file without running any code of its own.

    Raises
    ------
    ModelRefused
        When it is no Keras file, holds a lambda or custom layer, or has not exactly one image or vector as its input.
    """
    import keras  # noqa: PLC0415

    try:
        model = keras.saving.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # a file from elsewhere can fail in any way
        text = str(error).lower()
        if "lambda" in text:
            reason = "it holds a Lambda layer, whose code would have to be trusted"
        elif "could not locate class" in text or "custom" in text:
            reason = "it needs a layer or function that Keras does not come with"
        else:
            reason = "it is damaged, or not a model saved by Keras 3"
        raise ModelRefused(f"{path.name} can't be used: {reason}.") from error
    layers = list(model._flatten_layers(include_self=False, recursive=True))
    strangers = sorted({type(layer).__name__ for layer in layers if not type(layer).__module__.startswith("keras.")})
    if strangers or any(isinstance(layer, keras.layers.Lambda) for layer in layers):
        raise ModelRefused(f"{path.name} can't be used: it holds {', '.join(strangers) or 'a Lambda layer'}.")
    if len(getattr(model, "inputs", None) or ()) != 1:
        raise ModelRefused(f"{path.name} can't be used: it must have exactly one input.")
    if None in model.inputs[0].shape[1:]:
        raise ModelRefused(f"{path.name} can't be used: it leaves its picture size open.")
    return model
