"""Steps of equal length along singular directions and others: do they change the net's answer and its spectrum?"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from core.jacobian import spectra as jacobian
from core.jacobian.look import TOLERANCE, Look
from core.runs.progress import Step, Work, drain

STRENGTHS = (0.05, 0.1, 0.2, 0.4)
SPECTRUM_STRENGTHS = (0.1, 0.2, 0.4, 0.8)
SPECTRUM_TOP = 10
DIRECTIONS = ("top 1", "top 10", "bottom", "random", "loss gradient")


def compute(
    look: Look, labels: np.ndarray, part: dict[str, Any], at: int, seed: int
) -> Work[tuple[np.ndarray, np.ndarray]]:
    """Return how often the answer changes (directions, strengths, B), from both signs and four draws of what is random,
    and how the spectrum changes (2, directions, strengths, B), from both signs of one draw.

    Parameters
    ----------
    labels : (B,)
    part
        What `look` measured with the same weights.
    at
        The first step, of 100.
    """
    clean_values = part["values"][look.high][:, :SPECTRUM_TOP]
    clean = np.asarray(look.model(look.x, training=False)).argmax(1)
    norms = np.linalg.norm(look.x.reshape(len(look.x), -1), axis=1)[:, None]
    counted = np.zeros((len(DIRECTIONS), len(STRENGTHS), len(look.x)), np.float32)
    moved = np.zeros((2, len(DIRECTIONS), len(SPECTRUM_STRENGTHS), len(look.x)), np.float32)
    draws = _draws(part["right"], _gradient(look, labels), np.random.default_rng([seed, 4]))
    for row, direction in enumerate(draws):
        yield Step(at + row, 100, message=f"Steps along {DIRECTIONS[row]}")
        for column, strength in enumerate(STRENGTHS):
            there = (look.x + (strength * norms * direction).reshape(-1, *look.x.shape)).astype(np.float32)
            logits = np.asarray(look.model(there.reshape(-1, *look.x.shape[1:]), training=False))
            counted[row, column] = (logits.argmax(1).reshape(len(there), -1) != clean).mean(0)
        for column, strength in enumerate(SPECTRUM_STRENGTHS):
            moved[:, row, column] = np.mean(
                [
                    _change(look, look.x + (strength * norms * one).reshape(look.x.shape), clean_values, seed)
                    for one in direction[:: len(direction) // 2 or 1]
                ],
                axis=0,
            )
    return counted, moved


def _change(look: Look, x: np.ndarray, clean: np.ndarray, seed: int) -> np.ndarray:
    """Relative change of s₁ and of the sum of the top ten (2, B) at `x`, against the values `clean` (B, 10)."""
    program = look.programs[look.high]
    work = jacobian.top_triplets(program, x.astype(np.float32), SPECTRUM_TOP, tolerance=TOLERANCE, seed=seed)
    values = drain(work).singular_values
    before = np.stack([clean[:, 0], np.nansum(clean, 1)])
    return np.stack([values[:, 0], values.sum(1)]) / np.maximum(before, 1e-12) - 1


def _gradient(look: Look, labels: np.ndarray) -> np.ndarray:
    """The gradient of the loss at every input (B, n)."""
    import keras  # noqa: PLC0415
    import tensorflow as tf  # noqa: PLC0415

    x = tf.constant(look.x)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = keras.losses.sparse_categorical_crossentropy(labels, look.model(x), from_logits=True)
    gradient: np.ndarray = tape.gradient(loss, x).numpy().reshape(len(look.x), -1)
    return gradient


def _draws(right: np.ndarray, gradient: np.ndarray, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """Unit directions (draws, B, n) in the order of DIRECTIONS; the gradient goes uphill only."""
    mixed = {"top 1": right[:, :1], "top 10": right[:, :10], "bottom": right[:, -10:]}
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
