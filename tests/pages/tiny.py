"""A topic so small that its runs take no time."""

from dataclasses import dataclass

import numpy as np

from core.runs.params import Params, integer
from core.runs.progress import Step
from core.runs.request import Request


@dataclass(frozen=True, kw_only=True)
class TinyParams(Params):
    size: int = integer(1, 1, 9, label="Size")

    def memory_bytes(self):
        return 8 * self.size

    def seconds(self):
        return 0.01 * self.size


@dataclass(frozen=True)
class Tiny:
    params: TinyParams
    array: np.ndarray


def compute(params):
    yield Step(0, 1, message="Counting")
    if params.size == 9:
        raise ValueError("Nine is not possible.")
    return Tiny(params, np.zeros(params.size))


def request(size):
    return Request("tiny", TinyParams(size=size), compute, Tiny)
