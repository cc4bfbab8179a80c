"""Decision Boundaries through AppTest: every tab, one's own points, and what can go wrong with them."""

from functools import partial

import numpy as np
import pytest

from core.data import own_points
from pages._shared import player
from pages._shared.player import _quantised
from tests import opening
from tests.opening import said

opened = partial(opening.opened, "pages/6_Decision_Boundaries.py", "boundaries_")
POLAR = {"dataset": "donut", "f_x": "false", "f_y": "false", "f_r": "true", "f_theta": "true", "layers": 0}
MANY = {"dataset": "moons", "classes": 4, "layers": 3, "units": 7, "activation": "relu", "steps": 60, "n": 120}
# What each chapter says, for the default, for polar features without a hidden layer, and for many classes.
TABS = {
    "What do the layers do?": (
        "the border is a flat cut",
        "(2 dimensions) the border is a straight line",
        "made of flat pieces",
    ),
    "What does each neuron see?": ("narrower is the strip", "Mean absolute weight", "Mean absolute weight"),
    "Was it luck?": ("20 of 20 networks", "20 of 20 networks", "of 20 networks"),
    "Why not two units?": (
        "its layers have 10 units",
        "it receives r, θ",
        "more than two classes and its layers have 7 units",
    ),
    "What is one layer, exactly?": (
        "no tanh between the layers",
        "The network has one layer",
        "no relu between the layers",
    ),
    "How far does it hold?": (
        "the linear network that receives the phase θ − kr **100.0%**",
        "every place there is of class 1",
        "No rule says which class",
    ),
    "Claims": ("Each claim below", "Each claim below", "Each claim below"),
    "Take it with you": ("This exact run as code", "This exact run as code", "This exact run as code"),
}


@pytest.mark.parametrize("query", [{}, POLAR, MANY], ids=["default", "polar", "four classes"])
def test_every_chapter_in_one_session(query):
    if query is MANY:
        pytest.importorskip("tensorflow", reason="this run is not baked")
    app = opened(**query)
    for tab, texts in TABS.items():
        app.session_state["boundaries_tab"] = tab
        app.run()
        assert not app.exception, tab
        assert not app.error, tab
        assert texts[[{}, POLAR, MANY].index(query)] in said(app), tab


@pytest.mark.parametrize("tab", ["Was it luck?", "How far does it hold?"])
def test_a_moved_seed_computes_the_runs_of_a_chapter_too(tab):
    pytest.importorskip("tensorflow", reason="these runs are not baked")
    app = opened(tab=tab, steps=10)
    app.slider(key="boundaries_seed").set_value(7).run()
    assert not app.exception
    assert not app.error
    text = {"Was it luck?": "of 20 networks reach 99 %", "How far does it hold?": "that receives the phase"}[tab]
    assert text in said(app)


def test_a_pinned_run_and_the_present_one_may_both_be_new():
    pytest.importorskip("tensorflow", reason="these runs are not baked")
    app = opening.app_of(
        "pages/6_Decision_Boundaries.py", pin_boundaries="steps=10&seed=5", boundaries_steps=10, boundaries_seed=6
    )
    app.query_params["boundaries_beside"] = "the pinned run"
    app.run()
    assert not app.exception
    assert "After 10 steps" in said(app)
    assert "Seed 5 → **6**" in said(app)


@pytest.mark.parametrize("beside", ["the pinned run", "6. Donut, 2 tanh"])
def test_another_run_moves_under_the_same_slider(beside):
    app = opened(beside=beside)
    assert not app.exception
    assert ("No run is pinned yet" in said(app)) == (beside == "the pinned run")


def test_what_is_said_under_the_film_are_this_runs_numbers():
    text = said(opened(units=2))
    assert "1 hidden layer of 2 tanh units (12 parameters)" in text
    assert "70.8%" in text  # the baked run's accuracy
    assert "reaches 99 % at no stored step" in text


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
    assert sentence in said(app).replace("\\", "")  # a run's errors are shown letter by letter


def test_own_points_from_the_address_are_learned_and_contested_ones_named():
    pytest.importorskip("tensorflow", reason="own points are never baked")
    places = np.concatenate([np.random.default_rng(1).uniform(-1, 1, (30, 2)), [[0.5, 0.5], [0.5, 0.5]]])
    own = own_points.encode(places, np.arange(32) % 2)
    app = opened(dataset="own points", own=own, steps=50, held_out=0)
    assert not app.exception
    text = said(app)
    assert "of 32 training points" in text
    assert "1 point has the same place as an earlier one. 2 points share a place with another class" in text


def test_pasted_lines_are_used_or_refused_with_a_sentence():
    pytest.importorskip("tensorflow", reason="own points are never baked")
    app = opened(dataset="own points", steps=10)
    for pasted, sentence in (
        ("", "no points yet"),
        ("0,0,a\n1,x,b", "Line 2"),
        ("0,0,a\n1e39,1,b", "coordinates must lie within"),
        ("0,0,a\n0,0,a", "one class"),
        ("0,0,a\n1,1,b\n0,1,a", "3 points of 2 classes (0 is a, 1 is b), read as columns separated by commas."),
        ("0,5;0,1;a\n1;2,5;b", "separated by semicolons with decimal commas. Both axes were moved and scaled"),
    ):
        app.text_area(key="_boundaries_paste").set_value(pasted)
        app.button(key="_boundaries_lines").click().run()
        assert not app.exception, pasted
        assert sentence in said(app).replace("\\", ""), pasted
    places, labels = own_points.decode(app.session_state["boundaries_own"])
    assert labels == ["0", "1"]
    assert places[:, 0] == pytest.approx([-1, 1], abs=1e-3)  # the grid of the address


@pytest.mark.parametrize(
    "pasted",
    [
        "0,0,![a](http://evil.example/a.png)\n1,1,[b](http://evil.example)",
        "0,0,a\n1,![b](http://evil.example/b.png),b",
        "\n".join(f"{i},0,![{i}](http://evil.example)" for i in range(9)),
    ],
)
def test_names_from_a_table_are_shown_as_they_are_written(pasted):
    pytest.importorskip("tensorflow", reason="own points are never baked")
    app = opened(dataset="own points", steps=10)
    app.text_area(key="_boundaries_paste").set_value(pasted)
    app.button(key="_boundaries_lines").click().run()
    assert not app.exception
    for element in (*app.markdown, *app.info, *app.error, *app.caption):
        assert "](http://evil" not in element.value


def test_a_diverged_run_explains_itself():
    pytest.importorskip("tensorflow", reason="this run is not baked")
    query = {"activation": "linear", "layers": 3, "optimizer": "sgd", "learning_rate": "30.0", "seed": 1, "steps": 2000}
    app = opened(**query)
    assert not app.exception
    assert "the loss became infinite or undefined at step" in app.warning[0].value


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
    app.button_group(key="_boundaries_preset").select("1. Two blobs, one line").run()
    assert app.session_state["boundaries_dataset"] == "blobs"
    app.button_group(key="_boundaries_preset").select("2. Spiral, linear").run()  # two presets on, they are still kept
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


def test_a_moment_in_the_address_starts_its_film_and_is_dropped_with_its_run(monkeypatch):
    starts = {}

    def pack(panels, moments, start, seconds, *, name="", usual=-1):
        starts[name] = (start, usual)
        return b""

    monkeypatch.setattr(player, "pack", pack)
    app = opening.app_of("pages/6_Decision_Boundaries.py", at_boundaries_film="0", at_boundaries_planes="4").run()
    assert starts["boundaries_film"][0] == 0
    assert starts["boundaries_planes"][0] == 4
    app.session_state["boundaries_tab"] = "What does each neuron see?"  # looking at another chapter is the same run
    app.run()
    assert starts["boundaries_film"][0] == 0
    assert "at_boundaries_planes" in app.query_params
    app.button_group(key="_boundaries_preset").select("1. Two blobs, one line").run()
    assert not app.exception
    assert starts["boundaries_film"][0] == starts["boundaries_film"][1]
    assert not [name for name in app.query_params if name.startswith("at_boundaries")]


def test_pinned_own_points_are_called_by_their_number():
    own = own_text()
    app = opening.app_of("pages/6_Decision_Boundaries.py")
    app.query_params["pin_boundaries"] = f"dataset=own+points&own={own}"
    app.run()
    assert not app.exception
    text = said(app)
    assert "own points (40)" in text.replace("\\", "")
    assert own not in text
