"""Noise of equal length along singular directions and others: does it change the prediction and the spectrum?"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from core.jacobian.measurement import TOLERANCE, Measurement
from core.jacobian.spectra import top_triplets
from core.runs.progress import Step, Work, drain

STRENGTHS = (0.05, 0.1, 0.2, 0.4)
SPECTRUM_STRENGTHS = (0.1, 0.2, 0.4, 0.8)
SPECTRUM_TOP = 10
MIXED = 10  # directions in a random mixture
DIRECTIONS = ("top 1", "top 10", "bottom", "random", "loss gradient")
# What a reader sees of them.
NAMES = ("strongest direction", "mix of the 10 strongest", "mix of the last 10", "random direction", "loss gradient")


def compute(
    measurement: Measurement, labels: np.ndarray, part: dict[str, Any], at: int, seed: int
) -> Work[tuple[np.ndarray, np.ndarray]]:
    """Return how often the prediction changes, and how the spectrum does.

    Parameters
    ----------
    labels : (B,)
    part
        What `measurement` found with the same weights.
    at
        The first step, of 100.

    Returns
    -------
    flips : (directions, strengths, B)
        From both signs and four draws of what is random.
    moved : (2, directions, spectrum strengths, B)
        Relative change of s₁ and of the top ten's sum, from both signs of one draw.
    """
    clean_values = part["values"][measurement.high][:, :SPECTRUM_TOP]
    clean = np.asarray(measurement.model(measurement.x, training=False)).argmax(1)
    norms = np.linalg.norm(measurement.x.reshape(len(measurement.x), -1), axis=1)[:, None]
    counted = np.zeros((len(DIRECTIONS), len(STRENGTHS), len(measurement.x)), np.float32)
    moved = np.zeros((2, len(DIRECTIONS), len(SPECTRUM_STRENGTHS), len(measurement.x)), np.float32)
    draws = _draws(part["right"], _gradient(measurement, labels), np.random.default_rng([seed, 4]))
    for row, direction in enumerate(draws):
        yield Step(at + row, 100, message=f"Noise along {DIRECTIONS[row]}")
        for column, strength in enumerate(STRENGTHS):
            stepped = (measurement.x + (strength * norms * direction).reshape(-1, *measurement.x.shape)).astype(
                np.float32
            )
            logits = np.asarray(measurement.model(stepped.reshape(-1, *measurement.x.shape[1:]), training=False))
            counted[row, column] = (logits.argmax(1).reshape(len(stepped), -1) != clean).mean(0)
        for column, strength in enumerate(SPECTRUM_STRENGTHS):
            moved[:, row, column] = np.mean(
                [
                    _change(
                        measurement,
                        measurement.x + (strength * norms * one).reshape(measurement.x.shape),
                        clean_values,
                        seed,
                    )
                    for one in direction[:: len(direction) // 2 or 1]
                ],
                axis=0,
            )
    return counted, moved


def _change(measurement: Measurement, x: np.ndarray, clean: np.ndarray, seed: int) -> np.ndarray:
    """Return the relative change of s₁ and of the top ten's sum (2, B) at `x`, against the values `clean` (B, 10)."""
    program = measurement.programs[measurement.high]
    work = top_triplets(program, x.astype(np.float32), SPECTRUM_TOP, tolerance=TOLERANCE, seed=seed)
    values = drain(work).singular_values
    before = np.stack([clean[:, 0], np.nansum(clean, 1)])
    return np.stack([values[:, 0], values.sum(1)]) / np.maximum(before, 1e-12) - 1


def _gradient(measurement: Measurement, labels: np.ndarray) -> np.ndarray:
    """Return the gradient of the loss at every input (B, n)."""
    import keras  # noqa: PLC0415
    import tensorflow as tf  # noqa: PLC0415

    x = tf.constant(measurement.x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = keras.losses.sparse_categorical_crossentropy(labels, measurement.model(x), from_logits=True)
    gradient: np.ndarray = tape.gradient(loss, x).numpy().reshape(len(measurement.x), -1)
    return gradient


def _draws(right: np.ndarray, gradient: np.ndarray, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Yield unit directions (draws, B, n) in the order of DIRECTIONS; the gradient goes uphill only."""
    mixed = {"top 1": right[:, :1], "top 10": right[:, :MIXED], "bottom": right[:, -MIXED:]}
    for kind in DIRECTIONS:
        if kind == "loss gradient":
            drawn = gradient[None]
        elif kind == "random":
            drawn = rng.standard_normal((8, *gradient.shape))
        else:
            weights = rng.standard_normal((4, *mixed[kind].shape[:2]))
            drawn = np.einsum("dbk,bkn->dbn", weights, mixed[kind])
            drawn = np.concatenate([drawn, -drawn])
        yield drawn / np.maximum(np.linalg.norm(drawn, axis=2, keepdims=True), 1e-12)
