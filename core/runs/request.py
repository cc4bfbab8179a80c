"""What a page can ask for: the run of some params, or a piece of work that has no params of its own."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Generic, TypeVar

from core.runs import settings
from core.runs.params import Params
from core.runs.progress import Work

Result = TypeVar("Result")


class Lane(StrEnum):
    """A queue of its own: one task of each lane works at a time, and none of them waits for another lane."""

    SHORT = "short work"
    TRAINING = "training"
    DOWNLOAD = "download"

    def seconds(self) -> float:
        """Return how long a task of this lane may work on this server."""
        return settings.number("NBB_DOWNLOAD_SECONDS" if self is Lane.DOWNLOAD else "NBB_RUN_SECONDS")


def digest(text: str | bytes, characters: int = 16) -> str:
    """Return the first hexadecimal `characters` of the SHA-256 of `text`: a short name for something long."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:characters]


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
        return digest(repr(self.key))


@dataclass(frozen=True)
class Request(Generic[Result]):
    """The run of `params`: `compute` makes it, and returns a `kind`.

    `name` is the folder of its baked runs under assets/runs.
    """

    name: str
    params: Params
    compute: Callable[[Any], Work[Result]]
    kind: type[Result]
    lane: Lane = Lane.TRAINING

    @property
    def key(self) -> Hashable:
        """What its result is kept under: equal for all params that mean the same run."""
        return (self.name, self.params.canonical())

    @property
    def digest(self) -> str:
        """A short name for its widgets."""
        return digest(repr(self.key))

    def start(self) -> Work[Result]:
        """Begin the computation, which the caller has to drive."""
        return self.compute(self.params.canonical())


Task = Chore[Result] | Request[Result]
