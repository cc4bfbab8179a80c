"""Repeat one run over several random seeds, or over several values of one control: which runs that makes."""

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeVar

from core.runs.params import Control, Params

P = TypeVar("P", bound=Params)

MAX_SEEDS, MAX_VALUES = 20, 10
SUGGESTED = 5
# A control whose largest value is this many times its smallest gets suggestions of equal ratio, not of equal distance.
WIDE = 10


@dataclass(frozen=True)
class Together:
    """The results of several runs that were computed as one, in the order asked for."""

    runs: tuple[Any, ...]


class SweepError(ValueError):
    """The values cannot be swept; says in a sentence what was expected."""


def is_seed(field: str) -> bool:
    """Whether a field is a random seed, so that runs that differ in it are independent samples of one experiment."""
    return field.endswith("seed")


def most(field: str) -> int:
    """Return how many values of a field one sweep may have."""
    return MAX_SEEDS if is_seed(field) else MAX_VALUES


def fields(params: Params, without: Collection[str] = ()) -> tuple[str, ...]:
    """Return the fields of `params` that can be swept, random seeds first.

    These are the numbers and choices, except `without`, of which the suggested values make at least two different runs.
    A switch has only two values, and the values of a choice that grows at run time may be gone tomorrow.
    """
    found = [
        name
        for name, control in params.controls().items()
        if name not in without
        and control.kind is not bool
        and control.also is None
        and (control.options or control.high is not None)
        and len(members(params, name, suggestion(params, name))) > 1
    ]
    return tuple(sorted(found, key=lambda name: not is_seed(name)))


def suggestion(params: Params, field: str) -> tuple[Any, ...]:
    """Return values of a field worth comparing, about five of them, with the present one where there is room for it.

    Seeds follow each other from the present one, as far apart as one run uses several. Of choices of texts all are
    taken, of choices of numbers the neighbours of the present one. Other numbers are halved and doubled where the
    control is wide, and spread evenly over the control where it is narrow.
    """
    control, present = params.controls()[field], getattr(params, field)
    if control.options:
        options = control.options
        if control.kind is str:
            return options[:MAX_VALUES]
        first = max(0, min(options.index(present) - SUGGESTED // 2, len(options) - SUGGESTED))
        return options[first : first + SUGGESTED]
    low, high = float(control.low or 0), float(control.high or 0)
    if is_seed(field):
        stride = params.seeds_of_a_run() if field == "seed" else 1
        first = min(present, int(high) - stride * (SUGGESTED - 1))
        return tuple(first + stride * number for number in range(SUGGESTED))
    if present > 0 and high / max(low, control.step or high / WIDE) >= WIDE:
        raw = [present * 2.0**power for power in range(-2, 3)]
    else:
        raw = [low + (high - low) * number / (SUGGESTED - 1) for number in range(SUGGESTED)]
    return tuple(dict.fromkeys(_on_the_grid(control, value) for value in raw))


def _on_the_grid(control: Control, value: float) -> Any:
    """Return the value nearest to `value` at which the control's slider can stand."""
    low, high, step = float(control.low or 0), float(control.high or 0), control.step or 0.01
    near = low + round((min(max(value, low), high) - low) / step) * step
    return control.coerce(round(min(near, high), 10))


def read(params: Params, field: str, text: str) -> tuple[Any, ...]:
    """Return the values that a visitor or an address names, such as "0-9" or "16, 32, 64"; none named: the suggestion.

    Raises
    ------
    SweepError
        When a value is none of the control's, when they are too few or too many, or when runs would share seeds.
    """
    control, limit = params.controls()[field], most(field)
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        return suggestion(params, field)
    values: list[Any] = []
    for part in parts:
        span = re.fullmatch(r"(\d{1,9})\s*[-–]\s*(\d{1,9})", part) if control.kind is int else None
        low, high = map(int, span.groups()) if span else (0, 0)
        if high < low:
            raise SweepError(f"{control.label}: the range {part} ends before it begins.")
        if high - low + 1 > limit:
            raise SweepError(f"{control.label}: {part} are {high - low + 1:,} values, and at most {limit} are allowed.")
        try:
            values += [control.coerce(value) for value in (range(low, high + 1) if span else [part])]
        except ValueError as problem:
            raise SweepError(str(problem)) from None
    values = list(dict.fromkeys(values))
    if len(values) > limit:
        raise SweepError(f"{control.label}: these are {len(values)} values, and at most {limit} are allowed.")
    if len(values) < 2:
        raise SweepError(f"{control.label}: give at least two values, such as {write(suggestion(params, field))}.")
    _apart(params, field, values)
    return tuple(values)


def _apart(params: Params, field: str, values: Sequence[Any]) -> None:
    """Refuse seeds at which two runs would have a network in common."""
    stride = params.seeds_of_a_run()
    ordered = sorted(values) if field == "seed" else []
    if any(after - before < stride for before, after in pairwise(ordered)):
        raise SweepError(
            f"Each run uses {stride} seeds in a row. So that no two runs share one, seeds must be at least {stride} "
            f"apart, such as {write(suggestion(params, field))}."
        )


def write(values: Sequence[Any]) -> str:
    """Return values as `read` reads them, consecutive whole numbers as a range."""
    whole = all(isinstance(value, int) for value in values)
    if whole and len(values) > 2 and list(values) == list(range(values[0], values[0] + len(values))):
        return f"{values[0]}-{values[-1]}"
    return ", ".join(shown(value) for value in values)


def shown(value: Any) -> str:
    """Return one value in a form to read."""
    return f"{value:g}" if isinstance(value, float) and math.isfinite(value) else str(value)


def members(params: P, field: str, values: Sequence[Any]) -> dict[Any, P]:
    """Return the params of each run by its value; of values that mean the same run, the first one."""
    found: dict[Any, P] = {}
    for value in values:
        member = replace(params, **{field: value})
        if all(member.canonical() != other.canonical() for other in found.values()):
            found[value] = member
    return found
