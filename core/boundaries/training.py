"""One small network in the plane: its settings, its training, and the film of its weights.

The graph that trains is in `engine`; what is seen of a run is computed from its weights alone, by `forward` and
`planes`, without TensorFlow.
"""

import functools
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from core.boundaries.engine import (
    ACTIVATIONS,
    INITIALIZERS,
    OPTIMIZERS,
    Architecture,
    Problem,
    State,
    fresh_state,
    initial_weights,
    minibatches,
)
from core.boundaries.forward import cross_entropy, predict
from core.data import own_points, points
from core.data.points import PointSet
from core.runs import params as control
from core.runs.params import Params
from core.runs.progress import Step, Work
from core.runs.request import Request

FRAMES = 121
LEARNING_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
DECAYS = (0.0, 0.0001, 0.001, 0.01, 0.03, 0.1, 0.3, 1.0)


@dataclass(frozen=True, kw_only=True)
class BoundaryParams(Params):
    """What one run is made of."""

    dataset: str = control.choice("spiral", points.SETS, label="Points", help="Where the points come from.")
    classes: int = control.integer(2, 2, points.MAX_CLASSES, label="Classes")
    turns: float = control.number(0.75, 0.25, 3.0, step=0.25, label="Turns", help="How far each spiral arm winds.")
    n: int = control.integer(500, 20, 2000, step=20, label="Number of points", help="Held-out points included.")
    noise: float = control.number(0.03, 0.0, 0.5, step=0.01, label="Noise", help="SD of the noise on both axes.")
    held_out: float = control.number(0.2, 0.0, 0.8, step=0.05, label="Held-out share", help="Not used for training.")
    own: str = control.text("", label="Your own points", help="Five characters a point, as the editor writes them.")
    f_x: bool = control.switch(True, label="x")
    f_y: bool = control.switch(True, label="y")
    f_r: bool = control.switch(False, label="r", help="Distance from the origin.")
    f_theta: bool = control.switch(False, label="θ", help="Angle in radians, from -π to π.")
    f_xx: bool = control.switch(False, label="x²")
    f_yy: bool = control.switch(False, label="y²")
    f_xy: bool = control.switch(False, label="xy")
    f_sinx: bool = control.switch(False, label="sin πx")
    f_siny: bool = control.switch(False, label="sin πy")
    f_phase: bool = control.switch(False, label="cos φ, sin φ", help="Phase: the angle without the spiral's own turn.")
    layers: int = control.integer(1, 0, 8, label="Hidden layers", help="0 leaves a linear classifier.")
    units: int = control.integer(10, 1, 64, label="Units per layer")
    activation: str = control.choice("tanh", ACTIVATIONS, label="Activation")
    initializer: str = control.choice("glorot_uniform", INITIALIZERS, label="Initialisation")
    optimizer: str = control.choice("adam", OPTIMIZERS, label="Optimizer", help="Momentum is SGD with momentum .9.")
    learning_rate: float = control.choice(0.03, LEARNING_RATES, label="Learning rate")
    batch: int = control.choice(0, (0, 1, 3, 10, 30, 100, 300), label="Batch size", help="0: all points in each step.")
    weight_decay: float = control.choice(
        0.0, DECAYS, label="Weight decay", help="Every step takes this x learning rate off each weight."
    )
    steps: int = control.integer(3000, 10, 20000, step=10, label="Steps")
    seed: int = control.integer(0, 0, 9999, label="Seed", help="Sets the points, the initialisation and the batches.")

    def network_size(self) -> tuple[int, int]:
        """Return the most parameters of the network, and how many numbers it makes of one point."""
        inputs = len(points.feature_labels(self.feature_names))
        widths = (inputs, *[self.units] * self.layers, points.MAX_CLASSES)
        return sum((a + 1) * b for a, b in pairwise(widths)), sum(widths)

    def memory_bytes(self, networks: int = 1, checkpoints: int = FRAMES) -> int:
        """Return an upper bound of the memory that training takes: weights at every checkpoint, and their answers.

        The frames of a single network are scored all at once, those of several networks one by one.
        """
        parameters, numbers = self.network_size()
        count = own_points.MAX_POINTS if self.dataset == points.OWN else self.n
        order = 3 * 8 * self.steps * min(self.batch, count)
        weights = 3 * 4 * parameters * networks * (checkpoints + 6)
        widest = max(self.units if self.layers else 0, points.MAX_CLASSES)
        scored = 3 * 4 * count * widest * (checkpoints if networks == 1 else networks)
        return 120_000_000 + order + weights + scored + 4 * 4 * count * numbers * networks

    @property
    def feature_names(self) -> tuple[str, ...]:
        """The features that are on; x and y where none is."""
        return tuple(name for name in points.FEATURES if getattr(self, f"f_{name}")) or ("x", "y")

    def slug(self) -> str:
        """A readable file name; a thousand own points are in it as eight letters."""
        if not self.own:
            return super().slug()
        return f"{_replace(self, own='').slug()}_own-{control.fingerprint(self.own, 8)}"

    def shown(self, name: str) -> str:
        """Return the value of the field `name` in a form to read: of own points their number."""
        if name != "own" or not self.own:
            return super().shown(name)
        try:
            return f"own points ({len(own_points.decode(self.own)[1]):,})"
        except own_points.OwnPointsError:
            return "own points that cannot be read"

    def canonical(self) -> "BoundaryParams":
        """Put what this run does not use at its default."""
        unused: dict[str, Any] = {}
        defaults = self.defaults()
        if self.dataset == points.OWN:
            unused |= {name: defaults[name] for name in ("classes", "n", "noise")}
        else:
            unused["own"] = ""
        if self.dataset != "spiral" and "phase" not in self.feature_names:
            unused["turns"] = defaults["turns"]
        if self.layers == 0:
            unused |= {"units": defaults["units"], "activation": defaults["activation"]}
        return _replace(self, **switches(*self.feature_names), **unused)


def switches(*names: str) -> dict[str, Any]:
    """The settings that show a net these features and no others."""
    return {f"f_{name}": name in names for name in points.FEATURES}


def with_phase(params: BoundaryParams) -> BoundaryParams:
    """Return the linear network that receives the spiral's phase alone, on the same points."""
    return _replace(params, layers=0, **switches("phase")).canonical()


def _replace(params: BoundaryParams, **changes: Any) -> BoundaryParams:
    return BoundaryParams(**({name: getattr(params, name) for name in params.controls()} | changes))


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
    """The net's layer sizes: features, hidden layers of one width, classes."""
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
    """The seeds of the first weights: this run's net, then others on the same points."""
    return [[params.seed, 2 + k] for k in range(nets)]


def frame_steps(steps: int, frames: int = FRAMES) -> np.ndarray:
    """Increasing steps from 0 to `steps`, close together at the start, where most happens."""
    return np.unique(np.rint(steps * (np.arange(frames) / (frames - 1)) ** 2).astype(int))


def request(params: BoundaryParams) -> Request[BoundaryRun]:
    """Return what a page asks for to get the run of `params`."""
    return Request("boundaries", params, train, BoundaryRun)


def train(params: BoundaryParams) -> Work[BoundaryRun]:
    """Train one net; yields a `Step` with loss and accuracy several times a second.

    Raises
    ------
    core.data.own_points.OwnPointsError
        When one's own points can't be learned.
    """
    train_set, held_set = load_points(params)
    task = problem(params, train_set)
    steps = frame_steps(params.steps)
    first = initial_weights(task.net, params.initializer, net_seeds(params, 1))
    kept, frames, diverged = [first], [0], None
    score = functools.partial(_score, params, task.net)
    yield Step(0, params.steps, message="TensorFlow builds the graph of this net (the first time takes seconds)")
    for chunk in task.chunks(fresh_state(first), steps[1:]):
        here, weights = chunk.checkpoints
        bad = chunk.first_bad
        good = here < (np.inf if bad is None else bad)
        kept.append(weights[good, 0])
        frames.extend(here[good])
        if bad is not None:
            diverged = first_bad_step(task, chunk.before, bad)
            break
        loss, accuracy = score(chunk.weights[-1:, 0], train_set)
        yield Step(int(chunk.steps[-1]), params.steps, {"loss": float(loss[0]), "accuracy": float(accuracy[0])})
    trajectory = np.concatenate(kept)
    loss, accuracy = score(trajectory, train_set)
    usable = int(np.isfinite(loss).cumprod().sum())
    if usable < len(frames):  # finite weights may already be too large for a finite loss
        diverged = diverged or int(frames[usable])
        usable = max(1, usable)
        trajectory, loss, accuracy = trajectory[:usable], loss[:usable], accuracy[:usable]
    held_loss, held_accuracy = score(trajectory, held_set)
    return BoundaryRun(
        params=params,
        points=train_set.points,
        labels=train_set.labels,
        held_points=held_set.points,
        held_labels=held_set.labels,
        names=train_set.names,
        steps=np.array(frames[: len(trajectory)]),
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


def _score(
    params: BoundaryParams, net: Architecture, weights: np.ndarray, data: PointSet
) -> tuple[np.ndarray, np.ndarray]:
    """Mean cross-entropy and accuracy of each row of weights (frames, parameters) on a set."""
    if not len(data.labels):
        return np.zeros(0), np.zeros(0)
    x = points.features(data.points, params.feature_names, params.turns).T
    with np.errstate(over="ignore", invalid="ignore"):  # the last frames before a divergence are huge
        logits = predict(weights, net, x)
        return cross_entropy(logits, data.labels), (logits.argmax(axis=-2) == data.labels).mean(axis=-1)
