"""The question that a visitor answers before looking, and the answer of the run."""

from functools import partial

import numpy as np

from core.gallery.quiz import Answer, Quiz, bracket
from core.semantics.dynamics import modes
from core.semantics.params import build_world
from core.semantics.run import SemanticsRun
from core.statistics import half_times

TIMES = ("less than twice", "2 to 5 times", "more than 5 times", "it never got there")


def quiz(run: SemanticsRun) -> Quiz:
    """The quiz of a run."""
    return Quiz(
        "how much longer does the weakest mode take than the strongest?", TIMES, partial(weakest_against_strongest, run)
    )


def weakest_against_strongest(run: SemanticsRun) -> Answer:
    """Compare the half-times of the world's weakest and strongest mode in the first network.

    Half of the world's own singular values counts, so that a run that ended early is not taken for a finished one.
    """
    goals = modes(build_world(run.params).correlations)[1]
    halves = half_times(run.strengths[0, 0], goals, run.times)
    strongest, weakest = float(halves[0]), float(halves[-1])
    for name, half in (("strongest", strongest), ("weakest", weakest)):
        if not np.isfinite(half):
            return TIMES[-1], f"The run ended before the {name} mode was half learned."
    if strongest == 0:
        longer = TIMES[2] if weakest > 0 else TIMES[0]
        return longer, f"The strongest mode starts above half; the weakest is half learned at {weakest:.2f} τ."
    ratio = weakest / strongest
    return bracket(ratio, (2, 5), TIMES), f"{ratio:.1f} times: mode 1 is half learned at {strongest:.2f} τ."
