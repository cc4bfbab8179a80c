"""Typical members, coherent categories and the basic level (article, "Category structure" and its SI)."""

from dataclasses import dataclass

import numpy as np

from core.data.concepts import World, binary_tree, blocks
from core.runs.blas import one_thread
from core.semantics.dynamics import modes
from core.statistics import crossing


def typicality(world: World) -> np.ndarray:
    """v of each item in each mode, shape (items, modes): how typical the item is of that mode's category."""
    return modes(world.correlations)[2]


def prototypes(world: World) -> np.ndarray:
    """Yᵀu for each mode: the items weighed by how they share the mode's properties; equals s·v exactly."""
    prototype: np.ndarray = world.table @ modes(world.correlations)[0]
    return prototype


@dataclass(frozen=True)
class ResponseTimes:
    """When each item's membership in one mode's category is first answered.

    `correlation` is Pearson's r of time against |v|; NaN where all |v| or all times are alike.
    """

    mode: int
    typicality: np.ndarray
    times: np.ndarray
    threshold: float
    correlation: float


def response_times(world: World, maps: np.ndarray, times: np.ndarray, mode: int) -> ResponseTimes:
    """Read a category off the map and wait until each item's reading passes one threshold for all.

    The reading of item i is |u·map_i|, whose end is s·|v_i|; the threshold is half of the least typical item's end.
    Items with |v| below a fifth of the largest belong to no side and are left out (NaN).

    Parameters
    ----------
    maps : ndarray, shape (times, properties, items)
    """
    u, s, v = modes(world.correlations)
    strength = np.abs(v[:, mode])
    belongs = strength > 0.2 * strength.max()
    threshold = 0.5 * s[mode] * strength[belongs].min()
    readings = np.abs(np.einsum("p,tpi->ti", u[:, mode], maps))
    found = np.where(belongs, crossing(readings, threshold, times, axis=0), np.nan)
    known = np.isfinite(found)
    varied = known.sum() > 2 and np.ptp(strength[known]) > 1e-6 and np.ptp(found[known]) > 1e-9
    r = float(np.corrcoef(strength[known], found[known])[0, 1]) if varied else np.nan
    return ResponseTimes(mode, v[:, mode], found, float(threshold), r)


def graded_mode(world: World) -> int:
    """The strongest mode whose members differ in typicality (by a tenth, SD over mean), else the most graded one."""
    _, _, v = modes(world.correlations)
    spread = []
    for column in np.abs(v).T:
        inside = column[column > 0.2 * column.max()]
        spread.append(float(inside.std() / inside.mean()) if len(inside) > 3 else 0.0)
    return next((k for k, value in enumerate(spread) if value > 0.1), int(np.argmax(np.round(spread, 9))))


def coherence(
    items: int, properties: int, category_items: int, category_properties: int, inside: float, outside: float
) -> float:
    """C = (p − q)²·K_o·K_f / [q(1 − q)·√(N_o·N_f)]; the category stands out of the noise iff C > 1.

    The spiked-matrix threshold of Benaych-Georges & Nadakuditi (2012) for a block of K_o items by K_f properties,
    noise of variance q(1 − q) and a table of N_o x N_f.
    """
    noise = outside * (1 - outside)
    if noise == 0:
        return np.inf if inside != outside else 0.0
    signal = (inside - outside) ** 2 * category_items * category_properties
    return float(signal / (noise * np.sqrt(items * properties)))


def overlap_theory(c: np.ndarray | float, items: int, properties: int) -> np.ndarray:
    """|⟨u, û⟩|·|⟨v, v̂⟩| of the true category with the strongest mode of the noisy table, in the large limit.

    Benaych-Georges & Nadakuditi (2012), section 3.1: with ratio r = items/properties and θ² = C·√r,
    1 − r(1 + θ²)/[θ²(θ² + r)] and 1 − (r + θ²)/[θ²(θ² + 1)] are the squared overlaps; 0 below C = 1.
    """
    ratio = items / properties
    strength = np.maximum(np.asarray(c, float), 1.0) * np.sqrt(ratio)
    first = 1 - ratio * (1 + strength) / (strength * (strength + ratio))
    second = 1 - (ratio + strength) / (strength * (strength + 1))
    return np.sqrt(np.maximum(first, 0) * np.maximum(second, 0))


def overlap_simulated(
    items: int,
    properties: int,
    category_items: int,
    category_properties: int,
    inside: float,
    outside: float,
    rng: np.random.Generator,
    draws: int = 20,
) -> tuple[float, float]:
    """Mean and SD of the same overlap over sampled tables, with the background q taken off first."""
    sizes = (items, properties, category_items, category_properties)
    tables = np.stack([blocks(*sizes, inside, outside, rng).table for _ in range(draws)]) - outside
    with one_thread():
        left, _, right = np.linalg.svd(tables, full_matrices=False)
    members = np.abs(left[:, :category_items, 0].sum(axis=1)) / np.sqrt(category_items)
    marks = np.abs(right[:, 0, :category_properties].sum(axis=1)) / np.sqrt(category_properties)
    return float((members * marks).mean()), float((members * marks).std())


@dataclass(frozen=True)
class Category:
    """The category that a mode speaks of, as a block of the table: who, what, how often inside and outside."""

    items: tuple[int, ...]
    properties: tuple[int, ...]
    inside: float
    outside: float
    coherence: float

    @property
    def shown_coherence(self) -> float | None:
        """The coherence where a logarithmic axis can show it, else None."""
        return self.coherence if np.isfinite(self.coherence) and self.coherence > 0 else None


def category_of(world: World, mode: int) -> Category:
    """Read the block of a mode: the items and the properties that weigh at least .6 of its heaviest.

    The side of the sign with the more heavy items is taken. ±1 tables are read as 0/1.
    """
    u, _, v = modes(world.correlations)
    first = 1.0 if (v[:, mode] > 0).sum() >= (v[:, mode] < 0).sum() else -1.0
    for side in (first, -first):
        items = np.flatnonzero(side * v[:, mode] >= 0.6 * np.abs(v[:, mode]).max())
        properties = np.flatnonzero((side * u[:, mode] >= 0.6 * (side * u[:, mode]).max()) & (side * u[:, mode] > 0))
        if len(items) and len(properties):
            break
    else:  # a mode of opposites: what its items share is what they lack
        items = np.flatnonzero(np.abs(v[:, mode]) >= 0.6 * np.abs(v[:, mode]).max())
        properties = np.flatnonzero(np.abs(u[:, mode]) >= 0.6 * np.abs(u[:, mode]).max())
    true = world.table > 0
    block = np.zeros(true.shape, bool)
    block[np.ix_(items, properties)] = True
    inside = float(true[block].mean())
    outside = float(true[~block].mean()) if (~block).any() else 0.0
    c = coherence(true.shape[0], true.shape[1], len(items), len(properties), inside, outside)
    return Category(tuple(items.tolist()), tuple(properties.tolist()), inside, outside, c)


def most_coherent(world: World) -> int:
    """The mode whose block has the largest coherence, among blocks that leave something outside."""
    values = []
    for mode in range(len(modes(world.correlations)[1])):
        block = category_of(world, mode)
        whole = len(block.items) == len(world.items)
        values.append(-np.inf if whole or np.isinf(block.coherence) else block.coherence)
    return int(np.argmax(values))


def coherence_curve(
    items: int, properties: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Theory and samples of the overlap for tables of one size with a planted third by third, q = .2.

    Returns
    -------
    grid, theory : (n,)
    at, mean, sd : (m,)
    """
    grid = np.geomspace(0.1, 30, 120)
    members, marks, outside = max(items // 3, 2), max(properties // 3, 2), 0.2
    most = coherence(items, properties, members, marks, 1.0, outside)
    at = np.geomspace(0.15, most, 9)
    inside = outside + np.sqrt(at * outside * (1 - outside) * np.sqrt(items * properties) / (members * marks))
    sampled = [
        overlap_simulated(items, properties, members, marks, float(min(p, 1.0)), outside, rng, draws=40) for p in inside
    ]
    mean, sd = np.array(sampled).T
    return grid, overlap_theory(grid, items, properties), at, mean, sd


@dataclass(frozen=True)
class BasicLevel:
    """Two levels of a binary tree of items and who is learned first.

    `sibling` is the mean inner product of items under one superordinate but in different basic categories, `stranger`
    that of items under different superordinates; `superordinate` and `basic` are the two modes' singular values.
    """

    sibling: float
    stranger: float
    superordinate: float
    basic: float

    @property
    def basic_first(self) -> bool:
        return self.basic > self.superordinate


def basic_level(table: np.ndarray) -> BasicLevel:
    """Compare the two levels of a tree whose items come in four equal runs: A1 A1 … A2 … B1 … B2 ….

    With similarity q₀ between strangers and q₁ between siblings the two contrasts have
    s² = … + m·q₁ − 2m·q₀ and … − m·q₁ (m items a run): the basic one wins iff q₁ < q₀, siblings less alike than
    strangers. Nested 0/1 properties can only add to what siblings share, so that there it never does.
    """
    run = len(table) // 4
    gram = table @ table.T
    means = gram.reshape(4, run, 4, run).mean(axis=(1, 3))
    sibling = (means[0, 1] + means[2, 3]) / 2
    stranger = means[:2, 2:].mean()
    own = np.diag(means).mean()
    superordinate = run * (own + sibling - 2 * stranger)
    basic = run * (own - sibling)
    return BasicLevel(
        float(sibling), float(stranger), float(np.sqrt(max(superordinate, 0))), float(np.sqrt(max(basic, 0)))
    )


def basic_levels(most: int = 5) -> tuple[np.ndarray, list[BasicLevel]]:
    """Return the levels of the tree of eight items with 0 … `most` contrasting properties a branch."""
    contrasts = np.arange(most + 1)
    return contrasts, [basic_level(binary_tree(3, int(contrast)).table) for contrast in contrasts]
