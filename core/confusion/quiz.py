"""The question that a visitor answers before looking, and the answer of the run."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from core.confusion import matrix as confusion
from core.confusion.matrix import Scored
from core.gallery.quiz import Answer, Quiz


def quiz(samples: Scored, names: Sequence[str]) -> Quiz:
    """The quiz of a run."""
    return Quiz("which class is missed most often?", tuple(names), partial(most_missed, samples, names))


def most_missed(samples: Scored, names: Sequence[str]) -> Answer:
    """Which class is missed most often?"""
    counts = confusion.matrix(samples.actual, samples.predicted, len(names))
    recall = np.diag(counts) / np.maximum(counts.sum(1), 1)
    worst = int(recall.argmin())
    wrong = counts[worst].copy()
    wrong[worst] = 0
    taken = names[int(wrong.argmax())]
    return names[worst], f"{1 - recall[worst]:.1%} of {names[worst]} are missed, most often taken for {taken}."
