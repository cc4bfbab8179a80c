"""Spectra while training, layer by layer, and of contractive auto-encoders."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from core import bake
from core.catalog import topic
from core.jacobian import contractive, epochs, experiments, layerwise, networks, steepness
from core.jacobian.contractive import ContractiveParams, ContractiveRun
from core.jacobian.epochs import EpochSpectra
from core.jacobian.experiments import JacobianRun
from core.jacobian.layerwise import LayerChain
from core.jacobian.steepness import SteepnessParams, SteepnessStudy
from core.jacobian.training import JacobianParams, train
from core.runs import archive
from core.runs.progress import Step, drain

RNG = np.random.default_rng(7)
PRESETS = [JacobianParams(**preset.values).canonical() for preset in topic("jacobian").presets]


def baked(kind: str, params, result):
    return archive.load(bake.RUNS / kind / f"{params.slug()}.npz", result, params=type(params))


@pytest.mark.parametrize("last", [1, 5, 11, 12, 15, 40])
def test_moments_rise_from_before_training_to_the_last_epoch(last):
    found = epochs.moments(last)
    assert (found[0], found[-1]) == (0, last)
    assert (np.diff(found) > 0).all()
    assert len(found) == min(last + 1, epochs.MOMENTS)


@pytest.mark.parametrize("params", PRESETS, ids=lambda params: params.slug())
def test_epochs_are_those_of_the_page_s_own_run(params):
    run = baked("jacobian_epochs", params, EpochSpectra)
    page = baked("jacobian", params, JacobianRun)
    np.testing.assert_allclose(run.test_accuracy, page.test_accuracy[run.epochs], atol=1e-6)
    rows = [page.layers.index(layer) for layer in run.layers]
    count = epochs.INPUTS
    # The same nets, inputs and layers; both files hold 16-bit floats (5e-4), the Krylov residuals allow 1e-4 s1.
    for moment, state in ((-1, 0), (0, 1)):
        wanted = page.values[state][rows][:, :count, : epochs.TOP].astype(float)
        scale = np.nanmax(wanted, axis=-1, keepdims=True)
        np.testing.assert_allclose(run.values[moment] / scale, wanted / scale, atol=2e-3)


def test_the_deepest_place_is_the_last_map_and_only_without_maps_a_dense_layer():
    assert networks.hidden(("pool1", "conv3", "dense4", "dense5", "logits")) == [0, 1]
    assert networks.hidden(("dense1", "dense2", "logits")) == [0, 1]


def diverging(**values):
    """A small net with settings that no control allows."""
    params = JacobianParams(dataset="mnist-5k", net="mlp", depth=1, width=8, epochs=3)
    for name, value in values.items():
        object.__setattr__(params, name, value)
    return params


def test_a_rate_too_large_for_numbers_ends_in_what_came_before():
    params = diverging(learning_rate=1e38)
    run = drain(experiments.compute(params))
    assert "diverged in epoch 1:" in run.failure
    assert run.test_accuracy.shape == (1,)
    assert np.isfinite(run.values[:, :, :, :8]).all()
    np.testing.assert_array_equal(run.values[0], run.values[1])  # nothing but the first weights was good
    assert list(drain(epochs.compute(params)).epochs) == [0]


def test_a_start_without_numbers_is_a_sentence():
    with pytest.raises(ValueError, match="before training: choose a smaller σ"):
        drain(train(diverging(init="gaussian", sigma=1e30)))


def test_training_keeps_the_weights_that_were_asked_for_and_no_others():
    trained = drain(train(JacobianParams(dataset="mnist-5k", net="mlp", depth=1, width=8, epochs=4), keep=(2,)))
    assert list(trained.weights) == [0, 2, 4]
    for kept, now in zip(trained.after, trained.model.get_weights(), strict=True):
        np.testing.assert_array_equal(kept, now)


def test_a_small_run_trains_and_looks():
    params = JacobianParams(dataset="mnist-5k", net="mlp", depth=1, width=8, epochs=1)
    run = drain(epochs.compute(params))
    assert run.values.shape == (2, 2, epochs.INPUTS, epochs.TOP)
    assert np.isnan(run.values[:, 0, :, 8:]).all()  # eight units have eight singular values
    assert run.test_accuracy[1] > run.test_accuracy[0]


@pytest.fixture
def double():
    before = keras.config.dtype_policy()
    keras.config.set_floatx("float64")
    keras.config.set_dtype_policy("float64")
    yield
    keras.config.set_floatx("float32")
    keras.config.set_dtype_policy(before)


@pytest.mark.parametrize("activation", ["relu", "tanh"])
def test_layers_and_their_product_equal_automatic_differentiation_in_float64(double, activation):
    model = networks.mlp((6, 5), 4, depth=2, width=9, activation=activation, init="gaussian", sigma=1.5)
    x = RNG.standard_normal((2, 6, 5))
    layers = networks.stages(model)
    single, cumulative, mismatch = drain(layerwise.layer_spectra(model, layers, x, top=4))
    with tf.GradientTape(persistent=True) as tape:
        value = tf.constant(x)
        tape.watch(value)
        reached = [value]
        for layer in model.layers:
            value = layer(value)
            reached += [value] if layer.name in layers else []
    for row in range(len(layers)):
        for at, found in ((0, cumulative), (row, single)):
            jacobian = tape.batch_jacobian(reached[row + 1], reached[at]).numpy().reshape(2, -1, [30, 9, 9][at])
            values = np.linalg.svd(jacobian, compute_uv=False)[:, :4]
            np.testing.assert_allclose(found[row], values, rtol=1e-10)  # double precision over products of 30
    assert mismatch.max() < 1e-13


def test_layers_of_a_convolutional_net_multiply_to_the_whole():
    model = networks.alexnet((12, 12), 4, depth=2, width=4)
    layers = networks.stages(model)
    x = RNG.uniform(size=(1, 12, 12)).astype(np.float32)
    single, cumulative, mismatch = drain(layerwise.layer_spectra(model, layers, x, top=4))
    assert mismatch.max() < 1e-5  # 32-bit floats, 1e-7 a sum
    # ‖AB‖ ≤ ‖A‖‖B‖, to the residuals of 1e-3 that the search allows
    assert (cumulative[..., 0] <= np.cumprod(single[..., 0], 0) * 1.001).all()


@pytest.mark.parametrize("params", PRESETS, ids=lambda params: params.slug())
def test_the_largest_singular_value_stays_below_the_product_of_the_layers(params):
    run = baked("jacobian_layers", params, LayerChain)
    assert (run.cumulative[..., 0] <= run.bounds * 1.001).all()
    assert run.mismatch.max() < 1e-5
    np.testing.assert_allclose(run.single[:, 0], run.cumulative[:, 0])  # the first layer is the net so far
    assert run.test_accuracy == pytest.approx(float(baked("jacobian", params, JacobianRun).test_accuracy[-1]))


def test_the_study_varies_one_setting_at_a_time_and_ranks():
    study = baked("jacobian_steepness", SteepnessParams(), SteepnessStudy)
    assert study.steepness.shape == (2, len(list(steepness.nets())))
    assert ((study.steepness >= 0) & (study.steepness <= 1)).all()
    assert [net for _, _, net in steepness.nets()].count(steepness.BASE) == 1
    accuracy = np.array([0.1, 0.5, 0.7, 0.9])
    found = steepness.rank(1 - accuracy**3, accuracy)
    assert (found.correlation, found.picked, found.place) == (pytest.approx(-1), 0.9, 1)


def test_the_penalty_is_the_norm_of_the_encoder_s_jacobian():
    kernel, bias = RNG.standard_normal((12, 7)), RNG.standard_normal(7)
    x = tf.constant(RNG.standard_normal((3, 12)))
    with tf.GradientTape() as tape:
        tape.watch(x)
        code = tf.sigmoid(x @ kernel + bias)
    jacobian = tape.batch_jacobian(code, x).numpy()
    np.testing.assert_allclose(code, contractive.encode(x.numpy(), kernel, bias), rtol=1e-12)
    wanted = (jacobian**2).sum((1, 2))
    np.testing.assert_allclose(contractive.jacobian_norm(code, tf.constant(kernel)), wanted, rtol=1e-12)
    values, vectors = contractive.spectra(x.numpy(), kernel, bias)
    np.testing.assert_allclose(values, np.linalg.svd(jacobian, compute_uv=False), rtol=1e-7)  # root of a Gram matrix
    np.testing.assert_allclose(np.linalg.norm(np.einsum("nhp,nkp->nkh", jacobian, vectors), axis=2), values, rtol=1e-7)


def test_half_of_the_strength():
    flat, single = np.ones((1, 10)), np.eye(10)[:1]
    assert contractive.half_strength(flat) == pytest.approx(5)
    assert contractive.half_strength(single) == pytest.approx(0.5)


def test_at_equal_reconstruction_the_contractive_spectrum_falls_faster_than_early_stopping_and_weight_decay():
    runs = {params: baked("jacobian_contractive", params, ContractiveRun) for params in contractive.baked()}
    plain, strict = runs[ContractiveParams()], runs[ContractiveParams(penalty=3.0)]
    others = [run for params, run in runs.items() if params.decay]
    decayed = min(others, key=lambda run: abs(run.errors[-1] - strict.errors[-1]))
    early = int(np.abs(plain.errors - strict.errors[-1]).argmin())
    late = [float(m[29] / m[0]) for m in (strict.mean_values[-1], plain.mean_values[early], decayed.mean_values[-1])]
    assert abs(plain.errors[early] - strict.errors[-1]) < 5
    assert late[0] < 0.8 * min(late[1:])
    assert contractive.half_strength(strict.values) < contractive.half_strength(decayed.values)
    norms = [float((runs[ContractiveParams(penalty=p)].values ** 2).sum(1).mean()) for p in contractive.PENALTIES]
    assert norms == sorted(norms, reverse=True)  # what is penalised gets smaller


def test_a_small_contractive_run_trains():
    run = drain(contractive.compute(ContractiveParams(epochs=1, hidden=64, penalty=0.1)))
    assert run.errors[1] < run.errors[0] / 2
    assert run.values.shape == (contractive.INPUTS, contractive.TOP)
    assert (np.diff(run.values, axis=1) <= 0).all()


class LosingLearner(contractive.Learner):
    """Loses the bias of one hidden unit in the second epoch."""

    def __init__(self, objective, variables, *args, **kwargs):
        super().__init__(objective, variables, *args, **kwargs)
        self.hidden_bias, self.epochs = variables[1], 0

    def epoch(self, order, report):
        sums = yield from super().epoch(order, report)
        self.epochs += 1
        if self.epochs == 2:
            bias = self.hidden_bias.numpy()
            bias[3] = np.nan
            self.hidden_bias.assign(bias)
        return sums


def test_an_auto_encoder_with_lost_weights_ends_with_the_last_good_epoch(monkeypatch):
    monkeypatch.setattr(contractive, "Learner", LosingLearner)
    run = drain(contractive.compute(ContractiveParams(epochs=3, hidden=32)))
    assert "diverged in epoch 2:" in run.failure
    assert run.errors.shape == (2,)
    assert np.isfinite(run.values).all()


def test_an_auto_encoder_can_be_stopped_between_slow_batches_and_spectra(monkeypatch):
    now = iter(range(1_000_000))
    monkeypatch.setattr("core.runs.pace.clock", lambda: next(now))
    steps: list[Step] = []
    drain(contractive.compute(ContractiveParams(epochs=1, hidden=32)), steps.append)
    within = [step for step in steps if 0 < step.index < 1]
    assert len(within) == 4000 // contractive.BATCH - 1
    assert sum("spectra" in step.message for step in steps) == 2 * (contractive.INPUTS - 1)


def test_a_step_too_large_for_numbers_says_so(monkeypatch):
    monkeypatch.setattr(contractive, "RATE", 1e38)
    run = drain(contractive.compute(ContractiveParams(epochs=2, hidden=64)))
    assert "epoch" in run.failure
    assert np.isfinite(run.values).all()
