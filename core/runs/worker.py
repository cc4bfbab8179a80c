"""A worker process: ``python -m core.runs.worker``. It does one work after another for the process that started it.

Orders come on its standard input, and what becomes of them leaves on its standard output, as pickles: both ends are
this project's own. It ends when its input ends, so none is left behind by a server that was killed.
"""

import contextlib
import gc
import os
import pickle
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from core.runs import travel
from core.runs.progress import Step, drain
from core.runs.runner import exempt_imports

# What a worker says: READY once, then for each order any number of STEPs and one of the others.
READY, STEP, RESULT, ERROR, STOPPED = "ready", "step", "result", "error", "stopped"
STOP = b"stop"
NICENESS = 10
# Unpickling an error of theirs would import them into the web process.
HEAVY = ("tensorflow", "keras")


class Stopped(Exception):
    """The one who ordered the work wants no more of it."""


def import_tensorflow() -> None:
    """Import what nearly all runs need."""
    import keras  # noqa: F401, PLC0415 takes seconds
    import tensorflow as tf  # noqa: F401, PLC0415

    exempt_imports()


def main() -> None:
    """Do what is ordered until the input ends."""
    _come_last()
    orders: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    stop = threading.Event()
    out = _own_output()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, orders, stop), daemon=True).start()
    prepare = pickle.loads(orders.get())
    prepare()
    _say(out, READY, b"")
    while True:
        order = orders.get()
        _say(out, *_done(order, lambda step: _report(out, stop, step)))
        del order
        gc.collect()  # TensorFlow's graphs are cycles of few but large objects: Python looks for them too rarely


def _come_last() -> None:
    """Let pages have the processor before trainings, and let Linux end this process first where memory runs out."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    with contextlib.suppress(OSError):  # other systems have no such file
        Path("/proc/self/oom_score_adj").write_text("1000")


def _own_output() -> IO[bytes]:
    """Keep the standard output for messages; what libraries print goes to the log like their errors."""
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return out


def _listen(source: IO[bytes], orders: "queue.SimpleQueue[bytes]", stop: threading.Event) -> None:
    while True:
        try:
            message = pickle.load(source)
        except (EOFError, OSError, pickle.UnpicklingError):  # the server is gone, perhaps amid a message
            os._exit(0)
        if message == STOP:
            stop.set()
        else:
            stop.clear()  # one that came before is about the order before
            orders.put(message)


def _report(out: IO[bytes], stop: threading.Event, step: Step) -> None:
    if stop.is_set():
        raise Stopped
    _say(out, STEP, pickle.dumps(step))


def _done(order: bytes, on_step: Callable[[Step], object]) -> tuple[str, bytes]:
    """Do a work to its end; return what became of it."""
    try:
        result = drain(travel.unpacked(order)(), on_step)
        return RESULT, pickle.dumps(result, protocol=5)
    except Stopped:
        return STOPPED, b""
    except Exception as error:  # whatever a work raises belongs to those who watch it
        return ERROR, pickle.dumps(readable(error))


def readable(error: Exception) -> Exception:
    """Return an error that the web process can unpickle without importing TensorFlow, with its traceback as a note."""
    told: Exception = error
    if type(error).__module__.split(".")[0] in HEAVY:
        scarce = type(error).__name__ == "ResourceExhaustedError"
        told = MemoryError() if scarce else RuntimeError(f"{type(error).__name__}: {error}")
    try:
        pickle.loads(pickle.dumps(told))
    except Exception:  # an error whose class asks for more than its message can be written but not read
        told = RuntimeError(f"{type(error).__name__}: {error}")
    told.add_note("".join(traceback.format_exception(error)))
    return told


def _say(out: IO[bytes], kind: str, content: bytes) -> None:
    message: tuple[str, Any] = kind, content
    try:
        pickle.dump(message, out, protocol=5)
        out.flush()
    except OSError:  # the server is gone
        os._exit(0)


if __name__ == "__main__":
    main()
