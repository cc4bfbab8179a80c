"""A download in a process of its own, watched by the folder that it fills."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from core.runs.progress import Step, Work

ROOT = Path(__file__).resolve().parents[2]
STALL_SECONDS = 60.0


def keras_home() -> Path:
    """Where Keras keeps what it downloads: sets in ``datasets``, weights in ``models``."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")


def fetch(
    name: str, arguments: list[str], folder: Path, total: int, stall_seconds: float = STALL_SECONDS
) -> Work[str | None]:
    """Run ``python -m`` with `arguments`, which download `name` into `folder`, until it ends or stalls.

    The process ends when this generator is closed, and TensorFlow's memory goes with it.

    Yields
    ------
    Step
        Bytes that have come, of `total`.

    Returns
    -------
    str or None
        The last line of what a process said that failed, or that was ended as nothing had come for `stall_seconds`.
    """
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        try:
            before, received, moved = _size(folder), 0, time.monotonic()
            while process.poll() is None and time.monotonic() - moved <= stall_seconds:
                now = max(_size(folder) - before, 0)
                if now != received:
                    received, moved = now, time.monotonic()
                yield Step(min(received, total), total, {"MB": received / 1e6}, f"Downloading {name}")
                time.sleep(0.2)
        finally:
            process.kill()
            process.wait()
        log.seek(0)
        said = log.read().decode(errors="replace").strip().splitlines()
    return None if process.returncode == 0 else said[-1] if said else "no answer"


def _size(folder: Path) -> int:
    sizes = 0
    for path in folder.glob("**/*"):
        try:
            sizes += path.stat().st_size
        except FileNotFoundError:  # a partial file was renamed meanwhile
            continue
    return sizes
