"""The Confusion Matrix through AppTest: selections, samples, comparison, own digits, missing images."""

import base64
from functools import partial

import numpy as np
import pytest

from core.charts import images
from core.data import image_sets
from tests.opening import app_of, said

page = partial(app_of, "pages/2_Confusion_Matrix.py", "confusion_")
CHAPTERS = ("Confusion matrix", "Your own digit", "Over the epochs", "Compare two networks", "Calibration", "Claims")


def walk(app, steps):
    """Set states of the session, run, and look for a text, step by step."""
    for values, text in steps:
        for key, value in values.items():
            app.session_state[f"confusion_{key}"] = value
        app.run()
        assert not app.exception, values
        assert text in said(app), values


def test_every_chapter_and_selection_in_one_session():
    app = page(actual="5", page="4").run()
    assert app.number_input(key="confusion_page").value == 4
    assert "Actual class 5, any prediction**: 100 of 1,000" in said(app)
    app.selectbox(key="confusion_actual").set_value("7").run()
    assert app.number_input(key="confusion_page").value == 1  # a new selection starts on its first page
    steps = [
        ({"actual": "5", "predicted": "3"}, "Actual class 5, classified as 3"),
        ({"order": "most confident"}, "The highest comes first."),
        ({"predicted": "0", "actual": "1"}, "No test image is in this cell."),
        ({"actual": "any", "view": "top samples"}, "Any actual class, classified as 0"),
        ({"sample": 17}, "Nearest training images"),
        ({"sample": None, "tab": "Your own digit"}, "Until then, an example: test image"),
        ({"tab": "Over the epochs"}, "never learned (wrong after every epoch)"),
        ({"fate": "never learned"}, "The recall of a class"),
        ({"tab": "Compare two networks"}, "McNemar's test"),
        ({"only": "only B", "b_architecture": "one layer", "b_seed": 1}, "McNemar's test"),
        ({"b_seed": 0}, "B has the same settings as A. The comparison below shows a bundled network instead"),
        ({"b_epochs": 77}, "B has not been trained on this server yet. The comparison below shows a bundled"),
        ({"tab": "Calibration"}, "Expected calibration error"),
    ]
    walk(app, steps)
    app.session_state["confusion_tab"] = "Claims"
    app.run()
    assert not app.exception
    assert sum("<b>This run (" in element.proto.body for element in app.get("html")) == 1
    # A sample that the address names opens from any chapter.
    for title in CHAPTERS:
        walk(app, [({"tab": title, "sample": 17}, "Nearest training images")])
    # Another image set forgets the class.
    walk(app, [({"tab": CHAPTERS[0], "sample": None, "predicted": "3"}, "classified as 3")])
    app.selectbox(key="confusion_dataset").set_value("photo-patches").run()
    assert not app.exception
    assert app.selectbox(key="confusion_predicted").value == "any"
    walk(app, [({"tab": "Your own digit"}, "This chapter shows a bundled one instead: one layer, trained on mnist-5k")])
    (button,) = [button for button in app.button if button.label == "Show this network on the whole page"]
    button.click().run()
    assert not app.exception
    assert app.selectbox(key="confusion_dataset").value == "mnist-5k"
    assert "bundled one instead" not in said(app)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"actual": "cat", "predicted": "no such", "page": "1e309", "sample": "1e309"}, "All test images**: 1,000"),
        ({"sample": "99999", "page": "4000", "view": "top samples"}, "All test images"),
        ({"dataset": "photo-patches", "architecture": "cnn", "hidden": "64", "epochs": "10", "sample": "3"}, "logit"),
        ({"tab": "Take it with you"}, "1,000 rows"),
        ({"tab": "Is another net better?", "b_architecture": "one layer", "b_epochs": "1e309"}, "B has the same"),
    ],
)
def test_addresses_restore_what_was_looked_at(query, text):
    app = page(**query).run()
    assert not app.exception
    assert text in said(app)
    app.run()
    assert not app.exception


def test_a_network_b_is_trained_when_asked_for():
    app = page(tab="Compare two networks", b_architecture="one layer", b_epochs="1", b_seed="4711").run()
    (button,) = [button for button in app.button if button.label == "Train B"]
    button.click().run()
    assert not app.exception
    assert "McNemar's test" in said(app)
    assert "bundled network instead" not in said(app)


@pytest.mark.parametrize("dataset", ["cifar10", "mnist"])
def test_numbers_without_the_images(dataset, monkeypatch, tmp_path):
    monkeypatch.setenv("NBB_DATA_DIR", str(tmp_path))
    assert not image_sets.is_local(dataset)
    more = {"epochs": "10"} if dataset == "cifar10" else {}
    app = page(dataset=dataset, batch_size="500", view="top samples", sample="5", **more)
    for title in CHAPTERS:
        app.session_state["confusion_tab"] = title
        app.run()
        assert not app.exception
        assert not app.error
        assert "are not on this server" in app.info[0].value
        if title in ("Confusion matrix", "Over the epochs", "Compare two networks"):
            assert "In each row: actual" in said(app)
            assert len(app.dataframe[0].value) > 0


def drawn(pixels: np.ndarray) -> str:
    return "data:image/png;base64," + base64.b64encode(images.png(pixels)).decode()


def test_a_digit_is_answered_and_junk_gets_a_sentence():
    digit = np.pad(image_sets.load("mnist-5k").x_test[1].repeat(8, 0).repeat(8, 1), 20)
    app = page(tab="Your own digit")
    for content, says in (
        (drawn(digit), "classifies your digit as **"),
        (drawn(np.zeros((280, 280), np.uint8)), "Nothing stands out"),
        ("data:image/png;base64,bm8gcGljdHVyZQ==", "not a PNG"),
        ("data:image/png;base64,***", "The file is empty"),
        ("javascript:alert(1)", "Draw or upload a digit"),
    ):
        app.session_state["_confusion_draw_kept"] = content
        app.run()
        assert not app.exception
        assert says in said(app)
    app.session_state["confusion_way"] = "upload"
    app.run()
    app.file_uploader[0].upload("digit.png", images.png(255 - digit), "image/png").run()
    assert not app.exception
    assert "Dark on light" in said(app)
    app.file_uploader[0].upload("broken.png", images.png(digit)[:100], "image/png").run()
    assert not app.exception
    assert "cannot be read" in said(app)
