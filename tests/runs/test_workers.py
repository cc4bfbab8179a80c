"""Worker processes, real ones: steps, results, errors, Stop, and processes that die or take too much."""

import os
import signal
import subprocess
import sys
import time
from functools import partial

import numpy as np
import psutil
import pytest

from core.data import image_sets, own_store
from core.data.image_sets import DataUnavailable, ImageSet
from core.networks.training import TrainingParams, request
from core.runs import process, workers
from core.runs.jobs import Jobs
from core.runs.progress import Step
from core.runs.request import Lane, TooLarge
from core.runs.runner import InThread, Lost
from core.runs.workers import Workers
from tests.runs import tasks

SECONDS = 20
MEMORY = 150e6


@pytest.fixture(scope="module")
def pool():
    """A worker that imports nothing beforehand, may hold 300 MB, and has half a second to stop."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(process, "REST_BYTES", 150_000_000)
        patch.setattr(process, "GRACE_SECONDS", 0.5)
        pool = Workers(1, 600, MEMORY, tasks.nothing)
        yield pool
        pool.close()


class Enough(Exception):
    """Nobody waits any more."""


def ended_after(seconds):
    """What ends a work so many seconds after its first step."""
    first = []

    def on_step(step):
        if step is not None:
            first.append(time.monotonic())
        if first and time.monotonic() > first[0] + seconds:
            raise Enough

    return on_step


def stopped(pool, work):
    """Begin a work, stop it, and return how long that took."""
    began = time.monotonic()
    with pytest.raises(Enough):
        pool.run(work, ended_after(0.2))
    return time.monotonic() - began


def test_steps_come_in_order_and_the_result_is_that_of_a_thread(pool):
    here, there = [], []
    work = partial(tasks.squares, 40)
    expected = InThread().run(work, here.append)
    pool.run(partial(tasks.squares, 1), there.append)
    assert there.pop(0) == process.PREPARING  # a new process first says what it is waiting for
    there.clear()
    found = pool.run(work, there.append)
    np.testing.assert_array_equal(found.values, expected.values)
    assert [step for step in there if step is not None] == here
    assert found.pid != os.getpid()


def test_while_nothing_is_said_there_is_a_heartbeat(pool):
    beats = []
    pool.run(partial(tasks.squares, 2, 0.6), lambda step: beats.append((time.monotonic(), step)))
    assert sum(step is None for _, step in beats) >= 4
    assert max(np.diff([when for when, _ in beats])) < 0.5


def test_one_process_does_one_work_after_another(pool):
    pids = {pool.run(partial(tasks.squares, 1), lambda _: None).pid for _ in range(3)}
    assert pids == set(pool.pids())


def test_what_a_work_prints_does_not_disturb_its_messages(pool):
    assert pool.run(partial(tasks.prints, "not a message"), lambda _: None).values.tolist() == [0]


def test_a_work_with_steps_is_stopped_at_one_and_its_process_goes_on(pool):
    before = pool.run(partial(tasks.squares, 1), lambda _: None).pid
    assert stopped(pool, partial(tasks.squares, 10**6, 0.01)) < 1.5
    # What it said before it stopped does not reach the next work.
    steps = []
    found = pool.run(partial(tasks.squares, 3), steps.append)
    assert found.pid == before
    assert [step.index for step in steps if step is not None] == [0, 1, 2]


@pytest.mark.parametrize("work", [tasks.sleeps, tasks.hogs_the_interpreter])
def test_a_step_without_end_ends_with_its_process_and_another_one_takes_over(pool, work):
    before = pool.run(partial(tasks.squares, 1), lambda _: None).pid
    assert stopped(pool, work) < process.GRACE_SECONDS + 2
    assert not psutil.pid_exists(before)
    assert pool.run(partial(tasks.squares, 2), lambda _: None).pid != before


def test_a_stop_that_comes_with_the_end_does_not_stop_the_next_work(pool):
    for _ in range(20):

        def on_step(step):
            if step is not None:
                time.sleep(0.005)  # the result is there meanwhile
                raise Enough

        with pytest.raises(Enough):
            pool.run(partial(tasks.squares, 1), on_step)
        assert pool.run(partial(tasks.squares, 2), lambda _: None).values.tolist() == [0, 1]


def test_a_killed_process_is_a_sentence_and_the_next_run_works(pool, caplog):
    with pytest.raises(Lost, match=r"was ended.*Start it again"):
        pool.run(tasks.dies, lambda _: None)
    assert "was lost with code" in caplog.text  # for the host
    assert pool.run(partial(tasks.squares, 2), lambda _: None).values.tolist() == [0, 1]


def test_a_process_killed_while_it_rests_is_noticed_by_nobody(pool):
    pool.run(partial(tasks.squares, 1), lambda _: None)
    for pid in pool.pids():
        os.kill(pid, signal.SIGTERM)
        psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], 5)
    assert pool.run(partial(tasks.squares, 2), lambda _: None).values.tolist() == [0, 1]


@pytest.mark.parametrize("work", [tasks.allocates, tasks.allocates_in_one_step])
def test_a_work_that_takes_memory_without_end_is_ended_with_a_sentence(pool, work):
    with pytest.raises(MemoryError, match="took more than 300 MB of memory"):
        pool.run(work, lambda _: None)
    assert pool.run(partial(tasks.squares, 2), lambda _: None).values.tolist() == [0, 1]


@pytest.mark.parametrize(
    "error",
    [ValueError("a value"), DataUnavailable("no set"), TooLarge("too large"), MemoryError(), KeyError("key")],
    ids=repr,
)
def test_errors_keep_their_class_and_sentence(pool, error):
    with pytest.raises(type(error)) as caught:
        pool.run(partial(tasks.raises, error), lambda _: None)
    assert type(caught.value) is type(error)
    assert str(caught.value) == str(error)
    assert "in raises" in caught.value.__notes__[0]  # the server's log has the worker's traceback


def test_an_error_that_cannot_be_read_again_comes_as_its_words(pool):
    with pytest.raises(RuntimeError, match="NeedsTwo: one and two"):
        pool.run(tasks.raises_what_cannot_travel, lambda _: None)


def test_a_set_of_a_visitor_travels_with_the_run(pool):
    pixels = np.arange(4 * 16 * 16, dtype=np.uint8).reshape(4, 16, 16)
    labels = np.array([0, 0, 1, 1], np.uint8)
    own = ImageSet("own-0123456789abcdef", pixels, labels, pixels[:2], labels[1:3], ("a", "b"))
    own_store.STORE.keep(own.name, own)
    found = pool.run(tasks.OfASet(TrainingParams(dataset=own.name)).start, lambda _: None)
    np.testing.assert_array_equal(found, image_sets.load(own.name).x_train)
    unknown = tasks.OfASet(TrainingParams(dataset="own-ffffffffffffffff"))
    with pytest.raises(DataUnavailable, match="is gone"):
        pool.run(unknown.start, lambda _: None)


def test_jobs_end_at_their_time_limit_though_a_step_has_no_end(pool):
    jobs = Jobs(1000, seconds={Lane.TRAINING: 0.5}, runners={Lane.TRAINING: pool})
    job = jobs.join("sleeps", tasks.sleeps)
    assert job.done.wait(SECONDS)
    jobs.leave(job)
    assert "after 0.5 seconds" in str(job.error)
    again = Jobs(1000, runners={Lane.TRAINING: pool}).join("squares", partial(tasks.squares, 3))
    assert again.done.wait(SECONDS)
    assert not again.result.values.flags.writeable


def test_processes_end_when_idle_or_with_their_pool_and_another_is_started_when_asked_for():
    pool = Workers(1, 0.5, MEMORY, tasks.nothing)
    pool.warm()
    [pid] = pool.pids()
    pool.warm()
    assert pool.pids() == [pid]
    assert psutil.pid_exists(pid)
    until = time.monotonic() + SECONDS
    while psutil.pid_exists(pid) and time.monotonic() < until:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid)
    assert pool.pids() == []
    pool.warm()
    [other] = pool.pids()
    pool.close()
    assert not psutil.pid_exists(other)


def test_a_worker_ends_with_the_server_that_started_it():
    server = subprocess.Popen([sys.executable, "-c", STARTS_ONE], stdout=subprocess.PIPE, cwd=process.ROOT, text=True)
    with server:
        assert server.stdout is not None
        worker = int(server.stdout.readline())
        assert psutil.pid_exists(worker)
        server.kill()
    gone, _ = psutil.wait_procs([psutil.Process(worker)] if psutil.pid_exists(worker) else [], SECONDS)
    assert not psutil.pid_exists(worker) or gone


STARTS_ONE = """
import time
from core.runs.workers import Workers
from tests.runs import tasks
pool = Workers(1, 600, 1e9, tasks.nothing)
pool.warm()
print(*pool.pids(), flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize(
    ("said", "cores", "places"), [("", 1, 1), ("", 3, 1), ("", 4, 2), ("3", 1, 3), ("-1", 1, 1), ("0", 8, None)]
)
def test_the_number_of_workers_follows_the_setting_or_the_cores(said, cores, places, monkeypatch):
    monkeypatch.setenv("NBB_WORKERS", said)
    monkeypatch.setattr(os, "cpu_count", lambda: cores)
    runner = workers.local.__wrapped__()
    if places is None:
        assert isinstance(runner, InThread)
    else:
        assert isinstance(runner, Workers)
        assert runner.places == places
        assert runner.pids() == []


@pytest.mark.slow
def test_a_training_in_a_worker_that_has_imported_tensorflow_equals_one_here(pool):
    params = TrainingParams(epochs=1)
    with_tensorflow = Workers(1, 600, 1e9)
    with_tensorflow.warm()
    steps = []
    found = with_tensorflow.run(request(params).start, steps.append)
    here = InThread().run(request(params).start, lambda _: None)
    assert found.params == here.params
    np.testing.assert_allclose(found.accuracy, here.accuracy, atol=0.02)
    assert [step.total for step in steps if isinstance(step, Step)]
    for scarce, kind in ((True, MemoryError), (False, RuntimeError)):
        with pytest.raises(kind) as caught:
            with_tensorflow.run(partial(tasks.raises_an_error_of_tensorflow, scarce), lambda _: None)
        assert type(caught.value) is kind
    with_tensorflow.close()
