"""One computation for all who ask, one at a time, ended when nobody waits, and kept within a budget."""

import gc
import sys
import threading
from dataclasses import dataclass

import numpy as np
import pytest

from core.runs.jobs import Jobs, Refused
from core.runs.progress import Step
from core.runs.request import Lane
from core.runs.runner import InThread, exempt_imports

SECONDS = 10


@dataclass(frozen=True)
class Result:
    array: np.ndarray


class Gate:
    """Work that stands still until it is let go, and says how often it was started and released."""

    def __init__(self) -> None:
        self.open, self.reached = threading.Event(), threading.Event()
        self.started = self.released = 0

    def work(self, size: int = 1):
        self.started += 1
        try:
            yield Step(0, 2)
            self.reached.set()
            while not self.open.wait(0.01):
                yield Step(1, 2)
            return Result(np.zeros(size))
        finally:
            self.released += 1


def test_two_who_ask_for_the_same_run_share_one_computation():
    jobs, gate = Jobs(1000), Gate()
    first = jobs.join("key", gate.work)
    second = jobs.join("key", gate.work)
    assert first is second
    jobs.leave(first)  # one of the two leaves; the other still waits
    gate.open.set()
    assert second.done.wait(SECONDS)
    assert gate.started == 1
    assert jobs.find("key") is second.result
    assert not second.result.array.flags.writeable  # both visitors have the same arrays


def test_it_ends_when_the_last_watcher_leaves_and_nothing_is_kept():
    jobs, gate = Jobs(1000), Gate()
    job = jobs.join("key", gate.work)
    assert gate.reached.wait(SECONDS)
    jobs.leave(job)
    assert job.done.wait(SECONDS)
    assert gate.released == 1
    assert job.result is None
    assert jobs.find("key") is None


def test_a_run_that_was_given_up_can_be_asked_for_again():
    jobs, gate = Jobs(1000), Gate()
    jobs.leave(jobs.join("key", gate.work))
    again = jobs.join("key", gate.work)
    gate.open.set()
    assert again.done.wait(SECONDS)
    assert again.result is not None


def test_the_second_waits_its_turn_and_knows_it():
    jobs, slow, quick = Jobs(1000), Gate(), Gate()
    first = jobs.join("slow", slow.work)
    assert slow.reached.wait(SECONDS)
    quick.open.set()
    second = jobs.join("quick", quick.work)
    assert not second.done.wait(0.2)
    assert quick.started == 0
    assert second.ahead == 1
    slow.open.set()
    assert first.done.wait(SECONDS)
    assert second.done.wait(SECONDS)
    assert second.ahead == 0


class TwoPlaces(InThread):
    """Two works at a time, with a heartbeat before each step."""

    places = 2

    def run(self, start, on_step):
        def beating(step):
            on_step(None)
            on_step(step)

        return super().run(start, beating)


def test_a_runner_with_two_places_has_two_jobs_at_work_and_the_third_waits_for_one():
    gates = [Gate() for _ in range(4)]
    jobs = Jobs(1000, queue=2, runners={Lane.TRAINING: TwoPlaces()})
    first, second, third, fourth = (jobs.join(key, gate.work) for key, gate in enumerate(gates))
    assert gates[0].reached.wait(SECONDS)
    assert gates[1].reached.wait(SECONDS)
    with pytest.raises(Refused, match="2 runs wait"):
        jobs.join("fifth", Gate().work)
    assert first.step == Step(0, 2) or first.step == Step(1, 2)  # a heartbeat erases no step
    assert not third.done.wait(0.1)
    assert (third.ahead, fourth.ahead) == (1, 2)
    gates[1].open.set()
    assert second.done.wait(SECONDS)
    assert gates[2].reached.wait(SECONDS)
    for gate in gates:
        gate.open.set()
    for job in (first, third, fourth):
        assert job.done.wait(SECONDS)


def test_what_a_heartbeat_raises_ends_the_job():
    class Silent:
        places = 1

        def run(self, start, on_step):
            for _ in range(100 * SECONDS):
                on_step(None)
                threading.Event().wait(0.01)

    jobs = Jobs(1000, runners={Lane.TRAINING: Silent()}, seconds={Lane.TRAINING: 0.05})
    job = jobs.join("silent", Gate().work)
    assert job.done.wait(SECONDS)
    assert isinstance(job.error, Refused)


def test_one_who_leaves_the_queue_never_starts():
    jobs, slow, never = Jobs(1000), Gate(), Gate()
    first = jobs.join("slow", slow.work)
    assert slow.reached.wait(SECONDS)
    waiting = jobs.join("never", never.work)
    jobs.leave(waiting)
    assert waiting.done.wait(SECONDS)
    slow.open.set()
    assert first.done.wait(SECONDS)
    assert never.started == 0


def test_an_error_reaches_the_watcher_and_the_next_run_starts():
    def fails():
        yield Step(0, 1)
        raise ValueError("no such thing")

    jobs, gate = Jobs(1000), Gate()
    job = jobs.join("bad", fails)
    assert job.done.wait(SECONDS)
    assert str(job.error) == "no such thing"
    gate.open.set()
    assert jobs.join("good", gate.work).done.wait(SECONDS)


def test_a_result_that_ended_since_the_caller_looked_is_given_at_once():
    jobs, gate = Jobs(1000), Gate()
    jobs.keep("key", Result(np.zeros(1)))
    job = jobs.join("key", gate.work)
    assert job.done.is_set()
    assert gate.started == 0
    jobs.leave(job)


def test_results_leave_least_recently_used_first_when_the_budget_is_spent():
    jobs = Jobs(budget=100)
    for key in "abc":
        jobs.keep(key, Result(np.zeros(5)))  # 40 bytes each: two fit
        jobs.find("a")
    assert jobs.find("a") is not None
    assert jobs.find("b") is None
    assert jobs.find("c") is not None


def test_a_full_queue_refuses_the_next_run_with_a_sentence():
    jobs, gates = Jobs(1000, queue=1), [Gate(), Gate(), Gate()]
    first = jobs.join(0, gates[0].work)
    second = jobs.join(1, gates[1].work)
    with pytest.raises(Refused, match="1 runs wait"):
        jobs.join(2, gates[2].work)
    jobs.leave(second)
    jobs.leave(first)
    assert second.done.wait(SECONDS)
    assert first.done.wait(SECONDS)
    assert gates[2].started == 0


def test_a_run_over_its_time_ends_with_a_sentence_and_is_released():
    jobs, gate = Jobs(1000, seconds={Lane.TRAINING: 0.05}), Gate()
    job = jobs.join("long", gate.work)
    assert job.done.wait(SECONDS)
    jobs.leave(job)
    assert isinstance(job.error, Refused)
    assert gate.released == 1
    assert jobs.find("long") is None


@pytest.mark.parametrize("lane", [Lane.SHORT, Lane.DOWNLOAD])
def test_other_lanes_do_not_wait_for_a_training(lane):
    jobs, training, other = Jobs(1000, queue=0, seconds={lane: 60}), Gate(), Gate()
    first = jobs.join("training", training.work)
    assert training.reached.wait(SECONDS)
    other.open.set()
    assert jobs.join("other", other.work, lane).done.wait(SECONDS)
    assert not first.done.is_set()
    jobs.leave(first)
    assert first.done.wait(SECONDS)


def test_a_download_is_not_ended_by_the_limit_of_trainings():
    jobs, gate = Jobs(1000, seconds={Lane.TRAINING: 0.01, Lane.DOWNLOAD: 60}), Gate()
    job = jobs.join("download", gate.work, Lane.DOWNLOAD)
    assert not job.done.wait(0.2)
    gate.open.set()
    assert job.done.wait(SECONDS)
    assert job.error is None


def test_a_job_that_does_not_come_to_its_next_step_is_seen_as_overdue():
    hang = threading.Event()

    def work():
        yield Step(0, 1)
        hang.wait(SECONDS)
        return Result(np.zeros(1))

    jobs = Jobs(1000, seconds={Lane.TRAINING: 0.05})
    job = jobs.join("hangs", work)
    deadline = threading.Event()
    while not jobs.overdue(job) and not deadline.wait(0.01):
        pass
    assert not job.done.is_set()
    assert "0.05 seconds" in jobs.limit_in_words(job.lane)
    hang.set()
    assert job.done.wait(SECONDS)


@pytest.mark.parametrize(("imported", "times"), [(True, 1), (False, 0)])
def test_after_the_first_run_with_tensorflow_its_objects_are_exempt_from_garbage_collection(
    imported, times, monkeypatch
):
    frozen = []
    monkeypatch.setattr(gc, "freeze", lambda: frozen.append(True))
    monkeypatch.setattr(sys, "modules", {k: v for k, v in sys.modules.items() if k != "tensorflow"})
    if imported:
        monkeypatch.setitem(sys.modules, "tensorflow", None)
    exempt_imports.cache_clear()
    gate = Gate()
    gate.open.set()
    for _ in range(2):
        InThread().run(gate.work, lambda _: None)
    assert len(frozen) == times
    exempt_imports.cache_clear()
