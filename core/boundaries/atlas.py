"""The atlas: which share of twenty networks learns the spiral, by width, depth and turns."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from core.boundaries import training
from core.boundaries.engine import fresh_state, initial_weights
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import GOAL, NETS, finite_accuracy
from core.runs.progress import Step, Work, relay
from core.runs.request import Request

WIDTHS = (2, 3, 4, 6, 10)
DEPTHS = (1, 2, 3, 5)
TURNS = (0.5, 0.75, 1.0, 1.25, 1.5)
ATLAS_STEPS = 3000


@dataclass(frozen=True)
class Atlas:
    """Of `nets` networks each: the share that reached .99, and the median step at which (NaN if none did).

    `share` and `median_steps` are (depths, widths, turns).
    """

    params: BoundaryParams
    widths: np.ndarray
    depths: np.ndarray
    turns: np.ndarray
    share: np.ndarray
    median_steps: np.ndarray
    nets: int


def request(params: BoundaryParams) -> Request[Atlas]:
    """Return what a page asks for to get the atlas around `params`."""
    return Request("boundaries_atlas", params, atlas, Atlas, cost=seconds)


def cells(
    params: BoundaryParams,
    widths: tuple[int, ...] = WIDTHS,
    depths: tuple[int, ...] = DEPTHS,
    turns: tuple[float, ...] = TURNS,
) -> list[BoundaryParams]:
    """Return the settings of every cell: everything but width, depth and turns as in `params`."""
    return [
        BoundaryParams(**{**vars(params), "layers": depth, "units": width, "turns": turn})
        for depth in depths
        for width in widths
        for turn in turns
    ]


def seconds(params: BoundaryParams) -> float:
    """Return a rough estimate of the seconds of `atlas`: the networks of every cell."""
    return sum(cell.seconds(NETS, 60) for cell in cells(params))


def atlas(
    params: BoundaryParams,
    *,
    widths: tuple[int, ...] = WIDTHS,
    depths: tuple[int, ...] = DEPTHS,
    turns: tuple[float, ...] = TURNS,
    nets: int = NETS,
) -> Work[Atlas]:
    """Train `nets` networks in every cell; everything but width, depth and turns as in `params`."""
    chosen = cells(params, widths, depths, turns)
    share, median = np.zeros((2, len(chosen)))
    for index, cell in enumerate(chosen):
        message = f"{cell.layers} x {cell.units} units, {cell.turns:g} turns"
        report = partial(_within, index, len(chosen), message)
        reached = yield from relay(first_hits(cell, nets), report)
        share[index] = (reached >= 0).mean()
        median[index] = np.median(reached[reached >= 0]) if (reached >= 0).any() else np.nan
    shape = (len(depths), len(widths), len(turns))
    return Atlas(
        params,
        np.array(widths),
        np.array(depths),
        np.array(turns),
        share.reshape(shape),
        median.reshape(shape),
        nets,
    )


def _within(index: int, cells: int, message: str, step: Step) -> Step:
    """A step of one cell as a step of the atlas."""
    return Step(index + step.index / step.total, cells, message=message)


def first_hits(params: BoundaryParams, nets: int, checkpoints: int = 60) -> Work[np.ndarray]:
    """Return the first checkpoint's step at which each network gets 99 % of its training points, or -1."""
    data, _ = training.load_points(params)
    task = training.problem(params, data)
    steps = np.unique(np.linspace(0, params.steps, checkpoints + 1).astype(int))[1:]
    state = fresh_state(initial_weights(task.net, params.initializer, training.net_seeds(params, nets)))
    reached = np.full(nets, -1)
    for chunk in task.chunks(state, steps):
        for step, weights in zip(*chunk.checkpoints, strict=True):
            accuracy, _ = finite_accuracy(weights, task.net, task.x, data.labels)
            reached[(reached < 0) & (accuracy >= GOAL)] = step
        yield Step(int(chunk.steps[-1]), params.steps)
    return reached
