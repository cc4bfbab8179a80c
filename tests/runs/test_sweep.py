"""Which runs a sweep makes: the fields that can vary, the values that are suggested, and what an address may say."""

from dataclasses import dataclass, replace

import pytest

from core.boundaries.params import BoundaryParams
from core.jacobian.training import JacobianParams
from core.networks.training import TrainingParams
from core.runs import sweep
from core.runs.params import Params, choice, integer, number, switch, text
from core.runs.sweep import SweepError
from core.semantics.params import SemanticsParams


@dataclass(frozen=True, kw_only=True)
class Some(Params):
    seed: int = integer(0, 0, 9999, label="Seed")
    units: int = integer(16, 1, 512, label="Units")
    noise: float = number(0.25, 0.0, 1.0, step=0.05, label="Noise")
    rate: float = choice(0.1, (0.001, 0.01, 0.1, 1.0, 10.0, 100.0), label="Rate")
    kind: str = choice("a", ("a", "b", "c"), label="Kind")
    wide: bool = switch(False, label="Wide")
    table: str = text("", label="Table")

    def canonical(self):
        return replace(self, units=16) if self.kind == "b" else self

    def memory_bytes(self):
        return 1


TOPICS = (TrainingParams(), SemanticsParams(), JacobianParams(), BoundaryParams())


def test_numbers_and_choices_can_vary_and_seeds_come_first():
    assert sweep.fields(Some()) == ("seed", "units", "noise", "rate", "kind")
    assert sweep.fields(Some(), without=("kind", "rate")) == ("seed", "units", "noise")
    assert "units" not in sweep.fields(Some(kind="b"))  # which this run does not use
    assert "hidden" not in sweep.fields(TrainingParams(architecture="one layer"))
    assert "hidden" in sweep.fields(TrainingParams(architecture="hidden"))
    assert "dataset" not in sweep.fields(TrainingParams())


@pytest.mark.parametrize(
    ("params", "field", "expected"),
    [
        (Some(), "seed", (0, 1, 2, 3, 4)),
        (Some(seed=7), "seed", (7, 8, 9, 10, 11)),
        (Some(seed=9999), "seed", (9995, 9996, 9997, 9998, 9999)),
        (Some(), "units", (4, 8, 16, 32, 64)),
        (Some(units=400), "units", (100, 200, 400, 512)),
        (Some(units=1), "units", (1, 2, 4)),
        (Some(noise=0.0), "noise", (0.0, 0.25, 0.5, 0.75, 1.0)),
        (Some(), "rate", (0.001, 0.01, 0.1, 1.0, 10.0)),
        (Some(rate=100.0), "rate", (0.01, 0.1, 1.0, 10.0, 100.0)),
        (Some(), "kind", ("a", "b", "c")),
    ],
)
def test_suggestions(params, field, expected):
    assert sweep.suggestion(params, field) == expected


@pytest.mark.parametrize("params", TOPICS, ids=lambda params: type(params).__name__)
def test_every_suggestion_of_a_page_can_be_read_again_and_makes_different_runs(params):
    for field in sweep.fields(params):
        values = sweep.suggestion(params, field)
        assert len(values) <= sweep.most(field)
        assert sweep.read(params, field, sweep.write(values)) == values
        assert sweep.read(params, field, " ") == values
        made = sweep.members(params, field, values)
        assert len({member.canonical() for member in made.values()}) == len(made) >= 2
        if field == "seed":
            assert next(iter(made.values())) == params


def test_values_that_mean_the_same_run_are_one():
    many = sweep.members(Some(), "units", (4, 8))
    assert {value: member.units for value, member in many.items()} == {4: 4, 8: 8}
    assert list(sweep.members(Some(kind="b"), "units", (4, 8))) == [4]
    # Nothing of a network without a hidden layer depends on the number of its units.
    deep = sweep.members(JacobianParams(net="cnn"), "depth", (4, 5, 6, 8))
    assert list(deep) == [4, 5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("0-3", (0, 1, 2, 3)), ("5, 1, 5", (5, 1)), ("2–4,9", (2, 3, 4, 9)), ("0-19", tuple(range(20))), ("7-8,", (7, 8))],
)
def test_seeds_are_read(text, expected):
    assert sweep.read(Some(), "seed", text) == expected


@pytest.mark.parametrize(
    ("field", "text", "problem"),
    [
        ("seed", "0-999", "0-999 are 1,000 values, and at most 20 are allowed"),
        ("seed", "0-999999999", "at most 20"),
        ("seed", ",".join(map(str, range(21))), "these are 21 values"),
        ("seed", "4", "at least two values, such as 0-4"),
        ("seed", "4, 4", "at least two values"),
        ("seed", "1, nan", "must be a number, not 'nan'"),
        ("seed", "1, 1e309", "must be a number"),
        ("seed", "1, 10000", "from 0 to 9999"),
        ("seed", "1, 2.5", "a whole number"),
        ("seed", "-3, 1", "from 0 to 9999"),
        ("seed", "9-3", "the range 9-3 ends before it begins"),
        ("noise", "0-1", "must be a number"),
        ("units", "1-11", "at most 10"),
        ("rate", "0.1, 0.2", "one of 0.001, 0.01"),
        ("kind", "a, <b>", "one of a, b, c, not '<b>'"),
    ],
)
def test_what_cannot_be_swept_is_said(field, text, problem):
    with pytest.raises(SweepError, match=problem):
        sweep.read(Some(), field, text)


def test_runs_of_several_networks_do_not_share_seeds():
    params = SemanticsParams(seeds=5)
    assert sweep.suggestion(params, "seed") == (0, 5, 10, 15, 20)
    assert sweep.read(params, "seed", "10, 0, 5") == (10, 0, 5)
    with pytest.raises(SweepError, match="at least 5 apart, such as 0, 5, 10, 15, 20"):
        sweep.read(params, "seed", "0, 4, 10")
    assert sweep.read(SemanticsParams(seeds=1), "seed", "0, 1") == (0, 1)


def test_values_are_written_briefly():
    assert sweep.write((0, 1, 2)) == "0-2"
    assert sweep.write((0, 1)) == "0, 1"
    assert sweep.write((0.001, 1.0)) == "0.001, 1"
    assert sweep.write(("a", "b")) == "a, b"
