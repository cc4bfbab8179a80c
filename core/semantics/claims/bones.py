"""The claim on where a worm's bones come from (D18), ten seeds."""

import numpy as np

from core.data import concepts
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.runs.progress import Work
from core.semantics import illusions
from core.semantics.claims.paths import learn, plain
from core.semantics.claims.phenomena import WORMS
from core.semantics.dynamics import modes
from core.statistics import half_times

RUNS = (
    "Linear networks with 16 hidden units (Gaussian, σ = .01) on seven things that move and two plants (“worms”), ten "
    "seeds"
)


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure contributions of modes to one belief at its peak, half-times of the two that matter, and low ranks."""
    world = concepts.worm()
    prop, item = world.properties.index("bones"), world.items.index("worm")
    path = yield from learn(world.correlations, "deep", sigma=0.01, until=15)
    u, s, v = modes(world.correlations)
    strengths, belief = path.strengths(), path.maps[:, :, prop, item]
    best = belief.argmax(0)
    at_peak = [
        illusions.contributions(world, strengths[i, best[i]][None], item, prop)[0].sum() for i in range(len(best))
    ]
    up, down = illusions.pushers(world, item, prop)
    halves = half_times(strengths, s, path.times)
    animal = world.table[:, world.properties.index("move")] > 0
    sign = np.sign(u[prop, up])
    return {
        "explained": np.array(at_peak) / belief.max(0),
        "up_time": halves[:, up],
        "down_time": halves[:, down],
        "peak_time": path.times[best],
        "truncated": np.cumsum(s * u[prop] * v[item]),
        "pushing_weights": sign * np.array([v[animal, up].mean(), v[~animal, up].mean()]),
    }


def d18(n: Numbers) -> Judgement:
    explained, order = judging.mean(n["explained"]), judging.difference(n["down_time"], n["up_time"])
    low = n["truncated"][:-1].max()
    animals, plants = n["pushing_weights"]
    held = low > illusions.NOTICEABLE and explained.above(0.8) and explained.below(1.2)
    first = order.above(0) and animals > plants
    return Judgement(
        grade(held and first, first),
        f"The table cut to rank 1, 2, … says of the worm's bones "
        f"{', '.join(plain(value, 2) for value in n['truncated'])}. At the peak (t = "
        f"{judging.mean(n['peak_time']):.2f}) the table's modes make up {explained:.0%} of the belief. The mode that "
        f"raises it (mean weight of animals {animals:.2f}, of plants {plants:.2f}) is half learned at t = "
        f"{judging.mean(n['up_time']):.2f}, the one that lowers it at {judging.mean(n['down_time']):.2f}.",
        f"The mode that lowers the belief comes {order:.2f} after the one that raises it"
        + (", and a table of low rank holds the same illusion." if held else "."),
    )


CLAIMS = (
    claims_on("semantics", "bones", RUNS)(
        "D18",
        "claim",
        "On illusory correlations",
        "That worms have bones comes from a low-rank approximation: what animals have in common is learned first.",
        "The table cut to a low rank gives the worm bones (more than .05); the table's modes make up 80 to "
        "120 % of the "
        "belief at its peak; and the mode that raises the belief, whose weights are larger for animals, is half "
        "learned before the one that lowers it (paired t interval; this alone: a part).",
        "the table cut to each rank, without any network",
        d18,
        tab="False beliefs",
        **WORMS,
    ),
)
