"""What worker processes are worth: ``python -m tests.load.workers [CASE ...]``, all cases without a name.

A case prints rows of a table. Those that compare run what is compared in the same call, one after the other. Cases
with a browser are in tests.load.visits.
"""

import argparse
import itertools
import logging
import os
import random
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import psutil

from core.boundaries import training as boundaries
from core.boundaries.params import BoundaryParams
from core.networks import training
from core.networks.training import TrainingParams
from core.runs.jobs import Jobs
from core.runs.progress import Step
from core.runs.request import Lane, Request
from core.runs.runner import InThread, Lost, Runner
from core.runs.workers import Workers
from core.semantics import run as semantics
from core.semantics.params import SemanticsParams
from tests.load import visits
from tests.load.visits import Row
from tests.runs import tasks

MEMORY = 1e9
IDLE = 600.0
BUDGET_BYTES = 2**28
SMALL_BUDGET_BYTES = 2**22  # of kept results, so that they are complete long before the last half


def request(number: int) -> Request:
    """A short run that no other number has, of one of three kinds."""
    return (
        training.request(TrainingParams(epochs=2, seed=number)),
        boundaries.request(BoundaryParams(steps=300, seed=number)),
        semantics.request(SemanticsParams(steps=300, seed=number)),
    )[number % 3]


def finish(jobs: Jobs, key: object, start: Callable) -> object:
    """Wait for a job as a visitor does; return its result or its error."""
    job = jobs.join(key, start)
    job.done.wait()
    jobs.leave(job)
    return job.result if job.error is None else job.error


def memory(runs: int = 100) -> Iterator[Row]:
    """Memory of the worker and of the process that asks, after each of many runs."""
    pool = Workers(1, IDLE, MEMORY)
    jobs, here = Jobs(SMALL_BUDGET_BYTES, runners={Lane.TRAINING: pool}), psutil.Process()
    used = []
    began = time.perf_counter()
    for number in range(1, runs + 1):
        asked = request(number)
        found = finish(jobs, asked.key, asked.start)
        assert not isinstance(found, Exception), found
        [pid] = pool.pids()
        used.append((psutil.Process(pid).memory_info().rss / 1e6, here.memory_info().rss / 1e6))
    took = time.perf_counter() - began
    for name, values in zip(("worker", "asking process"), np.transpose(used), strict=True):
        second = values[runs // 2 :]
        change = np.polyfit(np.arange(len(second)), second, 1)[0] * len(second) / second[0]
        yield (
            f"memory of the {name} after 1, {runs // 2}, {runs} runs",
            (f"{values[0]:.0f}, {values[runs // 2 - 1]:.0f}, {values[-1]:.0f} MB; over the last half {change:+.1%}"),
        )
    yield f"{runs} short runs in turn", f"{60 * runs / took:.0f} a minute, the import of TensorFlow included"
    pool.close()


def rate(rounds: int = 3, runs: int = 12) -> Iterator[Row]:
    """Runs a minute of runs that are all asked for at once, in this process and with one and two workers, in turn."""
    runners: dict[str, Runner] = {"in the web process": InThread()}
    runners |= {f"workers: {places}": Workers(places, IDLE, MEMORY) for places in (1, 2)}
    took: dict[str, list[float]] = {name: [] for name in runners}
    numbers = itertools.count(1)
    for number in range(rounds + 1):
        for name, runner in runners.items():
            jobs = Jobs(BUDGET_BYTES, runners={Lane.TRAINING: runner})
            began = time.perf_counter()
            asked = [request(next(numbers)) for _ in range(runs)]
            for job in [jobs.join(one.key, one.start) for one in asked]:
                job.done.wait()
                assert job.error is None, job.error
            if number:  # the first round imports TensorFlow
                took[name].append(time.perf_counter() - began)
    for name, values in took.items():
        yield f"{runs} short runs at once, {name}", f"{60 * runs / np.median(values):.0f} a minute"
    for runner in runners.values():
        if isinstance(runner, Workers):
            runner.close()


def stop(times: int = 10) -> Iterator[Row]:
    """Seconds from Stop to a worker that is free, in trainings and in a step that never ends."""

    class Enough(Exception):
        pass

    for name, start in (
        ("a training with 512 hidden units", training.request(TrainingParams(architecture="hidden", hidden=512)).start),
        ("a step without end", tasks.sleeps),
    ):
        pool, took = Workers(1, IDLE, MEMORY), []
        pool.run(training.request(TrainingParams(epochs=1)).start, lambda _: None)
        for number in range(times if start is not tasks.sleeps else 2):
            moment, steps = 0.0, 0

            def on_step(step: Step | None, after: int = number) -> None:
                nonlocal moment, steps
                steps += step is not None
                if steps > after:
                    moment = time.perf_counter()
                    raise Enough

            try:
                pool.run(start, partial(on_step, after=number if start is not tasks.sleeps else 0))
            except Enough:
                took.append(time.perf_counter() - moment)
        yield f"Stop to a free place, {name}", f"median {np.median(took):.2f} s, longest {max(took):.2f} s"
        pool.close()


def kills(runs: int = 100, count: int = 20, visitors: int = 4, places: int = 2) -> Iterator[Row]:
    """Visitors ask for runs one after another while workers are killed: what each of them gets."""
    pool = Workers(places, IDLE, MEMORY, tasks.nothing)
    jobs = Jobs(BUDGET_BYTES, runners={Lane.TRAINING: pool})
    got: Counter[str] = Counter()
    thrown: list[str] = []
    threading.excepthook = lambda said: thrown.append(repr(said.exc_value))
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda record: thrown.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)

    def visit(visitor: int) -> None:
        for number in range(runs // visitors):
            found = finish(jobs, (visitor, number), partial(tasks.squares, 20, 0.02))
            got[type(found).__name__] += 1

    threads = [threading.Thread(target=visit, args=(visitor,)) for visitor in range(visitors)]
    for thread in threads:
        thread.start()
    chance, killed = random.Random(0), 0
    while killed < count and any(thread.is_alive() for thread in threads):
        time.sleep(chance.uniform(0.2, 0.5))
        if found := [child for child in psutil.Process().children() if child.status() != psutil.STATUS_ZOMBIE]:
            os.kill(chance.choice(found).pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            killed += 1
    for thread in threads:
        thread.join()
    lost, other = got[Lost.__name__], runs - got["Squares"] - got[Lost.__name__]
    yield (
        f"{killed} kills during {runs} runs of {visitors} visitors",
        (
            f"{got['Squares']} results, {lost} runs with the sentence of a lost process, {other} other errors, "
            f"{max(0, lost - killed)} results lost of others, {len(thrown)} tracebacks"
        ),
    )
    pool.close()
    assert lost <= killed
    assert not other
    assert not thrown, thrown


def endless() -> Iterator[Row]:
    """A run that allocates without end: what it says, when, and how much it had by then."""
    pool, most = Workers(1, IDLE, MEMORY), [0]
    pool.run(partial(tasks.squares, 1), lambda _: None)
    [pid] = pool.pids()

    def on_step(_: Step | None) -> None:
        if psutil.pid_exists(pid):
            most.append(psutil.Process(pid).memory_info().rss)

    began = time.perf_counter()
    try:
        pool.run(tasks.allocates_in_one_step, on_step)
    except MemoryError as error:
        yield (
            "a run that allocates without end",
            (f"ended after {time.perf_counter() - began:.1f} s, last seen at {max(most) / 1e6:.0f} MB: {error}"),
        )
    began = time.perf_counter()
    pool.run(partial(tasks.squares, 1), lambda _: None)
    yield "the next run after it", f"{time.perf_counter() - began:.1f} s, with a new process that imports TensorFlow"
    pool.close()


def cases(visitors: int) -> dict[str, Callable[[], Iterator[Row]]]:
    """All cases by name."""
    return {
        "class": partial(visits.classroom, visitors),
        "first-image": visits.first_image,
        "quick": visits.quick,
        "idle": visits.idle,
        "rate": rate,
        "memory": memory,
        "stop": stop,
        "kills": kills,
        "endless": endless,
    }


def main() -> int:
    """Print the rows of the chosen cases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", metavar="CASE", help=", ".join(cases(0)))
    parser.add_argument("--visitors", type=int, default=visits.VISITORS, help="of the case class")
    wanted = parser.parse_args()
    known = cases(wanted.visitors)
    for name in wanted.cases or known:
        print(f"{name}: load average {os.getloadavg()[0]:.1f} before", flush=True)
        for row, value in known[name]():
            print(f"| {row} | {value} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
