"""The Confusion Matrix through AppTest: selections, samples, comparison, own digits, missing pictures."""

import base64
from functools import partial

import numpy as np
import pytest

from core.charts import images
from core.data import image_sets
from tests.opening import app_of, said

page = partial(app_of, "pages/2_Confusion_Matrix.py", "confusion_")


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (
            {"actual": "5", "predicted": "3", "tab": "Your own digit", "dataset": "photo-patches"},
            "not trained on digits",
        ),
        ({"actual": "cat", "predicted": "no such", "page": "1e309", "sample": "1e309"}, "All test images**: 1,000"),
        ({"sample": "99999", "page": "4000", "view": "top samples"}, "All test images"),
        ({"dataset": "photo-patches", "architecture": "cnn", "hidden": "64", "epochs": "10", "sample": "3"}, "logit"),
        (
            {"architecture": "hidden", "epochs": "40", "labels": "shuffled", "sample": "5"},
            "In training they had the shuffled labels",
        ),
        (
            {"tab": "Is another net better?", "b_architecture": "one layer", "b_epochs": "1e309"},
            "B is the same network",
        ),
    ],
)
def test_addresses_restore_what_was_looked_at(query, text):
    app = page(**query).run()
    assert not app.exception
    assert text in said(app)
    app.run()
    assert not app.exception


def test_every_tab_and_selection_in_one_session():
    app = page(actual="5").run()
    assert "Actual class 5, any prediction**: 100 of 1,000" in said(app)
    steps = [
        ({"confusion_predicted": "3"}, "Actual class 5, classified as 3"),
        ({"confusion_actual": "any", "confusion_order": "most confident"}, "Any actual class, classified as 3"),
        ({"confusion_sample": 17}, "Nearest training images"),
        ({"confusion_sample": None, "confusion_tab": "Over the epochs"}, "are wrong after every epoch"),
        ({"confusion_fate": "never learned"}, "the latest change first"),
        ({"confusion_tab": "Compare two networks"}, "McNemar's test"),
        (
            {"confusion_only": "only B", "confusion_b_architecture": "one layer", "confusion_b_seed": 1},
            "McNemar's test",
        ),
        ({"confusion_tab": "Calibration"}, "Expected calibration error"),
        ({"confusion_tab": "Your own digit"}, "Draw a digit"),
        ({"confusion_tab": "Take it with you"}, "1,000 rows"),
    ]
    for values, text in steps:
        for key, value in values.items():
            app.session_state[key] = value
        app.run()
        assert not app.exception, values
        assert text in said(app), values


def test_another_image_set_forgets_the_class():
    app = page(actual="5", predicted="3").run()
    app.selectbox(key="confusion_dataset").set_value("photo-patches").run()
    assert not app.exception
    assert app.selectbox(key="confusion_actual").value == "any"
    assert "All test images" in said(app)


def test_a_new_selection_starts_on_its_first_page():
    app = page(page="9").run()
    assert app.number_input(key="confusion_page").value == 9
    app.selectbox(key="confusion_actual").set_value("7").run()
    assert not app.exception
    assert app.number_input(key="confusion_page").value == 1


def test_a_net_b_is_trained_when_asked_for():
    app = page(tab="Is another net better?", b_architecture="one layer", b_epochs="1", b_seed="4711").run()
    (button,) = [button for button in app.button if button.label == "Train B"]
    button.click().run()
    assert not app.exception
    assert "McNemar's test" in said(app)


@pytest.mark.parametrize("dataset", ["cifar10", "mnist"])
def test_numbers_without_the_pictures(dataset, monkeypatch, tmp_path):
    monkeypatch.setenv("NBB_DATA_DIR", str(tmp_path))
    assert not image_sets.is_local(dataset)
    more = {"epochs": "10"} if dataset == "cifar10" else {}
    app = page(dataset=dataset, batch_size="500", view="top samples", sample="5", **more)
    for tab in (
        "When was it learned?",
        "Is another net better?",
        "Can its confidence be trusted?",
        "Claims",
        "Take it with you",
    ):
        app.session_state["confusion_tab"] = tab
        app.run()
        assert not app.exception
        assert not app.error
        assert "are not on this server" in app.info[0].value
        assert "of 10,000 test images are classified correctly" in said(app)
        assert len(app.dataframe[0].value) == 20


def drawn(picture: np.ndarray) -> str:
    return "data:image/png;base64," + base64.b64encode(images.png(picture)).decode()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            drawn(np.pad(image_sets.load("mnist-5k").x_test[1].repeat(8, 0).repeat(8, 1), 20)),
            "classifies your digit as **",
        ),
        (drawn(np.zeros((280, 280), np.uint8)), "Nothing stands out"),
        ("data:image/png;base64,bm8gcGljdHVyZQ==", "not a PNG"),
        ("data:image/png;base64,***", "The file is empty"),
        ("javascript:alert(1)", "Draw a digit"),
    ],
)
def test_a_drawing_is_answered_and_junk_gets_a_sentence(content, says):
    app = page(tab="Your own digit")
    app.session_state["_confusion_draw_kept"] = content
    app.run()
    assert not app.exception
    assert says in said(app)


def test_an_upload_is_answered():
    app = page(tab="Your own digit", way="upload").run()
    digit = np.pad(image_sets.load("mnist-5k").x_test[1].repeat(8, 0).repeat(8, 1), 20)
    app.file_uploader[0].upload("digit.png", images.png(255 - digit), "image/png").run()
    assert not app.exception
    assert "Dark on light" in said(app)
    app.file_uploader[0].upload("broken.png", images.png(digit)[:100], "image/png").run()
    assert not app.exception
    assert "cannot be read" in said(app)
