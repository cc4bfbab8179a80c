"""The Jacobian engine against exact Jacobians in float64, adjoints, known spectra, and its limits."""

import itertools

import numpy as np
import pytest

from core.jacobian import spectra
from core.jacobian.operators import METHODS, NonFiniteError, Program
from core.runs.progress import drain

keras = pytest.importorskip("keras")
L = keras.layers
BATCH = 3
# float64: rounding through a handful of layers.
ROUNDING = 1e-10


def build(body, shape=(9, 9, 4)):
    """A float64 model of the given layers; random biases and normalisation, so that nothing is accidentally linear."""
    keras.utils.set_random_seed(3)
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("float64")
    try:
        model = keras.Sequential([keras.Input(shape, dtype="float64"), *body()])
    finally:
        keras.config.set_dtype_policy(before)
    rng = np.random.default_rng(0)
    for weight in model.weights:
        if weight.path.endswith(("bias", "beta", "moving_mean")):
            weight.assign(rng.normal(0, 0.3, weight.shape))
        elif weight.path.endswith(("gamma", "moving_variance")):
            weight.assign(rng.uniform(0.5, 2, weight.shape))
    return model


def exact(model, layer, x):
    """The Jacobian (batch, m, n) by one reverse pass for all outputs of TensorFlow: shares nothing with the engine."""
    import tensorflow as tf

    def forward(value):
        for part in model.layers:
            value = part(value, training=False)
            if part.name == layer:
                break
        return tf.reshape(value, (len(value), -1))

    m = forward(tf.constant(x)).shape[1]
    copies = tf.repeat(tf.constant(x), m, axis=0)  # one copy of each input for each output
    with tf.GradientTape() as tape:
        tape.watch(copies)
        value = forward(copies)
    rows = tape.gradient(value, copies, tf.tile(tf.eye(m, dtype=copies.dtype), [len(x), 1]))
    return rows.numpy().reshape(len(x), m, -1)


def residual():
    x = keras.Input((9, 9, 4), dtype="float64")
    y = L.Conv2D(4, 3, padding="same", activation="relu")(x)
    z = L.Add()([x, y])
    z = L.Concatenate()([z, L.AveragePooling2D(3, 1, padding="same")(y)])
    return keras.Model(x, L.Conv2D(5, 3, 2)(z))


def nested():
    return keras.Sequential(
        [keras.Input((9, 9, 4), dtype="float64"), L.Conv2D(6, 3, activation="relu"), L.MaxPooling2D(3, 2)]
    )


CASES = {
    "dense": lambda: [L.Flatten(), L.Dense(12, activation="relu")],
    "dense on maps": lambda: [L.Dense(5, activation="relu"), L.Dense(3)],
    "conv same": lambda: [L.Conv2D(6, 3, padding="same", activation="relu"), L.Conv2D(3, 4, padding="same")],
    "conv even valid": lambda: [L.Conv2D(6, (2, 4), activation="relu"), L.Conv2D(3, 3)],
    "conv strided": lambda: [L.Conv2D(6, 3, 2, padding="same", activation="relu"), L.Conv2D(3, 2, 2)],
    "conv grouped": lambda: [L.Conv2D(8, 3, groups=2, activation="relu")],
    "conv dilated": lambda: [L.Conv2D(6, 3, dilation_rate=2, padding="same", activation="relu")],
    "depthwise": lambda: [L.DepthwiseConv2D(3, depth_multiplier=2, activation="relu6")],
    "depthwise strided": lambda: [L.DepthwiseConv2D(3, 2, padding="same")],
    "separable": lambda: [L.SeparableConv2D(6, 3, activation="relu")],
    "transposed": lambda: [L.Conv2DTranspose(3, 3, 2, activation="relu")],
    "one dimension": lambda: [L.Reshape((81, 4)), L.Conv1D(5, 3, 2, activation="relu"), L.MaxPooling1D(3, 2)],
    "causal": lambda: [L.Reshape((81, 4)), L.Conv1D(3, 3, padding="causal")],
    "leaky": lambda: [L.Conv2D(4, 3), L.LeakyReLU(0.1), L.Flatten(), L.Dense(8), L.Activation("leaky_relu")],
    "relu layers": lambda: [L.Conv2D(4, 3), L.ReLU(max_value=0.5), L.PReLU(), L.ELU()],
    "overlapping pool": lambda: [L.Conv2D(4, 3, padding="same", activation="relu"), L.MaxPooling2D(3, 2, "same")],
    "pool alone": lambda: [L.MaxPooling2D(3, 2), L.AveragePooling2D(2, 1, padding="same")],
    "global pools": lambda: [L.Conv2D(6, 3, activation="relu"), L.GlobalAveragePooling2D()],
    "global max": lambda: [L.Conv2D(6, 3, activation="relu"), L.GlobalMaxPooling2D()],
    "normalised": lambda: [L.Conv2D(6, 3, use_bias=False), L.BatchNormalization(), L.ReLU(), L.Dropout(0.5)],
    "shapes": lambda: [
        L.ZeroPadding2D(1),
        L.Cropping2D(2),
        L.UpSampling2D(2),
        L.Permute((2, 1, 3)),
        L.Reshape((-1, 2)),
    ],
    "tanh": lambda: [L.Flatten(), L.Dense(9, activation="tanh"), L.Rescaling(3.0, 0.1), L.Activation("sigmoid")],
    "softmax": lambda: [L.Flatten(), L.Dense(9, activation="gelu"), L.Dense(7, activation="softmax")],
    "layer normalisation": lambda: [L.LayerNormalization(), L.Conv2D(2, 3, activation="swish"), L.UnitNormalization()],
    "recurrent": lambda: [L.Reshape((81, 4)), L.Cropping1D((0, 70)), L.LSTM(5)],
    "residual": lambda: [residual()],
    "nested": lambda: [nested(), L.Flatten(), L.Dense(4)],
}


@pytest.mark.parametrize("name", CASES)
def test_both_paths_equal_the_exact_jacobian(name):
    model = build(CASES[name])
    rng = np.random.default_rng(1)
    x = rng.standard_normal((BATCH, 9, 9, 4))
    layer = model.layers[-1].name
    value = keras.ops.convert_to_tensor(x)
    for part in model.layers:
        value = part(value, training=False)
    value = value.numpy().reshape(BATCH, -1)
    wanted = exact(model, layer, x)
    for method in METHODS:
        operator = Program(model, layer, method=method).at(x)
        np.testing.assert_allclose(operator.outputs, value, atol=ROUNDING)
        v = rng.standard_normal((5, BATCH, operator.n))
        u = rng.standard_normal((5, BATCH, operator.m))
        pushed, pulled = operator.push(v), operator.pull(u)
        np.testing.assert_allclose(pushed, np.einsum("bmn,kbn->kbm", wanted, v), atol=ROUNDING, err_msg=method)
        np.testing.assert_allclose(pulled, np.einsum("bmn,kbm->kbn", wanted, u), atol=ROUNDING, err_msg=method)
        np.testing.assert_allclose((pushed * u).sum(2), (v * pulled).sum(2), atol=ROUNDING * 100, err_msg=method)


def test_piecewise_linear_nets_need_no_automatic_differentiation():
    for name in ("dense", "conv same", "conv grouped", "overlapping pool", "normalised", "residual", "nested", "tanh"):
        model = build(CASES[name])
        assert Program(model, model.layers[-1].name).automatic_layers() == 0, name
    model = build(CASES["softmax"])
    assert Program(model, model.layers[-1].name).automatic_layers() == 1


@pytest.mark.parametrize("method", METHODS)
def test_top_triplets_equal_the_singular_value_decomposition(method):
    model = build(lambda: [L.Conv2D(12, 3, padding="same", activation="relu"), L.MaxPooling2D(3, 2), L.Conv2D(30, 3)])
    x = np.random.default_rng(2).standard_normal((BATCH, 9, 9, 4))
    program = Program(model, model.layers[-1].name, method=method)
    found = drain(spectra.top_triplets(program, x, 6, tolerance=1e-5, max_basis=112))
    matrices = exact(model, model.layers[-1].name, x)
    assert found.residuals.any(), "the matrix was formed instead"
    assert found.converged.all()
    for index, matrix in enumerate(matrices):
        u, s, vt = np.linalg.svd(matrix)
        # A residual r leaves an error of r² / gap in a value, and r / gap in a vector; gaps are about .02 s here.
        np.testing.assert_allclose(found.singular_values[index], s[:6], rtol=1e-7)
        # Signs are free.
        assert np.abs((found.right[index] * vt[:6]).sum(1)) == pytest.approx(1, abs=1e-5)
        assert np.abs((found.left[index] * u.T[:6]).sum(1)) == pytest.approx(1, abs=1e-5)
        true = np.linalg.norm(found.right[index] @ matrix.T - s[:6, None] * found.left[index], axis=1)
        assert true == pytest.approx(found.residuals[index], rel=0.01, abs=1e-9), "a residual is not what it says"


def linear_map(matrix):
    """A dense net (float32, as the app's) that multiplies by `matrix`."""
    model = keras.Sequential([keras.Input((matrix.shape[1],)), L.Dense(matrix.shape[0], use_bias=False, name="map")])
    model.layers[0].set_weights([matrix.T.astype(np.float32)])
    return Program(model, "map")


def krylov(matrix, k, **options):
    """Triplets by Golub-Kahan at two inputs, by a basis smaller than the matrix."""
    x = np.ones((2, matrix.shape[1]), np.float32)
    return drain(spectra.top_triplets(linear_map(matrix), x, k, max_basis=len(matrix) - 20, **options))


@pytest.fixture
def rotations():
    rng = np.random.default_rng(5)
    return np.linalg.qr(rng.standard_normal((400, 400)))[0], np.linalg.qr(rng.standard_normal((400, 400)))[0]


def test_an_orthogonal_map_has_ones_only(rotations):
    # All values repeat: plain Lanczos breaks down after one step, random refills must go on.
    np.testing.assert_allclose(krylov(rotations[0], 40).singular_values, 1, rtol=3e-6)


def test_a_diagonal_map_gives_its_entries_and_axes():
    entries = 1 / np.arange(1, 401)
    found = krylov(np.diag(entries), 20)
    np.testing.assert_allclose(found.singular_values, np.tile(entries[:20], (2, 1)), rtol=1e-5)
    assert (found.right[:, range(20), range(20)] > 0.999).all()


def test_a_low_rank_map_ends_after_its_rank(rotations):
    values = np.array([5.0, 3, 3, 1, 0.1])
    found = krylov(rotations[0][:, :5] * values @ rotations[1][:, :5].T, 8)
    np.testing.assert_allclose(found.singular_values[:, :5], np.tile(values, (2, 1)), rtol=1e-5)
    # float32 products of length 400 leave about 1e-6 of s1 where there is nothing.
    assert found.singular_values[:, 5:].max() < 2e-5


def test_a_steep_map_keeps_its_small_values(rotations):
    values = np.geomspace(1, 1e-4, 400)
    found = krylov(rotations[0] * values @ rotations[1].T, 100, tolerance=1e-6)
    # Down to .1 of s1 the float32 engine must be right to 1e-5.
    np.testing.assert_allclose(found.singular_values, np.tile(values[:100], (2, 1)), rtol=1e-5)


@pytest.fixture(scope="module")
def small_net():
    keras.utils.set_random_seed(1)
    body = [L.Conv2D(8, 3, padding="same", activation="relu"), L.MaxPooling2D(3, 2), L.Conv2D(16, 3, activation="relu")]
    model = keras.Sequential([keras.Input((24, 24, 3)), *body])
    return Program(model, model.layers[-1].name), np.random.default_rng(0).standard_normal((5, 24, 24, 3)).astype("f")


def test_a_batch_equals_its_inputs_one_by_one(small_net):
    program, x = small_net
    together = drain(spectra.top_triplets(program, x, 10, tolerance=1e-6))
    for index in range(len(x)):
        alone = drain(spectra.top_triplets(program, x[index : index + 1], 10, tolerance=1e-6))
        np.testing.assert_allclose(together.singular_values[index], alone.singular_values[0], rtol=1e-5)


def test_memory_bounds_the_batch_and_changes_nothing(small_net):
    program, x = small_net
    n, m = int(np.prod(program.input_shape)), int(np.prod(program.output_shape))
    one = spectra.memory(n, m, 10, 200, 4, exact=False)
    steps = []
    bounded = drain(spectra.top_triplets(program, x, 10, budget=2 * one), steps.append)
    free = drain(spectra.top_triplets(program, x, 10))
    np.testing.assert_allclose(bounded.singular_values, free.singular_values, rtol=1e-4)
    # Three groups of at most two inputs: the basis starts again twice.
    sizes = [step.metrics["basis"] for step in steps if "basis" in step.metrics]
    assert sum(after < before for before, after in itertools.pairwise(sizes)) == 2
    with pytest.raises(spectra.BudgetError, match="are allowed"):
        drain(spectra.top_triplets(program, x, 10, budget=one // 2))


def test_what_has_not_converged_is_marked(small_net):
    program, x = small_net
    found = drain(spectra.top_triplets(program, x, 20, max_basis=24, tolerance=1e-6))
    assert not found.converged.all()
    assert (found.residuals[~found.converged] > 0).all()


def test_it_stops_when_asked(small_net):
    program, x = small_net
    work = spectra.top_triplets(program, x, 20)
    next(work)
    next(work)
    work.close()
    with pytest.raises(StopIteration):
        next(work)


def test_since_gives_single_layers_whose_product_is_the_whole():
    model = build(
        lambda: [L.Conv2D(4, 3, activation="relu", name="a"), L.MaxPooling2D(3, 2, name="b"), L.Flatten(name="c")]
    )
    x = np.random.default_rng(0).standard_normal((2, 9, 9, 4))
    v = np.random.default_rng(1).standard_normal((3, 2, 324))
    step = v
    for layer, since in (("a", None), ("b", "a"), ("c", "b")):
        step = Program(model, layer, since).at(x).push(step)
    np.testing.assert_allclose(step, Program(model, "c").at(x).push(v), atol=ROUNDING)


def test_it_says_what_is_wrong():
    model = build(CASES["dense"])
    with pytest.raises(ValueError, match="no layer 'x'"):
        Program(model, "x")
    with pytest.raises(ValueError, match="not been built"):
        Program(keras.Sequential([L.Dense(2, name="d")]), "d")


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_what_is_not_finite_is_refused_before_an_activation_can_hide_it(small_net, bad):
    program, x = small_net
    spoilt = x.copy()
    spoilt[2, 3, 4, 1] = bad
    with pytest.raises(NonFiniteError, match="Input 3 of 5 holds"):
        drain(spectra.top_triplets(program, spoilt, 4))
    model = build(lambda: [L.Conv2D(3, 3, activation="relu", name="a"), L.MaxPooling2D(3, 2, name="b")])
    kernel = model.layers[0].kernel
    kernel.assign(np.where(np.arange(kernel.shape[-1]) == 1, bad, kernel.numpy()))
    for layer in ("a", "b"):
        with pytest.raises(NonFiniteError, match=r"weights .*kernel hold"):
            Program(model, layer).at(np.ones((2, 9, 9, 4)))


def test_outputs_and_jacobians_too_large_for_their_type_are_refused():
    large = linear_map(np.full((3, 2), 3e38))
    with pytest.raises(NonFiniteError, match="output of map overflows"):
        large.at(np.ones((1, 2), np.float32))
    with pytest.raises(NonFiniteError, match="Jacobian to map overflows"):
        large.at(np.zeros((1, 2), np.float32)).push(np.ones((1, 1, 2), np.float32))
