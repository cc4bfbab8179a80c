"""The question of each page that one guesses at first."""

from functools import partial

from core.analyses import guesses
from core.analyses.boundaries import BoundaryRun
from core.analyses.compression import Factors
from core.analyses.jacobian_experiments import JacobianRun
from core.analyses.semantics.run import SemanticsRun
from core.data.images import ImageSet
from core.training import Training
from pages._sections.confusion import Material
from pages._shared import layout


def templates(run: Training, data: ImageSet) -> None:
    question = "which class has the template that is most like the mean of its own pictures?"
    layout.guess("templates", question, data.class_names, partial(guesses.like_its_mean, run, data))


def confusion(stuff: Material) -> None:
    question = "which class is missed most often?"
    layout.guess(
        "confusion", question, stuff.class_names, partial(guesses.most_missed, stuff.samples, stuff.class_names)
    )


def compression(factors: Factors) -> None:
    question = f"how many of {factors.full} ranks hold 99 % of the energy?"
    layout.guess("compression", question, guesses.RANKS, partial(guesses.ranks_for_energy, factors))


def semantics(run: SemanticsRun) -> None:
    question = "how much longer does the weakest mode take than the strongest?"
    layout.guess("semantics", question, guesses.TIMES, partial(guesses.weakest_against_strongest, run))


def jacobian(run: JacobianRun) -> None:
    question = "how often does a random step, .4 as long as the picture, change the answer?"
    layout.guess("jacobian", question, guesses.FLIPS, partial(guesses.random_step, run))


def boundaries(run: BoundaryRun) -> None:
    question = "how many points are right after a tenth of the steps?"
    layout.guess("boundaries", question, guesses.SHARES, partial(guesses.early_share, run))
