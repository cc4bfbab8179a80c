"""How long work speaks: a generator yields `Step`s and returns its result."""

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Result = TypeVar("Result")


@dataclass(frozen=True)
class Step:
    """One moment of long work, and a place where it may be ended.

    `index` of `total` units are done (a fraction within a unit); `metrics` are numbers worth showing; `message` says
    what is being done.
    """

    index: float
    total: int
    metrics: Mapping[str, float] = field(default_factory=dict)
    message: str = ""


Work = Generator[Step, None, Result]


def relay(work: Work[Result], translate: Callable[[Step], Step]) -> Work[Result]:
    """Run `work` as a part of other work: yield what `translate` makes of its steps, and return its result."""
    try:
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                return end.value
            yield translate(step)
    finally:
        work.close()


def share(work: Work[Result], start: float, end: float, message: str = "") -> Work[Result]:
    """Pass on the steps of a part of some work as those from `start` to `end` of 100, perhaps with another message."""

    def change(step: Step) -> Step:
        index = start + (end - start) * min(1.0, step.index / max(step.total, 1))
        return Step(round(index), 100, step.metrics, message or step.message)

    return relay(work, change)


def drain(work: Work[Result], on_step: Callable[[Step], object] | None = None) -> Result:
    """Run `work` to its end and return its result.

    `on_step` is called with each step. Whatever it raises ends the work: the generator is closed,
    so that its `finally` blocks release what it held, and the exception goes on.
    """
    try:
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                return end.value
            if on_step is not None:
                on_step(step)
    finally:
        work.close()
