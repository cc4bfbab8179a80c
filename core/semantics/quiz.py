"""The question that a visitor answers before looking, and the answer of the run."""

from functools import partial

import numpy as np

from core.gallery.quiz import Answer, Quiz, bracket
from core.semantics.run import SemanticsRun

TIMES = ("less than twice", "2 to 5 times", "more than 5 times", "it never got there")


def quiz(run: SemanticsRun) -> Quiz:
    """The quiz of a run."""
    return Quiz(
        "how much longer does the weakest mode take than the strongest?", TIMES, partial(weakest_against_strongest, run)
    )


def weakest_against_strongest(run: SemanticsRun) -> Answer:
    """How much longer does the weakest mode take than the strongest, to half of what it must reach?"""
    strengths = run.strengths[0, 0]
    goals = np.linalg.svd(run.final_maps[0, 0].astype(float), compute_uv=False)[: strengths.shape[1]]
    reached = [np.argmax(column >= goal / 2) for column, goal in zip(strengths.T, goals, strict=True)]
    there = [bool((column >= goal / 2).any()) for column, goal in zip(strengths.T, goals, strict=True)]
    if not there[0] or not there[-1] or run.times[reached[0]] <= 0:
        return TIMES[-1], "The run ended before the weakest mode was half learned."
    ratio = float(run.times[reached[-1]] / run.times[reached[0]])
    return bracket(ratio, (2, 5), TIMES), f"{ratio:.1f} times: mode 1 is half learned at {run.times[reached[0]]:.2f} τ."
