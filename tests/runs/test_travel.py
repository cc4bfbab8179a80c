"""Work on its way to another process takes along what it needs from the memory of this one."""

import pickle
from dataclasses import dataclass

import numpy as np
import pytest

from core.data import own_store
from core.data.own_store import Store
from core.runs import travel
from core.runs.params import Params, text
from core.runs.progress import Work, drain
from core.runs.request import Request


@dataclass(frozen=True, kw_only=True)
class SetParams(Params):
    dataset: str = text("own-1", label="Data set")

    def memory_bytes(self) -> int:
        return 1

    def seconds(self) -> float:
        return 1.0


def total(params: SetParams) -> Work[float]:
    yield from ()
    found = own_store.STORE.find(params.dataset)
    return -1.0 if found is None else float(found.sum())


@pytest.fixture
def elsewhere(monkeypatch):
    """Call it to be in a process that has no sets yet."""

    def empty() -> None:
        monkeypatch.setattr(own_store, "STORE", Store(lambda: 1e9))

    return empty


def test_a_request_takes_along_the_sets_that_its_params_name(elsewhere):
    own_store.STORE.keep("own-1", np.arange(4))
    own_store.STORE.keep("own-2", np.arange(1_000_000))
    content = travel.packed(Request("total", SetParams(), total, float).start)
    assert len(content) < 5_000  # the other set stays
    elsewhere()
    assert drain(total(SetParams())) == -1
    assert drain(travel.unpacked(content)()) == 6


def test_what_is_not_kept_here_travels_without(elsewhere):
    content = travel.packed(Request("total", SetParams(dataset="own-3"), total, float).start)
    elsewhere()
    assert drain(travel.unpacked(content)()) == -1


def test_a_plain_function_travels_by_its_name():
    assert travel.unpacked(travel.packed(drain)) is drain


def test_work_that_cannot_be_pickled_is_an_error_here_and_not_there():
    with pytest.raises((pickle.PicklingError, AttributeError)):
        travel.packed(lambda: iter(()))
