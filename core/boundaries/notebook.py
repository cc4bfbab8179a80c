"""A run as cells of Keras that stand alone: the same points, first weights, batches and updates.

The parts that make the points are this project's own functions, quoted from their source.
"""

import inspect
from collections.abc import Callable

import numpy as np

from core.boundaries.engine import minibatches
from core.boundaries.params import BoundaryParams
from core.boundaries.training import load_points
from core.charts import theme
from core.data import points
from core.runs.notebook import Cell

OPTIMIZER_CALLS = {
    "adam": "keras.optimizers.Adam({})",
    "sgd": "keras.optimizers.SGD({})",
    "momentum": "keras.optimizers.SGD({}, momentum=0.9)",
    "rmsprop": "keras.optimizers.RMSprop({})",
}
PARTS: dict[str, tuple[Callable, ...]] = {
    "spiral": (points._labels, points._polar, points.spiral),
    "donut": (points._labels, points._polar, points.donut_bands, points.donut),
    "blobs": (points._labels, points._polar, points.blob_centres, points.blobs),
    "xor": (points._labels, points.xor),
    "moons": (points._labels, points.moons),
}


PLANE = """import altair as alt
import pandas as pd

half = 1.1 * float(np.abs(points).max())
centres = np.linspace(-half, half, 61)
grid = np.stack(np.meshgrid(centres, centres), axis=-1).reshape(-1, 2).astype(np.float32)
answers = model.predict({received}, verbose=0).argmax(1)
edge = (centres[1] - centres[0]) / 2
ground = pd.DataFrame(np.hstack([grid - edge, grid + edge]), columns=["x", "y", "x2", "y2"]).assign(label=answers)
dots = pd.DataFrame({{"x": points[:, 0], "y": points[:, 1], "label": labels}})
colour = alt.Color("label:N", title="class", scale=alt.Scale(domain={classes}, range={colours}))
alt.layer(
    alt.Chart(ground)
    .mark_rect(opacity=0.35)
    .encode(alt.X("x:Q", title="x"), alt.Y("y:Q", title="y"), alt.X2("x2"), alt.Y2("y2"), colour),
    alt.Chart(dots).mark_circle(size=20, opacity=1).encode(x="x:Q", y="y:Q", color=colour),
).properties(width=420, height=420)
"""


def cells(params: BoundaryParams, first: np.ndarray | None = None) -> list[Cell]:
    """Return cells that train this run with Keras; `model`, `x`, `y` and `history` are left at their end.

    `first` (parameters,) are the weights it starts from, where these are not drawn at random.
    """
    names = params.feature_names
    quoted: list[Callable] = [points.split_order]
    if params.dataset != points.OWN:
        quoted = [*PARTS[params.dataset], *quoted]
    if names != ("x", "y"):
        quoted += [points.spiral_phase, points.features]
    if params.batch:
        quoted.append(minibatches)
    constants = f"SPIRAL_START, SPIRAL_LENGTH = {points.SPIRAL_START}, {points.SPIRAL_LENGTH}"
    classes = list(range(len(load_points(params)[0].names)))
    colours = [theme.CATEGORICAL[i % len(theme.CATEGORICAL)] for i in classes]
    received = "grid" if names == ("x", "y") else f"features(grid, {names}, {params.turns})"
    plane = PLANE.format(received=received, classes=classes, colours=colours)
    parts = "\n\n\n".join([constants, *map(_source, quoted)])
    return [
        Cell("What makes the points, and batches of them.", f"import keras\nimport numpy as np\n\n{parts}"),
        Cell("The points, and which of them the network learns from.", _data(params)),
        Cell("The network and its initial weights.", _model(params, first)),
        Cell("The training, and the share of the training points that is classified correctly.", _training(params)),
        Cell("The class that the network predicts at every place, and the points.", plane, True),
    ]


def title(params: BoundaryParams) -> str:
    """Return what the script says it is."""
    return f"Decision Boundaries: {params.slug()}."


def _source(part: Callable) -> str:
    return inspect.getsource(part).rstrip()


def _data(params: BoundaryParams) -> str:
    if params.dataset == points.OWN:
        train, held = load_points(params)
        both = np.concatenate([train.points, held.points])
        labels = np.concatenate([train.labels, held.labels])
        lines = [
            f"points = np.array({np.round(both, 6).tolist()}, np.float32)",
            f"labels = np.array({labels.tolist()})",
            f"train, held = np.split(np.arange(len(labels)), [{len(train.labels)}])",
        ]
    else:
        turns = f"{params.turns}, " if params.dataset == "spiral" else ""
        lines = [
            f"rng = np.random.default_rng({params.seed})",
            f"points, labels = {params.dataset}({params.n}, {params.classes}, {turns}rng)",
            f"points = (points + {params.noise} * rng.normal(size=points.shape)).astype(np.float32)",
            f"train, held = split_order(labels, {params.held_out}, rng)",
        ]
    if params.feature_names == ("x", "y"):
        lines.append("x, y = points[train], labels[train]")
    else:
        lines.append(f"x, y = features(points[train], {params.feature_names}, {params.turns}), labels[train]")
    return "\n".join(lines)


def _model(params: BoundaryParams, first: np.ndarray | None) -> str:
    fan = "sum(kernel.shape)" if params.initializer == "glorot_uniform" else "kernel.shape[0]"
    hidden = f"    *[keras.layers.Dense({params.units}, {params.activation!r}) for _ in range({params.layers})],\n"
    model = (
        "model = keras.Sequential([\n"
        "    keras.Input((x.shape[1],)),\n"
        f"{hidden if params.layers else ''}"
        "    keras.layers.Dense(int(labels.max()) + 1),\n"
        "])\n"
    )
    if first is not None:
        return model + (
            f"first = np.array({[float(f'{value:.9g}') for value in first]}, np.float32)  # changed by hand\n"
            "for layer in model.layers:\n"
            "    kernel, bias = layer.get_weights()\n"
            "    here, first = np.split(first, [kernel.size + bias.size])\n"
            "    layer.set_weights([here[: kernel.size].reshape(kernel.shape), here[kernel.size :]])"
        )
    return model + (
        f"rng = np.random.default_rng([{params.seed}, 2])\n"
        f"for layer in model.layers:  # {params.initializer}, from NumPy's generator\n"
        "    kernel, bias = layer.get_weights()\n"
        f"    limit = np.sqrt(6 / {fan})\n"
        "    layer.set_weights([rng.uniform(-limit, limit, kernel.size).reshape(kernel.shape), bias])"
    )


def _training(params: BoundaryParams) -> str:
    settings = f"{params.learning_rate!r}"
    if params.weight_decay:
        settings += f", weight_decay={params.weight_decay!r}"
    lines = [
        "model.compile(",
        f"    {OPTIMIZER_CALLS[params.optimizer].format(settings)},",
        "    keras.losses.SparseCategoricalCrossentropy(from_logits=True),",
        "    metrics=['accuracy'],",
        ")",
        f"steps = {params.steps}",
    ]
    if params.batch:
        lines += [
            "history = []",
            f"for batch in minibatches(len(x), min({params.batch}, len(x)), steps, "
            f"np.random.default_rng([{params.seed}, 1])):",
            "    history.append(model.train_on_batch(x[batch], y[batch]))",
        ]
    else:
        lines.append("history = model.fit(x, y, batch_size=len(x), epochs=steps, shuffle=False, verbose=0).history")
    return "\n".join([*lines, "print('accuracy', np.mean(model.predict(x, verbose=0).argmax(1) == y))"])
