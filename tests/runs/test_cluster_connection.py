"""How a process finds a cluster, loses it, and finds it again."""

import itertools
import os
import shutil
import subprocess
import sys
from functools import partial

import dask
import numpy as np
import pytest

from core import bake
from core.runs import travel
from core.runs.cluster import AWAY, Cluster, Unreachable
from core.runs.runner import InThread
from tests.runs import cluster_work as work
from tests.runs.cluster_processes import ROOT, Processes, Watcher, until
from tests.runs.cluster_work import request


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
