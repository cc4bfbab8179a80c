"""The question that a visitor answers before looking, and the answer of the run."""

from functools import partial

from core.gallery.quiz import Answer, Quiz, bracket
from core.jacobian.directional_noise import DIRECTIONS, STRENGTHS
from core.jacobian.experiments import JacobianRun

FLIPS = ("never", "in up to 20 %", "in 20 to 60 %", "in more than 60 %")


def quiz(run: JacobianRun) -> Quiz:
    """Return the quiz of a run."""
    return Quiz(
        f"in how many images does a random change with {STRENGTHS[-1]:.0%} of the image's own length ‖x‖ change the "
        "prediction?",
        FLIPS,
        partial(random_step, run),
    )


def random_step(run: JacobianRun) -> Answer:
    """Return how often random steps change the prediction, and compare them with steps along the top direction."""
    share = run.flips.astype(float).mean(2)[:, -1]
    random, top = share[DIRECTIONS.index("random")], share[DIRECTIONS.index("top 1")]
    said = f"{random:.0%} of the random changes do, and {top:.0%} of the changes along the strongest direction."
    return bracket(random, (0, 0.2, 0.6), FLIPS), said
