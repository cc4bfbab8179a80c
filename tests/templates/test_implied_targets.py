"""The implied teacher, class means, capacity and CIFAR-10: identities, independent classifiers, known variances."""

import numpy as np
import pytest

from core.data import image_sets as images
from core.runs.progress import drain
from core.templates import capacity
from core.templates import cifar as colours
from core.templates import class_means as prototypes
from core.templates import implied_targets as teachers
from core.templates.capacity import CapacityParams
from core.templates.weights import flatten

RNG = np.random.default_rng(0)
WEIGHTS = [RNG.normal(size=s).astype(np.float32) for s in ((6, 8), (8,), (8, 5), (5,), (5, 4), (4,))]
X, LABELS = RNG.random((9, 6)).astype(np.float32), np.arange(9) % 4


def test_the_outputs_teacher_is_the_label():
    teacher = teachers.lessons(WEIGHTS, X, LABELS)[0].teacher
    np.testing.assert_allclose(teacher, np.eye(4)[LABELS], atol=1e-15)
    assert teachers.demands(teachers.lessons(WEIGHTS, X, LABELS)[0]).participation == pytest.approx(1)
    assert teachers.demands(teachers.lessons(WEIGHTS, X, LABELS)[0]).negative == 0


def test_hidden_gradients_equal_automatic_differentiation():
    import tensorflow as tf

    hidden = tf.nn.relu(X @ WEIGHTS[0] + WEIGHTS[1])
    with tf.GradientTape() as tape:
        tape.watch(hidden)
        second = tf.nn.relu(hidden @ WEIGHTS[2] + WEIGHTS[3])
        logits = second @ WEIGHTS[4] + WEIGHTS[5]
        loss = tf.reduce_sum(tf.nn.sparse_softmax_cross_entropy_with_logits(LABELS, logits))
    expected = tape.gradient(loss, hidden).numpy()
    ours = teachers.lessons(WEIGHTS, X, LABELS)
    assert len(ours) == 3
    np.testing.assert_allclose(ours[2].gradient, expected, atol=1e-5)  # float32
    np.testing.assert_allclose(ours[2].output, hidden.numpy(), atol=1e-5)


def test_nearest_class_mean_equals_scikit_learn():
    from sklearn.neighbors import NearestCentroid

    data = images.load("mnist-5k")
    x, x_test = flatten(data.x_train), flatten(data.x_test)
    template = prototypes.class_means(x, data.y_train, 10)
    found = prototypes.prototypes(template, x, data.y_train, x_test, data.y_test)
    # noise that no decision turns on: scikit-learn warns of pixels that never change
    theirs = NearestCentroid().fit(x + RNG.normal(0, 1e-5, x.shape), data.y_train)
    assert found.nearest_mean == pytest.approx(theirs.score(x_test, data.y_test), abs=1.5 / 1000)
    for r in (found.all_pixels, found.active_pixels, found.centred):  # a mean is its own prototype
        np.testing.assert_allclose(r, 1, atol=1e-6)
    np.testing.assert_array_equal(found.active, x.var(0) > prototypes.ACTIVE_VARIANCE)


def test_a_common_part_hides_and_taking_it_off_shows():
    """Templates that are the means plus one large pattern: r low over all pixels, 1 once the common part is off."""
    x = np.repeat(RNG.random((4, 50)), 5, axis=0) + 0.01 * RNG.normal(size=(20, 50))
    labels = np.repeat(np.arange(4), 5)
    means = prototypes.class_means(x, labels, 4)
    found = prototypes.prototypes(means + 10 * RNG.normal(size=50), x, labels, x, labels)
    assert np.abs(found.all_pixels).max() < 0.6
    np.testing.assert_allclose(found.centred, 1, atol=1e-5)
    assert found.nearest_mean == 1


def test_variances_sum_to_the_total_and_are_those_of_analysis_of_variance():
    x, labels = RNG.random((60, 7)).astype(np.float32), RNG.integers(0, 3, 60)
    within, between = prototypes.variances(x, labels, 3)
    assert within + between == pytest.approx(x.var(0, dtype=np.float64).mean(), rel=1e-6)  # float32 means
    share = [(labels == c).mean() * x[labels == c].var(0, dtype=np.float64).mean() for c in range(3)]
    assert within == pytest.approx(sum(share), rel=1e-6)
    same = np.repeat(np.eye(3), 4, axis=0)
    assert prototypes.variances(same, np.repeat(np.arange(3), 4), 3)[0] == pytest.approx(0, abs=1e-12)


def test_capacity_counts_parameters_and_learns():
    wide = drain(capacity.compute(CapacityParams(width=30, depth=2, epochs=3, batch_size=50, nets=2)))
    assert wide.parameters == 784 * 30 + 30 + 30 * 30 + 30 + 30 * 10 + 10
    assert wide.accuracy.shape == (2,)
    assert wide.accuracy.min() > 0.75  # .85 to .88 over seeds; chance is .1
    narrow = drain(capacity.compute(CapacityParams(width=1, depth=1, epochs=3, batch_size=50, nets=2)))
    assert narrow.accuracy.max() < 0.5  # one number can't hold ten classes
    assert CapacityParams(depth=0, width=77).canonical() == CapacityParams(depth=0)


def test_saturation_is_the_first_width_that_is_near_the_best():
    widths, accuracies = np.array([1, 5, 10, 100]), np.array([0.3, 0.895, 0.901, 0.9])
    assert capacity.saturation(widths, accuracies) == 5
    assert capacity.saturation(widths, accuracies, within=0.001) == 10


def test_mean_colour_of_a_rim():
    picture = np.zeros((6, 6, 3))
    picture[1:-1, 1:-1] = 1
    np.testing.assert_array_equal(colours.mean_colour(picture, rim=1), [0, 0, 0])
    np.testing.assert_allclose(colours.mean_colour(picture, rim=3), 16 / 36)
    np.testing.assert_allclose(colours.mean_colour(picture), 16 / 36)


def test_the_references_on_full_sets(full_data):
    """Science: a hidden layer of 128 asks 31 of 128 units, 19 % of the entries negative; distance .39 at the start."""
    from core.networks.training import TrainingParams, train

    run = drain(train(TrainingParams(dataset="mnist", architecture="hidden", batch_size=500)))
    data = images.load("mnist")
    x, labels = flatten(data.x_test[:2000]), data.y_test[:2000]
    first, last = (teachers.demands(teachers.lessons([w[k] for w in run.weights], x, labels)[1]) for k in (0, -1))
    assert last.participation == pytest.approx(31, abs=4)
    assert last.negative == pytest.approx(0.19, abs=0.04)
    assert first.distance == pytest.approx(0.39, abs=0.06)
    assert last.distance < 0.02
