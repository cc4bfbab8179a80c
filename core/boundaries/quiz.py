"""The question that a visitor answers before looking, and the answer of the run."""

from functools import partial

import numpy as np

from core.boundaries.training import BoundaryRun
from core.gallery.quiz import Answer, Quiz, bracket

SHARES = ("less than 70 %", "70 to 90 %", "more than 90 %")


def quiz(run: BoundaryRun) -> Quiz:
    """The quiz of a run."""
    return Quiz("how many points are right after a tenth of the steps?", SHARES, partial(early_share, run))


def early_share(run: BoundaryRun) -> Answer:
    """After a tenth of the steps, what share of the points is right?"""
    at = int(np.searchsorted(run.steps, run.steps[-1] / 10))
    early, late = float(run.accuracy[at]), float(run.accuracy[-1])
    return bracket(early, (0.7, 0.9), SHARES), f"{early:.0%} after step {run.steps[at]:,}, {late:.0%} at the end."
