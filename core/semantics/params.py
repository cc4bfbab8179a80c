"""Everything that one run of the topic depends on."""

import zlib
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np

from core.data import concepts
from core.data.concepts import World
from core.runs.params import Params, choice, integer, number, text
from core.semantics import budget

WORLDS = ("four things", "eight things", "binary tree", "worms", "sampled tree", "one category", "random", "my own")
FIXED_WORLDS = {
    "four things": concepts.kingdom,
    "eight things": concepts.creatures,
    "binary tree": concepts.binary_tree,
    "worms": concepts.worm,
}
# The fields that a world reads; all others are put back to their defaults in the cache key.
WORLD_FIELDS: dict[str, tuple[str, ...]] = {
    "sampled tree": ("tree_depth", "properties", "flip", "world_seed"),
    "one category": ("items", "properties", "inside", "outside", "world_seed"),
    "random": ("items", "properties", "density", "world_seed"),
    "my own": ("table",),
}
SIZED_FIELDS = ("table", "items", "properties", "tree_depth", "flip", "inside", "outside", "density", "world_seed")
DEEP_FIELDS = ("depth", "hidden", "activation")


@dataclass(frozen=True, kw_only=True)
class SemanticsParams(Params):
    """A world, a network, a start and a length."""

    world: str = choice("four things", WORLDS, label="World", help="Which items have which properties.")
    network: str = choice(
        "deep",
        ("deep", "shallow", "both"),
        label="Network",
        help="Deep: with a hidden layer. Shallow: without one.",
    )
    sigma: float = choice(
        0.01,
        (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.15, 0.2, 0.3, 0.5, 1.0),
        label="Initial scale σ",
        help="Size of the initial weights. The smaller, the longer each mode waits and the sharper the stages are.",
    )
    steps: int = integer(
        1500, 50, 20_000, step=50, label="Steps", help="Number of gradient steps, each over the whole table."
    )
    seed: int = integer(0, 0, 9999, label="Random seed", help="Of the initial weights.")

    step: float = choice(
        0.005,
        (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 1.0),
        label="Step dt",
        help="Learning rate, in units of the time constant τ.",
    )
    depth: int = integer(2, 2, 6, label="Weight matrices", help="Two are the article's network with one hidden layer.")
    hidden: int = integer(16, 1, 128, label="Hidden units")
    activation: str = choice("linear", ("linear", "tanh", "relu"), label="Activation", help="Of the hidden layers.")
    start: str = choice(
        "uniform",
        ("uniform", "gaussian", "balanced"),
        label="Initial weights",
        help="Uniform: between 0 and σ, as in the article's code. Gaussian: with standard deviation σ. Balanced: every "
        "layer is aligned with the modes, each of strength σ.",
    )
    seeds: int = integer(
        5, 1, 50, label="Networks", help="Networks trained side by side; they differ in their random seeds."
    )

    items: int = integer(16, 4, concepts.MAX_ITEMS, label="Items")
    properties: int = integer(32, 4, concepts.MAX_PROPERTIES, label="Properties")
    tree_depth: int = integer(3, 1, 5, label="Branchings", help="There are 2^n items.")
    flip: float = number(
        0.1,
        0.0,
        0.5,
        step=0.01,
        label="Flip probability",
        help="Chance that a property changes on a branch of the tree.",
    )
    inside: float = number(
        0.9, 0.0, 1.0, step=0.01, label="p inside", help="Chance that a member has a property of its category."
    )
    outside: float = number(0.1, 0.0, 1.0, step=0.01, label="q outside", help="Chance of every other fact.")
    density: float = number(0.3, 0.05, 0.95, step=0.01, label="Share of ones")
    world_seed: int = integer(0, 0, 9999, label="World seed")
    table: str = text("", label="Table", help="Comma-separated: property names first, then one item a row.")

    def slug(self) -> str:
        """A readable file name; a table of one's own stands there as a checksum."""
        if not self.table:
            return super().slug()
        return f"{replace(self, table='').slug()}_table-{zlib.crc32(self.table.encode()):08x}"

    def shown(self, name: str) -> str:
        """Return the value of the field `name` in a form to read: of an own table its size."""
        if name != "table" or not self.table:
            return super().shown(name)
        try:
            world = concepts.parse(self.table)
        except ValueError:
            return "a table that cannot be read"
        return f"own table ({len(world.items)} × {len(world.properties)})"

    def canonical(self) -> Self:
        """Put back to its default whatever this world or network does not use."""
        defaults = self.defaults()
        unused = [name for name in SIZED_FIELDS if name not in WORLD_FIELDS.get(self.world, ())]
        if self.network == "shallow":
            unused += DEEP_FIELDS
        return replace(self, **{name: defaults[name] for name in unused})

    def seeds_of_a_run(self) -> int:
        """Return how many random seeds the run uses: one for each network of a kind."""
        return self.seeds

    def depths(self) -> dict[str, int]:
        """Return the number of weight matrices of each kind of network of the run."""
        depths = {"deep": self.depth, "shallow": 1}
        return depths if self.network == "both" else {self.network: depths[self.network]}

    def size(self) -> tuple[int, int]:
        """Return the numbers of properties and items, without sampling; of an unreadable table the largest ones."""
        if self.world == "sampled tree":
            return self.properties, 2**self.tree_depth
        if self.world in ("one category", "random"):
            return self.properties, self.items
        try:
            properties, items = build_world(self).correlations.shape
        except ValueError:
            return concepts.MAX_PROPERTIES, concepts.MAX_ITEMS
        return properties, items

    def widths(self) -> list[list[int]]:
        """Return items, hidden units of each layer and properties, of each kind of network."""
        properties, items = self.size()
        return [[items, *[self.hidden] * (depth - 1), properties] for depth in self.depths().values()]

    def memory_bytes(self, networks: int | None = None) -> int:
        """Return an upper bound of the memory that the run takes, or one of so many networks of each kind."""
        return budget.memory_bytes(self.widths(), networks or self.seeds, self.steps)

    def seconds(self) -> float:
        """Return a rough estimate: steps x networks x weights x items."""
        return budget.seconds(self.widths(), self.seeds, self.steps)


def build_world(params: SemanticsParams) -> World:
    """The world that `params` describe.

    Raises
    ------
    ValueError
        With a sentence, when the visitor's own table does not fit or a sampled world came out empty.
    """
    used = {name: getattr(params, name) for name in WORLD_FIELDS.get(params.world, ())}
    return _build(SemanticsParams(world=params.world, **used))


@lru_cache(maxsize=16)
def _build(params: SemanticsParams) -> World:
    """Build the world once for all settings of the network; it is shared, so its table is read-only."""
    world = _make(params)
    if not world.table.any():
        raise ValueError("This world came out with no true fact at all; raise a probability or change the world seed.")
    world.table.setflags(write=False)
    return world


def _make(params: SemanticsParams) -> World:
    if params.world in FIXED_WORLDS:
        return FIXED_WORLDS[params.world]()
    if params.world == "my own":
        return concepts.parse(params.table) if params.table.strip() else concepts.kingdom()
    rng = np.random.default_rng(params.world_seed)
    if params.world == "sampled tree":
        return concepts.diffusion_tree(params.tree_depth, params.properties, params.flip, rng)
    if params.world == "random":
        return concepts.random_world(params.items, params.properties, params.density, rng)
    category = max(params.items // 3, 2), max(params.properties // 3, 2)
    return concepts.blocks(params.items, params.properties, *category, params.inside, params.outside, rng)
