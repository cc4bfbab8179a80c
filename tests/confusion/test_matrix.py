"""Confusion matrices against scikit-learn, evidence against Keras's gradients, digits against MNIST's own."""

import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage
from sklearn import metrics
from sklearn.calibration import calibration_curve

from core import bake
from core.confusion import calibration as confusion_calibration
from core.confusion import disagreement as confusion_compare
from core.confusion import epochs as confusion_epochs
from core.confusion import export as confusion_export
from core.confusion import matrix as confusion
from core.confusion.charts import matrix as confusion_charts
from core.confusion.matrix import ConfusionParams
from core.confusion.neighbours import nearest
from core.confusion.networks import evidence
from core.data import digits
from core.data import image_sets as images
from core.data.pictures import PictureError
from core.networks import classifiers as networks
from core.networks.training import Training, TrainingParams, train
from core.runs import archive
from core.runs.progress import drain

CLASSES = 7


def labels(seed, n=500):
    rng = np.random.default_rng(seed)
    actual = rng.integers(0, CLASSES, n)
    return actual, np.where(rng.random(n) < 0.7, actual, rng.integers(0, CLASSES, n))


@pytest.fixture(scope="module")
def run():
    recipe = bake.Recipe("training", TrainingParams(), train)
    return archive.load(recipe.path, Training, params=TrainingParams)


@pytest.fixture(scope="module")
def data():
    return images.load("mnist-5k")


@pytest.mark.parametrize("seed", range(5))
def test_matrix_and_margins_equal_scikit_learn(seed):
    actual, predicted = labels(seed)
    counts = confusion.matrix(actual, predicted, CLASSES)
    np.testing.assert_array_equal(counts, metrics.confusion_matrix(actual, predicted, labels=range(CLASSES)))
    measured = confusion.margins(counts)
    np.testing.assert_allclose(measured.recall, metrics.recall_score(actual, predicted, average=None), rtol=1e-12)
    np.testing.assert_allclose(measured.precision, metrics.precision_score(actual, predicted, average=None), rtol=1e-12)
    assert measured.accuracy == pytest.approx(metrics.accuracy_score(actual, predicted), rel=1e-12)
    shares = metrics.confusion_matrix(actual, predicted, labels=range(CLASSES), normalize="true")
    np.testing.assert_allclose(confusion.row_shares(counts), shares, rtol=1e-12)


def test_a_class_that_never_occurs_has_no_recall_and_no_precision():
    counts = confusion.matrix(np.array([0, 0]), np.array([0, 1]), 3)
    measured = confusion.margins(counts)
    assert np.isnan(measured.recall[1:]).all()
    assert np.isnan(measured.precision[2])
    assert not confusion.row_shares(counts)[2].any()


def test_confusions_are_the_mistakes_from_the_most_frequent_on():
    counts = np.array([[9, 2, 0], [5, 1, 0], [0, 2, 9]])
    assert confusion.confusions(counts) == [(1, 0, 5), (0, 1, 2), (2, 1, 2)]


def test_orders_hold_their_word_and_a_cell_has_exactly_its_samples(run, data):
    samples = confusion.scored(data.y_test, run.predictions[-1], run.probabilities)
    counts = confusion.matrix(samples.actual, samples.predicted, 10)
    for order, key in (
        ("most wrong", -samples.loss),
        ("most confident", samples.doubt),
        ("least confident", -samples.doubt),
    ):
        found = confusion.ordered(samples, order)
        assert sorted(found) == list(range(len(data.y_test)))
        assert (np.diff(key[found]) >= 0).all()
        tops = confusion.top_samples(samples, order, 10, 3)
        for actual in range(10):
            for predicted in range(10):
                cell = confusion.chosen(samples, order, actual, predicted)
                assert len(cell) == counts[actual, predicted]
                np.testing.assert_array_equal(tops.get((actual, predicted), []), cell[:3])
    assert len(confusion.chosen(samples, order, 4, None)) == counts[4].sum()
    assert len(confusion.chosen(samples, order, None, 4)) == counts[:, 4].sum()


def test_half_precision_keeps_the_order_of_the_surest():
    doubt = np.logspace(-6, -4, 30)  # all of these are 1 as 16-bit confidences
    probabilities = np.stack([1 - doubt, doubt], 1)
    assert (probabilities.astype(np.float16)[:, 0] == 1).all()
    baked = confusion.scored(np.zeros(30, int), np.zeros(30, int), probabilities.astype(np.float16))
    np.testing.assert_array_equal(confusion.ordered(baked, "most confident"), np.arange(30))


def test_loss_is_cross_entropy_and_ends_where_half_precision_does(run, data):
    samples = confusion.scored(data.y_test, run.predictions[-1], run.probabilities)
    # 16-bit probabilities: 5e-4 relative each, so the mean log loss agrees to that.
    assert samples.loss.mean() == pytest.approx(run.test_loss[-1], abs=5e-4)
    impossible = confusion.scored(np.array([1]), np.array([0]), np.array([[1.0, 0.0]]))
    assert impossible.loss[0] == pytest.approx(-np.log(confusion.SMALLEST), rel=1e-6)


def test_params_share_their_training_whatever_is_looked_at():
    looked = ConfusionParams(actual="4", predicted="9", order="most confident", view="top samples", hidden=7)
    assert looked.training() == TrainingParams()
    assert looked.canonical() == ConfusionParams(view="top samples")


def test_matrices_over_epochs_end_with_the_last_and_fates_part_all_samples(run, data):
    counts = confusion_epochs.matrices(data.y_test, run.predictions, 10)
    np.testing.assert_allclose(np.trace(counts, axis1=1, axis2=2) / 1000, run.test_accuracy, rtol=1e-6)
    found = confusion_epochs.histories(data.y_test, run.predictions)
    assert sum(found.count(fate) for fate in confusion_epochs.FATES) == 1000
    right = found.count("right at once") + found.count("learned late")
    assert right == np.trace(counts[-1])


def test_fates_of_samples_followed_by_hand():
    right = np.array([[0, 1, 0, 1, 0], [1, 1, 0, 0, 0], [1, 0, 0, 1, 1], [1, 0, 0, 0, 1]])  # epochs x samples
    found = confusion_epochs.histories(np.ones(5, int), right)
    names = [confusion_epochs.FATES[fate] for fate in found.fate]
    assert names == ["right at once", "forgotten", "never learned", "forgotten", "learned late"]
    np.testing.assert_array_equal(found.since, [1, 2, 0, 3, 2])
    np.testing.assert_array_equal(found.flips, [1, 1, 0, 3, 1])
    np.testing.assert_array_equal(found.forgettings, [0, 1, 0, 1, 0])
    np.testing.assert_array_equal(found.samples("forgotten"), [3, 1])


def test_mcnemar_against_the_binomial_sum_and_in_words():
    actual = np.zeros(20, int)
    a, b = np.ones(20, int), np.ones(20, int)
    a[:9] = 0  # A is right on 0 to 8
    b[7:10] = 0  # B on 7 to 9: 7 only A, 1 only B, 2 both, 10 neither
    found = confusion_compare.compare(actual, a, b)
    assert (len(found.only_a), len(found.only_b), found.both, found.neither) == (7, 1, 2, 10)
    assert found.p_value == pytest.approx(2 * (1 + 8) / 2**8, rel=1e-12)
    assert "can't be told apart" in confusion_compare.in_words(found)
    sure = confusion_compare.compare(np.zeros(40, int), np.zeros(40, int), np.ones(40, int))
    assert "A is really better" in confusion_compare.in_words(sure)
    assert confusion_compare.compare(actual, a, a).p_value == 1


@pytest.mark.parametrize("seed", range(5))
def test_reliability_equals_scikit_learn(seed):
    rng = np.random.default_rng(seed)
    confidence = rng.uniform(0.1, 1, 800)
    right = rng.random(800) < confidence**2
    measured = confusion_calibration.reliability(confidence, right, 10)
    shares, means = calibration_curve(right, confidence, n_bins=10, strategy="uniform")
    there = measured.count > 0
    np.testing.assert_allclose(measured.accuracy[there], shares, rtol=1e-12)
    np.testing.assert_allclose(measured.confidence[there], means, rtol=1e-12)
    assert measured.error == pytest.approx(np.abs(shares - means) @ measured.count[there] / 800, rel=1e-12)


def test_rejection_by_counting():
    rng = np.random.default_rng(1)
    confidence, right = rng.random(200).round(2), rng.random(200) < 0.6
    thresholds = np.linspace(0, 1, 21)
    found = confusion_calibration.rejection(confidence, right, thresholds)
    for i, threshold in enumerate(thresholds):
        kept = confidence >= threshold
        assert found.coverage[i] == kept.mean()
        assert np.isnan(found.accuracy[i]) if not kept.any() else found.accuracy[i] == pytest.approx(right[kept].mean())


@pytest.mark.parametrize(
    ("architecture", "shape"), [("one layer", (8, 8)), ("hidden", (8, 8, 3)), ("cnn", (9, 12)), ("cnn", (8, 8, 3))]
)
def test_evidence_is_keras_gradient_times_input_and_sums_to_the_logits(architecture, shape):
    import tensorflow as tf

    rng = np.random.default_rng(2)
    model = networks.build(architecture, shape, 5, 6, seed=4)
    for weight in model.trainable_variables:  # biases start at 0, which would hide what they send
        weight.assign_add(rng.normal(0, 0.05, weight.shape).astype(np.float32))
    picture = rng.integers(0, 256, shape, dtype=np.uint8)
    x = tf.constant(picture[None] / np.float32(255))
    with tf.GradientTape() as tape:
        tape.watch(x)
        logits = model(x)
    gradient = tape.jacobian(logits, x)[0, :, 0].numpy()
    found = evidence(model.get_weights(), picture)
    # Keras computes in 32 bits: 1e-5 of the largest.
    np.testing.assert_allclose(found.logits, logits[0].numpy(), atol=1e-5)
    np.testing.assert_allclose(found.pixels, gradient * x[0].numpy(), atol=1e-5)
    sums = found.pixels.reshape(5, -1).sum(1) + found.rest
    np.testing.assert_allclose(sums, found.logits, rtol=1e-10, atol=1e-12)


def test_evidence_of_the_shipped_net_gives_its_own_predictions(run, data):
    said = [int(evidence(run.final(), picture).logits.argmax()) for picture in data.x_test[:60]]
    assert said == run.predictions[-1][:60].tolist()


def test_a_training_picture_is_its_own_nearest_neighbour_and_the_rest_equals_brute_force(data):
    picture = data.x_train[123]
    found = nearest(data.x_train, picture, 6)
    distances = np.linalg.norm((data.x_train.astype(float) - picture).reshape(4000, -1), axis=1) / 255
    assert found.index[0] == 123
    np.testing.assert_allclose(found.distance, np.sort(distances)[:6], rtol=1e-6)


def test_own_digits_are_sized_and_placed_as_mnist_is(data):
    for picture in data.x_test[:100]:
        big = np.pad(picture.repeat(7, 0).repeat(7, 1), ((31, 5), (3, 60)))
        found = digits.centre(big).pixels
        assert found.shape == (28, 28)
        rows, columns = np.flatnonzero(found.any(1)), np.flatnonzero(found.any(0))
        assert max(np.ptp(rows), np.ptp(columns)) + 1 <= 20
        # Whole pixels: half of one to either side of MNIST's own middle, pixel 14, unless the field's edge stops it.
        assert np.abs(np.array(ndimage.center_of_mass(found.astype(float))) - 14).max() < 0.6


def test_mnist_digits_blown_up_are_still_recognised(run, data):
    kernel, bias = run.final()
    own = np.stack([digits.centre(np.pad(p.repeat(6, 0).repeat(6, 1), 40)).pixels for p in data.x_test[:300]])
    as_they_are = (run.predictions[-1][:300] == data.y_test[:300]).mean()
    said = (own.reshape(300, -1) / 255 @ kernel + bias).argmax(1)
    assert (said == data.y_test[:300]).mean() > as_they_are - 0.03  # .903 against .920: strokes are resampled


def test_dark_ink_on_grey_paper_with_a_speck_is_the_same_digit(data):
    big = np.pad(data.x_test[3].repeat(8, 0).repeat(8, 1), 30)
    paper = (210 - 0.7 * big).astype(np.uint8)
    paper[2:4, 2:4] = 120
    found = digits.centre(np.stack([paper] * 3, -1))
    assert len(found.notes) == 2
    close = np.abs(found.pixels.astype(int) - digits.centre(big).pixels)
    assert close.mean() < 2  # of 255: rounding of the paper's 8 bits


@pytest.mark.parametrize(
    "picture", [np.zeros((50, 50)), np.full((9, 300), 255), np.linspace(100, 110, 900).reshape(30, 30)]
)
def test_nothing_to_see_is_a_sentence(picture):
    with pytest.raises(PictureError, match="Nothing stands out"):
        digits.centre(picture.astype(np.uint8))


def test_tables_hold_the_matrix_and_every_sample(run, data):
    samples = confusion.scored(data.y_test, run.predictions[-1], run.probabilities)
    counts = confusion.matrix(samples.actual, samples.predicted, 10)
    table = confusion_export.matrix_table(counts, images.DIGITS)
    np.testing.assert_array_equal(table.iloc[:10, 1:11].to_numpy(int), counts)
    assert table.iloc[10, 11] == confusion.margins(counts).accuracy
    rows = confusion_export.sample_table(samples, images.DIGITS)
    assert (rows["actual"].astype(int) == data.y_test).all()
    np.testing.assert_allclose(rows[[f"p({d})" for d in images.DIGITS]].sum(axis=1), 1, atol=1e-5)  # six decimals


def test_drawings_are_valid_and_say_the_counts():
    counts = np.array([[7, 3], [1, 9]])
    drawing = ET.fromstring(confusion_export.matrix_svg(counts, ("a<b", "&")))
    said = [node.text for node in drawing.iter("{http://www.w3.org/2000/svg}text")]
    assert {"a<b", "&", "7", "3", "1", "9", "80.0%"} <= set(said)
    picture = Image.open(io.BytesIO(confusion_export.matrix_png(counts, ("a<b", "&"))))
    assert picture.width == picture.height


def test_shipped_labels_are_the_sets_own(full_data):
    for dataset in ("mnist", "cifar10"):
        params = confusion.LabelsParams(dataset=dataset)
        shipped = archive.load(
            bake.Recipe("labels", params, confusion.collect_labels).path,
            confusion.TestLabels,
            params=confusion.LabelsParams,
        )
        np.testing.assert_array_equal(shipped.labels, drain(confusion.collect_labels(params)).labels)


def test_a_new_frame_gives_what_building_the_chart_again_gives():
    counts, names = np.array([[3, 1], [0, 2]]), ("4", "9")
    kept = confusion_charts.confusion_matrix(counts, names).to_dict()
    for selected in (("4", "9"), ("9", "any"), ("any", "4"), ("any", "any")):
        built = confusion_charts.confusion_matrix(counts, names, selected=selected).to_dict()
        framed = confusion_charts.with_frame(kept, names, selected)
        rows = [sorted(map(str, spec["datasets"].values())) for spec in (built, framed)]
        assert rows[0] == rows[1]
