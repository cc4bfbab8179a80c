"""Sentences about categories: typicality, coherence, the basic level, and induction."""

import numpy as np

from core.data.concepts import World
from core.gallery.findings import Finding
from core.runs.text import literal
from core.semantics.categories import BasicLevel, Category, ResponseTimes

NAMED = 6
NOT_GRADED = (
    "In this run all members of a category are equally typical or equally fast, or fewer than three have been answered "
    "by the end."
)
NARROWER = 0.1  # of the new property's value: a smaller change of a guess is not worth a sentence


def typical(world: World, answer: ResponseTimes) -> Finding:
    """Return the correlation of response time and typicality, or why there is none."""
    text = (
        "A mode is a category: |v| says how typical each item is of it, that is how similar to the category's "
        f"prototype Yᵀu. An item is answered when its reading |u·map| passes **{answer.threshold:.2f}**, a threshold "
        "that is the same for all items. "
    )
    if not np.isfinite(answer.correlation):
        return Finding(
            f"{text}Here all members are equally typical or equally fast, or fewer than three have been answered by "
            "the end, so there is no correlation to report."
        )
    answered = int(np.isfinite(answer.times).sum())
    return Finding(
        f"{text}Response time and typicality |v| correlate at **r = {_signed(answer.correlation)}** over {answered} "
        "items."
    )


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def coherence(world: World, mode: int, block: Category) -> Finding:
    """Describe the most coherent block that a mode of this world names, and compare it with the threshold."""
    members = _some(world.items, block.items)
    marks = _some(world.properties, block.properties)
    text = (
        "Coherence compares a category with the noise around it: "
        r"$C = (p-q)^2 K_o K_f \,/\, [q(1-q)\sqrt{N_o N_f}]$ for $K_o$ items by $K_f$ properties in a table of $N_o$ "
        f"by $N_f$. The most coherent category of this world is that of mode {mode + 1}: {members} by {marks}. Its "
        f"facts are true with p = {block.inside:.2f} inside and q = {block.outside:.2f} outside"
    )
    if np.isinf(block.coherence):
        text += ": there is no noise outside, C is infinite, and the world has no place on the axis."
    elif block.coherence > 1:
        text += f": **C = {block.coherence:.2f}**, above the threshold of 1."
    else:
        text += (
            f": **C = {block.coherence:.2f}**, not above the threshold of 1. With {len(block.items)} × "
            f"{len(block.properties)} of {len(world.items)} × {len(world.properties)} cells the category is too "
            "small or too weak to stand out if all other facts were random. In a small world they are not random, so "
            "the network may learn the category nevertheless."
        )
    return Finding(
        f"{text} Dots are sampled tables of this world's size ({len(world.items)} × {len(world.properties)}) with a "
        "planted category; the line is the limit of large tables."
    )


def _some(names: tuple[str, ...], chosen: tuple[int, ...]) -> str:
    return ", ".join(literal(names[i]) for i in chosen[:NAMED]) + (" …" if len(chosen) > NAMED else "")


def basic_level(level: BasicLevel) -> Finding:
    """Say which split of the tree of eight is learned first, and why."""
    if np.isclose(level.basic, level.superordinate):
        first = "the two splits are tied"
    elif level.basic_first:
        first = "the basic split (bird or fish) comes first"
    else:
        first = "the broad split (animal or plant) comes first"
    sign = "<" if level.sibling < level.stranger else ("=" if level.sibling == level.stranger else ">")
    return Finding(
        f"In the tree of eight items, bird and fish share **{level.sibling:g}**, animal and plant "
        f"**{level.stranger:g}** (mean inner product of properties): {level.sibling:g} {sign} {level.stranger:g}, "
        f"so {first} (s = {level.basic:.2f} against {level.superordinate:.2f}). The basic level comes first exactly "
        "when siblings are less alike than items of different branches. Without opposite properties that never "
        "happens: nested 0/1 facts only add to what siblings share."
    )


def induction(name: str, early: dict[int, float], late: dict[int, float]) -> Finding:
    """Say whether the guess about a new property narrows.

    Parameters
    ----------
    name
        The item that has the new property.
    early, late
        Mean share by kinship at the broadest moment and at the end; see `induction.by_kinship`.
    """
    nearest, farthest = min(set(late) - {0}), max(late)
    text = (
        f"At each moment the network learns that {literal(name)} has a new property: a new output unit, of which only "
        "the weights are trained. Every other item then gets the share hᵢᵀhⱼ/hᵢᵀhᵢ of it, where h is the hidden layer. "
    )
    if early[farthest] - late[farthest] < NARROWER:
        return Finding(
            f"{text}Here the guess does not narrow: the least related items get at most "
            f"**{100 * early[farthest]:.0f} %**, and **{100 * late[farthest]:.0f} %** at the end."
        )
    text += (
        f"The guess narrows: the least related items get **{100 * early[farthest]:.0f} %** at the broadest moment and "
        f"**{100 * late[farthest]:.0f} %** at the end"
    )
    return Finding(
        f"{text}, the nearest relatives **{100 * late[nearest]:.0f} %**." if nearest != farthest else f"{text}."
    )
