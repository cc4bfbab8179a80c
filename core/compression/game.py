"""A guessing game: which image is this, from as few components as possible?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.data.pictures import PICTURES

LADDER = (1, 2, 3, 4, 5, 7, 10, 14, 20, 30)
CHOICES = 4
# Two cannot be told from a coarse sketch of the other, or look like nothing that has a name.
_LEFT_OUT = ("gravel", "microaneurysms", "cell", "photo patches")


@dataclass(frozen=True)
class Question:
    """One round: the image in question and the names offered, the correct one among them."""

    answer: str
    choices: tuple[str, ...]


def questions(seed: int) -> tuple[Question, ...]:
    """Every image once, in an order that `seed` decides, each with three others that could be meant."""
    rng = np.random.default_rng(seed)
    names = [name for name in PICTURES if name not in _LEFT_OUT]
    found = []
    for answer in rng.permutation(names):
        others = rng.choice([name for name in names if name != answer], CHOICES - 1, replace=False)
        found.append(Question(str(answer), tuple(str(name) for name in rng.permutation([answer, *others]))))
    return tuple(found)


def points(step: int, wrong: int) -> int:
    """What a correct answer is worth at `LADDER[step]` after `wrong` wrong ones: 10 at rank 1, never below 0."""
    return max(len(LADDER) - step - 3 * wrong, 0)


def mean_rank(ranks: Sequence[int]) -> float:
    """Return the rank at which images were named, on average."""
    return sum(ranks) / len(ranks)
