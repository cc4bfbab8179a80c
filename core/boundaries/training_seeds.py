"""Runs that differ in their seed alone, as one batch in one graph; each is what `training.train` makes of it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from core.boundaries.engine import Problem, fresh_state, initial_weights
from core.boundaries.params import BoundaryParams
from core.boundaries.training import finished, frame_steps, load_points, net_seeds, problem, train
from core.runs.progress import Step, Work
from core.runs.request import Request
from core.runs.sweep import Together


def request(several: Sequence[BoundaryParams]) -> Request[Together] | None:
    """Return the request of runs that differ in their seeds alone; None where their networks were changed by hand."""
    first = several[0].canonical()
    if first.start:
        return None
    seeds = tuple(params.seed for params in several)
    name = f"boundaries of seeds {' '.join(map(str, seeds))}"
    compute, count = partial(train_seeds, seeds=seeds), len(seeds)
    return Request(name, first, compute, Together, memory=partial(memory_bytes, count), cost=partial(seconds, count))


def memory_bytes(networks: int, params: BoundaryParams) -> int:
    """Return an upper bound of the memory that so many runs take at once."""
    return networks * params.memory_bytes()


def seconds(networks: int, params: BoundaryParams) -> float:
    """Return a rough estimate of the seconds that so many runs take at once: at most as many times as one."""
    return networks * params.seconds()


def train_seeds(params: BoundaryParams, seeds: Sequence[int]) -> Work[Together]:
    """Train one network for each seed, each on the points of its seed; returns their runs in the order of the seeds.

    A network that diverges is trained once more by itself, which finds the exact step.
    """
    each = [replace(params, seed=seed) for seed in seeds]
    tasks = [problem(one, load_points(one)[0]) for one in each]
    task = _together(tasks)
    steps = frame_steps(params.steps)
    first = initial_weights(task.net, params.initializer, [net_seeds(one, 1)[0] for one in each])
    yield Step(0, params.steps, message=f"TensorFlow builds the graph of {len(seeds)} networks")
    kept = [first[None]]
    for chunk in task.chunks(fresh_state(first), steps[1:]):
        kept.append(chunk.checkpoints[1])
        yield Step(int(chunk.steps[-1]), params.steps, message=f"{len(seeds)} networks at once")
    runs = []
    for one, trajectory in zip(each, np.concatenate(kept).swapaxes(0, 1), strict=True):
        if np.isfinite(trajectory).all():
            yield Step(params.steps, params.steps, message="All frames are scored")
            runs.append(finished(one, steps, np.ascontiguousarray(trajectory), None))
        else:
            runs.append((yield from train(one)))
    return Together(tuple(runs))


def _together(tasks: Sequence[Problem]) -> Problem:
    """Return the problem of all networks, each with its own points and their order."""
    orders = [task.order for task in tasks if task.order is not None]
    return replace(
        tasks[0],
        x=np.stack([task.x for task in tasks]),
        onehot=np.stack([task.onehot for task in tasks]),
        order=np.stack(orders) if orders else None,
    )
