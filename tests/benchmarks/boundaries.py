"""Decision Boundaries against Keras: a step, a run to 99 %, and twenty runs."""

from collections.abc import Callable, Iterator

import numpy as np

from core.boundaries import training
from core.boundaries.engine import fresh_state, initial_weights, unpack
from core.boundaries.forward import predict
from core.boundaries.notebook import OPTIMIZER_CALLS
from core.boundaries.params import BoundaryParams
from tests.benchmarks.compare import Case, compare, seconds

STEP, DONUT, SEEDS = (
    "2-D net step, against fit",
    "2-D net to 99 % on the donut, against fit",
    "2-D net 20 seeds, against 20 runs",
)
BLOCK = 3000


def cases(wanted: Callable[[str], bool]) -> Iterator[Case]:
    if wanted(STEP):
        yield _step()
    if wanted(DONUT):
        yield _donut()
    if wanted(SEEDS):
        yield _seeds()


def _ours(params: BoundaryParams, nets: int = 1):
    data, _ = training.load_points(params)
    task = training.problem(params, data)
    weights = initial_weights(task.net, params.initializer, training.net_seeds(params, nets))
    return data, task, fresh_state(weights)


def _twin(params: BoundaryParams):
    """The same net in Keras with the same points and first weights."""
    import keras

    assert params.optimizer == "adam", OPTIMIZER_CALLS
    data, task, state = _ours(params)
    hidden = [keras.layers.Dense(units, params.activation) for units in task.net.sizes[1:-1]]
    model = keras.Sequential([keras.Input((task.net.sizes[0],)), *hidden, keras.layers.Dense(task.net.sizes[-1])])
    model.set_weights([array for layer in unpack(state.weights[0], task.net) for array in layer])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(params.learning_rate), loss, metrics=["accuracy"])
    return model, np.ascontiguousarray(task.x.T), data.labels


def _step() -> Case:
    """Seconds per full-batch step: 10 tanh, 400 points. `fit` takes 40 epochs of one batch."""
    params = BoundaryParams()
    _, task, state = _ours(params)
    model, x, y = _twin(params)
    case = compare(
        STEP,
        lambda: task.advance(state, np.array([BLOCK], np.int32)),
        lambda: model.fit(x, y, batch_size=len(x), epochs=40, verbose=0, shuffle=False),
        "keras fit, one batch an epoch",
        repeats=3,
    )
    return Case(case.name, 1000 * case.ours / BLOCK, 1000 * case.theirs / 40, "ms", case.against)


def _donut() -> Case:
    """From first weights to 99 % of the donut: ours looks every 10 steps, theirs every epoch."""
    import keras

    params = BoundaryParams(dataset="donut")
    data, task, start = _ours(params)

    def ours() -> None:
        state = start
        while True:
            weights, state = task.advance(state, np.array([10], np.int32))
            if (predict(weights[0, 0], task.net, task.x).argmax(axis=0) == data.labels).mean() >= 0.99:
                return

    class Enough(keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            self.model.stop_training = logs["accuracy"] >= 0.99

    def theirs() -> None:
        model, x, y = _twin(params)
        model.fit(x, y, batch_size=len(x), epochs=3000, verbose=0, shuffle=False, callbacks=[Enough()])

    return compare(DONUT, ours, theirs, "keras fit with a callback", repeats=3)


def _seeds() -> Case:
    """3,000 steps of twenty nets as one batch, against our own single runs one after the other."""
    params = BoundaryParams()
    _, many, state = _ours(params, 20)
    _, single, first = _ours(params)
    steps = np.array([BLOCK], np.int32)
    many.advance(state, np.array([1], np.int32))
    single.advance(first, np.array([1], np.int32))
    ours = min(seconds(lambda: many.advance(state, steps)) for _ in range(3))
    theirs = min(seconds(lambda: [single.advance(first, steps) for _ in range(20)]) for _ in range(2))
    return Case(SEEDS, ours, theirs, "s", "20 single runs of the same graph")
