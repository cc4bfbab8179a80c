"""A .keras file from elsewhere, used in a process of its own, which is ended when it takes too much or on Stop."""

import dataclasses
import json
import logging
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np

from core.networks.saved_models import ModelRefused, files
from core.networks.saved_models.process import ASKED, IMAGES, RESULT
from core.runs import archive
from core.runs.params import Params
from core.runs.progress import Step, Work

Result = TypeVar("Result")

ROOT = Path(__file__).resolve().parents[3]
# TensorFlow alone takes 0.6 GB of data; the directions of a 512 x 512 colour image take 0.8 GB.
MEMORY_BYTES = 2_000_000_000
SECONDS = 300.0
POLL_SECONDS = 0.1
log = logging.getLogger(__name__)


def run(
    task: Callable[..., Work[Result]],
    params: Params,
    model: Path | bytes,
    kind: type[Result],
    *,
    images: np.ndarray | None = None,
    memory: int = MEMORY_BYTES,
    seconds: float = SECONDS,
    module: str = "core.networks.saved_models.process",
) -> Work[Result]:
    """Do `task` with a .keras file (or its content) in a process of its own, and return the result, of class `kind`.

    `module` is what the process runs. It is killed when this generator is closed, after `seconds`, and ends by itself
    beyond `memory` bytes.

    Parameters
    ----------
    task
        A function of a module, which the process calls with `params`, the loaded model and `images`.
    images : (n, h, w) or (n, h, w, 3) uint8, optional

    Yields
    ------
    Step
        What the process reports; the last one again while it says nothing new.

    Raises
    ------
    ModelRefused
        When the file is refused, or took too much memory or time.
    """
    with tempfile.TemporaryDirectory(prefix="nbb-model-") as name:
        folder = Path(name)
        described = files.unpack(model, folder)
        asked = {"task": _name(task), "params_class": _name(type(params)), "params": params.to_query()}
        (folder / ASKED).write_text(json.dumps(asked | {"shape": described.shape}))
        if images is not None:
            archive.write_npz(folder / IMAGES, {"x": images})
        said: dict[str, Any] = {}
        command = [sys.executable, "-m", module, name, str(memory)]
        with (folder / "out").open("wb") as out, (folder / "errors").open("wb") as errors:
            process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=out, stderr=errors)
        try:
            with (folder / "out").open("rb") as lines:
                yield from _watched(process, lines, said, seconds)
        finally:
            process.kill()
            process.wait()
        if process.returncode != 0 or "refused" in said:
            tail = (folder / "errors").read_bytes()[-4000:]
            log.info("a model was refused: %s", tail.decode(errors="replace"))
        return _result(process.returncode, said, folder / RESULT, params, kind, memory)


def _name(found: Any) -> str:
    """The name by which the process finds a function or class."""
    return f"{found.__module__}:{found.__qualname__}"


def _watched(process: "subprocess.Popen[bytes]", out: IO[bytes], said: dict[str, Any], seconds: float) -> Work[None]:
    """Pass on the steps of a process until it ends; what else it said is left in `said`."""
    until, step, rest = time.monotonic() + seconds, Step(0, 100, message="Starting a process for the model"), b""
    while True:
        ended = process.poll() is not None
        *lines, rest = (rest + out.read()).split(b"\n")
        for line in _parsed(lines):
            if "step" in line:
                step = Step(*line["step"])
            else:
                said.update(line)
        if ended:
            return
        if time.monotonic() > until:
            raise ModelRefused(
                f"The model was not done after {seconds:g} seconds, and was ended. Choose an earlier layer, a smaller "
                "image set, or a model for smaller images."
            )
        yield step
        time.sleep(POLL_SECONDS)


def _parsed(lines: list[bytes]) -> Iterator[dict[str, Any]]:
    """Those lines that are JSON objects: libraries may write others to the same output."""
    for line in lines:
        if line.startswith(b"{"):
            yield json.loads(line)


def _result(code: int, said: dict[str, Any], path: Path, params: Params, kind: type[Result], memory: int) -> Result:
    if "refused" in said:
        raise ModelRefused(str(said["refused"]))
    if "memory" in said or code < 0:  # a library that gets no memory may also end the process by a signal
        raise ModelRefused(
            f"The model needs more than the {memory / 1e9:g} GB of memory that it may take here, and was ended. Choose "
            "an earlier layer, or a model for smaller images."
        )
    if code != 0:
        raise ModelRefused("The model could not be run: it uses layers in a way that is not supported here.")
    found = archive.load(path, kind, params=type(params))
    return archive.freeze(dataclasses.replace(found, params=params))  # type: ignore[type-var]
