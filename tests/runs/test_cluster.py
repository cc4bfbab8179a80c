"""Runs on a real scheduler and two workers, each a process of this machine."""

import os
import signal
import threading
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import psutil
import pytest

from core.data import own_store
from core.runs.cluster import Cluster
from core.runs.jobs import Jobs
from core.runs.process import REST_BYTES
from core.runs.progress import Step
from core.runs.request import Lane, Request, TooLarge
from core.runs.runner import InThread, Lost, with_cluster
from tests.runs import cluster_work as work
from tests.runs.cluster_processes import Stop, Watcher, restarted, stop_at, until
from tests.runs.cluster_work import request


def test_result_and_steps_are_those_of_a_run_here(cluster):
    asked, here, there = request(work.count, steps=20, seed=3), Watcher(), Watcher()
    expected = InThread().run(asked.start, here)
    found = cluster.run(asked.start, there)
    np.testing.assert_array_equal(found.squares, expected.squares)
    assert found.params == expected.params
    assert [(s.index, s.total, s.message, s.metrics["square"]) for s in there.steps] == [
        (s.index, s.total, s.message, s.metrics["square"]) for s in here.steps
    ]
    assert here.process == os.getpid() != there.process


def test_an_exception_keeps_its_type_and_sentence(cluster):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 the whole sentence follows
        cluster.run(request(work.fail, seed=7).start, Watcher())
    assert str(caught.value) == "Seed 7 is unlucky."
    assert "cluster_work.py" in "".join(caught.value.__notes__)  # where it was raised, for the log


def test_a_run_that_is_too_large_is_refused_with_both_numbers(cluster):
    asked = Request("count", work.CountParams(), work.count, work.Counted, memory=work.too_much)
    with pytest.raises(TooLarge, match=r"1,000,000 MB .* 1,000 MB"):
        cluster.run(asked.start, Watcher())


def test_stop_ends_a_run_at_its_next_step(cluster, tmp_path):
    asked, watcher = request(partial(work.count, pause=0.05, mark=tmp_path / "mark"), steps=1000), Watcher(stop_at(3))
    with pytest.raises(Stop):
        cluster.run(asked.start, watcher)
    began = time.monotonic()
    again = request(partial(work.count, mark=tmp_path / "mark"), steps=1)
    cluster.run(again.start, Watcher())
    cluster.run(request(work.count, steps=1, seed=9).start, Watcher())
    assert time.monotonic() - began < 10  # and not the 50 seconds that the rest would take
    assert psutil.pid_exists(watcher.process)  # the worker lives on


def test_stop_ends_the_process_of_a_run_that_comes_to_no_further_step(cluster):
    watcher = Watcher(stop_at(0))
    with pytest.raises(Stop):
        cluster.run(request(work.stand_still).start, watcher)
    restarted(cluster, watcher.process)  # its nanny has started another


def test_a_heartbeat_comes_while_a_run_says_nothing(cluster):
    watcher = Watcher()
    cluster.run(request(partial(work.count, pause=1.0), steps=1).start, watcher)
    assert watcher.beats >= 8


def kill(times: int, killed: list[int]) -> Callable[[Step], None]:
    """Kill the process that computes, `times` times, each time another one; note which in `killed`."""

    def on_step(step: Step) -> None:
        process = int(step.metrics["process"])
        if len(killed) < times and process not in killed:
            killed.append(process)
            os.kill(process, signal.SIGKILL)

    return on_step


def test_the_run_of_a_lost_worker_is_tried_again_once(cluster):
    killed: list[int] = []
    watcher = Watcher(kill(1, killed))
    asked = request(partial(work.count, pause=0.05), steps=10, seed=1)
    np.testing.assert_array_equal(cluster.run(asked.start, watcher).squares, np.arange(10) ** 2 + 1)
    indices = [step.index for step in watcher.steps]
    assert indices[-10:] == list(range(10))  # all steps of the second attempt
    restarted(cluster, killed[0])


def test_a_run_that_loses_two_workers_ends_with_a_sentence(cluster):
    watcher = Watcher(kill(3, []))
    with pytest.raises(Lost, match="Two workers ended while they computed this run"):
        cluster.run(request(partial(work.count, pause=0.05), steps=100, seed=2).start, watcher)
    restarted(cluster, watcher.process)


def test_a_run_that_takes_too_much_memory_ends_with_a_sentence(cluster, monkeypatch):
    monkeypatch.setenv("NBB_RUN_MEMORY", "200")
    watcher = Watcher()
    with pytest.raises(MemoryError, match=rf"took more than {200 + REST_BYTES / 1e6:,.0f} MB of memory\."):
        cluster.run(request(work.allocate).start, watcher)
    restarted(cluster, watcher.process)


def test_two_runs_work_at_once(cluster):
    watchers = [Watcher(), Watcher()]
    # Long enough for a worker without work to take a run that waits for another worker: Dask looks once a second.
    runs = [request(partial(work.count, pause=0.05), steps=60, seed=seed) for seed in (10, 11)]
    threads = [
        threading.Thread(target=cluster.run, args=(asked.start, watcher))
        for asked, watcher in zip(runs, watchers, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert watchers[0].process != watchers[1].process


def test_an_own_set_travels_with_its_request(cluster):
    own_store.STORE.keep("own-cluster", np.arange(5))
    assert cluster.run(request(work.look_at_set, dataset="own-cluster").start, Watcher()).squares == 10
    assert cluster.run(request(work.look_at_set, dataset="own-nowhere").start, Watcher()).squares == -1


def test_jobs_know_the_places_of_the_cluster(cluster):
    jobs = Jobs(10**6, runners={Lane.TRAINING: cluster})
    asked = [request(partial(work.count, pause=0.05), steps=10, seed=seed) for seed in (20, 21, 22)]
    joined = [jobs.join(one.key, one.start) for one in asked]
    until(lambda: [job.step is not None for job in joined] == [True, True, False])
    assert joined[2].ahead == 1
    until(lambda: all(job.done.is_set() for job in joined))
    assert [job.result.squares[0] for job in joined] == [20, 21, 22]
    assert jobs.note(Lane.TRAINING) == ""


def test_the_setting_chooses_the_cluster(cluster, processes, monkeypatch):
    local = InThread()
    monkeypatch.delenv("NBB_SCHEDULER", raising=False)
    assert with_cluster(local) is local
    monkeypatch.setenv("NBB_SCHEDULER", processes.address)
    made = with_cluster(local)
    assert isinstance(made, Cluster)
    assert made.local is local
    made.close()
