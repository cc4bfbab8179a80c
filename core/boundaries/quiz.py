"""The question that a visitor answers before looking, and the answer of the run."""

from functools import partial

import numpy as np

from core.boundaries.training import BoundaryRun
from core.gallery.quiz import Answer, Quiz, bracket

SHARES = ("less than 70 %", "70 to 90 %", "more than 90 %")


def quiz(run: BoundaryRun) -> Quiz:
    """Return the quiz of a run."""
    question = "what share of the training points is classified correctly after a tenth of the steps?"
    return Quiz(question, SHARES, partial(early_share, run))


def early_share(run: BoundaryRun) -> Answer:
    """Return the share of correct training points at the first stored step after a tenth of all, and at the end."""
    at = int(np.searchsorted(run.steps, run.steps[-1] / 10))
    early, late = float(run.accuracy[at]), float(run.accuracy[-1])
    return bracket(early, (0.7, 0.9), SHARES), f"{early:.0%} after step {run.steps[at]:,}, {late:.0%} at the end."
