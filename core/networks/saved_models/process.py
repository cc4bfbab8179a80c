"""The process in which a .keras file from elsewhere is loaded and used: ``python -m`` this module and a folder.

The folder holds what `files.unpack` wrote, what is asked for, and the images that go with it. Steps leave as lines of
JSON on the standard output, the result as an archive of plain arrays; nothing is pickled in either direction.
"""

import json
import logging
import math
import os
import sys
import threading
import time
from importlib import import_module
from pathlib import Path
from typing import Any

from core.networks.saved_models import ModelRefused
from core.networks.saved_models.files import CONFIG, WEIGHTS
from core.runs.progress import Step

# Numbers of 4 bytes.
MAX_WEIGHTS = 60_000_000
MAX_TENSOR = 60_000_000
MAX_TENSORS = 200_000_000  # everything between input and output together, at one image
MAX_STORED = 20_000  # data sets and groups in the file of weights
MAX_FILE_BYTES = 100_000_000  # that this process may write to one file
ASKED, IMAGES, RESULT = "asked.json", "images.npz", "result.npz"
log = logging.getLogger(__name__)
CANNOT_LOAD = "Keras can't load the file: it is damaged, or from a newer Keras."


def limit(memory: int) -> None:
    """Bound this process's data to `memory` bytes, and end it when the one that started it is gone.

    Where the system has no such limit (Windows), or does not keep it (macOS), the memory in use is watched instead.
    """
    try:
        import resource  # noqa: PLC0415 not on Windows
    except ImportError:
        resource = None  # type: ignore[assignment]
    if resource is not None:
        # Not RLIMIT_AS: TensorFlow reserves gigabytes of addresses that it never fills.
        resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_BYTES, MAX_FILE_BYTES))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    threading.Thread(target=_watch, args=(os.getppid(), memory, resource), daemon=True).start()


def _watch(parent: int, memory: int, resource: Any) -> None:
    while os.getppid() == parent:
        # The libraries' own pages, which are no data, come on top.
        if _resident(resource) > 1.5 * memory:
            print(json.dumps({"memory": memory}), flush=True)
            break
        time.sleep(0.2)
    os._exit(1)


def _resident(resource: Any) -> int:
    """Return the bytes of memory in use, or their peak where only that is known; 0 where nothing is.

    On Linux a process takes over the peak of the one that started it, which may be a server of a gigabyte.
    """
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    if resource is None:
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) * (1 if sys.platform == "darwin" else 1024)


def check_weights(path: Path) -> None:
    """Refuse a file of weights that claims too much, or that points out of itself, before Keras reads any of it.

    Raises
    ------
    ModelRefused
    """
    import h5py  # noqa: PLC0415

    numbers, stored = 0, 0
    with h5py.File(path, "r") as file:
        groups = [file]
        while groups:
            group = groups.pop()
            for name in group:
                stored += 1
                if stored > MAX_STORED or not isinstance(group.get(name, getlink=True), h5py.HardLink):
                    raise ModelRefused("The file's weights are too many, or they lie in other files.")
                item = group[name]
                if isinstance(item, h5py.Group):
                    groups.append(item)
                    continue
                if (
                    not isinstance(item, h5py.Dataset)
                    or item.is_virtual
                    or item.external
                    or item.dtype.kind not in "biuf"
                ):
                    raise ModelRefused("The file's weights are no plain numbers, or they lie in other files.")
                numbers += math.prod(item.shape)
    # As many again may be kept beside the weights: counters, statistics, seeds.
    if numbers > 2 * MAX_WEIGHTS:
        raise ModelRefused(f"The file claims {numbers:,} weights; up to {MAX_WEIGHTS:,} are taken.")


def measure(config: dict[str, Any], shape: tuple[int, ...]) -> None:
    """Build the model as a graph, which takes no memory, and refuse one that needs too much.

    Raises
    ------
    ModelRefused
    """
    import keras  # noqa: PLC0415 takes seconds
    import tensorflow as tf  # noqa: PLC0415

    with tf.Graph().as_default() as graph:
        model = keras.saving.deserialize_keras_object(config, safe_mode=True)
        model.call(tf.zeros((1, *shape)), training=False)
    weights = sum(math.prod(variable.shape) for variable in model.variables)
    tensors = [tensor.shape for operation in graph.get_operations() for tensor in operation.outputs]
    sizes = [math.prod(shape) for shape in tensors if shape.is_fully_defined()]
    for count, most, name in (
        (weights, MAX_WEIGHTS, "weights"),
        (max(sizes), MAX_TENSOR, "numbers in one layer"),
        (sum(sizes), MAX_TENSORS, "numbers in all layers together"),
    ):
        if count > most:
            raise ModelRefused(f"The model has {count:,} {name}; up to {most:,} are taken.")


def load(folder: Path, shape: tuple[int, ...]) -> Any:
    """Load the model that `files.unpack` left in `folder`.

    Raises
    ------
    ModelRefused
        When it is too large, or Keras can't load it.
    """
    import keras  # noqa: PLC0415
    import tensorflow as tf  # noqa: PLC0415

    config = (folder / CONFIG).read_text()
    try:
        check_weights(folder / WEIGHTS)
        measure(json.loads(config), shape)
        model = keras.saving.deserialize_keras_object(json.loads(config), safe_mode=True)
        model.load_weights(str(folder / WEIGHTS))
    except (ModelRefused, MemoryError, tf.errors.ResourceExhaustedError):
        raise
    except Exception as error:  # a file from elsewhere can fail in any way
        log.warning("a model can't be loaded", exc_info=error)
        raise ModelRefused(CANNOT_LOAD) from error
    return model


def main(folder: Path, memory: int) -> None:
    """Do what is asked for with the model in `folder` within `memory` bytes."""
    limit(memory)
    say(Step(0, 100, message="Loading the model"))
    import tensorflow as tf  # noqa: PLC0415

    from core.runs import archive  # noqa: PLC0415
    from core.runs.progress import drain  # noqa: PLC0415

    asked = json.loads((folder / ASKED).read_text())
    params = _named(asked["params_class"]).from_query(asked["params"])
    x = archive.read_npz(folder / IMAGES)["x"] if (folder / IMAGES).exists() else None
    try:
        model = load(folder, tuple(asked["shape"]))
        run = drain(_named(asked["task"])(params, model, x), say)
    except (MemoryError, tf.errors.ResourceExhaustedError):
        print(json.dumps({"memory": memory}), flush=True)
    except (ModelRefused, FloatingPointError) as error:
        print(json.dumps({"refused": str(error)}), flush=True)
    else:
        archive.save(folder / RESULT, run)


def _named(name: str) -> Any:
    """Return what `name`, "module:object" as the server wrote it, means."""
    module, _, found = name.partition(":")
    return getattr(import_module(module), found)


def say(step: Step) -> None:
    """Write a step as a line of JSON."""
    print(json.dumps({"step": [step.index, step.total, dict(step.metrics), step.message]}), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
