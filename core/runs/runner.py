"""Where work is done: in the thread that asks, in worker processes, or on a cluster."""

import gc
import sys
from collections.abc import Callable
from functools import cache
from typing import Protocol, TypeVar

from core.runs import settings
from core.runs.progress import Step, Work, drain

Result = TypeVar("Result")


@cache
def exempt_imports() -> None:
    """Exempt, once, all objects that live from garbage collection: nearly all of them are TensorFlow's own.

    Each collection takes 0.4 s through TensorFlow's 300,000 objects, and Streamlit collects after each rerun where
    Keras is imported.
    """
    gc.collect()
    gc.freeze()


class Lost(RuntimeError):
    """The process that did a work is gone; says so in a sentence."""


class Runner(Protocol):
    """Does work and passes its steps on.

    Attributes
    ----------
    places : int
        How many works it does at a time; `Jobs` lets the others wait.
    spare : int, optional
        Further places, for works that are known to be quick.
    note : str, optional
        What those who wait should know about it now.
    """

    @property
    def places(self) -> int: ...

    def run(self, start: Callable[[], Work[Result]], on_step: Callable[[Step | None], object]) -> Result:
        """Do the work that `start` begins and return its result; called in a thread of its own for each work.

        `on_step` is called with each step, and with None at least every 0.1 s while work is done elsewhere. Whatever
        it raises ends the work at once and goes on. A runner of other processes needs a `start` that can be pickled.
        """


class InThread:
    """Does one work at a time in the calling thread, where it can be ended only at a step."""

    places = 1

    def run(self, start: Callable[[], Work[Result]], on_step: Callable[[Step | None], object]) -> Result:
        """Do the work here."""
        try:
            return drain(start(), on_step)
        finally:
            if "tensorflow" in sys.modules:  # only where there are no workers
                exempt_imports()


def with_cluster(local: Runner) -> Runner:
    """Return the cluster that NBB_SCHEDULER names, with `local` in its place while it does not answer; else `local`."""
    address = settings.text("NBB_SCHEDULER")
    if not address:
        return local
    from core.runs.cluster import Cluster  # noqa: PLC0415 its packages are optional

    return Cluster(address, local)
