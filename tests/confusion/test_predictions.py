"""Predictions of any classifier: with probabilities, with a confidence alone, and with neither."""

import numpy as np
import pytest

from core.confusion import export, findings, predictions
from core.confusion.params import ORDERS
from core.confusion.predictions import ANY_CLASSIFIER, NETWORK
from core.confusion.samples import ordered

NAMES = ("cat", "dog", "*cow*")
ACTUAL, PREDICTED = np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 0, 2])
CONFIDENCE = np.array([0.9, 0.6, 0.5, 0.8, 0.7])


def by_hand():
    counts = np.zeros((3, 3), int)
    for actual, predicted in zip(ACTUAL, PREDICTED, strict=True):
        counts[actual, predicted] += 1
    return counts


def test_a_matrix_needs_labels_alone_and_is_counted_as_by_hand():
    found = predictions.of("x", ACTUAL, PREDICTED, NAMES)
    np.testing.assert_array_equal(found.counts, by_hand())
    assert found.samples.doubt is None
    with pytest.raises(ValueError, match="no confidence"):
        _ = found.samples.confidence
    with pytest.raises(ValueError, match="no images"):
        found.pixels([0])
    assert found.shown_names == ("cat", "dog", r"\*cow\*")


def test_orders_use_what_is_known():
    probabilities = np.full((5, 3), 0.0)
    probabilities[np.arange(5), PREDICTED] = CONFIDENCE
    probabilities[np.arange(5), (PREDICTED + 1) % 3] = 1 - CONFIDENCE
    full = predictions.of("x", ACTUAL, PREDICTED, NAMES, probabilities=probabilities, confidence=np.zeros(5)).samples
    top = predictions.of("x", ACTUAL, PREDICTED, NAMES, confidence=CONFIDENCE).samples
    none = predictions.of("x", ACTUAL, PREDICTED, NAMES).samples
    np.testing.assert_allclose(full.confidence, CONFIDENCE, atol=1e-6)
    for order in ORDERS[1:]:
        np.testing.assert_array_equal(ordered(full, order), ordered(top, order))
        assert findings.listing(full, order) == findings.listing(top, order)
    # Mistakes are 3 (.8) and 1 (.6); correct ones are 2 (.5), 4 (.7) and 0 (.9).
    assert ordered(top, "most wrong").tolist() == [3, 1, 2, 4, 0]
    assert "Mistakes come first" in findings.listing(top, "most wrong")
    assert findings.measure(top, "most wrong", 3) == "80%"
    # With probabilities: 1 gives its actual class 0, 3 gives 0 to class 2 (predicted 0, next 1), and so on.
    losses = -np.log(np.maximum(probabilities[np.arange(5), ACTUAL], 6e-8))
    np.testing.assert_array_equal(ordered(full, "most wrong"), np.argsort(-losses, kind="stable"))
    assert "probability of the actual class" in findings.listing(full, "most wrong")
    for order in ORDERS:
        assert ordered(none, order).tolist() == [0, 1, 2, 3, 4]
        assert findings.measure(none, order, 0) == ""
        assert "in the order of the file" in findings.listing(none, order)


def test_a_sentence_about_one_sample_says_what_is_known():
    none = predictions.of("x", ACTUAL, PREDICTED, NAMES)
    top = predictions.of("x", ACTUAL, PREDICTED, NAMES, confidence=CONFIDENCE)
    full = predictions.of("x", ACTUAL, PREDICTED, NAMES, probabilities=np.eye(3)[PREDICTED])
    said = [findings.classification(p.samples, NAMES, 1, p.wording) for p in (none, top, full)]
    assert "The classifier classifies the sample as **dog**, which is wrong." in said[0]
    assert said[1].endswith("as **dog** with a confidence of 60.0%, which is wrong.")
    assert "The loss is 16.6" in said[2]
    assert [list(export.sample_table(p.samples, NAMES)) for p in (none, top)] == [
        ["sample", "actual", "predicted"],
        ["sample", "actual", "predicted", "confidence"],
    ]
    assert "p(dog)" in export.sample_table(full.samples, NAMES)


def test_images_are_found_by_sample():
    images = np.arange(3 * 4, dtype=np.uint8).reshape(3, 2, 2)
    found = predictions.of("x", ACTUAL, PREDICTED, NAMES, images=images, image_of=np.array([2, 2, 0, 1, 0]))
    np.testing.assert_array_equal(found.pixels([0, 3]), images[[2, 1]])
    assert predictions.of("x", ACTUAL[:3], PREDICTED[:3], NAMES, images=images).pixels([1])[0, 0, 0] == 4


def test_two_files_are_aligned_by_the_names_of_their_classes():
    a = predictions.of("a", ACTUAL, PREDICTED, NAMES, confidence=CONFIDENCE)
    other = ("dog", "cat", "hen", "*cow*")
    code = {name: i for i, name in enumerate(other)}
    actual = np.array([code[NAMES[i]] for i in ACTUAL])
    b = predictions.of("b", actual, np.array([1, 2, 0, 3, 3]), other, confidence=CONFIDENCE / 2)
    left, right = predictions.aligned(a, b)
    assert left.class_names == right.class_names == ("cat", "dog", "*cow*", "hen")
    np.testing.assert_array_equal(left.samples.actual, right.samples.actual)
    assert right.samples.predicted.tolist() == [0, 3, 1, 2, 2]
    np.testing.assert_allclose(right.samples.confidence, CONFIDENCE / 2)
    assert left.counts.sum() == right.counts.sum() == 5


def test_files_about_other_samples_are_refused_with_the_row():
    a = predictions.of("a", ACTUAL, PREDICTED, NAMES)
    with pytest.raises(ValueError, match="A has 5 rows and B 4"):
        predictions.aligned(a, predictions.of("b", ACTUAL[:4], PREDICTED[:4], NAMES))
    moved = ACTUAL.copy()
    moved[3] = 1
    with pytest.raises(ValueError, match=r"in 1 of 5 rows. The first is row 3: \*cow\* in A, dog in B"):
        predictions.aligned(a, predictions.of("b", moved, PREDICTED, NAMES))


def test_sentences_name_the_kind_of_classifier():
    assert "of 5 test samples" in findings.summary(by_hand(), NAMES, ANY_CLASSIFIER)
    assert "of 5 test images" in findings.summary(by_hand(), NAMES, NETWORK)
    assert findings.selection("any", "any", ANY_CLASSIFIER) == "All test samples"
