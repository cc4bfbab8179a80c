"""A fresh small run against Jacobians by automatic differentiation, and what the baked runs say."""

import numpy as np
import pytest

from core import catalog
from core.data import image_sets
from core.jacobian import noise as image_noise
from core.jacobian.comparison import view
from core.jacobian.directional_noise import DIRECTIONS, SPECTRUM_STRENGTHS, STRENGTHS
from core.jacobian.experiments import JacobianRun
from core.jacobian.measurement import NOISE_LEVELS, SHOWN_INPUTS, SHOWN_RANKS, ZERO
from core.jacobian.networks import hidden
from core.jacobian.quiz import FLIPS, quiz, random_step
from core.jacobian.training import JacobianParams, build, chosen_inputs
from core.runs import archive
from core.runs.progress import drain
from tests.jacobian import oracle
from tests.jacobian.conftest import SMALL
from tests.jacobian.runs import jacobian_run

RUNS = catalog.ROOT / "assets" / "runs" / "jacobian"
TOPIC = catalog.topic("jacobian")
DENSE = next(p for p in TOPIC.presets if p.values.get("net") == "mlp").values
# float32 products through three layers, against float64 decompositions.
FLOAT32 = {"rtol": 2e-4, "atol": 1e-6}


def baked(**values):
    return archive.load(RUNS / f"{JacobianParams(**values).canonical().slug()}.npz", JacobianRun, params=JacobianParams)


@pytest.fixture(scope="module")
def run():
    return baked()


@pytest.fixture(scope="module")
def dense():
    return baked(**DENSE)


@pytest.fixture(scope="module")
def rebuilt(small_run):
    """The network of the small run from its params and weights, its inputs, labels and partners."""
    data = image_sets.load("mnist-5k")
    states = [build(SMALL, data.shape, 10) for _ in range(2)]
    states[0].set_weights(list(small_run.weights))
    return states, *chosen_inputs(states[0], data, SMALL.seed)


def test_spectra_gains_and_contrast_are_those_of_the_exact_jacobians(small_run, rebuilt):
    states, x, _, others = rebuilt
    np.testing.assert_array_equal(np.round(x * 255), small_run.pictures)
    for state, model in enumerate(states):
        for row, (matrices, outputs) in enumerate(zip(*oracle.of_tanh_network(model.get_weights(), x), strict=True)):
            exact = np.linalg.svd(matrices, compute_uv=False)
            count = exact.shape[1]
            np.testing.assert_allclose(small_run.values[state, row, :, :count], exact, **FLOAT32)
            assert np.isnan(small_run.values[state, row, :, count:]).all()
            norms = np.linalg.norm(x.reshape(len(x), -1), axis=1) / np.linalg.norm(outputs, axis=1)
            np.testing.assert_allclose(small_run.gains[state, row], norms, **FLOAT32)
            for kind in range(2):
                difference = (others[kind] - x).reshape(len(x), -1)
                pushed = np.linalg.norm(np.einsum("bmn,bn->bm", matrices, difference), axis=1)
                wanted = pushed / np.linalg.norm(difference, axis=1)
                np.testing.assert_allclose(small_run.contrast[state, kind, row], wanted, **FLOAT32)


def test_shown_vectors_are_singular_vectors_and_the_last_one_is_the_weakest(small_run, rebuilt):
    states, x, _, _ = rebuilt
    for state, model in enumerate(states):
        for row, matrices in enumerate(oracle.of_tanh_network(model.get_weights(), x[:SHOWN_INPUTS])[0]):
            for image, matrix in enumerate(matrices):
                _, s, vt = np.linalg.svd(matrix, full_matrices=False)
                flat = small_run.vectors[state, row, image].astype(float).reshape(len(SHOWN_RANKS) + 1, -1)
                for column, rank in enumerate(SHOWN_RANKS):
                    if rank < len(s):
                        # 16-bit storage of 784 numbers leaves 1e-3; neighbours in the spectrum mix by less.
                        assert abs(flat[column] @ vt[rank]) == pytest.approx(1, abs=0.01)
                    else:
                        assert not flat[column].any()
                assert small_run.weakest[state, row, image] == np.count_nonzero(s > ZERO * s[0]) - 1
                assert abs(flat[-1] @ vt[small_run.weakest[state, row, image]]) == pytest.approx(1, abs=0.01)


def test_noise_and_steps_along_known_directions_are_those_of_the_network(small_run, rebuilt):
    (model, _), x, labels, _ = rebuilt
    import keras
    import tensorflow as tf

    def spectrum(images):
        return np.linalg.svd(oracle.of_tanh_network(model.get_weights(), images)[0][1], compute_uv=False)

    noise = np.random.default_rng([SMALL.seed, 3]).standard_normal(x.shape).astype(np.float32) * x.std()
    clean = model(x).numpy().argmax(1)
    for column, level in enumerate(NOISE_LEVELS):
        noisy = x + level * noise
        np.testing.assert_allclose(small_run.noise_values[0, 1, column], spectrum(noisy)[:, 0], **FLOAT32)
        assert small_run.noise_right[0, column] == pytest.approx((model(noisy).numpy().argmax(1) == clean).mean())
    given = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(given)
        loss = keras.losses.sparse_categorical_crossentropy(labels, model(given), from_logits=True)
    uphill = tape.gradient(loss, given).numpy().reshape(len(x), -1)
    deep = oracle.of_tanh_network(model.get_weights(), x)[0][1]
    strongest = np.linalg.svd(deep, full_matrices=False)[2][:, 0]
    norms = np.linalg.norm(x.reshape(len(x), -1), axis=1, keepdims=True)

    def stepped(direction, strength):
        unit = direction / np.linalg.norm(direction, axis=1, keepdims=True)
        return (x + (strength * norms * unit).reshape(x.shape)).astype(np.float32)

    drawn = {"top 1": [strongest, -strongest], "loss gradient": [uphill]}
    for name, directions in drawn.items():
        row = DIRECTIONS.index(name)
        for column, strength in enumerate(STRENGTHS):
            changed = [model(stepped(one, strength)).numpy().argmax(1) != clean for one in directions]
            # An image at the very boundary may be rounded to either side.
            assert np.abs(small_run.flips[row, column] - np.mean(changed, 0)).sum() <= 0.5
        before = spectrum(x)[:, :10]
        for column, strength in enumerate(SPECTRUM_STRENGTHS):
            after = [spectrum(stepped(one, strength))[:, :10] for one in directions]
            wanted = np.mean([one.sum(1) for one in after], 0) / before.sum(1) - 1
            np.testing.assert_allclose(small_run.moved[1, row, column], wanted, atol=1e-3)


def test_live_noise_begins_without_noise_and_depends_on_the_draw(small_run, rebuilt):
    (model, _), x, _, _ = rebuilt
    settings = {name: getattr(SMALL, name) for name in SMALL.defaults()}
    found, other = (
        drain(image_noise.compute(small_run, image_noise.NoiseParams(**settings, picture=2, noise_seed=seed)))
        for seed in (0, 1)
    )
    assert found.layers == ("dense1", "dense2")
    for row, matrices in enumerate(oracle.of_tanh_network(model.get_weights(), x[1:2])[0][:2]):
        exact = np.linalg.svd(matrices[0], compute_uv=False)[: image_noise.TOP]
        np.testing.assert_allclose(found.values[row, 0], exact, **FLOAT32)
    np.testing.assert_allclose(found.probabilities.sum(1), 1, rtol=1e-5)
    np.testing.assert_array_equal(found.noisy[0], small_run.pictures[1])
    np.testing.assert_array_equal(other.probabilities[0], found.probabilities[0])
    assert np.abs(other.probabilities[-1] - found.probabilities[-1]).max() > 0
    likely = found.likely_classes(3)
    assert likely == sorted(likely)
    assert set(likely) == set(np.argsort(found.probabilities.max(0))[-3:])


def test_the_comparison_shows_accuracy_steepness_and_the_spectrum(small_run):
    shown = view(small_run)
    deep = hidden(small_run.layers)[-1]
    values = small_run.values[0, deep, :, :16].astype(float)
    assert shown.measures["test accuracy"] == small_run.test_accuracy[-1]
    assert shown.measures["s₁ at dense2"] == pytest.approx(values[:, 0].mean())
    assert shown.measures["s₁₀/s₁"] == pytest.approx((values[:, 9] / values[:, 0]).mean())
    np.testing.assert_allclose(shown.curve[:, 1], (values / values[:, :1]).mean(0))
    np.testing.assert_array_equal(shown.curve[:, 0], np.arange(1, 17))
    assert "s₈/s₁" in view(jacobian_run(widths=(50, 8, 10))).measures


@pytest.mark.parametrize(("share", "answer"), [(0, 0), (0.02, 1), (0.2, 1), (0.21, 2), (0.6, 2), (0.62, 3)])
def test_the_quiz_s_answer_follows_from_the_random_steps(share, answer):
    flips = np.zeros((len(DIRECTIONS), len(STRENGTHS), 16))
    flips[DIRECTIONS.index("random"), -1] = share
    flips[DIRECTIONS.index("random"), 0] = 0.9  # shorter steps are not asked about
    flips[DIRECTIONS.index("top 1"), -1] = 0.72
    right, why = random_step(jacobian_run(flips=flips))
    assert right == FLIPS[answer]
    assert f"{share:.0%} of the random changes" in why
    assert "72% of the changes along the strongest" in why
    asked = quiz(jacobian_run(flips=flips))
    assert asked.answer() == (right, why)
    assert asked.options == FLIPS


def test_the_notes_of_the_presets_say_what_their_runs_show(run, dense):
    tenth = (run.values[..., 9] / run.values[..., 0]).mean(2)
    first = run.layers.index("pool5")
    assert (tenth[0, first:] < tenth[1, first:]).all()
    large = next(p for p in TOPIC.presets if "dense4 is large" in p.note)
    strongest = [one.values[:, one.layers.index("dense4"), :, 0].mean(1) for one in (baked(**large.values), dense)]
    assert strongest[0][0] < strongest[0][1]
    assert strongest[1][0] > strongest[1][1]
    assert strongest[0][1] > strongest[1].max()


def test_steepness_grows_with_depth_and_comes_with_training(run):
    tenth = (run.values[..., 9] / run.values[..., 0]).mean(2)
    deep = hidden(run.layers)[-1]
    assert tenth[0, deep] < tenth[0, 0]
    assert tenth[0, deep] < tenth[1, deep]


def test_strong_directions_are_local_before_training_too(run):
    ratio = run.measures[:, 0, hidden(run.layers)[-1]]
    # Of the image, against the .60 of a random vector in three channels.
    assert (ratio[..., :5].mean((1, 2)) < ratio[..., -5:].mean((1, 2))).all()
    assert (ratio[..., :5].mean((1, 2)) < 0.6).all()


def test_trained_directions_are_smoother(run, dense):
    for one in (run, dense):
        frequency = one.measures[:, 3, -2, :, :5].mean((1, 2))
        assert frequency[0] < frequency[1]


def test_top_steps_move_a_dense_spectrum_more_than_random_ones(dense):
    change = np.abs(dense.moved.mean(3))
    assert (change[:, DIRECTIONS.index("top 10")] > change[:, DIRECTIONS.index("random")]).all()
