"""A run as a short NumPy script that ends at the same numbers."""

import numpy as np

from core.semantics.params import SemanticsParams, build_world

SCRIPT = '''"""Semantic development (Saxe, McClelland & Ganguli 2019): the first network of this run."""

import numpy as np

# properties x items: {properties}
#                     {items}
correlations = np.array({table}, dtype=float)
rng = np.random.default_rng({seed})
step, steps = {step!r}, {steps}
{body}'''

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

TRAIN = """

def layers_of(weights):
    layers = [np.eye(correlations.shape[1])]
    for matrix in weights[:-1]:
        layers.append({activate})
    return layers


for _ in range(steps):
    layers = layers_of(weights)
    back = correlations - weights[-1] @ layers[-1]
    changes = []
    for index in reversed(range(len(weights))):
        changes.insert(0, back @ layers[index].T)
        back = weights[index].T @ back{slope}
    weights = [matrix + step * change for matrix, change in zip(weights, changes)]

present = weights[-1] @ layers_of(weights)[-1]
"""

REPORT = """
print("loss", ((correlations - present) ** 2).sum() / 2)
print("singular values", np.linalg.svd(present, compute_uv=False))
"""

ACTIVATE = {
    "linear": ("matrix @ layers[-1]", ""),
    "tanh": ("np.tanh(matrix @ layers[-1])", " * (1 - layers[index] ** 2)"),
    "relu": ("np.maximum(matrix @ layers[-1], 0)", " * (layers[index] > 0)"),
}


def as_code(params: SemanticsParams, kind: str = "deep") -> str:
    """A script of `kind` ("deep" or "shallow") with the settings of `params`; it prints the final loss and modes.

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
    body = (
        f"widths = {widths}  # items, hidden layers, properties\n"
        + START[params.start].format(sigma=params.sigma)
        + "\n"
        + TRAIN.format(activate=activate, slope=slope)
        + REPORT
    )
    table = np.array2string(world.correlations.astype(int), separator=", ", threshold=10**6, max_line_width=120)
    return SCRIPT.format(
        properties=", ".join(world.properties),
        items=", ".join(world.items),
        table=table,
        seed=params.seed,
        step=params.step,
        steps=params.steps,
        body=body,
    )
