"""Jacobians of EfficientNet-Lite0: against automatic differentiation, and against small steps along the directions."""

import numpy as np
import pytest

from core.data import pictures
from core.jacobian import imagenet as live
from core.jacobian.operators import Program
from core.jacobian.spectra import top_triplets
from core.networks import imagenet
from core.runs.archive import arrays_of, nbytes
from core.runs.progress import drain

SIDE, TOP = 32, 20


@pytest.fixture(scope="module")
def double():
    return imagenet.network(side=SIDE, dtype="float64")


def jacobian(model, layer: str, x: np.ndarray) -> np.ndarray:
    """The whole matrix (outputs, inputs) by TensorFlow's reverse mode."""
    import tensorflow as tf

    given = tf.constant(x, tf.float64)
    with tf.GradientTape() as tape:
        tape.watch(given)
        value = tf.reshape(imagenet.up_to(model, layer).call(given, training=False), (-1,))
    return tape.jacobian(value, given).numpy().reshape(len(value), -1)


@pytest.mark.slow  # two whole matrices in double precision
def test_the_engine_agrees_with_automatic_differentiation_in_double_precision(double):
    """Block 2 has 1,536 outputs and block 10 has 448: more than the engine takes whole."""
    x = imagenet.network_input(imagenet.middle_square(pictures.load("coffee cup"), SIDE))[None]
    single = imagenet.network(side=SIDE)
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


def test_a_small_step_along_a_direction_moves_the_layer_by_its_singular_value(double):
    """‖h(x + εv) − h(x)‖ = εs on a piecewise linear network, unless a ReLU6 bends within ε."""
    params = live.DirectionParams(photograph="cat", layer="block4")
    run = drain(live.compute(params, network=lambda: double))
    part = imagenet.up_to(double, "block4")

    def layer(x):
        return np.asarray(part.call(x, training=False)).ravel()

    x = imagenet.network_input(run.photograph)[None].astype(np.float64)
    step, here = 1e-7, layer(x)
    for value, vector in zip(run.values, run.vectors, strict=True):
        assert np.linalg.norm(layer(x + step * vector) - here) / step == pytest.approx(value, rel=1e-4)
    flat = run.vectors.reshape(live.TOP, -1)
    np.testing.assert_allclose(flat @ flat.T, np.eye(live.TOP), atol=1e-6)
    assert run.converged.all()
    assert (run.residuals <= live.TOLERANCE * run.values[0]).all()
    assert run.gain == pytest.approx(run.values[0] * np.linalg.norm(x) / np.linalg.norm(here))
    assert not any(array.flags.writeable for array in arrays_of(run))


def test_a_flat_spectrum_is_given_up_and_marked(double):
    run = drain(live.compute(live.DirectionParams(layer="stem"), network=lambda: double))
    assert not run.converged.all()
    np.testing.assert_array_equal(run.converged, run.residuals <= live.TOLERANCE * run.values[0])


def test_work_can_be_stopped_after_any_pass(double):
    work = live.compute(live.DirectionParams(layer="block4"), network=lambda: double)
    seen = [next(work) for _ in range(4)]
    assert [step.total for step in seen] == [100] * 4
    assert seen[0].message == "Loading EfficientNet-Lite0"
    assert seen[-1].metrics["basis"] > seen[-2].metrics["basis"] > 0
    work.close()
    with pytest.raises(StopIteration):
        next(work)


def test_a_photograph_of_one_s_own_is_known_by_its_digest(double):
    own = live.DirectionParams(photograph="cat", digest="d1", layer="stem")
    assert own.canonical() == live.DirectionParams(digest="d1", layer="stem")
    assert live.request(own).key != live.request(live.DirectionParams(digest="d2", layer="stem")).key
    with pytest.raises(ValueError, match="needs its pixels"):
        next(live.compute(own))
    pixels = pictures.load("cat")[:, ::-1]
    run = drain(live.request(own, pixels).compute(own, network=lambda: double))
    np.testing.assert_array_equal(run.photograph, imagenet.middle_square(pixels, SIDE))
    assert run.params == own


@pytest.mark.slow
def test_the_top_20_of_a_photograph_converge_at_full_size_within_the_bound():
    params = live.DirectionParams(layer="block2")
    run = drain(live.compute(params))
    assert run.converged.all()
    assert run.classes[0] == "espresso"
    assert run.vectors.shape == (20, 224, 224, 3)
    assert nbytes(run) < params.memory_bytes() < 1_000_000_000
