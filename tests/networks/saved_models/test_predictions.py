"""From a model's outputs to probabilities: what they are taken for, and which models are no classifiers of a set."""

import re
from types import SimpleNamespace

import numpy as np
import pytest

from core.data import image_sets, own_store
from core.networks.saved_models import ModelRefused, inputs, predictions
from core.networks.saved_models.predictions import PredictionParams, check_classifier, probabilities
from core.runs.progress import drain

RNG = np.random.default_rng(0)
LOGITS = RNG.normal(0, 3, (50, 4))
SHARES = np.exp(LOGITS) / np.exp(LOGITS).sum(1, keepdims=True)


@pytest.mark.parametrize(
    ("outputs", "shares", "kind"),
    [
        (SHARES, SHARES, "probabilities"),
        (SHARES.astype(np.float16), SHARES, "probabilities"),
        (LOGITS, SHARES, "logits"),
        (np.log(SHARES), SHARES, "logits"),
        (LOGITS + 1000, SHARES, "logits"),
        (np.array([[0.2, 0.6], [0.0, 0.0], [1.0, 0.0]]), np.array([[0.25, 0.75], [0.5, 0.5], [1, 0]]), "sigmoids"),
        (np.array([[0.25], [1.0]]), np.array([[0.75, 0.25], [0, 1]]), "one probability"),
        (np.array([[0.0], [np.log(3)], [-900.0]]), np.array([[0.5, 0.5], [0.25, 0.75], [1, 0]]), "one logit"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_outputs_of_every_kind_become_probabilities(outputs, shares, kind):
    found, said = probabilities(outputs)
    assert said == kind
    assert kind in predictions.OUTPUTS
    np.testing.assert_allclose(found, shares, atol=1e-3)  # half precision
    np.testing.assert_allclose(found.sum(1), 1)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_outputs_that_are_not_finite_are_refused(value):
    with pytest.raises(ModelRefused, match="NaN or infinity"):
        probabilities(np.array([[0.0, value]]))


def model(*shapes):
    return SimpleNamespace(outputs=[SimpleNamespace(shape=(None, *shape)) for shape in shapes])


@pytest.mark.parametrize(
    ("shapes", "classes", "said"),
    [
        ([(10,), (10,)], 10, "2 outputs"),
        ([(7, 7, 64)], 10, "no classifier: its output is 7 x 7 x 64"),
        ([(None, 10)], 10, "no classifier: its output is open x 10"),
        ([()], 10, "no classifier: its output is one number"),
        ([(1000,)], 10, "1,000 classes apart, and the image set 10"),
        ([(1,)], 10, "1 class apart"),
    ],
)
def test_what_is_no_classifier_of_the_set_is_refused(shapes, classes, said):
    with pytest.raises(ModelRefused) as caught:
        check_classifier(model(*shapes), classes)
    assert re.search(f"{said}.*[.]$", str(caught.value))


def test_classifiers_of_the_set_pass_and_one_output_serves_for_two_classes():
    check_classifier(model((10,)), 10)
    check_classifier(model((1,)), 2)


def test_only_sets_of_the_models_size_and_colour_are_offered():
    assert inputs.fitting((28, 28)) == inputs.fitting((28, 28, 1)) == ["mnist-5k", "mnist", "fashion-mnist"]
    assert inputs.fitting((32, 32, 3)) == ["photo-patches", "cifar10"]
    assert inputs.fitting((32, 32, 1)) == inputs.fitting((28, 28, 3)) == []
    x, y = np.zeros((4, 32, 32), np.uint8), np.array([0, 1, 0, 1], np.uint8)
    name = "own-00000000feedface"  # not the one that tests of own sets miss
    assert inputs.fitting((32, 32, 1), [name]) == []  # it is not here any more
    own_store.STORE.keep(name, image_sets.ImageSet(name, x, y, x, y, ("a", "b")))
    assert inputs.fitting((32, 32, 1), [name, name]) == [name]
    assert inputs.in_words((32, 32, 1)) == "32 x 32 in grey"
    assert inputs.in_words((8, 9, 3)) == "8 x 9 in colour"


def test_pixels_go_through_a_model_in_parts_and_in_its_range(monkeypatch):
    import keras

    monkeypatch.setattr(inputs, "MAX_BATCH", 3)
    x = keras.Input((4, 4, 1))
    linear = keras.Model(x, keras.layers.Dense(3)(keras.layers.Flatten()(x)))
    images = RNG.integers(0, 256, (8, 4, 4), dtype=np.uint8)
    params = PredictionParams(scale="-1 to 1", classes=3)
    found = drain(predictions.predict(params, linear, images))
    kernel, bias = linear.get_weights()
    logits = (images.reshape(8, 16) / 127.5 - 1) @ kernel + bias
    assert found.outputs == "logits"
    np.testing.assert_allclose(found.probabilities, probabilities(logits)[0], atol=1e-5)  # float32
