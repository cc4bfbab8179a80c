"""The question that a visitor answers before looking, and the answer of the run."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from core.gallery.quiz import Answer, Quiz
from core.statistics import pearson


def quiz(templates: np.ndarray, means: np.ndarray, names: Sequence[str]) -> Quiz:
    """Return the quiz about the templates of a run and the mean images of its classes, (classes, pixels) each."""
    return Quiz(
        "which class's template correlates most with its mean image (Pearson's r over all pixels)?",
        tuple(names),
        partial(like_its_mean, templates, means, names),
    )


def like_its_mean(templates: np.ndarray, means: np.ndarray, names: Sequence[str]) -> Answer:
    """Return the class whose template has the largest r with the mean image of the class, over all pixels."""
    r = pearson(templates, means)
    order = np.argsort(-r, kind="stable")
    best, worst = (names[i] for i in (order[0], order[-1]))
    return best, f"r = {r[order[0]]:.2f} with its mean image; the lowest is that of {worst} with {r[order[-1]]:.2f}."
