"""Weight Templates through AppTest: controls, real training, stopping, and what can't be had."""

from functools import partial

import pytest

from tests.opening import app_of, said

page = partial(app_of, "pages/1_Weight_Templates.py", "templates_")


def test_a_moved_control_trains_a_new_net_and_the_numbers_are_its_own():
    app = page().run()
    before = said(app)
    app.slider(key="templates_epochs").set_value(1).run()
    assert not app.exception
    assert "After 1 epoch " in said(app)
    assert said(app) != before
    app.run()
    assert not app.exception


def test_a_preset_sets_every_control_and_the_pill_follows_the_controls():
    app = page(learning_rate="0.3", seed="7").run()
    app.button_group(key="_templates_preset").select("Hidden 128").run()
    assert app.selectbox(key="templates_architecture").value == "hidden"
    assert app.select_slider(key="templates_learning_rate").value == 0.001
    assert app.slider(key="templates_seed").value == 0
    assert not app.exception


HIDDEN = {"architecture": "hidden"}
PHOTOS = {"dataset": "photo-patches", "evidence_for": "no such"}
IMAGES = {"architecture": "hidden from images", "hidden": "512"}


@pytest.mark.parametrize(
    ("query", "steps"),
    [
        (
            {"class": "no such", "picture": "1e309"},
            [
                ("Evidence in one image", {}, "The network classifies the image as"),
                ("Evidence in one image", {"class": "4", "picture": 3}, "test image"),
                ("Hidden units", {}, "One layer has no hidden units"),
                ("Hidden units", {}, "initialised at random"),
                ("Evidence in one image", {"class": "3"}, "sum = logit"),
                ("Templates", {"means": True}, "the mean images classify"),
                ("Targets of each layer", {}, "Choose “hidden”"),
                ("Random seed", {}, "Each has the same class as its target."),
                ("Size and colour", {}, "of its best"),
                ("Size and colour", {"capacity": "depth"}, "hidden layers, width"),
                ("Size and colour", {}, "between the classes"),
                ("Claims", {}, "resemble the image"),
            ],
        ),
        (
            HIDDEN,
            [
                ("Evidence in one image", {}, "with the winner of another image"),
                ("Hidden units", {"for": "3"}, "active on at least one"),
                (
                    "Evidence in one image",
                    {"evidence_for": "4", "evidence_beside": "9"},
                    "of 128 hidden units contribute",
                ),
                ("Evidence in one image", {"evidence_beside": "4"}, "Choose two different classes"),
                ("Targets of each layer", {}, "of 128"),
                ("Random seed", {}, "their coordinates are incompatible"),
                ("Random seed", {"varied": "only the shuffle"}, "start with the same weights"),
                ("Claims", {}, "match only a part of the image"),
            ],
        ),
        (
            IMAGES,
            [
                ("Hidden units", {}, "Without the ReLUs"),
                ("Claims", {}, "keep them as templates"),
            ],
        ),
        (
            PHOTOS,
            [
                ("Evidence in one image", {}, "three colours"),
                ("Templates", {"means": True}, "nearest mean"),
                ("Random seed", {"nets": 7}, "have not been trained yet"),
                ("Claims", {"channel": "blue"}, "Criteria, fixed beforehand"),
            ],
        ),
    ],
    ids=["one layer", "hidden", "from images", "photographs"],
)
def test_every_tab_in_one_session(query, steps):
    app = page(**query).run()
    for tab, values, text in steps:
        app.session_state["templates_tab"] = tab
        for name, value in values.items():
            app.session_state[f"templates_{name}"] = value
        app.run()
        assert not app.exception, (tab, values)
        assert text in said(app), (tab, values)


def test_the_unit_norm_switch_trains_the_other_net():
    query = {"architecture": "hidden from images", "hidden": "512", "tab": "Hidden units"}
    app = page(**query).run()
    (switch,) = [button for button in app.button if button.label == "Train with unit-norm images"]
    switch.click().run()
    assert not app.exception
    assert app.toggle(key="templates_unit_norm").value is True
    assert "Test accuracy with unit-norm images" in said(app)


def test_the_dice_stay_within_the_class():
    app = page().run()
    (dice,) = [button for button in app.button if button.label == "Random image"]
    dice.click().run()
    assert 0 <= app.number_input(key="templates_picture").value <= 99
    assert not app.exception


def test_a_diverging_run_explains_itself():
    app = page(learning_rate="10.0", weight_decay="1.0", optimizer="sgd", epochs="2").run()
    assert not app.exception
    assert "Lower the learning rate or the weight decay" in said(app)


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


def test_a_button_trains_networks_of_other_seeds_and_another_adds_a_point():
    app = page(tab="Random seed", epochs="1", batch_size="500").run()
    assert "have not been trained yet" in said(app)
    (button,) = [button for button in app.button if button.label == "Train 3 networks at once"]
    button.click().run()
    assert not app.exception
    assert "trained as one batched computation" in said(app)
    app = page(tab="Size and colour", width="4", depth="2").run()
    app.button(key="_templates_add_point").click().run()
    assert not app.exception
    assert "Your point: width 4, depth 2 on mnist-5k" in said(app)
    app.run()
    assert not app.exception
