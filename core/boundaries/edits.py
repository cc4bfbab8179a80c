"""Weights that a visitor changed by hand, as the short text that stands in an address.

``300:0.w.3.1=-1.2;1.b.0=0.5`` takes the weights of step 300 and sets two of them: in layer 0 the weight from input 3
to unit 1, and in layer 1 the bias of unit 0. Without a step it takes the weights of the last one. Several such texts,
joined by ``~``, follow each other: after each the network was trained on.
"""

import math
import re
from dataclasses import dataclass

import numpy as np

from core.boundaries.engine import Architecture, unpack

MOST_CHANGES, MOST_STAGES, MOST_CHARACTERS = 60, 4, 4000
LARGEST, LAST_STEP = 100.0, 20_000
_CHANGE = re.compile(r"(\d{1,3})\.(?:w\.(\d{1,4})|b)\.(\d{1,4})=(.{1,24})", re.ASCII)


class EditError(ValueError):
    """Changed weights that a network can't have."""


@dataclass(frozen=True)
class Change:
    """One weight (or bias, where `input` is None) of a layer, and its new value; all counted from 0."""

    layer: int
    input: int | None
    unit: int
    value: float

    def text(self) -> str:
        """Write the change as it stands in an address."""
        place = f"b.{self.unit}" if self.input is None else f"w.{self.input}.{self.unit}"
        return f"{self.layer}.{place}={self.value:.4g}"


@dataclass(frozen=True)
class Edit:
    """Changes of the weights at `step`; None is the last one."""

    step: int | None
    changes: tuple[Change, ...]

    def text(self) -> str:
        """Write the edit as it stands in an address; nothing where nothing is changed."""
        at = "" if self.step is None else f"{self.step}:"
        return at + ";".join(change.text() for change in self.changes) if self.changes else ""


def read(text: str, net: Architecture) -> tuple[Edit, tuple[str, ...]]:
    """Read one edit of a network.

    Returns
    -------
    Edit
        The changes that fit the network; of two for the same weight the later one.
    tuple of str
        A sentence for everything that was left out.
    """
    if len(text) > MOST_CHARACTERS:
        return Edit(None, ()), (f"The changed weights are longer than {MOST_CHARACTERS:,} characters.",)
    head, colon, rest = text.rpartition(":")
    step, problems = None, []
    if colon:
        if not (head.isascii() and head.isdigit() and len(head) <= 5 and int(head) <= LAST_STEP):
            return Edit(None, ()), (f"{head[:24]!r} is not a step from 0 to {LAST_STEP:,}.",)
        step = int(head)
    kept: dict[tuple[int, int | None, int], Change] = {}
    for item in filter(None, rest.split(";")):
        try:
            change = _change(item, net)
        except EditError as problem:
            problems.append(str(problem))
            continue
        place = (change.layer, change.input, change.unit)
        kept.pop(place, None)
        kept[place] = change
    if len(kept) > MOST_CHANGES:
        problems.append(f"Only the first {MOST_CHANGES} of {len(kept)} changed weights are used.")
    return Edit(step, tuple(kept.values())[:MOST_CHANGES]), tuple(problems)


def _change(item: str, net: Architecture) -> Change:
    found = _CHANGE.fullmatch(item)
    if found is None:
        raise EditError(f"{item[:24]!r} is not a changed weight such as 0.w.1.0=-1.2 or 0.b.1=0.5.")
    layer, source, unit = int(found[1]), None if found[2] is None else int(found[2]), int(found[3])
    if (
        layer >= len(net.sizes) - 1
        or unit >= net.sizes[layer + 1]
        or (source is not None and source >= net.sizes[layer])
    ):
        has = "-".join(map(str, net.sizes))
        raise EditError(f"{item[:24]!r} names a weight that this network does not have; its layer sizes are {has}.")
    try:
        value = float(found[4])
    except ValueError:
        value = math.nan
    if not abs(value) <= LARGEST:
        raise EditError(f"{item[:24]!r} does not set a number from -{LARGEST:g} to {LARGEST:g}.")
    return Change(layer, source, unit, value)


def apply(weights: np.ndarray, net: Architecture, edit: Edit) -> np.ndarray:
    """Return a copy of one network's weights (parameters,) with the changes of an edit."""
    changed = weights.copy()
    layers = unpack(changed, net)
    for change in edit.changes:
        kernel, bias = layers[change.layer]
        if change.input is None:
            bias[change.unit] = change.value
        else:
            kernel[change.input, change.unit] = change.value
    return changed


def stages(start: str) -> list[str]:
    """Return the edits from which a run was trained on, the first one first."""
    return [text for text in start.split("~") if text]


def joined(start: str, edit: Edit) -> str:
    """Return where a run starts that trains on from an edit of the run that starts at `start`.

    Raises
    ------
    EditError
        When there are too many stages or characters for an address.
    """
    text = "~".join([*stages(start), edit.text()])
    if len(stages(text)) > MOST_STAGES or len(text) > MOST_CHARACTERS:
        raise EditError(
            f"A network can be trained on at most {MOST_STAGES} times, with {MOST_CHARACTERS:,} characters of changes. "
            "Choose a preset to begin again."
        )
    return text


def problems(start: str, net: Architecture) -> tuple[str, ...]:
    """Return a sentence for everything in `start` that does not fit a network; none when it can be trained."""
    if len(start) > MOST_CHARACTERS or len(stages(start)) > MOST_STAGES:
        return (f"More than {MOST_STAGES} stages or {MOST_CHARACTERS:,} characters of changed weights.",)
    found = [read(text, net) for text in stages(start)]
    empty = ("A stage changes no weight.",) if any(not edit.changes for edit, _ in found) else ()
    return empty + tuple(sentence for _, sentences in found for sentence in sentences)


def counted(text: str) -> str:
    """Say how many weights a text changes, without knowing the network."""
    parts = stages(text)
    number = sum(1 for part in parts for item in part.rpartition(":")[2].split(";") if item)
    return f"{number} changed weight{'' if number == 1 else 's'}" if number else ""
