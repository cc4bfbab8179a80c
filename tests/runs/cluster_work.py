"""Work that the tests of the cluster send to its workers, which import this module."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.data import own_store
from core.runs.params import Params, integer, text
from core.runs.progress import Step, Work
from core.runs.request import Request


def nothing() -> None:
    """What workers import for these runs."""


@dataclass(frozen=True, kw_only=True)
class CountParams(Params):
    """How far to count, and a seed that tells runs apart."""

    steps: int = integer(5, 1, 1000, label="Steps")
    dataset: str = text("none", label="Data set")
    seed: int = integer(0, 0, 1_000_000, label="Seed")

    def memory_bytes(self) -> int:
        return 1_000

    def seconds(self) -> float:
        return 1.0


@dataclass(frozen=True)
class Counted:
    params: CountParams
    squares: np.ndarray


def count(params: CountParams, pause: float = 0.0, mark: Path | None = None) -> Work[Counted]:
    """Count, and add a line to `mark` at the start."""
    if mark is not None:
        with mark.open("a") as file:
            file.write(f"{os.getpid()}\n")
    for index in range(params.steps):
        yield Step(index, params.steps, {"square": np.float32(index**2), "process": os.getpid()}, "Counting")
        time.sleep(pause)
    return Counted(params, np.arange(params.steps) ** 2 + params.seed)


def look_at_set(params: CountParams) -> Work[Counted]:
    """Return the sum of the set that the params name."""
    yield Step(0, 1)
    found = own_store.STORE.find(params.dataset)
    return Counted(params, np.array(-1 if found is None else found.sum()))


def too_much(_params: CountParams) -> int:
    """More memory than any server allows."""
    return 10**12


def fail(params: CountParams) -> Work[Counted]:
    """Fail with a sentence after a step."""
    yield Step(0, 1)
    raise ValueError(f"Seed {params.seed} is unlucky.")


def stand_still(params: CountParams) -> Work[Counted]:
    """Come to no second step."""
    yield Step(0, 1, {"process": os.getpid()})
    time.sleep(600)
    return Counted(params, np.zeros(1))


def allocate(params: CountParams) -> Work[Counted]:
    """Take ever more memory."""
    taken = []
    while True:
        yield Step(len(taken), 1000, {"process": os.getpid()})
        taken.append(np.ones(5_000_000))
        time.sleep(0.02)


def request(compute: Any, **values: Any) -> Request[Counted]:
    return Request("count", CountParams(**values), compute, Counted)
