"""The claim on why a shallow network converges sooner (D16), ten seeds."""

import numpy as np

from core.data import concepts
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.progress import Work
from core.semantics.claims.paths import DEPTHS, learn

SIGMAS = (0.01, 0.1, 0.3, 0.5)
CONVERGED = 0.01  # of the error of a network that answers 0
FEW = 4  # hidden units with fewer weights than the shallow network of the doubled table
RUNS = (
    "The article's table, networks with 16 hidden units (Gaussian, four σ) and without a hidden layer; the same table "
    "with every row and column twice, 4 hidden units; ten seeds"
)


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure when the error falls to 1 %: over σ, and with fewer weights than a shallow network."""
    y = concepts.kingdom().correlations
    found: dict[str, np.ndarray] = {}
    shallow = yield from learn(y, "shallow", sigma=0.01, until=10)
    found["shallow_time"] = shallow.falls_to(CONVERGED)
    times = []
    for sigma in SIGMAS:
        path = yield from learn(y, "deep", sigma=sigma, until=15)
        times.append(path.falls_to(CONVERGED))
    found["deep_time"] = np.array(times).T
    twice = np.kron(np.ones((2, 2)), y)  # every item and every property twice: the rank stays 4
    for kind in DEPTHS:
        path = yield from learn(twice, kind, sigma=0.01, hidden=FEW, until=10)
        found[f"twice_{kind}_time"] = path.falls_to(CONVERGED)
    found["twice_weights"] = np.array([FEW * sum(twice.shape), twice.size])
    return found


def d16(n: Numbers) -> Judgement:
    delay = judging.difference(n["deep_time"][:, 0], n["shallow_time"])
    ahead = [judging.difference(n["shallow_time"], column) for column in n["deep_time"].T]
    fewer = judging.difference(n["twice_deep_time"], n["twice_shallow_time"])
    by_start = [sigma for sigma, gain in zip(SIGMAS, ahead, strict=True) if gain.above(0)]
    against = bool(by_start) + fewer.above(0)
    deep, shallow = n["twice_weights"]
    return Judgement(
        grade(delay.above(0) and against == 0, delay.above(0) and against == 1),
        f"The error falls to 1 % at t = {judging.mean(n['shallow_time']):.2f} without a hidden layer, with one at "
        f"{' / '.join(f'{judging.mean(column).mean:.2f}' for column in n['deep_time'].T)} for σ = "
        f"{' / '.join(f'{sigma:g}' for sigma in SIGMAS)}. On a table with every row and column twice, {deep} "
        f"weights in "
        f"two layers need {judging.mean(n['twice_deep_time']):.2f} and {shallow} in one "
        f"{judging.mean(n['twice_shallow_time']):.2f}.",
        _cause(delay.above(0), by_start, fewer.above(0)),
    )


def _cause(sooner: bool, by_start: list[float], fewer_is_later: bool) -> str:
    """Say what the two tests of the cause found."""
    if not sooner:
        return "The shallow network does not converge sooner."
    found = []
    if by_start:
        found.append(f"with the same number of weights the deep network is the sooner one from σ = {by_start[0]:g} on")
    if fewer_is_later:
        found.append("a deep network with fewer weights than the shallow one is still later")
    if not found:
        return (
            "The shallow network converges sooner, and neither test speaks against the number of weights as the cause."
        )
    return f"The shallow network converges sooner at σ = {SIGMAS[0]:g}, but {', and '.join(found)}."


CLAIMS = (
    claims_on("semantics", "convergence", RUNS, tab="Stages", stages="Initial scale")(
        "D16",
        "claim",
        "On the shallow network",
        "The shallow network converges sooner because it has fewer parameters.",
        "The error falls to 1 % sooner at σ = .01, and two tests of the cause: with the same number of weights no "
        "larger σ makes the deep network the sooner one, and a deep network with fewer weights is not later (paired t "
        "intervals). One test against the cause: a part; both: it does not hold.",
        "other initial weights with equally many parameters; a deep network with fewer parameters",
        d16,
        network="both",
    ),
)
