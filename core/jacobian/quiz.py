"""The question that a visitor answers before looking, and the answer of the run."""

from functools import partial

from core.gallery.quiz import Answer, Quiz, bracket
from core.jacobian.directional_noise import DIRECTIONS, STRENGTHS
from core.jacobian.experiments import JacobianRun

FLIPS = ("never", "less than 20 %", "20 to 60 %", "more than 60 %")


def quiz(run: JacobianRun) -> Quiz:
    """The quiz of a run."""
    return Quiz(
        "how often does a random step, .4 as long as the picture, change the answer?", FLIPS, partial(random_step, run)
    )


def random_step(run: JacobianRun) -> Answer:
    """How often does a random step of .4 ‖x‖ change the answer?"""
    share = run.flips.astype(float).mean(2)[:, -1]
    random, top = share[DIRECTIONS.index("random")], share[DIRECTIONS.index("top 1")]
    said = f"{random:.0%} of random steps of {STRENGTHS[-1]:g} ‖x‖ do, and {top:.0%} of steps along the top direction."
    return bracket(random, (0, 0.2, 0.6), FLIPS), said
