"""Params: coercion, bounds, and addresses."""

import re
from dataclasses import dataclass

import numpy as np
import pytest

from core.runs.params import Params, choice, integer, number, switch, text


@dataclass(frozen=True, kw_only=True)
class Some(Params):
    count: int = integer(3, 1, 9, label="Count")
    rate: float = number(0.5, 0.0, 1.0, label="Rate")
    kind: str = choice("a", ("a", "b"), label="Kind")
    size: float = choice(1.0, (0.1, 1.0), label="Size")
    on: bool = switch(False, label="On")
    name: str = text("", label="Name")


def test_equal_values_of_other_types_are_one_cache_key():
    assert Some(count=3.0, rate=np.float64(0.5), size=1) == Some()
    assert hash(Some(count=np.int64(4))) == hash(Some(count=4))
    assert type(Some(rate=1).rate) is float
    assert type(Some(count=np.int64(4)).count) is int
    assert type(Some(on=np.bool_(True)).on) is bool


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("count", 10, "Count must lie from 1 to 9"),
        ("count", 2.5, "Count must be a whole number"),
        ("count", float("nan"), "Count must be a number"),
        ("count", "1e999", "Count must be a number"),
        ("rate", -0.1, "Rate must lie from 0 to 1"),
        ("rate", None, "Rate must be a number"),
        ("kind", "c", "Kind must be one of a, b"),
        ("size", 0.5, "Size must be one of"),
        ("on", "perhaps", "neither true nor false"),
    ],
)
def test_a_value_that_does_not_fit_says_so_and_an_address_ignores_it(field, value, says):
    with pytest.raises(ValueError, match=says):
        Some(**{field: value})
    assert Some.from_query({field: str(value)}) == Some()


def test_defaults_stay_out_of_the_address():
    assert Some().to_query() == {}
    assert Some(on=True, rate=0.25).to_query() == {"rate": "0.25", "on": "true"}


def test_slugs_are_file_names_and_tell_settings_apart():
    assert Some().slug() == "default"
    slugs = {Some(name=name, count=count).slug() for name in ("", "a/b", "a b", "a\\b", "é\x00") for count in (3, 4)}
    assert len(slugs) == 10
    for slug in slugs:
        assert re.fullmatch(r"[a-z0-9._%-]+", slug)
        assert slug not in (".", "..")
