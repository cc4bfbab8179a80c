"""A visitor's Keras model on Weight Templates, SVD Compression and Confusion Matrix: bad files, then one good file."""

import json
import re
import zipfile

import numpy as np
import pytest

from core.data import image_sets
from tests.networks.saved_models.keras_files import chain, saved
from tests.opening import app_of

PAGES = {
    "templates": ("pages/1_Weight_Templates.py", {"templates_tab": "Hidden units"}),
    "compression": ("pages/3_SVD_Compression.py", {"compression_tab": "Network layers"}),
    "confusion": ("pages/2_Confusion_Matrix.py", {"confusion_source": "own Keras model"}),
}
PAGES["templates"][1]["templates_filters_of"] = "Your own Keras model"
PAGES["compression"][1]["compression_net"] = "Your own Keras model"


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """Digits with a dense layer of known weights: the mean images of the classes, whose outputs are logits."""
    import keras

    layers = keras.layers
    x = keras.Input((28, 28))
    model = keras.Model(x, layers.Dense(10, name="answer")(layers.Flatten()(x)))
    images = image_sets.load("mnist-5k")
    pixels = images.x_train.reshape(len(images.x_train), -1) / 255
    means = np.stack([pixels[images.y_train == label].mean(0) for label in range(10)], axis=1)
    # Nearest mean: |x - m|² is smallest where x·m - |m|²/2 is largest.
    model.set_weights([means, -0.5 * (means**2).sum(0)])
    folder = tmp_path_factory.mktemp("digits")
    saved(model, folder / "digits.keras")
    return folder


def opened(name):
    page, query = PAGES[name]
    app = app_of(page)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def press(app, label):
    next(button for button in app.button if button.label == label).click().run()
    assert not app.exception
    assert not app.error


def words(app):
    return " ".join(text.value for text in (*app.markdown, *app.caption))


@pytest.mark.parametrize("name", PAGES)
def test_bad_uploads_end_in_a_sentence_and_offer_nothing(tmp_path, monkeypatch, name):
    monkeypatch.setenv("NBB_ALLOW_MODEL_UPLOADS", "1")
    app = opened(name)
    with zipfile.ZipFile(tmp_path / "lambda.keras", "w") as archive:
        archive.writestr("config.json", json.dumps(chain([("Lambda", {})])))
        archive.writestr("model.weights.h5", b"")
    for content, said in (
        (b"I am no model.", "damaged"),
        ((tmp_path / "lambda.keras").read_bytes(), "a Lambda layer"),
    ):
        uploader = next(box for box in app.file_uploader if box.label == "A .keras file")
        uploader.upload("bad.keras", content).run()
        assert not app.exception
        assert len(app.warning) == 1
        assert said in app.warning[0].value
        assert not any(button.label.startswith(("Read", "Predict")) for button in app.button)


def test_the_model_of_an_address_is_chosen(tmp_path, monkeypatch):
    for name in ("a", "b"):
        with zipfile.ZipFile(tmp_path / f"{name}.keras", "w") as archive:
            archive.writestr("config.json", "{}")
    monkeypatch.setenv("NBB_MODELS_DIR", str(tmp_path))
    page, query = PAGES["templates"]
    for named, chosen in (("b.keras", "b.keras"), ("gone.keras", "a.keras")):
        app = app_of(page, **query, templates_own_file=named).run()
        assert not app.exception
        assert app.selectbox(key="templates_own_file").value == chosen


@pytest.mark.slow  # real processes that import TensorFlow
def test_a_good_file_is_used_on_all_three_pages(digits, monkeypatch):
    monkeypatch.setenv("NBB_MODELS_DIR", str(digits))
    app = opened("templates")
    press(app, "Read the weights")
    assert "is dense: each image shows the weights of one unit (all 10)" in words(app)

    app = opened("compression")
    # The weights are those that the other page has asked for.
    assert "784 × 10 weights, so its rank is at most 10" in words(app)
    press(app, "Predict at every rank")
    assert re.search(r"within one percentage point of its accuracy of \d\d[.]\d % on 1,000 test images", words(app))

    app = opened("confusion")
    press(app, "Predict the test images")
    images = image_sets.load("mnist-5k")
    assert "taken as logits" in words(app)
    x = images.x_test.reshape(len(images.x_test), -1) / 255
    pixels = images.x_train.reshape(len(images.x_train), -1) / 255
    means = np.stack([pixels[images.y_train == label].mean(0) for label in range(10)])
    nearest = ((x[:, None] - means) ** 2).sum(2).argmin(1)
    assert f"{(nearest == images.y_test).mean():.1%}" in words(app)
