"""Jacobians of EfficientNet-Lite0: the engine against automatic differentiation in double precision."""

import numpy as np
import pytest

from core.data import pictures
from core.jacobian.operators import Program
from core.jacobian.spectra import top_triplets
from core.networks import imagenet
from core.runs.progress import drain

SIDE, TOP = 32, 20


def jacobian(model, layer: str, x: np.ndarray) -> np.ndarray:
    """The whole matrix (outputs, inputs) by TensorFlow's reverse mode."""
    import tensorflow as tf

    given = tf.constant(x, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(given)
        value = tf.reshape(imagenet.up_to(model, layer).call(given, training=False), (-1,))
    return tape.jacobian(value, given).numpy().reshape(len(value), -1)


@pytest.mark.slow  # two whole matrices in double precision
def test_the_engine_agrees_with_automatic_differentiation_in_double_precision():
    """Block 2 has 1,536 outputs and block 10 has 448: more than the engine takes whole."""
    x = imagenet.network_input(imagenet.middle_square(pictures.load("coffee cup"), SIDE))[None]
    single, double = imagenet.network(side=SIDE), imagenet.network(side=SIDE, dtype="float64")
    for layer in ("block2", "block10"):
        program = Program(single, layer)
        assert program.automatic_layers() == 0
        found = drain(top_triplets(program, x, TOP, tolerance=1e-5))
        values, right, left = found.singular_values[0], found.right[0], found.left[0]
        matrix = jacobian(double, layer, x)
        exact = np.sqrt(np.linalg.eigvalsh(matrix @ matrix.T)[: -TOP - 1 : -1])
        assert found.converged.all()
        # Rounding to float32 through 50 layers; measured 3e-7 of each value and of s1.
        np.testing.assert_allclose(values, exact, rtol=1e-4)
        there, back = matrix @ right.T - left.T * values, matrix.T @ left.T - right.T * values
        assert max(np.linalg.norm(there, axis=0).max(), np.linalg.norm(back, axis=0).max()) < 1e-4 * exact[0]
