"""Claims on what children and deep linear networks share (D1-D3, D7, D13), with shallow networks as control."""

import numpy as np

from core.data import concepts
from core.gallery import judging
from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import Interval, grade
from core.runs.progress import Work
from core.semantics import development, illusions, induction
from core.semantics.claims.paths import DEPTHS, Paths, learn, plain
from core.semantics.dynamics import modes
from core.semantics.theory import rise_time
from core.statistics import crossing, rise_times

NONE = 0.1  # an effect below a tenth of the deep networks' counts as absent
NARROWER = 0.2  # by which a share must fall
RUNS = (
    "Linear networks with one hidden layer and without, ten seeds each: binary tree (32 hidden units, Gaussian, "
    "σ = .001), seven things that move and two plants (“worms”, 16 hidden units, Gaussian, σ = .01), and the "
    "article's four things (16 hidden units, uniform, σ = .01)"
)


def measure() -> Work[dict[str, np.ndarray]]:
    """Measure differentiation, plateaus, illusory beliefs and induction in deep and in shallow networks."""
    tree, worms, four = concepts.binary_tree(), concepts.worm(), concepts.kingdom()
    found: dict[str, np.ndarray] = {}
    for kind in DEPTHS:
        path = yield from learn(tree.correlations, kind, sigma=0.001, hidden=32, until=12)
        found[f"{kind}_levels"] = levels(tree, path)
        found[f"{kind}_shares"] = shares(tree, path)
        path = yield from learn(four.correlations, kind, sigma=0.01, start="uniform", until=10)
        s, strengths = modes(four.correlations)[1], path.strengths()
        rises = rise_times(strengths, s, path.times)
        found[f"{kind}_plateau"] = crossing(strengths, 0.1 * s, path.times, axis=-2) / rises
        path = yield from learn(worms.correlations, kind, sigma=0.01, until=15)
        prop, item = worms.properties.index("bones"), worms.items.index("worm")
        belief = path.maps[:, :, prop, item]
        found[f"{kind}_peak"] = belief.max(0) - np.maximum(belief[0], 0)
        found[f"{kind}_end"] = belief[-1]
    return found


def levels(world: concepts.World, path: Paths) -> np.ndarray:
    """When each network has made half of the branchings of each level of a binary tree, broadest first, (S, levels)."""
    tree = development.world_tree(world.table)
    found = []
    for network in range(path.maps.shape[1]):
        splits = development.splits(tree, path.maps[:, network], path.times)
        sizes = np.array([len(split.left) + len(split.right) for split in splits])
        times = np.array([split.time for split in splits])
        found.append([times[sizes == size].mean() for size in sorted(set(sizes), reverse=True)])
    return np.array(found)


def shares(world: concepts.World, path: Paths) -> np.ndarray:
    """How far a new property extends to siblings, cousins and all others, early and late, (S, 3, 2).

    Early is the broadest moment after the initialisation. A mean over all items that the property is taught of.
    """
    found = []
    for network in range(path.maps.shape[1]):
        by_item = []
        for item in range(len(world.items)):
            kin = induction.kinship(world, item)
            projected = induction.projections(path.first[1:, network], item)
            early, late = induction.by_kinship(projected, kin)
            by_item.append([[early[level], late[level]] for level in sorted(early) if level > 0])
        found.append(np.mean(by_item, axis=0))
    return np.array(found)


def _effects(n: Numbers, kind: str) -> dict[str, np.ndarray]:
    """The four phenomena as one number a network each."""
    levels = n[f"{kind}_levels"]
    return {
        "time between the broadest and the finest branching": levels[:, -1] - levels[:, 0],
        "plateau divided by rise": n[f"{kind}_plateau"].mean(1),
        "belief that worms have bones": n[f"{kind}_peak"],
        "fall of the share of strangers": n[f"{kind}_shares"][:, -1, 0] - n[f"{kind}_shares"][:, -1, 1],
    }


def d1(n: Numbers) -> Judgement:
    gaps = [judging.difference(n["deep_levels"][:, i + 1], n["deep_levels"][:, i]) for i in range(2)]
    times = [judging.mean(column) for column in n["deep_levels"].T]
    control = [judging.mean(column) for column in n["shallow_levels"].T]
    return Judgement(
        grade(all(gap.above(0) for gap in gaps), any(gap.above(0) for gap in gaps)),
        f"Half of the distance is reached at t = {' / '.join(f'{time:.2f}' for time in times)} for two, four and "
        f"eight groups; without a hidden layer at t = {' / '.join(f'{time.mean:.3f}' for time in control)}.",
        f"From two to four groups takes {gaps[0]:.2f}, from four to eight {gaps[1]:.2f}.",
    )


def d2(n: Numbers) -> Judgement:
    ratios = [judging.mean(column) for column in n["deep_plateau"].T]
    control = judging.mean(n["shallow_plateau"].mean(1))
    long = sum(ratio.above(1) for ratio in ratios)
    rises = rise_time(modes(concepts.kingdom().correlations)[1])
    return Judgement(
        grade(long == len(ratios), long > 0),
        f"The time to 10 % divided by the time from 10 to 90 % is {' / '.join(f'{ratio:.2f}' for ratio in ratios)} "
        f"for the four modes; without a hidden layer {control:.3f}. In theory the rises last ln 81/2s = "
        f"{' / '.join(f'{rise:.2f}' for rise in rises)}.",
        f"A plateau longer than the rise was required for every mode; {long} of {len(ratios)} have one.",
    )


def d3(n: Numbers) -> Judgement:
    peak, end, control = (judging.mean(n[name]) for name in ("deep_peak", "deep_end", "shallow_peak"))
    appears = peak.above(illusions.NOTICEABLE)
    gone = end.below(illusions.NOTICEABLE) and end.above(-illusions.NOTICEABLE)
    return Judgement(
        grade(appears and gone, appears),
        f"The belief that worms have bones (truth: 0) rises by {peak:.2f} and ends at {plain(end)}; without a "
        f"hidden layer it rises by {plain(control)}.",
        f"A belief was counted from a rise of {illusions.NOTICEABLE} on: this one "
        f"{'appears' if appears else 'does not appear'}"
        f"{' and disappears again.' if appears and gone else '.' if not appears else ' and stays.'}",
    )


def d7(n: Numbers) -> Judgement:
    falls = [judging.difference(n["deep_shares"][:, i, 0], n["deep_shares"][:, i, 1]) for i in range(3)]
    control = judging.difference(n["shallow_shares"][:, 2, 0], n["shallow_shares"][:, 2, 1])
    early, late = (n["deep_shares"].mean(0)[:, i] for i in range(2))
    narrower = [fall.above(NARROWER) for fall in falls[1:]]
    return Judgement(
        grade(all(narrower), any(narrower)),
        f"A new property of one item extends to its sibling, cousins and strangers by "
        f"{' / '.join(f'{share:.2f}' for share in early)} at the broadest moment and by "
        f"{' / '.join(f'{share:.2f}' for share in late)} at the end. The shares fall by "
        f"{' / '.join(f'{fall:.2f}' for fall in falls)}; without a hidden layer that of strangers falls by "
        f"{plain(control)}.",
        f"“Narrower” was taken as a fall of more than {NARROWER} for cousins and for strangers.",
    )


def d13(n: Numbers) -> Judgement:
    deep, shallow = ({name: judging.mean(v) for name, v in _effects(n, kind).items()} for kind in DEPTHS)
    absent = {name: _absent(shallow[name], deep[name]) for name in deep}
    return Judgement(
        grade(all(absent.values()), any(absent.values())),
        "With and without a hidden layer: "
        + "; ".join(f"{name} {deep[name]:.2f} and {plain(shallow[name])}" for name in deep)
        + ".",
        f"Below a tenth of the deep networks' effect counts as none: {sum(absent.values())} of {len(absent)} phenomena "
        "are absent without a hidden layer.",
    )


def _absent(shallow: Interval, deep: Interval) -> bool:
    """Whether deep networks show an effect and shallow ones less than a tenth of it."""
    limit = NONE * deep.mean
    return deep.above(0) and shallow.below(limit) and shallow.above(-limit)


TREE = {"world": "binary tree", "hidden": "32", "start": "gaussian", "sigma": "0.001", "steps": "2400"}
WORMS = {"world": "worms", "network": "both", "start": "gaussian", "steps": "3000"}
_claim = claims_on("semantics", "phenomena", RUNS)
CLAIMS = (
    _claim(
        "D1",
        "claim",
        "On progressive differentiation",
        "Networks, like children, learn broad categories before fine ones.",
        "Half-times of the distances across the branchings of a binary tree: two groups come before four, and four "
        "before eight (paired t intervals of both differences above 0; one of them: a part). Children are "
        "not tested here.",
        "networks without a hidden layer",
        d1,
        tab="Tree of items",
        **TREE,
    ),
    _claim(
        "D2",
        "claim",
        "On stage-like transitions",
        "Learning has long plateaus that are broken by sudden transitions.",
        "For every mode the time until 10 % is longer than the rise from 10 to 90 % (t interval of the ratio above 1; "
        "for some modes: a part).",
        "networks without a hidden layer",
        d2,
        tab="Stages",
    ),
    _claim(
        "D3",
        "claim",
        "On illusory correlations",
        "For a while the network holds beliefs that nothing in the data supports, such as that worms have bones.",
        "The belief rises by more than .05 above its truth and its initial value, and ends within .05 of 0 (t "
        "intervals over ten seeds). A belief that stays is a part.",
        "networks without a hidden layer",
        d3,
        tab="False beliefs",
        **WORMS,
    ),
    _claim(
        "D7",
        "claim",
        "On inductive projection",
        "Generalisation from one item is broad early in development and becomes narrower later.",
        "The shares of a new property that cousins and strangers receive fall by more than .2 from the broadest "
        "moment to the end (paired t intervals over ten seeds; one of them: a part).",
        "networks without a hidden layer, whose outputs take the place of the hidden layer",
        d7,
        tab="Categories",
        categories="New property",
        **TREE,
    ),
    _claim(
        "D13",
        "claim",
        "On shallow networks",
        "These phenomena need depth: a shallow network shows none of them.",
        "Differentiation, plateaus, the illusory belief and the narrowing of D1, D2, D3 and D7: without a hidden layer "
        "the interval of each effect lies within a tenth of the deep networks' mean (for some of them: a part).",
        "deep networks on the same tables",
        d13,
        tab="Stages",
        network="both",
    ),
)
