"""Nets that others trained: Keras Applications by name, and .keras files of which no code is ever run."""

import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from core.data.images import ASSETS, keras_folder
from core.progress import Step, Work

MAX_BYTES = 200_000_000  # of a .keras file, packed
MAX_UPLOAD_BYTES = 20_000_000
MAX_UNPACKED = 4  # times the packed size: weights hardly shrink, so more is no honest file
MAX_SIDE = 512
STALL_SECONDS = 60.0
# What a model's description may name. Keras finds everything below by this name alone, without importing other code.
MODULES = (
    "keras",
    "keras.activations",
    "keras.constraints",
    "keras.initializers",
    "keras.layers",
    "keras.models",
    "keras.regularizers",
    "keras.src.models.functional",
    "keras.src.models.sequential",
    "keras.src.ops.nn",
    "keras.src.ops.numpy",
)
# Layers that hold code, or that read files which the model names.
FORBIDDEN = (
    "__lambda__",
    "Lambda",
    "TFSMLayer",
    "JaxLayer",
    "FlaxLayer",
    "TorchModuleWrapper",
    "StringLookup",
    "IntegerLookup",
    "TextVectorization",
)


class ModelRefused(ValueError):
    """The model can't be used here; the message is a sentence for the visitor."""


@dataclass(frozen=True)
class Application:
    """One net of Keras Applications: about what travels for its weights, and the layers worth looking at."""

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


@dataclass(frozen=True)
class Description:
    """What a .keras file says about itself: the shape of one picture, and its layers in order."""

    shape: tuple[int, ...]
    layers: tuple[str, ...]


def is_cached(name: str) -> bool:
    """Whether Keras has downloaded the net's weights before."""
    return any(_cache().glob(APPLICATIONS[name].weights))


def _cache() -> Path:
    return keras_folder().parent / "models"


def application(name: str) -> tuple[Any, Any]:
    """Return a net of Keras Applications with its ImageNet weights, and its preprocessing of RGB 0–255 pictures."""
    entry = APPLICATIONS[name]
    module = import_module(f"keras.applications.{entry.module}")
    options = {"input_shape": (entry.side, entry.side, 3), "classifier_activation": None}
    return getattr(module, name)(weights="imagenet", **options), module.preprocess_input


def fetch(name: str) -> Work[None]:
    """Download the net's weights into Keras's own folder, in a process that ends when this generator is closed.

    Raises
    ------
    ModelRefused
        When the download fails or nothing arrives for STALL_SECONDS.
    """
    entry, folder = APPLICATIONS[name], _cache()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "core.analyses.jacobian_models", name],
            cwd=ASSETS.parent,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            before, received, moved = _size(folder), 0, time.monotonic()
            while process.poll() is None and time.monotonic() - moved < STALL_SECONDS:
                now = _size(folder) - before
                if now != received:
                    received, moved = now, time.monotonic()
                done = min(max(received // 1_000_000, 0), entry.megabytes)
                yield Step(done, entry.megabytes, {"MB": received / 1e6}, f"Downloading {name}")
                time.sleep(0.2)
        finally:
            process.kill()
            process.wait()
    if process.returncode != 0:
        raise ModelRefused(
            f"The weights of {name} ({entry.megabytes} MB) could not be downloaded; is there a network? SqueezeNet's "
            "spectra are shown without any download. Keras's own folder of an earlier download is used too: put the "
            f"file into {folder.name} of its folder (KERAS_HOME)."
        )


def _size(folder: Path) -> int:
    sizes = 0
    for path in folder.glob("*"):
        try:
            sizes += path.stat().st_size
        except FileNotFoundError:  # a partial file was renamed meanwhile
            continue
    return sizes


def models_folder() -> Path | None:
    """The folder that the host has named in NBB_MODELS_DIR."""
    named = os.environ.get("NBB_MODELS_DIR", "")
    return Path(named).expanduser() if named else None


def uploads_allowed() -> bool:
    """Whether the host has switched uploads on."""
    return os.environ.get("NBB_ALLOW_MODEL_UPLOADS") == "1"


def saved_models(folder: Path | None) -> tuple[str, ...]:
    """Names of the .keras files in `folder`, in order."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.glob("*.keras") if path.is_file()))


def describe(path: Path) -> Description:
    """Read what a .keras file is, without Keras, and refuse whatever could run code or needs more than Keras.

    Raises
    ------
    ModelRefused
        With a sentence that says why the file can't be used.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise ModelRefused(f"The file has {size / 1e6:,.0f} MB; up to {MAX_BYTES / 1e6:,.0f} MB are read.")
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED * size + 10_000_000:
                raise ModelRefused("The file unpacks to far more than it holds, so it is not opened.")
            if {"config.json", "model.weights.h5"} - set(archive.namelist()):
                raise ModelRefused("This is no whole model saved by Keras 3 (.keras).")
            config = json.loads(archive.read("config.json"))
        _check(config)
        layers = config["config"]["layers"]
        shapes = [layer["config"]["batch_shape"] for layer in layers if layer["class_name"] == "InputLayer"]
        names = tuple(str(layer["config"]["name"]) for layer in layers if layer["class_name"] != "InputLayer")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, zipfile.BadZipFile) as error:
        if isinstance(error, ModelRefused):
            raise
        raise ModelRefused("The file is damaged, or no model saved by Keras 3 (.keras).") from error
    if len(shapes) != 1:
        raise ModelRefused(f"The model has {len(shapes)} inputs; a Jacobian here has one.")
    shape = tuple(shapes[0][1:])
    good = len(shape) in (2, 3) and all(isinstance(n, int) and 2 <= n <= MAX_SIDE for n in shape[:2])
    if not good or (len(shape) == 3 and shape[2] not in (1, 3)):
        said = " x ".join("open" if n is None else str(n) for n in shape) or "nothing"
        raise ModelRefused(
            f"The model's input is {said}; it must be one picture: height x width, or height x width x 1 or 3, with "
            f"2 to {MAX_SIDE} pixels a side."
        )
    return Description(shape, names)


def _check(config: Any) -> None:
    """Refuse a description that names anything but Keras's own layers and functions."""
    for name, module in _named(config):
        if name in FORBIDDEN:
            kind = "a Lambda layer" if "ambda" in name else f"a {name} layer"
            raise ModelRefused(f"The model holds {kind}, whose code or files would have to be trusted.")
        if module not in MODULES:
            raise ModelRefused(f"The model needs {name}, which Keras does not come with: it would be someone's code.")


def _named(config: Any) -> Iterator[tuple[str, str]]:
    """Every (class name, module) of a description, however deep."""
    if isinstance(config, dict):
        if "class_name" in config and not str(config["class_name"]).startswith(("__tuple", "__keras_tensor")):
            yield str(config["class_name"]), str(config.get("module"))
        for key, value in config.items():
            if key != "compile_config":  # never read: models are loaded with compile=False
                yield from _named(value)
    elif isinstance(config, list):
        for value in config:
            yield from _named(value)


def load_saved(path: Path) -> Any:
    """Load a .keras file after `describe` has let it pass.

    Raises
    ------
    ModelRefused
        When it is refused, or Keras can't load it in safe mode.
    """
    import keras  # noqa: PLC0415 takes seconds

    describe(path)
    try:
        return keras.saving.load_model(path, compile=False, safe_mode=True)
    except Exception as error:  # a file from elsewhere can fail in any way
        raise ModelRefused("Keras can't load the file: it is damaged, or from a newer Keras.") from error


if __name__ == "__main__":
    application(sys.argv[1])
