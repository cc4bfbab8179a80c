"""What one control is: its default, its bounds or choices, its label and its help, said once.

A topic's parameters are one frozen, keyword-only dataclass whose fields are made with
`integer`, `number`, `choice`, `switch` and `text`. The widget, the validation, the address
and the cache key all follow from them.
"""

import dataclasses
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self
from urllib.parse import urlencode

METADATA_KEY = "control"


@dataclass(frozen=True)
class Control:
    """What a widget must know about one field of a `Params` class."""

    kind: type
    label: str
    help: str = ""
    low: float | None = None
    high: float | None = None
    step: float | None = None
    options: tuple[Any, ...] = ()
    also: re.Pattern[str] | None = None  # values beside the options that come to be at run time

    def coerce(self, value: object) -> Any:
        """Return `value` as a plain bool, int, float or str within the bounds.

        Raises
        ------
        ValueError
            With a sentence for the visitor, when it is no such value.
        """
        if self.kind is bool:
            plain: Any = _as_bool(value)
        elif self.kind is str:
            plain = str(value)
        else:
            try:
                plain = float(value)  # type: ignore[arg-type]
            except (TypeError, ValueError):
                plain = math.nan
            if not math.isfinite(plain):
                raise ValueError(f"{self.label} must be a number, not {value!r}.")
            if self.kind is int:
                if plain != int(plain):
                    raise ValueError(f"{self.label} must be a whole number, not {value!r}.")
                plain = int(plain)
        if self.options and plain not in self.options and not (self.also and self.also.fullmatch(str(plain))):
            raise ValueError(f"{self.label} must be one of {', '.join(map(str, self.options))}, not {value!r}.")
        if (self.low is not None and plain < self.low) or (self.high is not None and plain > self.high):
            raise ValueError(f"{self.label} must lie from {self.low:g} to {self.high:g}, not {value!r}.")
        return plain


def fingerprint(text: str | bytes, characters: int = 16) -> str:
    """Return the first hexadecimal `characters` of the SHA-256 of `text`: a short name for something long."""
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()[:characters]


def _as_bool(value: object) -> bool:
    text = str(value).lower()
    if text not in ("true", "false", "1", "0"):
        raise ValueError(f"{value!r} is neither true nor false.")
    return text in ("true", "1")


def _field(default: Any, control: Control) -> Any:
    return dataclasses.field(default=default, metadata={METADATA_KEY: control})


def integer(default: int, low: int, high: int, *, label: str, help: str = "", step: int = 1) -> Any:
    """A whole number from `low` to `high`, both included."""
    return _field(default, Control(int, label, help, low, high, step))


def number(default: float, low: float, high: float, *, label: str, help: str = "", step: float | None = None) -> Any:
    """A real number from `low` to `high`, both included."""
    return _field(default, Control(float, label, help, low, high, step))


def choice(
    default: Any, options: tuple[Any, ...], *, label: str, help: str = "", also: re.Pattern[str] | None = None
) -> Any:
    """One of `options`, which are all of one plain type, or a text that matches `also` as a whole."""
    return _field(default, Control(type(default), label, help, options=options, also=also))


def switch(default: bool, *, label: str, help: str = "") -> Any:
    """On or off."""
    return _field(default, Control(bool, label, help))


def text(default: str, *, label: str, help: str = "") -> Any:
    """Free text; what it means is checked where it is used."""
    return _field(default, Control(str, label, help))


@dataclass(frozen=True, kw_only=True)
class Params:
    """Base of every topic's parameters: hashable, plain, and equal to what its address says."""

    def __post_init__(self) -> None:
        for name, control in self.controls().items():
            object.__setattr__(self, name, control.coerce(getattr(self, name)))

    @classmethod
    def controls(cls) -> dict[str, Control]:
        """The controls by field name, in the order of the class."""
        return {f.name: f.metadata[METADATA_KEY] for f in dataclasses.fields(cls)}

    @classmethod
    def defaults(cls) -> dict[str, Any]:
        return {f.name: f.default for f in dataclasses.fields(cls)}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Self:
        """Read an address. A value that does not fit falls back to its default; it never raises."""
        values = {}
        for name, control in cls.controls().items():
            if name in query:
                try:
                    values[name] = control.coerce(query[name])
                except ValueError:
                    continue
        return cls(**values)

    def to_query(self) -> dict[str, str]:
        """What differs from the defaults, as Streamlit's bound widgets write it."""
        defaults = self.defaults()
        differing = {name: value for name, value in dataclasses.asdict(self).items() if value != defaults[name]}
        return {
            name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in differing.items()
        }

    def shown(self, name: str) -> str:
        """Return the value of the field `name` in a form to read; a class with long texts shortens them here."""
        return str(getattr(self, name))

    def canonical(self) -> Self:
        """The same run with every field that it does not use at its default: the cache key.

        A class whose fields depend on each other overrides this.
        """
        return self

    def seeds_of_a_run(self) -> int:
        """Return how many random seeds the run uses, from `seed` on; more than one where it has several networks."""
        return 1

    def memory_bytes(self) -> int:
        """Return an upper bound of the memory that the run takes beyond its image set, result included.

        A host refuses runs above its limit before they begin, so every class has a bound of its own.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say how much memory its run takes")

    def seconds(self) -> float:
        """Return a rough estimate of the seconds that the run takes, with every library imported.

        A host refuses what surely takes longer than it allows, and lets short runs pass long ones, so every class has
        a formula of its own. It may be wrong by a factor of `core.runs.request.MARGIN` either way.
        """
        raise NotImplementedError(f"{type(self).__name__} does not say how long its run takes")

    def slug(self) -> str:
        """A readable file name that says the settings."""
        return urlencode(self.to_query()).replace("&", "_").replace("=", "-").replace("+", "-").lower() or "default"
