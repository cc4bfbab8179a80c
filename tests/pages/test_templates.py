"""Weight Templates through AppTest: controls, real training, stopping, and what can't be had."""

import re
from functools import partial

import pytest

from tests.opening import app_of, said

page = partial(app_of, "pages/1_Weight_Templates.py", "templates_")
ONE_IMAGE, UNITS, TARGETS = "Evidence in one image", "Hidden units", "Targets of each layer"
SEED, SIZE, CLAIMS = "Random seed", "Size and colour", "Claims"
OPENED = "the chapter that the address opens"
INSTEAD = "Shown instead: 128 hidden units on mnist-5k"


def test_a_moved_control_trains_a_new_network_and_a_preset_sets_every_control():
    app = page(learning_rate="0.3", seed="7").run()
    before = said(app)
    app.slider(key="templates_epochs").set_value(1).run()
    assert not app.exception
    assert "After 1 epoch " in said(app)
    assert said(app) != before
    app.button_group(key="_templates_preset").select("Hidden 128").run()
    assert app.selectbox(key="templates_architecture").value == "hidden"
    assert app.select_slider(key="templates_learning_rate").value == 0.001
    assert app.slider(key="templates_seed").value == 0
    assert not app.exception


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        (
            {"class": "no such", "picture": "1e309", "tab": "Is a template a mean?"},
            [
                (OPENED, {}, "the mean images classify"),
                ("Templates", {"means": False}, "random weights of epoch 0 correlate"),
                (ONE_IMAGE, {}, "The network classifies the image as"),
                (ONE_IMAGE, {"class": "3"}, "Their sum is its logit"),
                (UNITS, {}, INSTEAD),
                (TARGETS, {}, INSTEAD),
                (SEED, {}, "Each has the same class as its target."),
                (SEED, {"varied": "only the order of the images"}, "start with the same weights"),
                (SIZE, {}, "of its best"),
                (SIZE, {"capacity": "depth"}, "at depth 8 ("),
                (SIZE, {}, "between the classes"),
                (CLAIMS, {}, "Each criterion was fixed before"),
            ],
        ),
        (
            {"architecture": "hidden", "varied": "only the shuffle", "tab": "Which part is luck?"},
            [
                (OPENED, {}, "start with the same weights"),
                (SEED, {"varied": "initialisation and order of the images"}, "their coordinates are incompatible"),
                (ONE_IMAGE, {"class": "4", "picture": 3}, "with the winner of another image"),
                (ONE_IMAGE, {"evidence_for": "4", "evidence_beside": "9"}, "of 128 hidden units contribute"),
                (ONE_IMAGE, {"evidence_beside": "4"}, "Choose two different classes"),
                (UNITS, {"for": "3"}, "active on at least one"),
                (TARGETS, {}, "of 128 units, so it is not one-hot"),
                (CLAIMS, {}, "winning output unit correlate"),
            ],
        ),
        (
            {"architecture": "hidden from images", "hidden": "512"},
            [(UNITS, {}, "Without the ReLUs"), (CLAIMS, {}, "Our own measurements")],
        ),
        (
            {"dataset": "photo-patches", "evidence_for": "no such"},
            [
                (ONE_IMAGE, {}, "three colours"),
                ("Templates", {"means": True}, "nearest mean"),
                (UNITS, {}, INSTEAD),
                (SEED, {}, "One layer on photo-patches"),
                (SEED, {"nets": 7}, "have not been trained yet"),
                (CLAIMS, {"channel": "blue"}, "Each criterion was fixed before"),
            ],
        ),
    ],
    ids=["one layer", "hidden", "from images", "photographs"],
)
def test_every_chapter_in_one_session(query, steps):
    app = page(**query).run()
    for tab, values, text in steps:
        if tab != OPENED:
            app.session_state["templates_tab"] = tab
            for name, value in values.items():
                app.session_state[f"templates_{name}"] = value
            app.run()
        assert not app.exception, (tab, values)
        assert text in said(app), (tab, values)
        assert not re.search(r"\bnan\b", said(app)), (tab, values)


def test_an_empty_chapter_offers_the_network_that_it_shows():
    app = page(tab=UNITS).run()
    assert INSTEAD in said(app)
    (switch,) = [button for button in app.button if button.label == "Switch the page to this network"]
    switch.click().run()
    assert not app.exception
    assert app.selectbox(key="templates_architecture").value == "hidden"
    assert INSTEAD not in said(app)


def test_the_unit_norm_switch_trains_the_other_network():
    query = {"architecture": "hidden from images", "hidden": "512", "tab": "What is left of the start?"}
    app = page(**query).run()
    (switch,) = [button for button in app.button if button.label == "Train with unit-norm images"]
    switch.click().run()
    assert not app.exception
    assert app.toggle(key="templates_unit_norm").value is True
    assert "Test accuracy with unit-norm images" in said(app)


def test_the_dice_stay_within_the_class():
    app = page(tab=ONE_IMAGE).run()
    (dice,) = [button for button in app.button if button.label == "Random image"]
    dice.click().run()
    assert 0 <= app.number_input(key="templates_picture").value <= 99
    assert not app.exception


def test_a_diverging_run_explains_itself():
    app = page(learning_rate="10.0", weight_decay="1.0", optimizer="sgd", epochs="2").run()
    assert not app.exception
    assert "Lower the learning rate or the weight decay" in said(app)


@pytest.mark.slow  # a real process that imports TensorFlow
def test_without_a_network_a_sentence_offers_the_bundled_sets(monkeypatch, tmp_path):
    monkeypatch.setenv("NBB_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")  # nothing listens there
    app = page(dataset="fashion-mnist").run()
    assert not app.exception
    (button,) = [button for button in app.button if button.label.startswith("Download fashion-mnist")]
    button.click().run()
    assert not app.exception
    assert "could not be downloaded" in app.error[0].value
    assert "photo" in app.error[0].value  # photo-patches, its hyphen escaped
    app.selectbox(key="templates_dataset").set_value("mnist-5k").run()
    assert not app.error


@pytest.mark.slow  # trains several networks
def test_a_button_trains_networks_of_other_seeds_and_another_adds_a_point():
    app = page(tab=SEED, architecture="hidden", hidden="4", epochs="1", batch_size="500").run()
    assert "have not been trained yet" in said(app)
    assert "128 hidden units on mnist-5k" in said(app)  # the nearest bundled networks
    (button,) = [button for button in app.button if button.label == "Train 3 networks at once"]
    button.click().run()
    assert not app.exception
    assert "trained as one batched computation" in said(app)
    assert "4 hidden units on mnist-5k" in said(app)
    app.session_state["templates_tab"] = SIZE
    app.session_state["templates_width"], app.session_state["templates_depth"] = 4, 2
    app.run()
    app.button(key="_templates_add_point").click().run()
    assert not app.exception
    assert "Your point: width 4, depth 2 on mnist-5k" in said(app)
