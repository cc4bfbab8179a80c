"""Equations of the paper (E1-E3), checked in double precision and on the page's own code."""

from typing import Any

import numpy as np

from core.gallery.claims import Judgement, Numbers, claims_on
from core.gallery.judging import grade
from core.jacobian.operators import Program
from core.jacobian.training import JacobianParams, build
from core.runs.progress import Step, Work

RUNS = "Random networks of three hidden layers of 64 units on 8 x 8 inputs, ten random inputs"
GAINS = (0.25, 1.0, 4.0, 8.0)
DOUBLE, SINGLE = 1e-12, 1e-4  # relative errors that count as rounding
INPUTS, SIDE, WIDTH, DEPTH = 10, 8, 64, 3


def dense_jacobians(weights: list[np.ndarray], x: np.ndarray, gain: float) -> tuple[np.ndarray, list[np.ndarray]]:
    """Return the last sigmoid layer (n,) and each layer's Jacobian g diag(h (1 - h)) Wᵀ, rows = outputs."""
    h, found = x, []
    for kernel, bias in zip(weights[::2], weights[1::2], strict=True):
        h = 1 / (1 + np.exp(-gain * (h @ kernel + bias)))
        found.append(gain * (h * (1 - h))[:, None] * kernel.T)
    return h, found


def measure(seed: int = 0) -> Work[dict[str, np.ndarray]]:
    """Measure how far both sides of the paper's equations lie apart."""
    yield Step(0, 3, message="Starting TensorFlow")
    import tensorflow as tf  # noqa: PLC0415

    rng = np.random.default_rng(seed)
    gain = 4.0
    params = JacobianParams(dataset="mnist-5k", net="mlp", depth=DEPTH, width=WIDTH, activation="sigmoid", gain=gain)
    model = build(params, (SIDE, SIDE), 10)
    weights = [w + rng.normal(0, 0.1, w.shape) for w in model.get_weights()]
    model.set_weights(weights)
    weights = [w.astype(np.float64) for w in model.get_weights()][: 2 * DEPTH]
    x = rng.random((INPUTS, SIDE * SIDE))
    whole = [_automatic(tf, weights, one, gain) for one in x]
    chains = [dense_jacobians(weights, one, gain)[1] for one in x]
    products = [jacobians[2] @ jacobians[1] @ jacobians[0] for jacobians in chains]
    printed = [jacobians[0] @ jacobians[1] @ jacobians[2] for jacobians in chains]
    last = model.get_layer(f"dense{DEPTH}")
    import keras  # noqa: PLC0415

    outputs = keras.Model(model.inputs[0], last.output)(x.reshape(-1, SIDE, SIDE).astype(np.float32)).numpy()
    inside = np.stack([dense_jacobians(weights, one, gain)[0] for one in x])
    operator = Program(model, f"dense{DEPTH}").at(x.reshape(-1, SIDE, SIDE).astype(np.float32))
    units = np.broadcast_to(np.eye(SIDE * SIDE, dtype=np.float32)[:, None], (SIDE * SIDE, INPUTS, SIDE * SIDE))
    pushed = operator.push(np.ascontiguousarray(units)).transpose(1, 2, 0)
    return {
        "inside_error": np.array([relative_error(a, b) for a, b in zip(outputs, inside, strict=True)]),
        "outside_error": np.array(
            [relative_error(a, _outside(weights, b, gain)) for a, b in zip(outputs, x, strict=True)]
        ),
        "slope_error": np.array([_slope_error(tf, g) for g in GAINS]),
        "page_error": np.array([relative_error(a, b) for a, b in zip(pushed, whole, strict=True)]),
        "product_error": np.array([relative_error(a, b) for a, b in zip(products, whole, strict=True)]),
        "printed_error": np.array([relative_error(a, b) for a, b in zip(printed, whole, strict=True)]),
        "transposed_error": np.array(
            [relative_error(j[0].T @ j[1].T @ j[2].T, jacobian.T) for j, jacobian in zip(chains, whole, strict=True)]
        ),
    }


def relative_error(found: np.ndarray, wanted: np.ndarray) -> float:
    """Return ‖found - wanted‖ / ‖wanted‖."""
    return float(np.linalg.norm(found - wanted) / np.linalg.norm(wanted))


def _outside(weights: list[np.ndarray], x: np.ndarray, gain: float) -> np.ndarray:
    """The last layer if each were f(W h) + b, as it is printed."""
    for kernel, bias in zip(weights[::2], weights[1::2], strict=True):
        x = 1 / (1 + np.exp(-gain * (x @ kernel))) + bias
    return x


def _automatic(tf: Any, weights: list[np.ndarray], x: np.ndarray, gain: float) -> np.ndarray:
    """The Jacobian of the whole by reverse-mode differentiation in float64."""
    h = given = tf.constant(x[None])
    with tf.GradientTape() as tape:
        tape.watch(given)
        for kernel, bias in zip(weights[::2], weights[1::2], strict=True):
            h = tf.sigmoid(gain * (h @ kernel + bias))
    jacobian: np.ndarray = tape.jacobian(h, given).numpy()[0, :, 0]
    return jacobian


def _slope_error(tf: Any, gain: float) -> float:
    """The largest difference of g f (1 - f) and automatic differentiation over its largest value, g / 4."""
    z = tf.constant(np.linspace(-6, 6, 601))
    with tf.GradientTape() as tape:
        tape.watch(z)
        value = tf.sigmoid(gain * z)
    f = 1 / (1 + np.exp(-gain * z.numpy()))
    return float(np.abs(tape.gradient(value, z).numpy() - gain * f * (1 - f)).max() / (gain / 4))


def e1(n: Numbers) -> Judgement:
    inside, outside = float(n["inside_error"].max()), float(n["outside_error"].max())
    return Judgement(
        grade(outside < SINGLE, inside < SINGLE),
        f"Largest relative difference from Keras's layers (32-bit): {inside:.0e} for f(Wh + b), {outside:.2g} for "
        "f(Wh) + b.",
        "The equation describes the layers as it is printed."
        if outside < SINGLE
        else "The layers are f(Wh + b): the equation holds with the bias inside f, where this gallery puts it."
        if inside < SINGLE
        else "Neither form describes the layers.",
    )


def e2(n: Numbers) -> Judgement:
    slope, page = float(n["slope_error"].max()), float(n["page_error"].max())
    return Judgement(
        grade(slope < DOUBLE and page < SINGLE, slope < DOUBLE),
        f"g f (1 − f) differs from automatic differentiation by at most {slope:.0e} of its maximum g/4 (g = "
        f".25, 1, 4, 8); "
        f"the page's 32-bit Jacobian with g = 4 differs from a 64-bit one by {page:.0e}.",
        "Both are rounding." if slope < DOUBLE and page < SINGLE else "A difference exceeds rounding.",
    )


def e3(n: Numbers) -> Judgement:
    product, printed, rows = (float(n[f"{name}_error"].max()) for name in ("product", "printed", "transposed"))
    holds = product < DOUBLE
    return Judgement(
        grade(holds, False),
        f"Largest relative difference from automatic differentiation in 64 bits: {product:.0e} for J(3) J(2) J(1), "
        f"{printed:.2g} for J(1) J(2) J(3), {rows:.0e} for the latter with every Jacobian transposed.",
        ("The layers' Jacobians multiply to the whole. " if holds else "The product exceeds rounding. ")
        + (
            "The printed order is right only where rows stand for inputs."
            if rows < DOUBLE <= printed
            else "The order does not matter here."
            if printed < DOUBLE
            else ""
        ),
    )


_claim = claims_on("jacobian", "identities", RUNS, dataset="mnist-5k", net="mlp", depth="3", width="64", epochs="15")
SIGMOID = {"activation": "sigmoid", "gain": "4.0", "init": "glorot"}
CLAIMS = (
    _claim(
        "E1",
        "identity",
        "Equation 1",
        "Layer t + 1 is h(t + 1) = f(W h(t) + b), printed with the bias outside f: f(W h(t)) + b.",
        "Relative difference from Keras's layers below 1e-4 as printed; only with the bias inside f: a part. It is an "
        "identity, so there is no control but the other form.",
        "the equation with the bias at the other place",
        e1,
        **SIGMOID,
    ),
    _claim(
        "E2",
        "figure",
        "Equation 2",
        "The activation is a sigmoid with gain g, f(z) = 1 / (1 + exp(−g z)).",
        "Its slope g f (1 − f) equals automatic differentiation to 1e-12 of its maximum, and the Jacobian "
        "that the page "
        "computes with it equals a 64-bit one to 1e-4. It is an identity, so there is no control.",
        "",
        e2,
        **SIGMOID,
    ),
    _claim(
        "E3",
        "identity",
        "Equations 3 and 4",
        "The Jacobian of the whole network is the product of the layers' Jacobians.",
        "The product, last layer first (rows are outputs), equals automatic differentiation of the whole to 1e-12.",
        "the order in which the paper prints the product",
        e3,
        tab="Layer by layer",
        **SIGMOID,
    ),
)
