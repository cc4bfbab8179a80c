"""The article's claims about its eight networks, each judged on twenty random seeds by a criterion fixed beforehand.

"Works" holds where the exact 95 % interval of the share of networks that reach 99 % lies above .8 (20 of 20), holds in
part where some networks get there, and does not hold where none does. "Impossible" holds where that interval lies below
.2 (0 of 20). Faster and slower are one-sided Mann-Whitney tests at 5 % on the steps of those that get there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.boundaries.seed_findings import LEVEL, fisher, reached
from core.boundaries.seeds import SeedsRun, interval
from core.boundaries.training import BoundaryRun
from core.gallery.findings import Finding, Verdict

ALWAYS, NEVER = 0.8, 0.2
CRITERIA = (
    "Each case was trained from 20 random seeds. “Learned” holds if the 95 % interval of the share that reaches 99 % "
    "of the training points at some checkpoint lies above 80 %, and in part if some get there. “Impossible” holds if "
    "it lies below 20 %. “Slowly” and “at once” are compared with another case, among the networks that get there "
    "(Mann-Whitney test at 5 %)."
)


QUESTION = "The article ends by asking whether boundaries that feel more human are possible."


@dataclass(frozen=True)
class Claim:
    """What the article says of the network of a preset.

    `speed` compares the steps to 99 % with those of the preset `against`.
    """

    preset: str
    text: str
    works: bool = True
    speed: Literal["", "slower", "faster"] = ""
    against: str = ""


CLAIMS = (
    Claim("Two blobs, one line", "A straight line divides linearly separable points."),
    Claim("Spiral, linear", "A linear network finds only the best line.", works=False),
    Claim(
        "Spiral, 2 tanh",
        "Two tanh units learn the spiral, slowly and with a strained boundary.",
        speed="slower",
        against="Spiral, 10 tanh",
    ),
    Claim(
        "Spiral, 6 layers",
        "Five hidden layers of two units converge at once.",
        speed="faster",
        against="Spiral, 2 tanh",
    ),
    Claim("Spiral, 10 tanh", "Ten tanh units learn the spiral."),
    Claim("Donut, 2 tanh", "Two tanh units can't divide the donut.", works=False),
    Claim(
        "Donut, 10 tanh",
        "Ten tanh units divide the donut, but it takes time.",
        speed="slower",
        against="Spiral, 10 tanh",
    ),
    Claim("Donut, polar", "In polar coordinates a linear network divides the donut."),
)


def judge(claim: Claim, runs: Mapping[str, SeedsRun]) -> Finding:
    """Judge one claim on the runs of twenty networks, by the title of their preset."""
    seeds = runs.get(claim.preset)
    if seeds is None:
        return Finding("These networks have not been computed on this machine.")
    low, high = interval(seeds.successes, len(seeds.reached))
    said = reached(seeds)
    if not claim.works:
        said += f"; the best classifies {seeds.accuracy.max():.1%} correctly"
        possible: Verdict = "does not hold" if seeds.successes else "holds" if high <= NEVER else "not testable here"
        return Finding(f"{said}.", possible)
    if not seeds.successes:
        return Finding(f"{said}.", "does not hold")
    said += f", in the median at step {seeds.median_steps:,g}"
    always = low >= ALWAYS
    if not claim.speed:
        return Finding(f"{said}.", "holds" if always else "holds in part")
    other = runs.get(claim.against)
    if other is None or not other.successes:
        return Finding(f"{said}. There is nothing to compare the speed with.", "holds in part")
    p = _one_sided(seeds, other, claim.speed)
    compared = f"{claim.speed} than “{claim.against}” (median step {other.median_steps:,g}"
    shown = "p < .001" if p < 0.001 else f"p = {p:.3f}"
    said += f"; {compared}, {shown})" if p < LEVEL else f"; not {compared}, {shown})"
    return Finding(f"{said}.", "holds" if always and p < LEVEL else "holds in part")


def _one_sided(seeds: SeedsRun, other: SeedsRun, speed: str) -> float:
    """Return the p-value of "more steps" or "fewer steps" among the networks that reach 99 %."""
    from scipy.stats import mannwhitneyu  # noqa: PLC0415 scipy.stats takes half a second to import

    steps = [run.reached[run.reached >= 0] for run in (seeds, other)]
    return float(mannwhitneyu(*steps, alternative="greater" if speed == "slower" else "less").pvalue)


def depth_and_reliability(deep: SeedsRun, shallow: SeedsRun) -> Finding:
    """Whether the deep, narrow network gets there from more seeds than one layer of two units."""
    nets = len(deep.reached)
    return Finding(
        f"Five hidden layers of two units reach 99 % from {deep.successes} of {nets} random seeds, one layer of two "
        f"units from {shallow.successes}: {fisher(deep.successes, shallow.successes, nets)}."
    )


def human_boundaries(phase: BoundaryRun) -> Finding:
    """The article's closing question, and our own attempt at it."""
    return Finding(
        "How a boundary feels is not measured here. An attempt of our own: a linear network that receives the spiral's "
        f"phase classifies {phase.accuracy[-1]:.1%} of the training points correctly; the phase has the rule of the "
        "spiral built in. “How far does it hold?” shows it beyond the data.",
        "not testable here",
    )
