"""Networks that others trained, by name: Keras Applications."""

import sys
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from core.data import fetching
from core.networks.saved_models import ModelRefused
from core.runs.progress import Work


@dataclass(frozen=True)
class Application:
    """One network of Keras Applications: about what travels for its weights, and the layers worth looking at."""

    module: str
    weights: str
    megabytes: int
    layers: tuple[str, ...]
    side: int = 224


APPLICATIONS = {
    "MobileNetV2": Application(
        "mobilenet_v2",
        "mobilenet_v2_weights_*_1.0_224.h5",
        14,
        ("expanded_conv_project_BN", "block_3_project_BN", "block_6_project_BN", "block_13_project_BN", "out_relu"),
    ),
    "ResNet50": Application(
        "resnet",
        "resnet50_weights_*_kernels.h5",
        103,
        ("pool1_pool", "conv2_block3_out", "conv3_block4_out", "conv4_block6_out", "conv5_block3_out"),
    ),
    "VGG16": Application(
        "vgg16",
        "vgg16_weights_*_kernels.h5",
        553,
        ("block1_pool", "block2_pool", "block3_pool", "block4_pool", "block5_pool"),
    ),
}


def is_cached(name: str) -> bool:
    """Whether Keras has downloaded the network's weights before."""
    return any(_cache().glob(APPLICATIONS[name].weights))


def _cache() -> Path:
    return fetching.keras_home() / "models"


def application(name: str) -> tuple[Any, Any]:
    """Return a network of Keras Applications with its ImageNet weights, and its preprocessing of RGB 0–255 images."""
    entry = APPLICATIONS[name]
    module = import_module(f"keras.applications.{entry.module}")
    options = {"input_shape": (entry.side, entry.side, 3), "classifier_activation": None}
    return getattr(module, name)(weights="imagenet", **options), module.preprocess_input


def fetch(name: str) -> Work[None]:
    """Download the network's weights into Keras's own folder, in a process that ends when this generator is closed.

    Raises
    ------
    ModelRefused
        When the download fails or it stalls.
    """
    entry, folder = APPLICATIONS[name], _cache()
    failed = yield from fetching.fetch(
        name, ["core.jacobian.published_models", name], folder, entry.megabytes * 1_000_000
    )
    if failed is not None:
        raise ModelRefused(
            f"The weights of {name} ({entry.megabytes} MB) could not be downloaded; is there a network? SqueezeNet's "
            "spectra are shown without any download. Keras's own folder of an earlier download is used too: put the "
            f"file into {folder.name} of its folder (KERAS_HOME)."
        )


if __name__ == "__main__":
    application(sys.argv[1])
