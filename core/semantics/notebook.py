"""A run as cells of NumPy that end at the same numbers."""

import pprint
from collections.abc import Sequence

import numpy as np

from core.runs.notebook import Cell
from core.semantics.params import SemanticsParams, build_world

TITLE = "Semantic development (Saxe, McClelland & Ganguli 2019): the first network of this run."

WORLD = """import numpy as np

properties = {properties}
items = {items}
correlations = np.array({table}, dtype=float)
"""

FIRST = """rng = np.random.default_rng({seed})
widths = {widths}
{start}
"""

START = {
    "uniform": """shapes = list(zip(widths[1:], widths))
weights = [{sigma!r} * rng.random(shape) for shape in shapes]""",
    "gaussian": """shapes = list(zip(widths[1:], widths))
weights = [{sigma!r} * rng.standard_normal(shape) for shape in shapes]""",
    "balanced": """u, s, vt = np.linalg.svd(correlations, full_matrices=False)
kept = s > 1e-9 * s[0]
u, v = u[:, kept], vt[kept].T
sign = np.sign(v[np.argmax(np.abs(v).round(6), axis=0), np.arange(v.shape[1])])
u, v = u * sign, v * sign
frames = [v, *(np.linalg.qr(rng.standard_normal((width, u.shape[1])))[0] for width in widths[1:-1]), u]
weights = [{sigma!r} * after @ before.T for before, after in zip(frames, frames[1:])]""",
}

TRAIN = """step, steps = {step!r}, {steps}


def layers_of(weights):
    layers = [np.eye(correlations.shape[1])]
    for matrix in weights[:-1]:
        layers.append({activate})
    return layers


u, s, vt = np.linalg.svd(correlations, full_matrices=False)
times, strengths = [], []
for number in range(steps):
    layers = layers_of(weights)
    present = weights[-1] @ layers[-1]
    if number % max(1, steps // 200) == 0:
        times.append(number * step)
        strengths.append(np.diag(u.T @ present @ vt.T))
    back = correlations - present
    changes = []
    for index in reversed(range(len(weights))):
        changes.insert(0, back @ layers[index].T)
        back = weights[index].T @ back{slope}
    weights = [matrix + step * change for matrix, change in zip(weights, changes)]

present = weights[-1] @ layers_of(weights)[-1]
"""

REPORT = """print("loss", ((correlations - present) ** 2).sum() / 2)
print("singular values", np.linalg.svd(present, compute_uv=False))
"""

CURVES = """import altair as alt
import pandas as pd

shown = range(min(len(s), 6))
frame = pd.concat(pd.DataFrame({"t": times, "strength": np.array(strengths)[:, k], "mode": k + 1}) for k in shown)
alt.Chart(frame).mark_line().encode(alt.X("t:Q"), alt.Y("strength:Q"), alt.Color("mode:N"))
"""

BELIEFS = """across, down = np.meshgrid(np.arange(len(items)), np.arange(len(properties)))
frame = pd.DataFrame({"item": across.ravel(), "property": down.ravel(), "belief": present.ravel()})
frame["item"], frame["property"] = np.array(items)[frame["item"]], np.array(properties)[frame["property"]]
scale = alt.Scale(domain=[-1, 0, 1], range=["#0b3a75", "#f6f5f3", "#6d0a21"], clamp=True)
alt.Chart(frame).mark_rect().encode(
    alt.X("item:N", sort=None), alt.Y("property:N", sort=None), alt.Color("belief:Q", scale=scale)
).properties(width=alt.Step(36), height=alt.Step(20))
"""

ACTIVATE = {
    "linear": ("matrix @ layers[-1]", ""),
    "tanh": ("np.tanh(matrix @ layers[-1])", " * (1 - layers[index] ** 2)"),
    "relu": ("np.maximum(matrix @ layers[-1], 0)", " * (layers[index] > 0)"),
}


def cells(params: SemanticsParams, kind: str = "deep") -> list[Cell]:
    """Return cells of the first network of `kind` ("deep" or "shallow"); they print the final loss and modes.

    Raises
    ------
    ValueError
        When the world cannot be made.
    """
    world = build_world(params)
    deep = kind == "deep"
    inner = [params.hidden] * (params.depth - 1 if deep else 0)
    widths = [len(world.items), *inner, len(world.properties)]
    activate, slope = ACTIVATE[params.activation if deep else "linear"]
    table = np.array2string(world.correlations.astype(int), separator=", ", threshold=10**6, max_line_width=120)
    start = START[params.start].format(sigma=params.sigma)
    named = {"properties": _written(world.properties), "items": _written(world.items)}
    return [
        Cell("Which item (column) has which property (row).", WORLD.format(**named, table=table)),
        Cell(
            "The initial weights. Widths are those of the items, of the hidden layers and of the properties.",
            FIRST.format(seed=params.seed, widths=widths, start=start),
        ),
        Cell(
            "Gradient descent on all items at once. The strength of a mode is what the network holds of a singular "
            "direction of the table.",
            TRAIN.format(step=params.step, steps=params.steps, activate=activate, slope=slope),
        ),
        Cell("How the network ended.", REPORT),
        Cell("The strength of each mode during training.", CURVES, True),
        Cell("The beliefs at the end: 1 is true, 0 is false.", BELIEFS, True),
    ]


def _written(names: Sequence[str]) -> str:
    return pprint.pformat(list(names), width=110, compact=True)
