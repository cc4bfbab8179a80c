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
    assert "After 1 epochs" in said(app)
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


@pytest.mark.parametrize(
    ("tab", "query", "says"),
    [
        ("What won for this picture?", {"class": "4", "picture": "3"}, "The net says"),
        ("What won for this picture?", {"architecture": "hidden"}, "The net says"),
        ("What won for this picture?", {"class": "no such", "picture": "-5"}, "The net says"),
        ("What do hidden units look for?", {}, "One layer has no hidden units"),
        ("What do hidden units look for?", {"architecture": "hidden", "for": "3"}, "active on at least one"),
        ("What is left of the start?", {"architecture": "hidden from images", "hidden": "512"}, "is no ReLU"),
        ("Why this answer?", {"class": "3"}, "sum = logit"),
        ("Why this answer?", {"architecture": "hidden", "evidence_for": "4", "evidence_beside": "9"}, "4 before 9"),
        ("Why this answer?", {"dataset": "photo-patches", "evidence_for": "no such"}, "three colours"),
        ("Is a template a mean?", {}, "no mean picture"),
        ("Is a template a mean?", {"dataset": "photo-patches"}, "nearest mean"),
        ("What is each layer asked for?", {}, "Choose “hidden”"),
        ("What is each layer asked for?", {"architecture": "hidden"}, "of 128"),
        ("Which part is luck?", {}, "Nothing here is luck"),
        ("Which part is luck?", {"architecture": "hidden"}, "Incompatible coordinates"),
        ("Which part is luck?", {"architecture": "hidden", "varied": "only the shuffle"}, "start as one"),
        ("Which part is luck?", {"dataset": "photo-patches", "nets": "99"}, "have not been trained yet"),
        ("What does size buy?", {}, "within one hundredth of its best"),
        ("What does size buy?", {"capacity": "depth"}, "hidden layers, width"),
        ("And in colour?", {}, "between classes"),
        ("Does the article hold?", {"architecture": "hidden"}, "for one layer"),
        ("Does the article hold?", {"dataset": "photo-patches", "channel": "blue"}, "yardstick"),
        ("Take it with you", {}, "kernels and biases"),
    ],
)
def test_tabs_from_their_address(tab, query, says):
    app = page(tab=tab, **query).run()
    assert not app.exception
    assert says in said(app)
    app.run()
    assert not app.exception


def test_the_unit_norm_switch_trains_the_other_net():
    query = {"architecture": "hidden from images", "hidden": "512", "tab": "What is left of the start?"}
    app = page(**query).run()
    (switch,) = [button for button in app.button if button.label == "Train with unit-norm images"]
    switch.click().run()
    assert not app.exception
    assert app.toggle(key="templates_unit_norm").value is True
    assert "Accuracy with unit-norm images" in said(app)


def test_the_dice_stay_within_the_class():
    app = page().run()
    (dice,) = [button for button in app.button if button.label == "Draw one"]
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
    assert "could not be downloaded" in app.error[0].value
    assert "mnist-5k" in app.error[0].value
    app.selectbox(key="templates_dataset").set_value("mnist-5k").run()
    assert not app.error


def test_a_button_trains_the_nets_of_luck_and_another_adds_a_point():
    app = page(tab="Which part is luck?", epochs="1", batch_size="500").run()
    assert "have not been trained yet" in said(app)
    app.button(key="_templates_train_luck").click().run()
    assert not app.exception
    assert "trained as one batched computation" in said(app)
    app = page(tab="What does size buy?", width="4", depth="2").run()
    app.button(key="_templates_add_point").click().run()
    assert not app.exception
    assert "Your point: width 4, depth 2 on mnist-5k" in said(app)
    app.run()
    assert not app.exception
