"""Whose turn it is: short runs pass long ones, nothing starves, and one visitor does not keep the others waiting."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.runs.jobs import QUICK_SECONDS, Jobs, Refused
from core.runs.request import Lane
from core.runs.runner import InThread
from tests.runs.test_jobs import SECONDS, Gate, Result, TwoPlaces


class SparePlace(InThread):
    """One place, and one for quick work."""

    spare = 1


@pytest.fixture
def clock(monkeypatch):
    """A clock that a test sets."""
    found = SimpleNamespace(now=1000.0)
    monkeypatch.setattr("core.runs.jobs.time", SimpleNamespace(monotonic=lambda: found.now))
    return found


def with_runner(runner, **options):
    return Jobs(1000, runners={Lane.TRAINING: runner}, **options)


def at_work(jobs, key="first", **options):
    """A gate that is reached, and its job."""
    gate = Gate()
    job = jobs.join(key, gate.work, **options)
    assert gate.reached.wait(SECONDS)
    return gate, job


def order_of(jobs, first, waiting):
    """End the run `first` and say in which order the keys of `waiting`, with their jobs, have worked."""
    first.open.set()
    for job in waiting.values():
        assert job.done.wait(SECONDS)
    return sorted(waiting, key=lambda key: waiting[key].result.array[0])


class Counter:
    """Works that write down which of them was the first."""

    def __init__(self):
        self.count = 0

    def work(self):
        yield from ()
        self.count += 1
        return Result(np.array([self.count]))


def test_a_shorter_run_passes_a_longer_one_and_equals_keep_their_order(clock):
    jobs, counter = Jobs(1000), Counter()
    first, _ = at_work(jobs)
    waiting = {}
    for key, seconds in (("long", 600), ("short", 30), ("as short", 30), ("shorter", 20)):
        waiting[key] = jobs.join(key, counter.work, seconds=seconds)
        clock.now += 0.001
    assert order_of(jobs, first, waiting) == ["shorter", "short", "as short", "long"]


def test_a_long_run_is_passed_only_by_those_who_come_before_it_would_have_ended(clock):
    jobs, counter = Jobs(1000), Counter()
    first, _ = at_work(jobs)
    waiting = {"long": jobs.join("long", counter.work, seconds=600)}
    clock.now += 590
    waiting["in time"] = jobs.join("in time", counter.work, seconds=5)
    clock.now += 11
    waiting["too late"] = jobs.join("too late", counter.work, seconds=5)
    assert order_of(jobs, first, waiting) == ["in time", "long", "too late"]


def test_a_stream_of_short_runs_starves_no_long_one(clock):
    """Every ten seconds comes a run of ten seconds, so that the place is never free; the long run takes a minute."""
    jobs, counter = Jobs(1000), Counter()
    gate, _ = at_work(jobs, "short 0", seconds=10)
    long, passed = jobs.join("long", counter.work, seconds=60), 0
    while not counter.count and passed < 20:
        clock.now += 10
        following = Gate()
        jobs.join(f"short {passed + 1}", following.work, seconds=10)
        gate.open.set()
        assert following.reached.wait(SECONDS)
        gate, passed = following, passed + 1
    assert long.done.wait(SECONDS)
    assert passed == 5  # the fifth would have ended with it, and comes after it


def test_quick_runs_wait_for_each_other_but_not_for_a_long_one():
    jobs = with_runner(SparePlace())
    _, long = at_work(jobs, "long", seconds=600)
    gate, quick = at_work(jobs, "quick", seconds=QUICK_SECONDS)
    second, third = Gate(), Gate()
    after = jobs.join("quick too", second.work, seconds=1)
    slow = jobs.join("not quick", third.work, seconds=QUICK_SECONDS * 1.01)
    unknown = jobs.join("unknown", Gate().work)
    assert not after.done.wait(0.1)
    assert after.ahead == 1
    gate.open.set()
    assert quick.done.wait(SECONDS)
    assert second.reached.wait(SECONDS)
    assert not third.reached.wait(0.1)  # the place for quick runs is not for it
    assert not long.done.is_set()
    for job in (long, after, slow, unknown):
        jobs.leave(job)
        assert job.done.wait(SECONDS)


def test_the_place_for_quick_runs_is_for_those_that_would_wait_for_a_long_one():
    jobs, second = with_runner(SparePlace()), Gate()
    first, _ = at_work(jobs, "quick", seconds=1)
    jobs.join("quick too", second.work, seconds=1)
    assert not second.reached.wait(0.1)
    first.open.set()
    assert second.reached.wait(SECONDS)


def test_a_quick_run_in_its_own_place_keeps_nobody_out_of_the_other_one():
    jobs = with_runner(SparePlace())
    first, _ = at_work(jobs, "long", seconds=600)
    at_work(jobs, "quick", seconds=1)
    following = Gate()
    jobs.join("long too", following.work, seconds=600)
    assert not following.reached.wait(0.1)
    first.open.set()
    assert following.reached.wait(SECONDS)


def test_without_a_spare_place_a_quick_run_waits():
    jobs = Jobs(1000)
    first, _ = at_work(jobs, seconds=600)
    gate = Gate()
    jobs.join("quick", gate.work, seconds=1)
    assert not gate.reached.wait(0.1)
    first.open.set()
    assert gate.reached.wait(SECONDS)


def test_a_queue_that_is_full_of_long_runs_lets_a_quick_one_in():
    jobs = with_runner(SparePlace(), queue=1)
    at_work(jobs, "long", seconds=600)
    jobs.join("waits", Gate().work, seconds=600)
    with pytest.raises(Refused, match="1 runs wait already"):
        jobs.join("one too many", Gate().work, seconds=600)
    at_work(jobs, "quick", seconds=1)
    jobs.join("quick too", Gate().work, seconds=1)
    with pytest.raises(Refused, match="1 runs wait already"):
        jobs.join("one quick too many", Gate().work, seconds=1)


def test_a_second_run_of_one_visitor_lets_the_others_pass():
    jobs = with_runner(TwoPlaces())
    at_work(jobs, "mine", visitor="a")
    other, _ = at_work(jobs, "another's", visitor="b")
    mine, yours = Gate(), Gate()
    jobs.join("mine too", mine.work, visitor="a")
    jobs.join("yours", yours.work, seconds=60, visitor="c")  # later, and longer
    other.open.set()
    assert yours.reached.wait(SECONDS)
    assert not mine.reached.is_set()


def test_where_nobody_else_waits_one_visitor_may_use_both_places():
    jobs = with_runner(TwoPlaces())
    at_work(jobs, "mine", visitor="a")
    at_work(jobs, "mine too", visitor="a")


def test_a_third_run_of_one_visitor_that_waits_is_refused_and_others_are_not():
    jobs = Jobs(1000)
    at_work(jobs, visitor="a")
    one, _ = (jobs.join(key, Gate().work, visitor="a") for key in ("one", "two"))
    with pytest.raises(Refused, match="2 of your runs wait already"):
        jobs.join("three", Gate().work, visitor="a")
    jobs.join("another's", Gate().work, visitor="b")
    for key in ("no name", "nor this one", "nor that one"):
        jobs.join(key, Gate().work)
    again = jobs.join("two", Gate().work, visitor="a")  # the one that waits already: nothing more to do
    assert again.watchers == 2
    jobs.leave(one, "a")
    assert one.done.wait(SECONDS)
    jobs.join("three", Gate().work, visitor="a")


def test_a_new_run_replaces_the_one_that_its_visitor_leaves():
    """As when a control is moved: the script leaves the run that it followed, and asks for another one."""
    jobs = Jobs(1000)
    gate, before = at_work(jobs, "before", visitor="a")
    jobs.leave(before, "a")
    _, after = at_work(jobs, "after", visitor="a")
    assert before.done.wait(SECONDS)
    assert gate.released == 1
    assert before.result is None
    jobs.join("after", Gate().work, visitor="b")
    jobs.leave(after, "a")  # and asks for another one again, but somebody else watches this one
    waits = Gate()
    jobs.join("at last", waits.work, visitor="a")
    assert not waits.reached.wait(0.1)
    assert not after.done.is_set()
    assert after.watchers == 1
