"""A claim: something that a source says, judged by a criterion that was fixed before looking.

Each topic has `core/TOPIC/claims.py` (or a package) with two things. `MEASURES` names its measurements, generators that
compute arrays of numbers, one value a random seed or an input; `python -m core.bake claims` bakes each into a small
file. `CLAIMS` are the claims, whose `judge` turns one measurement into a verdict. `NEEDS`, where there is one, names
the image sets that a measurement needs and that are not bundled.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import import_module
from typing import Any, Literal

import numpy as np

from core.data import image_sets
from core.gallery.findings import Verdict
from core.gallery.topic import Recipe, Source
from core.runs import archive
from core.runs.params import Params, text
from core.runs.progress import Work

Kind = Literal["claim", "figure", "identity", "question"]
Numbers = Mapping[str, np.ndarray]

SOURCES = {
    "A": Source(
        "ニューラルネットが分散表現を構築する本当の理由 "
        "(The real reason why neural networks build distributed representations)"
    ),
    "B": Source(
        "ニューラルネットワークの超基礎的な動きを理解する (Understanding the most basic workings of neural networks)"
    ),
    "C": Source("ml4a: Looking inside neural networks", "https://ml4a.github.io/ml4a/looking_inside_neural_nets/"),
    "D": Source(
        "An article on Saxe, McClelland & Ganguli 2019, A mathematical theory of semantic development",
        "https://doi.org/10.1073/pnas.1820226116",
    ),
    "E": Source("Mototake & Ikegami: Deep Neural Networks の力学的解析 (A dynamical analysis of deep neural networks)"),
}


@dataclass(frozen=True)
class Judgement:
    """What was found.

    Attributes
    ----------
    verdict : Verdict
    numbers : str
        What was measured, with its spread or interval, the control's numbers included.
    why : str
        One sentence that follows from the criterion and the numbers.
    """

    verdict: Verdict
    numbers: str
    why: str


@dataclass(frozen=True, kw_only=True)
class Claim:
    """Something that a source says, shows or asks.

    Attributes
    ----------
    id : str
        The source's letter in `SOURCES` and a number.
    topic : str
        The page that shows it.
    place : str
        Where in the source: a section or figure.
    statement : str
        A faithful paraphrase.
    kind : Kind
        A claim to judge, a figure to reproduce, an identity that must hold to rounding, or a question left open.
    criterion : str
        What is measured, over how many seeds or inputs, and which interval or test decides: fixed before looking.
    control : str
        What the same measurement is compared with; empty where no control makes sense, and then why is in `criterion`.
    runs : str
        Which runs the numbers come from.
    measurement : str
        The key in the topic's `MEASURES`.
    judge : callable
        Takes the arrays of the measurement.
    query : mapping
        The address of the page's state that shows it, without the topic's prefix.
    """

    id: str
    topic: str
    place: str
    statement: str
    kind: Kind
    criterion: str
    control: str
    runs: str
    measurement: str
    judge: Callable[[Numbers], Judgement]
    query: Mapping[str, str] = field(default_factory=dict)

    @property
    def source(self) -> Source:
        """The article or paper that says it."""
        return SOURCES[self.id[0]]

    @property
    def order(self) -> tuple[str, int, str]:
        """Sorts A2 before A10, and A2 before A2b."""
        letter, number, rest = re.fullmatch(r"([A-Z])(\d+)(\w*)", self.id).groups()  # type: ignore[union-attr]
        return letter, int(number), rest

    @property
    def address(self) -> dict[str, str]:
        """The query of the page, every name with the topic's prefix."""
        return {f"{self.topic}_{name}": value for name, value in self.query.items()}


def claims_on(topic: str, measurement: str, runs: str, **shared: str) -> Callable[..., Claim]:
    """Return a function that writes claims on one measurement.

    It takes id, kind, place, statement, criterion, control and judge, and what the address says beyond `shared`.
    """

    def write(
        id: str,
        kind: Kind,
        place: str,
        statement: str,
        criterion: str,
        control: str,
        judge: Callable[[Numbers], Judgement],
        **query: str,
    ) -> Claim:
        return Claim(
            id=id,
            topic=topic,
            place=place,
            statement=statement,
            kind=kind,
            criterion=criterion,
            control=control,
            runs=runs,
            measurement=measurement,
            judge=judge,
            query=shared | query,
        )

    return write


@dataclass(frozen=True, kw_only=True)
class MeasurementParams(Params):
    """Names one measurement of one topic."""

    topic: str = text("", label="Topic")
    measurement: str = text("", label="Measurement")

    def memory_bytes(self) -> int:
        """Return an upper bound of a measurement that is only baked, on a machine of one's own."""
        return 4_000_000_000

    def missing(self) -> str:
        """Say which image set the measurement needs that is not on this machine; empty when it can be computed."""
        needed = getattr(import_module(f"core.{self.topic}.claims"), "NEEDS", {}).get(self.measurement, ())
        return ", ".join(f"{name} is not here" for name in needed if not image_sets.is_local(name))


@dataclass(frozen=True)
class Measurement:
    """The arrays of one measurement, as they are baked."""

    params: MeasurementParams
    names: tuple[str, ...]
    values: tuple[np.ndarray, ...]

    def numbers(self) -> dict[str, np.ndarray]:
        """The arrays by name."""
        return dict(zip(self.names, self.values, strict=True))


def measure(params: MeasurementParams) -> Work[Measurement]:
    """Compute one measurement of a topic."""
    found: dict[str, Any] = yield from import_module(f"core.{params.topic}.claims").MEASURES[params.measurement]()
    return Measurement(params, tuple(found), tuple(np.atleast_1d(np.asarray(value)) for value in found.values()))


def recipe(topic: str, measurement: str) -> Recipe:
    """The recipe that bakes one measurement."""
    return Recipe("claims", MeasurementParams(topic=topic, measurement=measurement), measure)


def recipes(topic: str) -> Iterator[Recipe]:
    """The recipes of all measurements of a topic."""
    for name in import_module(f"core.{topic}.claims").MEASURES:
        yield recipe(topic, name)


@lru_cache(maxsize=128)
def baked(topic: str, measurement: str) -> Numbers:
    """The arrays of a baked measurement.

    Raises
    ------
    FileNotFoundError, core.runs.archive.ArchiveError
        When it was not baked, or its file is damaged.
    """
    path = recipe(topic, measurement).path
    return archive.load(path, Measurement, params=MeasurementParams).numbers()


def judged(claim: Claim) -> Judgement:
    """The verdict on a claim from its baked measurement."""
    return claim.judge(baked(claim.topic, claim.measurement))
