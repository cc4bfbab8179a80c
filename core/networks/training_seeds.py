"""Trainings that differ in their seed alone, as one batched computation; each is what `training.train` makes of it."""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from core.data import image_sets
from core.networks import batched, dense
from core.networks.epochs import Epoch, score
from core.networks.labels import TRUE
from core.networks.training import History, TrainingParams, diverged
from core.runs.progress import Step, Work
from core.runs.request import Request
from core.runs.sweep import Together

IMAGES_AT_ONCE = 5000


def request(several: Sequence[TrainingParams]) -> Request[Together] | None:
    """Return the request of trainings that differ in their seeds alone; None where they cannot be batched.

    Convolutions cannot, and with shuffled labels every seed has a training set of its own.
    """
    first = several[0].canonical()
    if first.architecture == "cnn" or first.labels != TRUE:
        return None
    seeds = tuple(params.seed for params in several)
    name = f"trainings of seeds {' '.join(map(str, seeds))}"
    compute, count = partial(train_seeds, seeds=seeds), len(seeds)
    return Request(name, first, compute, Together, memory=partial(memory_bytes, count), cost=partial(seconds, count))


def memory_bytes(networks: int, params: TrainingParams) -> int:
    """Return an upper bound of the memory that so many trainings take at once."""
    return networks * params.memory_bytes()


def seconds(networks: int, params: TrainingParams) -> float:
    """Return a rough estimate of the seconds that so many trainings take at once: at most as many times as one."""
    return networks * params.seconds()


def train_seeds(params: TrainingParams, seeds: Sequence[int]) -> Work[Together]:
    """Train one dense network for each seed, all at once; returns their `Training`s in the order of the seeds.

    Yields
    ------
    Step
        Several a second, of params.epochs.
    """
    started = time.perf_counter()
    yield Step(0, params.epochs, message="Starting TensorFlow")
    data = image_sets.load(params.dataset)
    each = [replace(params, seed=seed) for seed in seeds]
    starts = [batched.keras_start(one, data) for one in each]
    parameters = sum(part.size for part in starts[0])
    histories = [History(one, data.y_test, parameters) for one in each]
    failures: dict[int, str] = {}
    for moment in batched.train(starts, seeds, data, params):
        if isinstance(moment, Step):
            yield moment
            continue
        for number, history in enumerate(histories):
            if number in failures:
                continue
            epoch = _epoch(moment, number, data)
            if epoch.finite:
                history.add(epoch)
            else:
                failures[number] = diverged(each[number], history.epochs)
    each_took = (time.perf_counter() - started) / len(seeds)
    return Together(tuple(history.training(each_took, failures.get(i, "")) for i, history in enumerate(histories)))


def _epoch(moment: batched.Epoch, number: int, data: image_sets.ImageSet) -> Epoch:
    """Return where one network stands; the loss before training is measured here, because the batch does not."""
    weights, logits = moment.net(number), moment.logits[number]
    loss, accuracy = float(moment.loss[number]), float(moment.accuracy[number])
    if np.isnan(accuracy):
        parts = np.array_split(data.x_train, -(-len(data.x_train) // IMAGES_AT_ONCE))
        answers = np.concatenate([dense.logits(weights, dense.rows(part)) for part in parts])
        loss, accuracy, _ = score(answers, data.y_train)
    return Epoch(loss, accuracy, logits, weights)
