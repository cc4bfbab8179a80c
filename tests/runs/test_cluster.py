"""Runs on a real scheduler and two workers, each a process of this machine."""

import contextlib
import itertools
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import dask
import numpy as np
import psutil
import pytest

from core import bake
from core.data import own_store
from core.gallery.topic import Recipe
from core.runs import archive, cluster_worker, travel
from core.runs.cluster import AWAY, WAITING, Cluster, Unreachable
from core.runs.jobs import Jobs
from core.runs.process import REST_BYTES
from core.runs.progress import Step
from core.runs.request import Lane, Request, TooLarge
from core.runs.runner import InThread, Lost, with_cluster
from tests.runs import cluster_work as work
from tests.runs.cluster_processes import ROOT, SECONDS, Processes, until


@pytest.fixture(scope="module")
def processes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    found = Processes(tmp_path_factory.mktemp("cluster"))
    found.scheduler()
    found.workers(2)
    yield found
    found.end()


@pytest.fixture(scope="module")
def cluster(processes: Processes) -> Iterator[Cluster]:
    """Without TensorFlow, which none of these runs needs."""
    made = Cluster(processes.address, prepare=work.nothing)
    until(lambda: made.places == 2)
    yield made
    made.close()


def request(compute: Any, **values: Any) -> Request[work.Counted]:
    return Request("count", work.CountParams(**values), compute, work.Counted)


class Watcher:
    """Calls `on_step` with every step, and keeps them."""

    def __init__(self, on_step: Callable[[Step], object] = lambda step: None) -> None:
        self.steps: list[Step] = []
        self.beats = 0
        self.waited = False
        self.on_step = on_step

    def __call__(self, step: Step | None) -> None:
        self.beats += 1
        self.waited |= step == WAITING  # on a busy machine any run may have to
        if step not in (None, WAITING):
            self.steps.append(step)
            self.on_step(step)

    @property
    def process(self) -> int:
        return int(self.steps[-1].metrics["process"])


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


class Stop(Exception):
    """What a visitor's Stop raises in a step."""


def stop_at(index: int) -> Callable[[Step], None]:
    def on_step(step: Step) -> None:
        if step.index >= index:
            raise Stop

    return on_step


def idle(processes: Processes) -> bool:
    """Whether no task is on a worker."""
    from distributed import Client

    with Client(processes.address, set_as_default=False) as client:
        return not any(client.processing().values())


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
    until(lambda: not psutil.pid_exists(watcher.process))
    until(lambda: cluster.places == 2)  # its nanny has started another


def test_a_heartbeat_comes_while_a_run_says_nothing(cluster):
    watcher = Watcher()
    cluster.run(request(partial(work.count, pause=1.0), steps=1).start, watcher)
    assert watcher.beats >= 8


def kill(watcher: Watcher, times: int) -> Callable[[Step], None]:
    """Kill the process that computes, `times` times, each time another one."""
    killed: list[int] = []

    def on_step(step: Step) -> None:
        process = int(step.metrics["process"])
        if len(killed) < times and process not in killed:
            killed.append(process)
            os.kill(process, signal.SIGKILL)

    return on_step


def test_the_run_of_a_lost_worker_is_tried_again_once(cluster):
    watcher = Watcher()
    watcher.on_step = kill(watcher, 1)
    asked = request(partial(work.count, pause=0.05), steps=10, seed=1)
    np.testing.assert_array_equal(cluster.run(asked.start, watcher).squares, np.arange(10) ** 2 + 1)
    indices = [step.index for step in watcher.steps]
    assert indices[-10:] == list(range(10))  # all steps of the second attempt


def test_a_run_that_loses_two_workers_ends_with_a_sentence(cluster):
    watcher = Watcher()
    watcher.on_step = kill(watcher, 3)
    with pytest.raises(Lost, match="Two workers ended while they computed this run"):
        cluster.run(request(partial(work.count, pause=0.05), steps=100, seed=2).start, watcher)
    until(lambda: cluster.places == 2)


def test_a_run_that_takes_too_much_memory_ends_with_a_sentence(cluster, monkeypatch):
    monkeypatch.setenv("NBB_RUN_MEMORY", "200")
    with pytest.raises(MemoryError, match=rf"took more than {200 + REST_BYTES / 1e6:,.0f} MB of memory\."):
        cluster.run(request(work.allocate).start, Watcher())
    until(lambda: cluster.places == 2)


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
    until(lambda: not psutil.pid_exists(watcher.process))
    assert len(cluster.run(asked.start, Watcher()).squares) == 3
    assert len(mark.read_text().splitlines()) == 2
    until(lambda: cluster.places == 2)


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


def test_two_runs_work_at_once(cluster):
    watchers = [Watcher(), Watcher()]
    runs = [request(partial(work.count, pause=0.05), steps=10, seed=seed) for seed in (10, 11)]
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


def test_a_lost_scheduler_leaves_runs_to_this_process_until_it_returns(tmp_path):
    """The run under way begins again here; the next one after the return goes to the cluster."""
    processes = Processes(tmp_path)
    scheduler = processes.scheduler()
    processes.workers(1)
    made = Cluster(processes.address, InThread(), prepare=work.nothing)
    try:
        until(lambda: made.places == 1 and made.reachable)
        assert made.note == ""
        watcher = Watcher(lambda step: scheduler.kill() if step.index == 2 else None)
        asked = request(partial(work.count, pause=0.05), steps=10)
        assert len(made.run(asked.start, watcher).squares) == 10
        assert watcher.process == os.getpid()
        assert made.note == AWAY
        processes.scheduler()
        processes.workers(1)  # workers end with their scheduler
        until(lambda: made.note == "")
        made.run(asked.start, watcher)
        assert watcher.process != os.getpid()
    finally:
        made.close()
        processes.end()


@pytest.mark.slow
def test_a_training_is_the_same_there(tmp_path):
    """TensorFlow is imported by the worker before its first run, and may multiply in another order."""
    from core.networks.training import TrainingParams
    from core.networks.training import request as training

    asked = training(TrainingParams(dataset="mnist-5k", batch_size=50, epochs=1))
    processes = Processes(tmp_path)
    processes.scheduler()
    processes.workers(1)
    made = Cluster(processes.address)
    try:
        until(lambda: made.reachable)
        found = made.run(asked.start, Watcher())
    finally:
        made.close()
        processes.end()
    expected = InThread().run(asked.start, Watcher())
    for here, there in zip(expected.weights, found.weights, strict=True):
        np.testing.assert_allclose(there, here, atol=1e-4)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl to make a certificate")
def test_tls_follows_from_dasks_own_settings(tmp_path):
    """Without the certificate nobody connects."""
    make = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*make.split(), "-keyout", "key.pem", "-out", "cert.pem"], cwd=tmp_path, check=True)
    names = {"distributed.comm.tls.ca-file": str(tmp_path / "cert.pem")}
    for role, kind in itertools.product(("scheduler", "worker", "client"), ("cert", "key")):
        names[f"distributed.comm.tls.{role}.{kind}"] = str(tmp_path / f"{kind}.pem")
    settings = {f"DASK_{name.replace('.', '__').replace('-', '_').upper()}": path for name, path in names.items()}
    processes = Processes(tmp_path, "tls", settings)
    processes.scheduler()
    processes.workers(1)
    try:
        with dask.config.set(names):
            made = Cluster(processes.address, prepare=work.nothing)
            until(lambda: made.reachable)
            assert len(made.run(request(work.count).start, Watcher()).squares) == 5
            made.close()
        stranger = Cluster(processes.address, prepare=work.nothing)
        assert not stranger.reachable
        stranger.close()
    finally:
        processes.end()


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


def test_every_recipe_can_be_sent_to_a_worker():
    for recipe in bake.recipes():
        sent = travel.unpacked(travel.packed(partial(recipe.compute, recipe.params)))
        assert sent.args == (recipe.params,)


def test_without_a_scheduler_there_is_an_error_where_nothing_takes_its_place(tmp_path):
    made = Cluster(Processes(tmp_path).address)
    with pytest.raises(Unreachable, match="does not answer"):
        made.run(request(work.count).start, Watcher())
    made.close()


def test_nothing_of_dask_is_imported_without_the_setting():
    """The web app does without the packages of requirements-cluster.txt."""
    program = (
        "import sys; from core import bake; from core.runs import runner, workers; "
        "runner.with_cluster(workers.local()); "
        "sys.exit(any(name.split('.')[0] in ('dask', 'distributed') for name in sys.modules))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "NBB_SCHEDULER"}
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=environment, check=True)
