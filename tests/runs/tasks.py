"""Works for worker processes, which find them by name."""

import os
import time
from dataclasses import dataclass, field

import numpy as np

from core.data import image_sets
from core.networks.training import TrainingParams
from core.runs.progress import Step, Work


@dataclass(frozen=True)
class Squares:
    values: np.ndarray
    pid: int = field(default=0, compare=False)


def nothing() -> None:
    """Prepare nothing."""


def squares(count: int, pause: float = 0.0) -> Work[Squares]:
    for index in range(count):
        yield Step(index, count, {"square": index**2}, f"square {index}")
        time.sleep(pause)
    return Squares(np.arange(count) ** 2, os.getpid())


def prints(text: str) -> Work[Squares]:
    print(text, flush=True)
    return (yield from squares(1))


def sleeps() -> Work[None]:
    yield Step(0, 1)
    time.sleep(1000)


def hogs_the_interpreter() -> Work[None]:
    yield Step(0, 1)
    sum(range(10**11))  # holds the interpreter's lock but for a moment now and then


def dies() -> Work[None]:
    yield Step(0, 1)
    os.kill(os.getpid(), 9)


def allocates() -> Work[None]:
    held = []
    while True:
        held.append(np.ones(4_000_000))
        yield Step(len(held), 1)


def allocates_in_one_step() -> Work[None]:
    yield Step(0, 1)
    held = []
    while True:
        held.append(np.ones(4_000_000))


def raises(error: Exception) -> Work[None]:
    yield Step(0, 1)
    raise error


class NeedsTwo(ValueError):
    """An error that pickles but does not unpickle."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}")


def raises_what_cannot_travel() -> Work[None]:
    yield Step(0, 1)
    raise NeedsTwo("one", "two")


def raises_an_error_of_tensorflow(scarce: bool) -> Work[None]:
    import tensorflow as tf

    yield Step(0, 1)
    kind = tf.errors.ResourceExhaustedError if scarce else tf.errors.InvalidArgumentError
    raise kind(None, None, "said by TensorFlow")


@dataclass(frozen=True)
class OfASet:
    """A request for the training images of the set that its params name."""

    params: TrainingParams

    def start(self) -> Work[np.ndarray]:
        yield Step(0, 1)
        images = image_sets.load(self.params.dataset).x_train
        assert not images.flags.writeable
        return images
