"""What several clients of a cluster share: runs under way, finished runs, and its workers."""

import contextlib
import os
import signal
import threading
from functools import partial
from typing import Any

import numpy as np
import pytest

from core import bake
from core.gallery.topic import Recipe
from core.runs import archive, cluster_worker
from core.runs.cluster import Cluster
from core.runs.progress import Step
from core.runs.request import Request
from tests.runs import cluster_work as work
from tests.runs.cluster_processes import SECONDS, Stop, Watcher, restarted, stop_at, until
from tests.runs.cluster_work import request


def test_equal_requests_of_two_clients_are_computed_once(cluster, processes, tmp_path):
    mark = tmp_path / "mark"
    asked = request(partial(work.count, pause=0.05, mark=mark), steps=10, seed=4)
    other = Cluster(processes.address, prepare=work.nothing)
    found: list[Any] = []
    threads = [
        threading.Thread(target=lambda c=c: found.append(c.run(asked.start, Watcher()))) for c in (cluster, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    np.testing.assert_array_equal(found[0].squares, found[1].squares)
    assert len(mark.read_text().splitlines()) == 1


def test_a_finished_run_is_not_computed_again_for_another_client(cluster, processes, tmp_path):
    """Not even while the worker that keeps it is at work, and for a client that came after it was finished."""
    mark = tmp_path / "mark"
    asked = request(partial(work.count, mark=mark), steps=3, seed=6)
    expected = cluster.run(asked.start, Watcher())
    other = Cluster(processes.address, prepare=work.nothing)
    busy = [request(partial(work.count, pause=0.05), steps=1000, seed=seed) for seed in (7, 8)]
    ended = threading.Event()

    def until_ended(_step: Step) -> None:
        if ended.is_set():
            raise Stop

    def long(one: Request[work.Counted], watcher: Watcher) -> None:
        with contextlib.suppress(Stop):
            cluster.run(one.start, watcher)

    watchers = [Watcher(until_ended), Watcher(until_ended)]
    threads = [threading.Thread(target=long, args=pair) for pair in zip(busy, watchers, strict=True)]
    for thread in threads:
        thread.start()
    until(lambda: all(watcher.steps for watcher in watchers))
    watcher = Watcher()
    np.testing.assert_array_equal(other.run(asked.start, watcher).squares, expected.squares)
    assert watcher.steps == []
    ended.set()
    for thread in threads:
        thread.join()
    other.close()
    assert len(mark.read_text().splitlines()) == 1


def test_a_result_is_computed_again_when_its_worker_is_gone(cluster, tmp_path):
    mark = tmp_path / "mark"
    asked = request(partial(work.count, mark=mark), steps=3, seed=61)
    watcher = Watcher()
    cluster.run(asked.start, watcher)
    cluster.run(asked.start, Watcher())
    assert len(mark.read_text().splitlines()) == 1
    os.kill(watcher.process, signal.SIGKILL)
    restarted(cluster, watcher.process)
    assert len(cluster.run(asked.start, Watcher()).squares) == 3
    assert len(mark.read_text().splitlines()) == 2


def test_a_worker_keeps_the_results_that_were_used_last():
    memory = cluster_worker.Memory(work.nothing)
    memory.setup(None)
    size = cluster_worker.KEPT_BYTES // 3
    for key in "abc":
        memory.keep(key, np.zeros(size, np.uint8))
    assert memory.find("a") is not None
    memory.keep("d", np.zeros(size, np.uint8))
    assert [memory.find(key) is None for key in "abcd"] == [False, True, False, False]
    memory.keep("e", np.zeros(cluster_worker.KEPT_BYTES + 1, np.uint8))  # larger than all room
    assert [memory.find(key) for key in "abcde"] == [None] * 5


def test_a_run_goes_on_for_the_client_that_stays(cluster, processes, tmp_path):
    mark = tmp_path / "mark"
    asked = request(partial(work.count, pause=0.05, mark=mark), steps=20, seed=5)
    other = Cluster(processes.address, prepare=work.nothing)
    until(lambda: other.places == 2)
    begun = threading.Event()
    found: list[Any] = []
    stays = threading.Thread(target=lambda: found.append(cluster.run(asked.start, Watcher(lambda _: begun.set()))))
    stays.start()
    assert begun.wait(SECONDS)
    with pytest.raises(Stop):
        other.run(asked.start, Watcher(stop_at(0)))
    other.close()
    stays.join()
    assert len(found[0].squares) == 20
    assert len(mark.read_text().splitlines()) == 1


def test_a_run_that_finds_no_free_worker_says_that_it_waits(cluster, processes):
    other = Cluster(processes.address, prepare=work.nothing)
    begun = [threading.Event(), threading.Event()]
    runs = [request(partial(work.count, pause=0.05), steps=60, seed=seed) for seed in (14, 15)]
    threads = [
        threading.Thread(target=cluster.run, args=(asked.start, Watcher(lambda _, event=event: event.set())))
        for asked, event in zip(runs, begun, strict=True)
    ]
    for thread in threads:
        thread.start()
    assert all(event.wait(SECONDS) for event in begun)
    watcher = Watcher()
    other.run(request(work.count, seed=16).start, watcher)
    assert watcher.waited
    assert [step.index for step in watcher.steps] == list(range(5))
    for thread in threads:
        thread.join()
    other.close()


def test_baking_spreads_over_the_workers_and_writes_the_same_files(cluster, processes, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(bake.catalog, "TOPICS", ())

    def baked(folder: str, scheduler: str) -> tuple[list[str], set[str], list[np.ndarray]]:
        monkeypatch.setattr("core.gallery.topic.RUNS", tmp_path / folder)
        monkeypatch.setenv("NBB_SCHEDULER", scheduler)
        compute = partial(work.count, pause=0.05, mark=tmp_path / f"{folder} mark")
        made = [Recipe("count", work.CountParams(seed=seed), compute) for seed in (31, 32, 33, 34)]
        monkeypatch.setattr(bake, "recipes", lambda: [Recipe("fail", work.CountParams(), work.fail), *made])
        failed = bake.main([])
        found = [archive.load(one.path, work.Counted, params=work.CountParams).squares for one in made]
        return failed, set((tmp_path / f"{folder} mark").read_text().split()), found

    failed, here, expected = baked("here", "")
    assert failed == ["fail/default"]  # and the others were baked
    assert "fail/default: failed, ValueError: Seed 0 is unlucky." in capsys.readouterr().out
    assert here == {str(os.getpid())}
    failed, there, found = baked("there", processes.address)
    assert failed == ["fail/default"]
    assert len(there - here) == 2
    np.testing.assert_array_equal(found, expected)
