"""One small network in the plane: its training, and its weights at every stored step.

The graph that trains is in `engine`; what is seen of a run is computed from its weights alone, by `forward` and
`planes`, without TensorFlow.
"""

import functools
from dataclasses import dataclass, replace

import numpy as np

from core.boundaries import edits
from core.boundaries.edits import Edit, EditError
from core.boundaries.engine import (
    Architecture,
    Problem,
    State,
    fresh_state,
    initial_weights,
    minibatches,
)
from core.boundaries.forward import cross_entropy, predict
from core.boundaries.params import FRAMES, BoundaryParams
from core.data import own_points, points
from core.data.points import PointSet
from core.gallery.topic import Recipe
from core.runs import archive
from core.runs.progress import Step, Work, relay
from core.runs.request import Request


@dataclass(frozen=True)
class BoundaryRun:
    """A finished (or diverged) run with the weights at every frame.

    Attributes
    ----------
    points, held_points : (n, 2) float32; labels, held_labels : (n,) int64
    names : what the classes are called
    steps : (frames,) the step of each frame, the first is 0
    weights : (frames, parameters) float32, laid out as in `engine.unpack`
    loss, held_loss : (frames,) mean cross-entropy in nats; held_* are empty without held-out points
    accuracy, held_accuracy : (frames,) shares
    diverged_step : the first step after which a weight is NaN or infinite, or the first frame whose loss is; or None
    """

    params: BoundaryParams
    points: np.ndarray
    labels: np.ndarray
    held_points: np.ndarray
    held_labels: np.ndarray
    names: tuple[str, ...]
    steps: np.ndarray
    weights: np.ndarray
    loss: np.ndarray
    accuracy: np.ndarray
    held_loss: np.ndarray
    held_accuracy: np.ndarray
    diverged_step: int | None = None

    @property
    def net(self) -> Architecture:
        return architecture(self.params, len(self.names))

    @property
    def all_points(self) -> np.ndarray:
        """Training points, then held-out points."""
        return np.concatenate([self.points, self.held_points])

    @property
    def all_labels(self) -> np.ndarray:
        """Labels of `all_points`."""
        return np.concatenate([self.labels, self.held_labels])


def architecture(params: BoundaryParams, classes: int) -> Architecture:
    """Return the network's layer sizes: features, hidden layers of one width, classes."""
    inputs = len(points.feature_labels(params.feature_names))
    return Architecture((inputs, *[params.units] * params.layers, classes), params.activation)


def load_points(params: BoundaryParams) -> tuple[PointSet, PointSet]:
    """The training and the held-out points of these settings.

    Raises
    ------
    core.data.own_points.OwnPointsError
        When one's own points can't be learned.
    """
    rng = np.random.default_rng(params.seed)
    if params.dataset == points.OWN:
        data = own_points.own_set(*own_points.decode(params.own))
    else:
        data = points.make(params.dataset, params.n, params.classes, noise=params.noise, turns=params.turns, rng=rng)
    return points.split(data, params.held_out, rng)


def problem(params: BoundaryParams, train: PointSet) -> Problem:
    """What the engine must know, from the settings and the training points."""
    columns = points.features(train.points, params.feature_names, params.turns)
    order = None
    if 0 < params.batch < len(train.labels):
        order = minibatches(len(train.labels), params.batch, params.steps, np.random.default_rng([params.seed, 1]))
    return Problem(
        net=architecture(params, train.classes),
        x=np.ascontiguousarray(columns.T),
        onehot=np.eye(train.classes, dtype=np.float32)[:, train.labels],
        optimizer=params.optimizer,
        learning_rate=params.learning_rate,
        weight_decay=params.weight_decay,
        order=order,
    )


def net_seeds(params: BoundaryParams, nets: int) -> list[list[int]]:
    """Return the seeds of the initial weights: this run's network, then others on the same points."""
    return [[params.seed, 2 + k] for k in range(nets)]


def frame_steps(steps: int, frames: int = FRAMES) -> np.ndarray:
    """Increasing steps from 0 to `steps`, close together at the start, where most happens."""
    return np.unique(np.rint(steps * (np.arange(frames) / (frames - 1)) ** 2).astype(int))


def request(params: BoundaryParams) -> Request[BoundaryRun]:
    """Return what a page asks for to get the run of `params`; weights changed after it are no part of it."""
    return Request("boundaries", replace(params, edit=""), train, BoundaryRun)


def first_weights(params: BoundaryParams, net: Architecture) -> Work[np.ndarray]:
    """Return the weights (1, parameters) that a run starts from: random ones, or those that a visitor changed.

    Raises
    ------
    core.boundaries.edits.EditError
        When the changed weights do not fit the network, or the run that they belong to does not have their step.
    """
    if not params.start:
        return initial_weights(net, params.initializer, net_seeds(params, 1))
    if wrong := edits.problems(params.start, net):
        raise EditError(" ".join(wrong))
    *earlier, last = edits.stages(params.start)
    edit, _ = edits.read(last, net)
    before = replace(params, start="~".join(earlier), edit="").canonical()
    run = _baked(before)
    if run is None or not (edit.step is None or edit.step in run.steps):
        upto = before if edit.step is None else replace(before, steps=max(10, edit.step))
        run = yield from relay(train(upto), lambda step: replace(step, message="Training up to the changed weights"))
    frame = frame_of(run, edit)
    if frame is None:
        raise EditError(f"The run that was to be trained on has no weights at step {edit.step:,}: it diverged before.")
    return edits.apply(run.weights[frame], net, edit)[None]


def frame_of(run: BoundaryRun, edit: Edit) -> int | None:
    """Return the stored frame of a run that an edit belongs to, or None where its step is not stored."""
    if edit.step is None:
        return len(run.steps) - 1
    found = np.flatnonzero(run.steps == edit.step)
    return int(found[0]) if len(found) else None


def _baked(params: BoundaryParams) -> BoundaryRun | None:
    """Return the run that the page shows for `params` where it is baked: another processor would round differently."""
    path = Recipe("boundaries", params, train).path
    return archive.load(path, BoundaryRun, params=BoundaryParams) if path.exists() else None


def train(params: BoundaryParams) -> Work[BoundaryRun]:
    """Train one network; yields a `Step` with loss and accuracy several times a second.

    Raises
    ------
    core.data.own_points.OwnPointsError
        When one's own points can't be learned.
    core.boundaries.edits.EditError
        When it starts from changed weights that do not fit.
    """
    train_set, _ = load_points(params)
    task = problem(params, train_set)
    steps = frame_steps(params.steps)
    first = yield from first_weights(params, task.net)
    kept, frames, diverged = [first], [0], None
    scored = functools.partial(score, params, task.net)
    yield Step(0, params.steps, message="TensorFlow builds the graph of this network (the first time takes seconds)")
    for chunk in task.chunks(fresh_state(first), steps[1:]):
        here, weights = chunk.checkpoints
        bad = chunk.first_bad
        good = here < (np.inf if bad is None else bad)
        kept.append(weights[good, 0])
        frames.extend(here[good])
        if bad is not None:
            diverged = first_bad_step(task, chunk.before, bad)
            break
        loss, accuracy = scored(chunk.weights[-1:, 0], train_set)
        yield Step(int(chunk.steps[-1]), params.steps, {"loss": float(loss[0]), "accuracy": float(accuracy[0])})
    return finished(params, np.array(frames), np.concatenate(kept), diverged)


def finished(params: BoundaryParams, frames: np.ndarray, trajectory: np.ndarray, diverged: int | None) -> BoundaryRun:
    """Return the run whose network had the weights `trajectory` (frames, parameters) at the steps `frames`.

    Frames end before the first one whose loss is not finite.
    """
    train_set, held_set = load_points(params)
    scored = functools.partial(score, params, architecture(params, train_set.classes))
    loss, accuracy = scored(trajectory, train_set)
    usable = int(np.isfinite(loss).cumprod().sum())
    if usable < len(frames):  # finite weights may already be too large for a finite loss
        diverged = diverged or int(frames[usable])
        usable = max(1, usable)
        trajectory, loss, accuracy = trajectory[:usable], loss[:usable], accuracy[:usable]
    held_loss, held_accuracy = scored(trajectory, held_set)
    return BoundaryRun(
        params=params,
        points=train_set.points,
        labels=train_set.labels,
        held_points=held_set.points,
        held_labels=held_set.labels,
        names=train_set.names,
        steps=frames[: len(trajectory)],
        weights=trajectory,
        loss=loss,
        accuracy=accuracy,
        held_loss=held_loss,
        held_accuracy=held_accuracy,
        diverged_step=diverged,
    )


def first_bad_step(task: Problem, before: State, bad: int) -> int:
    """Repeat the steps from the finite state `before` one by one up to `bad` and name the first that is not finite."""
    weights, _ = task.advance(before, np.ones(bad - before.step, np.int32))
    return before.step + 1 + int(np.argmin(np.isfinite(weights).all(axis=(1, 2))))


def score(
    params: BoundaryParams, net: Architecture, weights: np.ndarray, data: PointSet
) -> tuple[np.ndarray, np.ndarray]:
    """Return mean cross-entropy and accuracy of each row of weights (frames, parameters) on a set."""
    if not len(data.labels):
        return np.zeros(0), np.zeros(0)
    x = points.features(data.points, params.feature_names, params.turns).T
    with np.errstate(over="ignore", invalid="ignore"):  # the last frames before a divergence are huge
        logits = predict(weights, net, x)
        return cross_entropy(logits, data.labels), (logits.argmax(axis=-2) == data.labels).mean(axis=-1)
