"""Many networks from different random initialisations, trained at once on the same points."""

from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from core.boundaries import training
from core.boundaries.engine import Architecture, fresh_state, initial_weights
from core.boundaries.forward import cross_entropy, predict
from core.boundaries.geometry import island_counts, plane_grid
from core.boundaries.params import MULTIPLY, NUMBER, BoundaryParams
from core.data import points
from core.data.points import PointSet
from core.runs.progress import Step, Work
from core.runs.request import Request

NETS = 20
GOAL = 0.99
CHECKPOINTS = 150
FILM = 31
FILM_BYTES = 6_000_000


@dataclass(frozen=True)
class SeedsRun:
    """What twenty networks became.

    Attributes
    ----------
    points, labels : the training points (n, 2) and classes (n,)
    steps : (checkpoints,); accuracy, loss : (checkpoints, networks) on the training points
    film_steps : (frames,); film : (frames, networks, parameters) float32, the last frame is the end of training
    reached : (networks,) the first checkpoint's step with accuracy .99, or -1
    fresh_accuracy : (networks,) on 20,000 new points of the same set; empty for one's own points
    islands : (networks,) bounded regions on [-4, 4]^2
    """

    params: BoundaryParams
    names: tuple[str, ...]
    points: np.ndarray
    labels: np.ndarray
    steps: np.ndarray
    accuracy: np.ndarray
    loss: np.ndarray
    film_steps: np.ndarray
    film: np.ndarray
    reached: np.ndarray
    fresh_accuracy: np.ndarray
    islands: np.ndarray

    @property
    def net(self) -> Architecture:
        return training.architecture(self.params, len(self.names))

    @property
    def successes(self) -> int:
        """How many networks reached the goal at some checkpoint."""
        return int((self.reached >= 0).sum())

    @property
    def successes_at_end(self) -> int:
        """How many networks are at the goal at the last checkpoint."""
        return int((self.accuracy[-1] >= GOAL).sum())

    @property
    def median_steps(self) -> float:
        """Median step at which those that reached the goal did so; NaN if none did."""
        good = self.reached[self.reached >= 0]
        return float(np.median(good)) if len(good) else float("nan")


def fresh_set(params: BoundaryParams, n: int = 20_000) -> PointSet | None:
    """New points of the same set, drawn once more; None for one's own points."""
    if params.dataset == points.OWN:
        return None
    rng = np.random.default_rng([params.seed, 99])
    return points.make(params.dataset, n, params.classes, noise=params.noise, turns=params.turns, rng=rng)


def fresh_accuracy(weights: np.ndarray, net: Architecture, params: BoundaryParams) -> np.ndarray:
    """Return the accuracy of each network (networks, parameters) on 20,000 new points; empty for one's own points."""
    fresh = fresh_set(params)
    if fresh is None:
        return np.zeros(0)
    x = points.features(fresh.points, params.feature_names, params.turns).T
    return np.array([(predict(row, net, x).argmax(axis=0) == fresh.labels).mean() for row in weights])


def request(params: BoundaryParams) -> Request[SeedsRun]:
    """Return what a page asks for to get the networks of `params`, one a seed, none changed by hand."""
    return Request("boundaries_seeds", params.untouched(), train_many, SeedsRun, memory=memory_bytes, cost=seconds)


def memory_bytes(params: BoundaryParams) -> int:
    """Return an upper bound of the memory that `train_many` takes."""
    return params.memory_bytes(NETS, CHECKPOINTS + FILM)


def seconds(params: BoundaryParams, nets: int = NETS) -> float:
    """Return a rough estimate of the seconds of `train_many`; its last networks meet 20,000 new points each."""
    parameters, numbers = params.network_size()
    fresh = nets * 20_000 * (NUMBER * numbers + MULTIPLY * parameters)
    return params.seconds(nets, CHECKPOINTS + FILM) + fresh


def finite_accuracy(
    weights: np.ndarray, net: Architecture, x: np.ndarray, labels: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return accuracy (0 where a weight or a logit is not finite) and cross-entropy (NaN or infinite there).

    Of weights (..., parameters) on features x (f, n); both results have the leading axes of the weights.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # a network that diverges is scored as what it is
        logits = predict(weights, net, x)
        finite = np.isfinite(logits).all(axis=(-1, -2)) & np.isfinite(weights).all(axis=-1)
        return (logits.argmax(axis=-2) == labels).mean(axis=-1) * finite, cross_entropy(logits, labels)


def train_many(params: BoundaryParams, nets: int = NETS) -> Work[SeedsRun]:
    """Train `nets` networks as one batch in one graph; the first is that of `training.train`.

    Raises
    ------
    core.data.own_points.OwnPointsError
        When one's own points can't be learned.
    """
    train_set, _ = training.load_points(params)
    task = training.problem(params, train_set)
    film_steps = training.frame_steps(params.steps, FILM)
    if len(film_steps) * nets * task.net.parameters * 4 > FILM_BYTES:
        film_steps = film_steps[[0, -1]]
    steps = np.union1d(np.linspace(0, params.steps, CHECKPOINTS + 1).astype(int), film_steps)
    x = points.features(train_set.points, params.feature_names, params.turns).T

    def score(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        # One checkpoint after the other: all of them at once would take a gigabyte.
        rows = [finite_accuracy(row, task.net, x, train_set.labels) for row in weights]
        accuracy, loss = zip(*rows, strict=True)
        return np.array(accuracy), np.array(loss)

    first = initial_weights(task.net, params.initializer, training.net_seeds(params, nets))
    film, scores = [first[None]], [score(first[None])]
    yield Step(0, params.steps, message=f"TensorFlow builds the graph of {nets} networks")
    best = np.zeros(nets)
    for chunk in task.chunks(fresh_state(first), steps[1:]):
        here, weights = chunk.checkpoints
        if len(here):
            film.append(weights[np.isin(here, film_steps)])
            scores.append(score(weights))
            best = np.maximum(best, scores[-1][0].max(axis=0))
        yield Step(int(chunk.steps[-1]), params.steps, {"networks at 99 %": float((best >= GOAL).sum())})
    accuracy, loss = (np.concatenate(part) for part in zip(*scores, strict=True))
    kept = np.concatenate(film)
    found, fresh = np.zeros(nets, int), []
    for k, last in enumerate(kept[-1]):
        yield Step(params.steps, params.steps, {"network": k + 1.0}, "Islands are counted")
        found[k] = island_counts(last[None], task.net, params.feature_names, params.turns)[0]
        with np.errstate(over="ignore", invalid="ignore"):
            fresh.append(fresh_accuracy(last[None], task.net, params))
    good = accuracy >= GOAL
    return SeedsRun(
        params=params,
        names=train_set.names,
        points=train_set.points,
        labels=train_set.labels,
        steps=steps,
        accuracy=accuracy,
        loss=loss,
        film_steps=film_steps,
        film=kept,
        reached=np.where(good.any(axis=0), steps[good.argmax(axis=0)], -1),
        fresh_accuracy=np.concatenate(fresh),
        islands=found,
    )


def resolution_for(seeds: SeedsRun, budget: float) -> int:
    """Return the pixels a side, 16 to 48, with which the film of all networks has about `budget` bytes."""
    frames, nets = seeds.film.shape[:2]
    channels = 1 if len(seeds.names) == 2 else 3
    return int(np.clip(np.sqrt(budget / (frames * nets * channels)), 16, 48))


def probabilities(seeds: SeedsRun, resolution: int) -> np.ndarray:
    """Return class probabilities of all networks over time, (frames, networks, classes, resolution, resolution)."""
    half = float(np.ceil(12.5 * np.abs(seeds.points).max()) / 10)
    x = points.features(plane_grid(half, resolution), seeds.params.feature_names, seeds.params.turns).T
    with np.errstate(over="ignore", invalid="ignore"):  # a network that diverges has NaN from there on
        film = np.array([softmax(predict(weights, seeds.net, x), axis=-2) for weights in seeds.film], np.float32)
    return film.reshape(*film.shape[:3], resolution, resolution)
