"""The process of a model is ended on Stop, after its time and beyond its memory, and leaves nothing behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time

import numpy as np
import pytest

from core.jacobian import live
from core.networks.saved_models import ModelRefused, runner
from core.runs.progress import drain
from tests.networks.saved_models.keras_files import good  # noqa: F401 a fixture

STUCK = "tests.networks.saved_models.stuck_process"
GIGABYTE = 1_000_000_000


@pytest.fixture
def asked(good, tmp_path, monkeypatch):  # noqa: F811
    """Start the stand-in; `how` it misbehaves."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def start(how, **limits):
        params = live.LiveParams(name="good", layer=how)
        return runner.run(live.own, params, good, live.LiveRun, module=STUCK, **limits)

    yield start
    assert not list(tmp_path.iterdir())


def is_alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def process_of(work):
    """The number of the process, from the first step that it says itself."""
    while True:
        step = next(work)
        if step.message.startswith("process"):
            assert (step.index, step.total, step.metrics) == (3, 100, {"done": 2.0})
            return int(step.message.split()[1])


@pytest.mark.parametrize("how", ["loop", "sleep"])
def test_stop_ends_the_process(asked, how):
    work = asked(how)
    pid = process_of(work)
    assert is_alive(pid)
    work.close()
    assert not is_alive(pid)


def test_it_is_ended_after_its_time(asked):
    started = time.monotonic()
    pids = []
    with pytest.raises(ModelRefused, match=r"not done after 3 seconds.*[.]$"):
        drain(asked("loop", seconds=3), lambda step: pids.append(step.message))
    assert time.monotonic() - started < 15  # seconds, on a busy machine
    assert not is_alive(int(pids[-1].split()[1]))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps RLIMIT_DATA")
def test_it_is_ended_beyond_its_memory(asked):
    with pytest.raises(ModelRefused, match=r"more than the 0.5 GB of memory.*[.]$"):
        drain(asked("memory", memory=GIGABYTE // 2))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux hands a peak on")
def test_the_memory_of_a_large_server_does_not_count_against_a_model(asked):
    """The one that starts it holds more than the watch allows the model; that ends by its own limit, and says so."""
    held = bytearray(900_000_000)
    held[::4096] = bytes([1]) * len(held[::4096])
    with pytest.raises(ModelRefused, match=r"more than the 0.5 GB of memory.*[.]$"):
        drain(asked("memory", memory=GIGABYTE // 2))


@pytest.mark.parametrize(("how", "said"), [("signal", "GB of memory"), ("disk", "could not be run")])
def test_a_process_that_dies_is_a_sentence(asked, how, said):
    with pytest.raises(ModelRefused, match=rf"{said}.*[.]$"):
        drain(asked(how))


def test_the_process_ends_when_the_server_is_killed(good, tmp_path):  # noqa: F811
    script = f"""
from pathlib import Path
from core.jacobian import live
from core.networks.saved_models import runner
params = live.LiveParams(name="good", layer="sleep")
for step in runner.run(live.own, params, Path({str(good)!r}), live.LiveRun, module={STUCK!r}):
    print(step.message, flush=True)
"""
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    command = [sys.executable, "-c", script]
    server = subprocess.Popen(command, cwd=runner.ROOT, stdout=subprocess.PIPE, text=True, env=environment)
    line = next(line for line in server.stdout if line.startswith("process"))
    pid = int(line.split()[1])
    server.send_signal(signal.SIGKILL)
    server.wait()
    server.stdout.close()
    until = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < until:
        time.sleep(0.1)
    assert not is_alive(pid)


def test_a_good_file_is_looked_at_elsewhere_and_its_directions_are_exact(good):  # noqa: F811
    import keras
    import tensorflow as tf

    params = live.LiveParams(name=good.name, layer="answer", digest="x")
    messages = []
    run = drain(live.compute(params, good), lambda step: messages.append(step.message))
    assert run.params == params
    assert "Loading the model" in messages
    assert any(message.startswith("Jacobian at answer") for message in messages)
    x = tf.constant(live.scaled(live.fitted("astronaut", (8, 8, 3)), "0 to 1")[None], tf.float32)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = keras.saving.load_model(good)(x)
    exact = np.linalg.svd(tape.jacobian(y, x).numpy().reshape(4, -1), compute_uv=False)
    np.testing.assert_allclose(run.values, exact, rtol=1e-5)  # float32 on both sides
    assert run.converged.all()
    assert not run.values.flags.writeable
    assert run.said == f"output {int(np.argmax(y))}"
