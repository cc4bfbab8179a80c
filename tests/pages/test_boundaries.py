"""Decision Boundaries through AppTest: every tab, one's own points, and what can go wrong with them."""

from functools import partial

import numpy as np
import pytest

from core.data import own_points
from pages._shared.player import _quantised
from tests import opening
from tests.opening import said

opened = partial(opening.opened, "pages/6_Decision_Boundaries.py", "boundaries_")
POLAR = {"dataset": "donut", "f_x": "false", "f_y": "false", "f_r": "true", "f_theta": "true", "layers": 0}
TABS = (
    "What do the layers do?",
    "What does each neuron see?",
    "Was it luck?",
    "Why not two units?",
    "What is one layer, exactly?",
    "How far does it hold?",
    "Does the article hold?",
    "Take it with you",
)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("query", [{}, POLAR], ids=["default", "polar"])
def test_every_tab_of_a_baked_run_opens(tab, query):
    app = opened(tab=tab, **query)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_for_many_classes_and_wide_deep_nets(tab):
    pytest.importorskip("tensorflow", reason="this run is not baked")
    query = {"dataset": "moons", "classes": 4, "layers": 3, "units": 7, "activation": "relu", "steps": 60, "n": 120}
    app = opened(tab=tab, **query)
    assert not app.exception
    assert not app.error


def test_what_is_said_under_the_film_are_this_runs_numbers():
    text = said(opened(units=2))
    assert "1 x 2 tanh units (12 parameters)" in text
    assert "70.8%" in text  # the baked run's accuracy
    assert "never reaches 99 %" in text


def own_text(count=40, classes=2, seed=0):
    places = np.random.default_rng(seed).uniform(-1, 1, (count, 2))
    return own_points.encode(places, np.arange(count) % classes)


@pytest.mark.parametrize(
    ("own", "sentence"),
    [
        ("", "The square is empty"),
        ("not points", "can't be read"),
        (own_text(classes=1), "one class"),
        (own_points.encode(np.zeros((6, 2)), np.arange(6) % 2), "one place"),
    ],
    ids=["empty", "junk", "one class", "one place"],
)
def test_own_points_that_can_not_be_learned_get_a_sentence(own, sentence):
    app = opened(dataset="own points", own=own)
    assert not app.exception
    assert sentence in said(app)


def test_own_points_from_the_address_are_learned_and_contested_ones_named():
    pytest.importorskip("tensorflow", reason="own points are never baked")
    places = np.concatenate([np.random.default_rng(1).uniform(-1, 1, (30, 2)), [[0.5, 0.5], [0.5, 0.5]]])
    own = own_points.encode(places, np.arange(32) % 2)
    app = opened(dataset="own points", own=own, steps=50, held_out=0)
    assert not app.exception
    text = said(app)
    assert "of 32 training points" in text
    assert "1 points repeat the place of another. 2 share their place with another class" in text


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("0,0,a\n1,1,b\n0,1,a", "3 points of 2 classes: 0 is a, 1 is b."),
        ("0,0,a\n1,x,b", "Line 2"),
        ("", "no points yet"),
    ],
)
def test_pasted_lines_are_used_or_refused_with_a_sentence(pasted, sentence):
    app = opened(dataset="own points", steps=10)
    app.text_area(key="_boundaries_paste").set_value(pasted)
    app.button(key="_boundaries_lines").click().run()
    assert not app.exception
    assert sentence in said(app)


def test_a_diverged_run_explains_itself():
    pytest.importorskip("tensorflow", reason="this run is not baked")
    query = {"activation": "linear", "layers": 3, "optimizer": "sgd", "learning_rate": "30.0", "seed": 1, "steps": 2000}
    app = opened(**query)
    assert not app.exception
    assert "became infinite at step" in app.warning[0].value


def test_positions_travel_in_16_bits_with_their_gaps():
    rng = np.random.default_rng(0)
    positions = rng.normal(size=(3, 50, 2))
    positions[1, 7] = np.nan
    header: dict = {}
    steps, kind = _quantised(positions, header)
    low, high = np.array(header["range"]).reshape(2, 2).T
    back = np.where(steps == 65535, np.nan, low + steps.astype(kind) / 65534 * (high - low))
    np.testing.assert_allclose(back, positions, atol=(high - low).max() / 65534 / 2 + 1e-12)  # half a step


def test_a_preset_keeps_the_visitors_own_points_and_a_button_brings_them_back():
    pytest.importorskip("tensorflow", reason="own points are never baked")
    own = own_text()
    app = opened(dataset="own points", own=own, steps=10)
    assert "_boundaries_own_back" not in {button.key for button in app.button}
    app.button_group(key="_boundaries_preset").select("Two blobs, one line").run()
    assert app.session_state["boundaries_dataset"] == "blobs"
    app.button_group(key="_boundaries_preset").select("Spiral, linear").run()  # two presets on, they are still kept
    app.button(key="_boundaries_own_back").click().run()
    assert not app.exception
    assert app.session_state["boundaries_dataset"] == "own points"
    assert app.session_state["boundaries_own"] == own
    assert app.session_state["boundaries_layers"] == 0  # the network stays the preset's
    assert "_boundaries_own_back" not in {button.key for button in app.button}


def test_another_point_set_and_back_leaves_the_visitors_own_points():
    pytest.importorskip("tensorflow", reason="own points are never baked")
    own = own_text()
    app = opened(dataset="own points", own=own, steps=10)
    app.selectbox(key="boundaries_dataset").set_value("blobs").run()
    app.selectbox(key="boundaries_dataset").set_value("own points").run()
    assert app.session_state["boundaries_own"] == own
