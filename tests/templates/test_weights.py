"""Templates: closed forms, an independent gradient, and the article's numbers on real digits over seeds."""

import numpy as np
import pytest
from scipy import stats

from core.data import image_sets as images
from core.networks.training import Training, TrainingParams, train
from core.runs.progress import drain
from core.templates import weights as templates


def random_net(rng, pixels=12, hidden=9, classes=4):
    shapes = [(pixels, hidden), (hidden,), (hidden, classes), (classes,)]
    return [rng.normal(size=shape).astype(np.float32) for shape in shapes]


def test_similarity_equals_scipy():
    rng = np.random.default_rng(0)
    a, b = rng.normal(2, 1, (6, 40)), rng.normal(-1, 3, (6, 40))
    alike = templates.similarity(a, b)
    np.testing.assert_allclose(alike.pearson, [stats.pearsonr(p, q).statistic for p, q in zip(a, b, strict=True)])
    np.testing.assert_allclose(alike.dot, np.diag(a @ b.T))
    np.testing.assert_allclose(alike.cosine * np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1), alike.dot)


def test_similarity_of_constant_rows_is_zero_not_nan():
    flat = templates.similarity(np.zeros((1, 4)), np.ones((1, 4)))
    assert (flat.pearson[0], flat.cosine[0], flat.dot[0]) == (0, 0, 0)


def test_activations_equal_keras():
    from core.networks import classifiers as networks

    model = networks.build("hidden", (3, 4), 4, 9, seed=1)
    x = np.random.default_rng(0).random((5, 3, 4), dtype=np.float32)
    ours = templates.activations(model.get_weights(), x.reshape(5, -1))[-1]
    np.testing.assert_allclose(ours, model(x).numpy(), atol=1e-5)


def test_class_templates_equal_the_mean_gradient_by_automatic_differentiation():
    import tensorflow as tf

    rng = np.random.default_rng(0)
    weights, x, labels = random_net(rng), rng.normal(size=(30, 12)).astype(np.float32), np.arange(30) % 4
    ours = templates.class_templates(weights, x, labels, 4)
    for label in range(4):
        rows = tf.constant(x[labels == label])
        with tf.GradientTape() as tape:
            tape.watch(rows)
            logits = tf.nn.relu(rows @ weights[0] + weights[1]) @ weights[2] + weights[3]
            logit = tf.reduce_sum(logits[:, label])
        np.testing.assert_allclose(ours[label], tape.gradient(logit, rows).numpy().mean(0), atol=1e-5)


def test_with_one_layer_the_template_is_the_weight():
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=(12, 4)).astype(np.float32), np.zeros(4, np.float32)]
    ours = templates.class_templates(weights, rng.random((8, 12), np.float32), np.arange(8) % 4, 4)
    np.testing.assert_array_equal(ours, weights[0].T)


def test_always_active_units_make_the_net_linear_and_others_do_not():
    rng = np.random.default_rng(0)
    weights = random_net(rng)
    x = rng.random((40, 12)).astype(np.float32)
    assert templates.activity(weights, x).linear_error > 0.1
    weights[1] = weights[1] + 100
    open_net = templates.activity(weights, x)
    assert open_net.always == 1
    assert open_net.linear_agreement == 1
    assert open_net.linear_error < 1e-5  # float32
    weights[1] = weights[1] - 200
    closed = templates.activity(weights, x)
    assert (closed.ever, closed.always) == (0, 0)


def test_the_yardstick_is_another_pictures_winner():
    """Pictures that are the weights themselves: the own winner matches exactly, the other one not at all."""
    rows = np.eye(4, dtype=np.float32)
    match = templates.winner_match([rows, np.zeros(4, np.float32)], rows)[0]
    np.testing.assert_array_equal(match.winners, range(4))
    np.testing.assert_allclose(match.own.pearson, 1)
    np.testing.assert_allclose(match.other.pearson, -1 / 3)


def test_strongest_units():
    kernel = np.array([[1.0, 0.0], [-3.0, 0.1], [0.0, 2.0]])
    np.testing.assert_array_equal(templates.strongest_units(kernel, 2), [1, 2])
    np.testing.assert_array_equal(templates.strongest_units(kernel, 3, label=1), [2, 1, 0])


@pytest.fixture(scope="module")
def runs() -> dict[str, Training]:
    """Real nets on the bundled digits, with a seed that no range below was made from."""
    kinds = {
        "one layer": TrainingParams(seed=11),
        "hidden": TrainingParams(seed=11, architecture="hidden"),
        "images": TrainingParams(seed=11, architecture="hidden from images", hidden=512),
        "unit norm": TrainingParams(seed=11, architecture="hidden from images", hidden=512, unit_norm=True),
    }
    return {name: drain(train(params)) for name, params in kinds.items()}


# Mean and SD over seeds 0 to 4 (image-started nets: 0 to 9); each range is the mean plus or minus five SD.
RANGES = {
    "one layer": {"accuracy": (0.899, 0.002), "own": (0.269, 0.0024), "other": (0.057, 0.0023)},
    "hidden": {"accuracy": (0.930, 0.0037), "own": (0.210, 0.003), "other": (0.041, 0.012)},
    "images": {"accuracy": (0.856, 0.0210), "own": (0.653, 0.0196), "other": (0.379, 0.0133)},
    "unit norm": {"accuracy": (0.887, 0.0091), "own": (0.450, 0.0042), "other": (0.161, 0.0045)},
}


@pytest.mark.parametrize("name", RANGES)
def test_accuracies_and_correlations_on_real_digits(runs, name):
    run, data = runs[name], images.load("mnist-5k")
    match = templates.winner_match(run.final(), templates.flatten(data.x_test))[0]
    found = {
        "accuracy": run.test_accuracy[-1],
        "own": match.own.pearson.mean(),
        "other": match.other.pearson.mean(),
    }
    for measure, (mean, deviation) in RANGES[name].items():
        assert abs(found[measure] - mean) < 5 * deviation, measure


def test_what_the_article_found_about_image_started_nets(runs):
    data = images.load("mnist-5k")
    x = templates.flatten(data.x_test)
    run = runs["images"]
    activity = templates.activity(run.final(), x)
    assert activity.always > 0.98
    assert activity.linear_agreement > 0.99
    change = templates.filter_change(run.weights[0][0], run.weights[0][-1])
    assert change.mean() > 0.97
    assert run.test_accuracy[-1] < runs["one layer"].test_accuracy[-1]
    assert runs["unit norm"].test_accuracy[-1] > run.test_accuracy[-1]
    assert runs["hidden"].test_accuracy[-1] > runs["one layer"].test_accuracy[-1]


def test_the_articles_own_numbers_on_full_mnist(full_data):
    """Winner weight and input: r .261 on average, .393 for x_train[1]; .097 with another picture's winner."""
    run, data = drain(train(TrainingParams(dataset="mnist", batch_size=500))), images.load("mnist")
    match = templates.winner_match(run.final(), templates.flatten(data.x_test[:2000]))[0]
    assert match.own.pearson.mean() == pytest.approx(0.261, abs=0.005)  # five SD over seeds of the reference
    assert match.other.pearson.mean() == pytest.approx(0.097, abs=0.01)
    first = templates.winner_match(run.final(), templates.flatten(data.x_train[1:2]))[0]
    assert first.own.pearson[0] == pytest.approx(0.393, abs=0.02)
