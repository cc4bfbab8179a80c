"""Small worlds: which item has which property, as one table that a linear network can learn.

A world's table is items x properties; its transpose is the input-output correlation matrix
of Saxe, McClelland & Ganguli (2019, PNAS 116:11537) for one-hot items.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

MAX_ITEMS = 40
MAX_PROPERTIES = 100
MAX_CHARACTERS = 60_000
FORMULA = ("=", "+", "-", "@")
# Names for the tree of eight leaves, from the root down.
NAMED_LEAVES = ("canary", "robin", "salmon", "sunfish", "oak", "pine", "rose", "daisy")
NAMED_NODES = ("living", "animal", "plant", "bird", "fish", "tree", "flower")


@dataclass(frozen=True, eq=False)
class World:
    """Items, properties and their table.

    Attributes
    ----------
    items, properties
        Names, unique within each.
    table : ndarray, shape (items, properties)
        What is true: 1 or 0, or +1 and −1.
    """

    items: tuple[str, ...]
    properties: tuple[str, ...]
    table: np.ndarray

    @property
    def correlations(self) -> np.ndarray:
        """Σʸˣ for one-hot items, shape (properties, items)."""
        return self.table.T


def _facts(properties: str, **items: str) -> World:
    """A 0/1 world from the list of true properties of each item."""
    names = tuple(properties.split())
    table = np.array([[float(name in facts.split()) for name in names] for facts in items.values()])
    return World(tuple(items), names, table)


def kingdom() -> World:
    """Four items and seven properties: figure 3 of the article."""
    return _facts(
        "grow move roots fly swim leaves petals",
        canary="grow move fly",
        salmon="grow move swim",
        oak="grow roots leaves",
        rose="grow roots petals",
    )


def creatures() -> World:
    """The eight items of Rumelhart's network (as in Rogers & McClelland 2004), with facts of our own choosing."""
    return _facts(
        "alive grow move skin roots leaves fly feathers swim gills bark big petals pretty sing red pink yellow green",
        pine="alive grow roots bark big green",
        oak="alive grow roots bark big leaves",
        rose="alive grow roots leaves petals pretty red",
        daisy="alive grow roots leaves petals pretty yellow",
        robin="alive grow move skin fly feathers red",
        canary="alive grow move skin fly feathers sing yellow",
        sunfish="alive grow move skin swim gills yellow",
        salmon="alive grow move skin swim gills pink",
    )


def worm() -> World:
    """Six vertebrates, one worm and two plants: nearly every thing that moves has bones."""
    return _facts(
        "alive move eat bones legs fur fly feathers swim scales burrow roots leaves bark petals",
        dog="alive move eat bones legs fur",
        cow="alive move eat bones legs fur",
        robin="alive move eat bones legs fly feathers",
        canary="alive move eat bones legs fly feathers",
        salmon="alive move eat bones swim scales",
        herring="alive move eat bones swim scales",
        worm="alive move eat burrow",
        oak="alive roots leaves bark",
        rose="alive roots leaves petals",
    )


def binary_tree(depth: int = 3, contrast: int = 0) -> World:
    """A nested 0/1 tree: each node of a binary tree is a property of the leaves below it.

    Parameters
    ----------
    depth
        Levels below the root; there are 2**depth items and 2**(depth+1) − 1 node properties.
    contrast
        Additional ±1 properties for each top branch: +1 on one of its two sub-branches, −1 on the other.
        With enough of them siblings are less alike than strangers, and the basic level is learned first.
    """
    leaves = 2**depth
    items = NAMED_LEAVES if depth == 3 else _numbered("item", leaves)
    columns, names = [], []
    for level in range(depth + 1):
        width = leaves >> level
        for node in range(2**level):
            columns.append((np.arange(leaves) // width == node).astype(float))
            names.append(f"level {level} node {node + 1}")
    if depth == 3:
        names = [*NAMED_NODES, *(f"is a {item}" for item in items)]
    quarter = max(leaves // 4, 1)
    for branch in range(2):
        side = np.zeros(leaves)
        side[2 * branch * quarter : (2 * branch + 1) * quarter] = 1
        side[(2 * branch + 1) * quarter : (2 * branch + 2) * quarter] = -1
        columns += [side] * contrast
        names += [f"contrast {branch + 1}.{k + 1}" for k in range(contrast)]
    return World(items, tuple(names), np.stack(columns, axis=1))


def diffusion_tree(depth: int, properties: int, flip: float, rng: np.random.Generator) -> World:
    """±1 properties that travel from the root to 2**depth leaves and flip on each branch with probability `flip`.

    This is the article's generative model of a hierarchy (its "hierarchical structure", SI).
    """
    values = rng.choice([-1.0, 1.0], size=(1, properties))
    for _ in range(depth):
        values = np.repeat(values, 2, axis=0)
        values = np.where(rng.random(values.shape) < flip, -values, values)
    return World(_numbered("item", len(values)), _numbered("property", properties), values)


def blocks(
    items: int,
    properties: int,
    category_items: int,
    category_properties: int,
    inside: float,
    outside: float,
    rng: np.random.Generator,
) -> World:
    """0/1 noise with one category: its items have its properties with probability `inside`, all else `outside`."""
    probability = np.full((items, properties), outside)
    probability[:category_items, :category_properties] = inside
    names = tuple(f"member {i + 1}" if i < category_items else f"item {i + 1}" for i in range(items))
    features = tuple(f"mark {j + 1}" if j < category_properties else f"property {j + 1}" for j in range(properties))
    return World(names, features, (rng.random((items, properties)) < probability).astype(float))


def random_world(items: int, properties: int, density: float, rng: np.random.Generator) -> World:
    """Independent 0/1 facts: no structure but what chance makes."""
    table = (rng.random((items, properties)) < density).astype(float)
    return World(_numbered("item", items), _numbered("property", properties), table)


def _numbered(word: str, count: int) -> tuple[str, ...]:
    return tuple(f"{word} {i + 1}" for i in range(count))


def parse(text: str) -> World:
    """Read a pasted or uploaded table: property names in the first row, item names in the first column.

    Commas, semicolons or tabs separate cells.

    Raises
    ------
    ValueError
        With a sentence that names the cell, row or column that does not fit.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"This text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are read.")
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip(" \t,;")]
    if len(lines) < 3:
        raise ValueError("A world needs a row of property names and at least two items below it.")
    separator = max("\t;,", key=lines[0].count)
    reader = csv.reader(io.StringIO("\n".join(lines)), delimiter=separator)
    rows = [[" ".join(cell.split()) for cell in row] for row in reader]  # a quoted name may span lines
    if len(rows) < 3:
        raise ValueError("A quotation mark is not closed.")
    rows = [[_name(row[0]), *row[1:]] for row in rows]
    properties = [_name(cell) for cell in rows[0][1:]]
    while properties and not properties[-1]:
        properties.pop()
    items = [row[0] for row in rows[1:]]
    _check_names(items, properties)
    table = np.empty((len(items), len(properties)))
    for i, row in enumerate(rows[1:]):
        cells = row[1:]
        while len(cells) > len(properties) and not cells[-1]:
            cells.pop()
        if len(cells) != len(properties):
            raise ValueError(f"“{items[i]}” has {len(cells)} values, but there are {len(properties)} properties.")
        table[i] = [_value(cell, items[i], name) for cell, name in zip(cells, properties, strict=True)]
    return _checked(World(tuple(items), tuple(properties), table))


def _name(cell: str) -> str:
    """Return a name without the apostrophe of `for_spreadsheet`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell


def _check_names(items: list[str], properties: list[str]) -> None:
    for word, names, most in (("property", properties, MAX_PROPERTIES), ("item", items, MAX_ITEMS)):
        if len(names) < 2:
            raise ValueError(f"A world needs at least two {word} names; separate cells by commas, semicolons or tabs.")
        if len(names) > most:
            raise ValueError(f"There are {len(names)} {word} names; at most {most} can be shown.")
        for name in names:
            if not name:
                raise ValueError(f"A {word} has no name.")
            if names.count(name) > 1:
                raise ValueError(f"The {word} name “{name}” stands twice.")


def _value(cell: str, item: str, name: str) -> float:
    try:
        value = float(cell.replace("−", "-"))
    except ValueError:
        value = np.nan
    if value not in (-1.0, 0.0, 1.0):
        shown = f"“{cell[:40]}”" if cell else "empty"
        raise ValueError(f"The cell “{item}” × “{name}” is {shown}; write 0, 1 or −1.")
    return value


def _checked(world: World) -> World:
    if not world.table.any():
        raise ValueError("Every cell is 0: there is nothing to learn.")
    return world


def edited(world: World, changes: Mapping[str, Any]) -> str:
    """The text of a world after changes in a table editor, as Streamlit's data_editor keeps them.

    Parameters
    ----------
    changes
        "edited_rows" {row: {column: value}}, "added_rows" [{column: value}], "deleted_rows" [row]; the column of item
        names is "item". What is left empty in a new row is 0.
    """
    rows = [[name, *map(_plain, values)] for name, values in zip(world.items, world.table.tolist(), strict=True)]
    columns = ["item", *world.properties]
    for row, cells in changes.get("edited_rows", {}).items():
        for name, value in cells.items():
            rows[int(row)][columns.index(name)] = "" if value is None else _plain(value)
    removed = set(changes.get("deleted_rows", []))
    rows = [row for number, row in enumerate(rows) if number not in removed]
    for new in changes.get("added_rows", []):
        name = new.get("item") or f"new item {len(rows) + 1}"
        rows.append([name, *(_plain(new.get(prop) or 0) for prop in world.properties)])
    return _written(world.properties, rows)


def _plain(value: object) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) else str(value)


def for_spreadsheet(name: str) -> str:
    """Return a name that no spreadsheet takes for a formula: an apostrophe stands before a leading =, +, - or @."""
    return f"'{name}" if name.startswith(FORMULA) else name


def file_of(world: World) -> str:
    """Return the table as a CSV file that is safe to open in a spreadsheet; `parse` reads the same names back."""
    items, properties = (tuple(map(for_spreadsheet, names)) for names in (world.items, world.properties))
    return to_csv(World(items, properties, world.table))


def to_csv(world: World) -> str:
    """The table as text that `parse` reads back."""
    rows = [[name, *map(_plain, values)] for name, values in zip(world.items, world.table.tolist(), strict=True)]
    return _written(world.properties, rows)


def _written(properties: Sequence[str], rows: list[list[str]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(["", *properties])
    writer.writerows(rows)
    return lines.getvalue()
