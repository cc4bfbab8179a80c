"""What a page can ask for: the run of some params, or a piece of work that has no params of its own."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeVar

from core.runs import settings
from core.runs.params import Params, fingerprint
from core.runs.progress import Work

Result = TypeVar("Result")


# Estimated seconds are right within this factor on the machine that they were measured on.
MARGIN = 3


class TooLarge(ValueError):
    """The run may need more memory or time than the host allows; says so with both numbers."""


def duration(seconds: float) -> str:
    """Return a time in the largest unit of which it has at least two: "90 seconds", "40 minutes"."""
    for unit, length in (("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {unit}"
    return f"{seconds:,.0f} seconds"


class Lane(StrEnum):
    """A queue of its own: one task of each lane works at a time, and none of them waits for another lane."""

    SHORT = "short work"
    TRAINING = "training"
    DOWNLOAD = "download"

    def seconds(self) -> float:
        """Return how long a task of this lane may work on this server."""
        return settings.number("NBB_DOWNLOAD_SECONDS" if self is Lane.DOWNLOAD else "NBB_RUN_SECONDS")


@dataclass(frozen=True)
class Chore(Generic[Result]):
    """A piece of work that `name` identifies completely, such as a download."""

    name: str
    start: Callable[[], Work[Result]]
    lane: Lane = Lane.SHORT

    @property
    def key(self) -> Hashable:
        """What its result is kept under."""
        return (self.name,)

    @property
    def digest(self) -> str:
        """A short name for its widgets."""
        return fingerprint(repr(self.key))


@dataclass(frozen=True)
class Request(Generic[Result]):
    """The run of `params`: `compute` makes it, and returns a `kind`.

    `name` is the folder of its baked runs under assets/runs. `memory` bounds the memory that `compute` takes, and
    `cost` estimates its seconds, where that is not what the params say of themselves.
    """

    name: str
    params: Params
    compute: Callable[[Any], Work[Result]]
    kind: type[Result]
    lane: Lane = Lane.TRAINING
    memory: Callable[[Any], int] | None = None
    cost: Callable[[Any], float] | None = None

    @property
    def key(self) -> Hashable:
        """What its result is kept under: equal for all params that mean the same run."""
        return (self.name, self.params.canonical())

    @property
    def digest(self) -> str:
        """A short name for its widgets."""
        return fingerprint(repr(self.key))

    def memory_bytes(self) -> int:
        """Return an upper bound of the memory that the run takes."""
        params = self.params.canonical()
        return params.memory_bytes() if self.memory is None else self.memory(params)

    def seconds(self) -> float:
        """Return a rough estimate of the seconds that the run takes; see `Params.seconds`."""
        params = self.params.canonical()
        return params.seconds() if self.cost is None else self.cost(params)

    def admit(self) -> None:
        """Refuse what this server cannot do.

        Raises
        ------
        TooLarge
            When the run may need more memory than this server allows, or surely takes longer.
        """
        needed, allowed = self.memory_bytes(), settings.number("NBB_RUN_MEMORY") * 1_000_000
        if needed > allowed:
            raise TooLarge(
                f"This run may need {needed / 1e6:,.0f} MB of memory, and this server allows {allowed / 1e6:,.0f} MB. "
                "Choose smaller settings, such as fewer units, layers, networks or steps."
            )
        seconds, limit = self.seconds(), self.lane.seconds()
        if seconds > MARGIN * limit:
            raise TooLarge(
                f"This run may take about {duration(seconds)}, and this server allows {duration(limit)}. "
                "Choose smaller settings, such as fewer epochs, steps, units or networks."
            )

    def start(self) -> Work[Result]:
        """Begin the computation, which the caller has to drive.

        Raises
        ------
        TooLarge
            As `admit` does.
        """
        self.admit()
        return self.compute(self.params.canonical())


Task = Chore[Result] | Request[Result]
