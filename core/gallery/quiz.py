"""A question that a visitor answers before looking, with the answer that the run gives."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

# The right option, and the numbers that make it right.
Answer = tuple[str, str]


@dataclass(frozen=True)
class Quiz:
    """A question with its options; `answer` is computed when it is asked for."""

    question: str
    options: tuple[str, ...]
    answer: Callable[[], Answer]


def bracket(value: float, edges: Sequence[float], names: Sequence[str]) -> str:
    """The name of the interval that `value` is in: names[i] reaches up to and including edges[i]."""
    return names[int(np.searchsorted(edges, value, side="left"))]
