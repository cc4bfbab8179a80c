"""Decision Boundaries through AppTest: one session that turns everything, one's own points, and what can go wrong."""

import numpy as np
import pytest

from core.boundaries.params import BoundaryParams
from core.data import own_points
from pages._chapters.boundaries import component
from pages._shared import player
from pages._shared.player import _quantised
from tests import opening
from tests.opening import said

PAGE = "pages/6_Decision_Boundaries.py"
MAIN = "Boundary and network"


class Visit:
    """One session of the page; `go` brings all its controls to given settings, whatever was done before."""

    def __init__(self):
        self.app = opening.opened(PAGE)

    def go(self, tab=MAIN, pin=None, beside="none", **settings):
        state = self.app.session_state
        for field, default in BoundaryParams.defaults().items():
            state[f"boundaries_{field}"] = settings.get(field, default)
        state["boundaries_tab"], state["boundaries_beside"] = tab, beside
        for name in [name for name in self.app.query_params if name.startswith("pin_")]:
            del self.app.query_params[name]
        state["_pin_boundaries"] = pin
        return self.run()

    def run(self):
        self.app.run()
        assert not self.app.exception
        return said(self.app).replace("\\", "")

    def press(self, key):
        self.app.button(key=key).click()
        return self.run()

    def state(self, field):
        return self.app.session_state[f"boundaries_{field}"]


@pytest.fixture(scope="module")
def visit():
    return Visit()


POLAR = {"dataset": "donut", "f_x": False, "f_y": False, "f_r": True, "f_theta": True, "layers": 0}
CHAPTERS = {
    MAIN: ("of 400 training points", "no hidden layer"),
    "Layers and neurons": ("perpendicular to this cut", "(2 dimensions) the border is a straight line"),
    "Random seeds": ("20 of 20 networks", "20 of 20 networks"),
    "Islands": ("its layers have 10 units", "it receives r, θ"),
    "One layer": ("no tanh between the layers", "The network has one layer"),
    "Beyond the data": ("receives the phase θ − kr **100.0%**", "every place there is of class 1"),
    "Claims": ("“This run” applies", "“This run” applies"),
}


def test_a_page_without_settings_opens_on_blobs_and_the_default_run_has_an_address_of_its_own():
    bare = opening.opened(PAGE)
    assert not bare.exception
    assert bare.session_state["boundaries_dataset"] == "blobs"
    assert "no hidden layer (6 parameters)" in said(bare)
    bare.button_group(key="_boundaries_preset").select("5. Spiral, 10 tanh").run()
    assert bare.session_state["boundaries_dataset"] == "spiral"
    assert bare.query_params["boundaries_default"] == "true"
    again = opening.opened(PAGE, "boundaries_", default="true")
    assert again.session_state["boundaries_dataset"] == "spiral"
    assert "1 hidden layer of 10 tanh units" in said(again)
    again.button_group(key="_boundaries_preset").select("2. Spiral, linear").run()
    assert "boundaries_default" not in again.query_params


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_says_what_its_run_shows(visit, chapter):
    for settings, text in zip(({}, POLAR), CHAPTERS[chapter], strict=True):
        assert text in visit.go(chapter, **settings)
        assert not visit.app.error
    assert ("_boundaries_open_Switch to this run" in {b.key for b in visit.app.button}) == (chapter == "One layer")


def test_the_nearest_run_with_three_units_can_be_opened(visit):
    assert "does not have three units" in visit.go("One layer")
    assert "does not have three units" not in visit.press("_boundaries_open_Switch to this run")
    assert (visit.state("dataset"), visit.state("units"), visit.state("tab")) == ("donut", 3, "One layer")


def test_what_is_said_under_the_main_image_are_this_runs_numbers(visit):
    text = visit.go(units=2)
    assert "1 hidden layer of 2 tanh units (12 parameters)" in text
    assert "70.8%" in text  # the baked run's accuracy
    assert "reaches 99 % at no stored step" in text


@pytest.mark.parametrize("beside", ["the pinned run", "6. Donut, 2 tanh"])
def test_another_run_moves_under_the_same_slider(visit, beside):
    assert ("No run is pinned yet" in visit.go(beside=beside)) == (beside == "the pinned run")


# --- weights changed by hand -----------------------------------------------------------------------------------------


def test_changed_weights_are_shown_in_every_chapter_and_taken_back(visit):
    edit = "0:1.b.0=90"
    assert "With 1 changed weight the network of step 0 classifies" in visit.go(edit=edit)
    assert "no border between the classes" in visit.go("Layers and neurons", edit=edit)
    assert "At step 0" in said(visit.app)
    assert "0 islands" in visit.go("Islands", edit=edit)
    assert "W1 (2 x 10) · W2 (10 x 2)" in visit.go("One layer", edit=edit)
    assert "Network 1 is the run of this page" in visit.go("Random seeds", edit=edit)
    visit.go(edit=edit)
    visit.press("_boundaries_reset_edit")
    assert visit.state("edit") == ""


def test_changed_weights_that_do_not_fit_are_left_out_and_said(visit):
    for edit, text in (
        ("0.b.77=1", "does not have"),
        ("0.b.0=1e999", "does not set a number"),
        ("![a](http://evil.example)", "is not"),
        ("7:0.b.0=1", "They belong to step 7, which the time slider of this run does not have"),
        ("7:0.b.0=1;0.b.99=1", "They belong to step 7, which the time slider of this run does not have"),
    ):
        assert text in visit.go(edit=edit)
        assert "After 3,000 steps" in said(visit.app)
        assert not any("](http://evil" in element.value for element in visit.app.warning)
    visit.press("_boundaries_remove")
    assert visit.state("edit") == ""
    assert "After 3,000 steps" in visit.go(pin="edit=7%3A0.b.0%3D1")
    assert "does not have" in visit.go(start="0.b.77=1")
    assert "starts from random weights instead" in said(visit.app)


def test_changed_weights_of_other_settings_are_dropped(visit):
    visit.go(dataset="donut", units=2, edit="0.b.0=1")
    visit.app.slider(key="boundaries_units").set_value(3)
    assert "belonged to other settings" in visit.run()
    assert visit.state("edit") == ""


def test_a_pinned_run_is_compared_with_the_changed_network_and_export_has_no_script_of_it(visit):
    text = visit.go(pin="layers=0", layers=0, edit="0.b.0=50")
    assert "Changed weights none → **1 changed weight**" in text
    shares = visit.app.dataframe[0].value.loc["training accuracy"]
    assert shares["now"] != shares["pinned"]
    charts = visit.app.get("vega_lite_chart")
    assert len(charts) == 1  # the curve of the pinned run has all its steps, that of the changed network one
    visit.app.button(key="_boundaries_export").click()
    assert "a run that a script can repeat" in visit.run()


def test_training_goes_on_from_changed_weights(visit):
    pytest.importorskip("tensorflow", reason="such runs are never baked")
    visit.go(dataset="blobs", layers=0, edit="0:0.w.0.0=3")
    visit.app.session_state["boundaries_steps"] = 3000
    text = visit.press("_boundaries_train_on")
    assert visit.state("start") == "0:0.w.0.0=3"
    assert visit.state("edit") == ""
    assert "did not start from random weights" in text
    assert "None of them starts from weights changed by hand" in visit.go("Random seeds", layers=0, start="0.b.0=1")


def test_the_changed_weights_are_undone_one_by_one(visit):
    visit.go(layers=0, edit="0.b.0=1;0.b.1=2")
    visit.app.session_state["_boundaries_undo_edits"] = ["", "0.b.0=1"]
    visit.press("_boundaries_undo_edit")
    assert visit.state("edit") == "0.b.0=1"
    visit.press("_boundaries_undo_edit")
    assert visit.state("edit") == ""


# --- runs that are not baked -----------------------------------------------------------------------------------------

MANY = {"dataset": "moons", "classes": 4, "layers": 3, "units": 7, "activation": "relu", "steps": 60, "n": 120}


@pytest.mark.slow  # trains two networks, and another set of seeds
def test_runs_of_other_settings(visit):
    pytest.importorskip("tensorflow", reason="these runs are not baked")
    assert "made of flat pieces" in visit.go("Layers and neurons", **MANY)
    assert "more than two classes and its layers have 7 units" in visit.go("Islands", **MANY)
    assert "no relu between the layers" in visit.go("One layer", **MANY)
    text = visit.go("Beyond the data", **MANY)
    assert "No rule says which class" in text
    assert "**38.4%** of places near the continued arms" in text  # of the bundled spiral
    assert "of 20 networks reach 99 %" in visit.go("Random seeds", steps=10, seed=7)
    assert "receives the phase" in visit.go("Beyond the data", steps=10, seed=7)
    text = visit.go(pin="steps=10&seed=5", beside="the pinned run", steps=10, seed=6)
    assert "After 10 steps" in text
    assert "Seed 5 → **6**" in text
    visit.go(activation="linear", layers=3, optimizer="sgd", learning_rate=30.0, seed=1, steps=2000)
    assert "the loss became infinite or undefined at step" in visit.app.warning[0].value


# --- own points ------------------------------------------------------------------------------------------------------


def own_text(count=40, classes=2, seed=0):
    places = np.random.default_rng(seed).uniform(-1, 1, (count, 2))
    return own_points.encode(places, np.arange(count) % classes)


def own(visit, text, **settings):
    return visit.go(dataset="own points", own=text, **{"steps": 10, "layers": 0} | settings)


def test_own_points_that_can_not_be_learned_get_a_sentence(visit):
    for text, sentence in (
        ("", "The square is empty"),
        ("not points", "can't be read"),
        (own_text(classes=1), "one class"),
        (own_points.encode(np.zeros((6, 2)), np.arange(6) % 2), "one place"),
    ):
        # an edit of a network that can't be built says no more
        assert sentence in own(visit, text, edit="0.b.0=1" if text else "")


def test_own_points_are_learned_and_contested_ones_named(visit):
    pytest.importorskip("tensorflow", reason="own points are never baked")
    places = np.concatenate([np.random.default_rng(1).uniform(-1, 1, (30, 2)), [[0.5, 0.5], [0.5, 0.5]]])
    text = own(visit, own_points.encode(places, np.arange(32) % 2), steps=50, held_out=0.0)
    assert "of 32 training points" in text
    assert "1 point has the same place as an earlier one. 2 points share a place with another class" in text


def test_pasted_lines_are_used_or_refused_with_a_sentence_and_names_are_shown_as_written(visit):
    pytest.importorskip("tensorflow", reason="own points are never baked")
    own(visit, "")
    for pasted, sentence in (
        ("", "no points yet"),
        ("0,0,a\n1,x,b", "Line 2"),
        ("0,0,a\n1e39,1,b", "coordinates must lie within"),
        ("0,0,a\n0,0,a", "one class"),
        ("0,0,a\n1,![b](http://evil.example/b.png),b", "Line 2"),
        ("0,0,![a](http://evil.example/a.png)\n1,1,[b](http://evil.example)", "2 points of 2 classes"),
        ("\n".join(f"{i},0,![{i}](http://evil.example)" for i in range(9)), "classes"),
        ("0,0,a\n1,1,b\n0,1,a", "3 points of 2 classes (0 is a, 1 is b), read as columns separated by commas."),
        ("0,5;0,1;a\n1;2,5;b", "separated by semicolons with decimal commas. Both axes were moved and scaled"),
    ):
        visit.app.text_area(key="_boundaries_paste").set_value(pasted)
        assert sentence in visit.press("_boundaries_lines"), pasted
        for element in (*visit.app.markdown, *visit.app.info, *visit.app.error, *visit.app.caption):
            assert "](http://evil" not in element.value
    places, labels = own_points.decode(visit.state("own"))
    assert labels == ["0", "1"]
    assert places[:, 0] == pytest.approx([-1, 1], abs=1e-3)  # the grid of the address


def test_a_preset_and_another_set_keep_the_visitors_own_points(visit):
    pytest.importorskip("tensorflow", reason="own points are never baked")
    text = own_text()
    own(visit, text, layers=1)
    assert "_boundaries_own_back" not in {button.key for button in visit.app.button}
    for preset in ("1. Two blobs, one line", "2. Spiral, linear"):  # two presets on, they are still kept
        visit.app.button_group(key="_boundaries_preset").select(preset)
        visit.run()
    assert visit.state("dataset") == "spiral"
    visit.press("_boundaries_own_back")
    assert (visit.state("dataset"), visit.state("own")) == ("own points", text)
    assert visit.state("layers") == 0  # the network stays the preset's
    assert "_boundaries_own_back" not in {button.key for button in visit.app.button}
    for dataset in ("blobs", "own points"):
        visit.app.selectbox(key="boundaries_dataset").set_value(dataset)
        visit.run()
    assert visit.state("own") == text


def test_pinned_own_points_are_called_by_their_number(visit):
    text = own_text()
    said_here = visit.go(pin=f"dataset=own+points&own={text}", layers=0)
    assert "own points (40)" in said_here
    assert text not in said_here


# --- the film --------------------------------------------------------------------------------------------------------


def test_positions_travel_in_16_bits_with_their_gaps():
    rng = np.random.default_rng(0)
    positions = rng.normal(size=(3, 50, 2))
    positions[1, 7] = np.nan
    header: dict = {}
    steps, kind = _quantised(positions, header)
    low, high = np.array(header["range"]).reshape(2, 2).T
    back = np.where(steps == 65535, np.nan, low + steps.astype(kind) / 65534 * (high - low))
    np.testing.assert_allclose(back, positions, atol=(high - low).max() / 65534 / 2 + 1e-12)  # half a step


def test_a_moment_in_the_address_starts_its_film_and_is_dropped_with_its_run(monkeypatch):
    starts = {}

    def films(panels, moments, start, seconds, *, name="", usual=-1):
        starts[name] = start
        return b""

    def network(run, edit, others, *, name, start, **more):
        starts[name] = start
        return b""

    monkeypatch.setattr(player, "pack", films)
    monkeypatch.setattr(component, "pack", network)
    moments = {"at_boundaries_film": "3", "at_boundaries_planes": "4"}
    app = opening.app_of(PAGE, boundaries_tab="Layers and neurons", **moments).run()
    assert starts == {"boundaries_planes": 4}
    app.session_state["boundaries_tab"] = MAIN  # another chapter shows the same run
    app.run()
    assert starts["boundaries_film"] == 3
    app.button_group(key="_boundaries_preset").select("1. Two blobs, one line").run()
    assert not app.exception
    assert starts["boundaries_film"] == 0
    assert not [name for name in app.query_params if name.startswith("at_boundaries")]
