"""Nets that others trained, as .keras files of which no code is ever run."""

import io
import json
import math
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.jacobian.published_models import ModelRefused
from core.runs import settings

MAX_BYTES = 200_000_000  # of a .keras file, packed
MAX_UPLOAD_BYTES = 20_000_000
MAX_UNPACKED = 4  # times the packed size: weights hardly shrink, so more is no honest file
MAX_CONFIG_BYTES = 10_000_000
MAX_SIDE = 512
# Numbers of 4 bytes: what a file of MAX_BYTES can hold, and what a net may need at once at one picture.
MAX_WEIGHTS = 60_000_000
MAX_TENSOR = 60_000_000
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


@dataclass(frozen=True)
class Description:
    """What a .keras file says about itself: the shape of one picture, and its layers in order."""

    shape: tuple[int, ...]
    layers: tuple[str, ...]


def models_folder() -> Path | None:
    """The folder that the host has named in NBB_MODELS_DIR."""
    named = settings.text("NBB_MODELS_DIR")
    return Path(named).expanduser() if named else None


def uploads_allowed() -> bool:
    """Whether the host has switched uploads on."""
    return settings.text("NBB_ALLOW_MODEL_UPLOADS") == "1"


def saved_models(folder: Path | None) -> tuple[str, ...]:
    """Names of the .keras files in `folder`, in order."""
    if folder is None or not folder.is_dir():
        return ()
    return tuple(sorted(path.name for path in folder.glob("*.keras") if path.is_file()))


def describe(model: Path | bytes) -> Description:
    """Read what a .keras file (or its content) is, without Keras, and refuse whatever could run code or is too large.

    Raises
    ------
    ModelRefused
        With a sentence that says why the file can't be used.
    """
    try:
        config = _config(model)
        _check(config)
        layers = config["config"]["layers"]
        shapes = [tuple(layer["config"]["batch_shape"][1:]) for layer in layers if layer["class_name"] == "InputLayer"]
        names = tuple(str(layer["config"]["name"]) for layer in layers if layer["class_name"] != "InputLayer")
    except ModelRefused:
        raise
    except Exception as error:  # a file from elsewhere can fail in any way
        raise ModelRefused("The file is damaged, or no model saved by Keras 3 (.keras).") from error
    if len(shapes) != 1 or not names:
        raise ModelRefused(
            f"The model has {len(shapes)} inputs and {len(names)} layers; a Jacobian here has one input and a layer."
        )
    shape = shapes[0]
    good = len(shape) in (2, 3) and all(isinstance(n, int) and 2 <= n <= MAX_SIDE for n in shape[:2])
    if not good or (len(shape) == 3 and shape[2] not in (1, 3)):
        said = " x ".join("open" if n is None else str(n) for n in shape) or "nothing"
        raise ModelRefused(
            f"The model's input is {said}; it must be one picture: height x width, or height x width x 1 or 3, with "
            f"2 to {MAX_SIDE} pixels a side."
        )
    return Description(shape, names)


def _config(model: Path | bytes) -> Any:
    """The description inside the file."""
    size = len(model) if isinstance(model, bytes) else model.stat().st_size
    if size > MAX_BYTES:
        raise ModelRefused(f"The file has {size / 1e6:,.0f} MB; up to {MAX_BYTES / 1e6:,.0f} MB are read.")
    with zipfile.ZipFile(io.BytesIO(model) if isinstance(model, bytes) else model) as archive:
        sizes = {item.filename: item.file_size for item in archive.infolist()}
        if sum(sizes.values()) > MAX_UNPACKED * size + 10_000_000 or sizes.get("config.json", 0) > MAX_CONFIG_BYTES:
            raise ModelRefused("The file unpacks to far more than a model holds, so it is not opened.")
        if {"config.json", "model.weights.h5"} - sizes.keys():
            raise ModelRefused("This is no whole model saved by Keras 3 (.keras).")
        return json.loads(archive.read("config.json"))


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


def load_saved(model: Path | bytes) -> Any:
    """Load a .keras file (or its content, of which nothing stays on the disk) after `describe` has let it pass.

    Raises
    ------
    ModelRefused
        When it is refused, is too large, or Keras can't load it in safe mode.
    """
    import keras  # noqa: PLC0415 takes seconds

    shape = describe(model).shape
    try:
        _measure(_config(model), shape)
        with _on_disk(model) as path:
            return keras.saving.load_model(path, compile=False, safe_mode=True)
    except ModelRefused:
        raise
    except Exception as error:  # a file from elsewhere can fail in any way
        raise ModelRefused("Keras can't load the file: it is damaged, or from a newer Keras.") from error


def _measure(config: Any, shape: tuple[int, ...]) -> None:
    """Build the net as a graph, which takes no memory, and refuse one whose weights or activations are too many."""
    import keras  # noqa: PLC0415
    import tensorflow as tf  # noqa: PLC0415

    with tf.Graph().as_default() as graph:
        model = keras.saving.deserialize_keras_object(config, safe_mode=True)
        model.call(tf.zeros((1, *shape)), training=False)
    weights = sum(math.prod(variable.shape) for variable in model.variables)
    tensors = [tensor.shape for operation in graph.get_operations() for tensor in operation.outputs]
    largest = max(math.prod(shape) for shape in tensors if shape.is_fully_defined())
    for count, most, name in ((weights, MAX_WEIGHTS, "weights"), (largest, MAX_TENSOR, "numbers in one layer")):
        if count > most:
            raise ModelRefused(f"The model has {count:,} {name}; up to {most:,} are taken.")


@contextmanager
def _on_disk(model: Path | bytes) -> Iterator[Path]:
    """A file for as long as Keras reads it, as Keras opens files alone."""
    if isinstance(model, Path):
        yield model
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.keras"
        path.write_bytes(model)
        yield path
