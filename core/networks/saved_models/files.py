"""What a .keras file says about itself, and the parts of it that are used.

Nothing here imports Keras: a file is described and taken apart, and `process` loads it in a process of its own.
"""

import io
import json
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.networks.saved_models import ModelRefused
from core.networks.saved_models.safe_config import cleaned
from core.runs import settings

MAX_BYTES = 200_000_000  # of a .keras file, packed
MAX_UPLOAD_BYTES = 20_000_000
MAX_UNPACKED = 4  # times the packed size: weights hardly shrink, so more is no honest file
MAX_CONFIG_BYTES = 10_000_000
MAX_SIDE = 512
DAMAGED = "The file is damaged, or no model saved by Keras 3 (.keras)."
CONFIG, WEIGHTS = "config.json", "model.weights.h5"


@dataclass(frozen=True)
class Description:
    """What a .keras file says about itself: the shape of one image, and its layers in order."""

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
    """Read what a .keras file (or its content) is, without Keras, and refuse whatever could run code.

    Raises
    ------
    ModelRefused
        With a sentence that says why the file can't be used.
    """
    return _read(model)[0]


def unpack(model: Path | bytes, folder: Path) -> Description:
    """Write the checked description and the weights of a .keras file into `folder`, and nothing else of it.

    Raises
    ------
    ModelRefused
        As `describe`.
    """
    described, config = _read(model)
    (folder / CONFIG).write_text(json.dumps(config))
    try:
        with _opened(model) as archive, archive.open(WEIGHTS) as packed, (folder / WEIGHTS).open("wb") as file:
            shutil.copyfileobj(packed, file)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise ModelRefused(DAMAGED) from error
    return described


def _read(model: Path | bytes) -> tuple[Description, dict[str, Any]]:
    """The description of a file, and the configuration that is left of it after `cleaned`."""
    try:
        config = cleaned(_config(model))
        layers = config["config"]["layers"]
        shapes = [tuple(layer["config"]["batch_shape"][1:]) for layer in layers if layer["class_name"] == "InputLayer"]
        names = tuple(str(layer["config"]["name"]) for layer in layers if layer["class_name"] != "InputLayer")
    except ModelRefused:
        raise
    except Exception as error:  # a file from elsewhere can fail in any way
        raise ModelRefused(DAMAGED) from error
    if len(shapes) != 1 or not names:
        raise ModelRefused(
            f"The model has {len(shapes)} inputs and {len(names)} layers; it must have one input and a layer."
        )
    shape = shapes[0]
    good = len(shape) in (2, 3) and all(isinstance(n, int) and 2 <= n <= MAX_SIDE for n in shape[:2])
    if not good or (len(shape) == 3 and shape[2] not in (1, 3)):
        said = " x ".join(str(n) if isinstance(n, int) else "open" for n in shape) or "nothing"
        raise ModelRefused(
            f"The model's input is {said}; it must be one image: height x width, or height x width x 1 or 3, with "
            f"2 to {MAX_SIDE} pixels a side."
        )
    return Description(shape, names), config


def _opened(model: Path | bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(model) if isinstance(model, bytes) else model)


def _config(model: Path | bytes) -> Any:
    """The configuration inside the file, as it is written there."""
    size = len(model) if isinstance(model, bytes) else model.stat().st_size
    if size > MAX_BYTES:
        raise ModelRefused(f"The file has {size / 1e6:,.0f} MB; up to {MAX_BYTES / 1e6:,.0f} MB are read.")
    with _opened(model) as archive:
        sizes = {item.filename: item.file_size for item in archive.infolist()}
        if sum(sizes.values()) > MAX_UNPACKED * size + 10_000_000 or sizes.get(CONFIG, 0) > MAX_CONFIG_BYTES:
            raise ModelRefused("The file unpacks to far more than a model holds, so it is not opened.")
        if {CONFIG, WEIGHTS} - sizes.keys():
            raise ModelRefused("This is no whole model saved by Keras 3 (.keras).")
        return json.loads(archive.read(CONFIG))
