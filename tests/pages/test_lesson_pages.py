"""Steps of a lesson in AppTest: what they show, and that nothing but the lesson sets what they hide."""

from dataclasses import replace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core import catalog
from core.catalog import TOPICS
from core.gallery.lessons import Guess, Lesson, LessonStep, encode
from core.runs.params import Control
from core.runs.text import literal
from pages._shared import player
from tests.opening import app_of, opened, said

GUESS = Guess(question="More or *less*?", options=("more", "<b>less</b>", "[same](x)"), answer=1)
# On each page: what a lesson fixes, which control stays, and a value to move that to.
STEPS: dict[str, tuple[dict[str, str], str, Any]] = {
    "templates": ({"architecture": "hidden", "tab": "Hidden units"}, "epochs", 10),
    "confusion": ({"actual": "4", "order": "least confident"}, "view", "row shares"),
    "compression": ({"rank": "7"}, "picture", "coins"),
    "semantics": ({"world": "two of three", "tab": "Stages"}, "seed", 1),
    "jacobian": (
        {"network": "Train one yourself", "tab": "Architecture", "dataset": "mnist-5k", "net": "mlp", "depth": "4"}
        | {"width": "64", "epochs": "15"},
        "epochs",
        1,
    ),
    "boundaries": ({"dataset": "blobs", "layers": "0", "default": "true"}, "seed", 1),
}


def step_of(slug: str, **more: Any) -> LessonStep:
    fixed, shown, _ = STEPS[slug]
    query = {f"{slug}_{name}": value for name, value in fixed.items()}
    return LessonStep(**{"slug": slug, "query": query, "shown": (shown,), "title": f"About {slug}"} | more)


def address_of(*steps: LessonStep, number: int = 1, **more: Any) -> dict[str, str]:
    return {"lesson": encode(Lesson(title="A lesson", steps=steps, **more)), "step": str(number)}


def widgets(app: AppTest) -> dict[str, Any]:
    kinds = (app.slider, app.selectbox, app.radio, app.toggle, app.number_input, app.select_slider, app.text_input)
    found = [widget for kind in (*kinds, app.text_area, app.button_group) for widget in kind]
    return {widget.key: widget for widget in found if widget.key}


def other_than(value: Any, control: Control) -> str:
    """A value of a control that is not this one, as an address says it."""
    if control.kind is bool:
        return str(not value).lower()
    if control.options:
        return str(next(option for option in reversed(control.options) if option != value))
    if control.kind is str:
        return "some other text"
    return str(control.kind(control.high if control.high != value else control.low))


class Runs(list[Any]):
    """The params of the runs that a page showed; the page ends before it computes one where `stop` is set."""

    stop = False

    def see(self, _: str, run: Any) -> None:
        self.append(run)
        if self.stop:
            st.stop()


@pytest.fixture
def runs_of(monkeypatch: pytest.MonkeyPatch) -> Runs:
    seen = Runs()
    monkeypatch.setattr(player, "forget_moments", seen.see)
    return seen


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_step_shows_its_controls_alone_and_nothing_else_sets_the_others(topic, runs_of):
    _, shown, moved = STEPS[topic.slug]
    task = "Look <b>here</b>, at *this*."
    step = step_of(topic.slug, task=task)
    app = opened(topic.page, **address_of(step))
    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [f"About {topic.slug}"]
    assert literal(task) in said(app)
    beside = {f"{topic.slug}_{name}" for name in topic.control_labels()}
    assert beside & set(widgets(app)) == {f"{topic.slug}_{shown}"}
    assert not {button.label for button in app.button} & {"Compare", "Share", "Glossary", "Export"}
    assert not [g for g in app.button_group if g.label in ("Presets", "Chapter")]
    assert not app.sidebar.children
    params = runs_of[-1]
    wanted = topic.params.from_query(step.settings()).canonical()
    assert params == replace(wanted, **{name: getattr(params, name) for name in topic.in_chapters})

    hidden = [name for name in topic.params.controls() if name != shown and name not in topic.in_chapters]
    known = topic.params.controls()
    forged = {f"{topic.slug}_{name}": other_than(getattr(params, name), known[name]) for name in hidden}
    forged |= {f"{topic.slug}_tab": "Claims", f"pin_{topic.slug}": "seed=3", "jacobian_network": "ImageNet network"}
    tampered = app_of(topic.page, **forged, **address_of(step))
    for name, value in forged.items():
        tampered.session_state[name] = value
    tampered.run()
    assert not tampered.exception
    assert runs_of[-1] == params
    assert said(tampered) == said(app)

    runs_of.stop = True
    widgets(app)[f"{topic.slug}_{shown}"].set_value(moved).run()
    assert not app.exception
    assert getattr(runs_of[-1], shown) == moved


def test_the_imagenet_side_shows_the_photograph_of_the_lesson():
    query = {"jacobian_network": "ImageNet network", "jacobian_photograph": "coffee cup"}
    step = step_of("jacobian", query=query, shown=())
    app = opened(catalog.topic("jacobian").page, **address_of(step), jacobian_photograph="cat")
    assert not app.exception
    assert not {"jacobian_network", "jacobian_photograph"} & set(widgets(app))
    assert "espresso 94 %" in said(app)
    step = step_of("jacobian", query=query, shown=("photograph",))
    chosen = opened(catalog.topic("jacobian").page, **address_of(step))
    assert widgets(chosen)["jacobian_photograph"].value == "coffee cup"


def button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def test_a_question_is_answered_before_the_result_shows_and_its_answer_is_kept():
    steps = (step_of("templates", guess=GUESS), step_of("templates", title="The second", guess=GUESS))
    app = opened(catalog.topic("templates").page, **address_of(*steps))
    assert not app.exception
    assert not {"templates_epochs", "templates_film"} & set(widgets(app))
    assert app.radio[0].label == r"More or \*less\*\?"
    assert app.radio[0].options == ["more", r"\<b\>less\<\/b\>", r"\[same\]\(x\)"]
    assert "step 1 of 2" in said(app)
    button(app, "Answer and show the result").click().run()  # nothing is chosen
    assert not app.exception
    assert "Your answer" not in said(app)
    app.radio[0].set_value(1)
    button(app, "Answer and show the result").click().run()
    assert not app.exception
    assert "That is right." in said(app)
    assert "templates_epochs" in widgets(app)
    button(app, "Next").click().run()
    assert app.query_params["step"] == "2"
    assert [title.value for title in app.title] == ["The second"]
    app.radio[0].set_value(2)
    button(app, "Answer and show the result").click().run()
    assert r"The right answer is **\<b\>less\<\/b\>**" in said(app)
    button(app, "Back").click().run()
    assert not app.exception
    assert "That is right." in said(app)


def test_without_a_right_answer_the_visitors_own_is_shown_alone():
    guess = Guess(question="Which?", options=("a", "b"))
    app = opened(catalog.topic("templates").page, **address_of(step_of("templates", guess=guess)))
    app.radio[0].set_value(0)
    button(app, "Answer and show the result").click().run()
    assert "Your answer: a." in said(app)
    assert "right" not in said(app).split("Your answer")[1][:60]


def test_a_lesson_may_switch_the_full_page_off():
    for full_page in (True, False):
        app = opened(catalog.topic("compression").page, **address_of(step_of("compression"), full_page=full_page))
        assert bool(app.get("link_button")) is full_page
        assert not [button for button in app.button if button.label in ("Next", "Back")]  # of one step


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"lesson": "junk"}, "cannot be read"),
        ({"lesson": ""}, "cannot be read"),
        (address_of(step_of("templates"), number=2), "has 1 steps"),
        (address_of(step_of("templates"), number=0), "asks for step 0"),
        (address_of(step_of("templates"), number=-1), "asks for step"),
        (address_of(step_of("templates")) | {"step": "9" * 5000}, "asks for step 99999"),
        (address_of(step_of("templates")) | {"step": "²"}, "asks for step"),
        (address_of(step_of("templates")) | {"step": ""}, "asks for step none"),
    ],
)
def test_a_bad_link_says_so_and_leads_to_the_page(query, words):
    app = opened(catalog.topic("templates").page, **query)
    assert not app.exception
    assert words in app.error[0].value.replace("\\", "")
    assert app.get("page_link")[0].proto.label == "Open Weight Templates"
    assert not widgets(app)


def test_a_step_opens_on_its_own_page_whatever_page_the_address_names():
    app = opened(catalog.topic("templates").page, **address_of(step_of("boundaries")))
    assert not app.exception
    assert [title.value for title in app.title] == ["About boundaries"]


def test_a_step_begins_anew_after_the_page_was_used(runs_of):
    """A control that stays begins at the value of the lesson, not at that of an earlier visit."""
    app = opened(catalog.topic("templates").page, templates_epochs="12", templates_architecture="hidden")
    app.query_params["lesson"] = address_of(step_of("templates"))["lesson"]
    app.run()
    assert not app.exception
    assert widgets(app)["templates_epochs"].value == 12  # the address names it
    del app.query_params["lesson"]
    app.run()
    other = address_of(step_of("templates", query={"templates_epochs": "5"}))
    del app.query_params["templates_epochs"]
    app.query_params["lesson"] = other["lesson"]
    app.run()
    assert not app.exception
    assert widgets(app)["templates_epochs"].value == 5
    assert runs_of[-1].architecture == "one layer"


def test_a_world_is_edited_where_the_lesson_leaves_the_world_open(runs_of):
    """And only in the chapter that has the editor; a table in the address is no way around a fixed world."""
    own = {"semantics_world": "my own", "semantics_table": ",fly,swim\nowl,1,0\neel,0,1"}
    page, forged = catalog.topic("semantics").page, ",run\ncat,1\ndog,0"
    for query, shown, has_editor in (
        (own, ("world",), True),
        (own, ("seed",), False),
        (own | {"semantics_tab": "Stages"}, ("world",), False),
    ):
        step = step_of("semantics", query=query, shown=shown)
        more = {"semantics_table": forged} if shown == ("seed",) else {}
        app = opened(page, **address_of(step), **more)
        assert not app.exception
        assert ("semantics_edit" in widgets(app)) is has_editor
        assert runs_of[-1].table == own["semantics_table"]


def test_weights_are_changed_by_hand_where_the_lesson_lets_them(runs_of):
    query = {"boundaries_dataset": "blobs", "boundaries_layers": "0"}
    changed = "3000:0.w.0.0=2"
    for shown, edit in ((("edit",), changed), ((), "")):
        step = step_of("boundaries", query=query, shown=shown)
        app = opened(catalog.topic("boundaries").page, **address_of(step))
        app.session_state["boundaries_edit"] = changed  # as a drag of the border does
        app.run()
        assert not app.exception
        assert runs_of[-1].edit == edit
        assert ("Train on from here" in {button.label for button in app.button}) is bool(edit)
        assert "boundaries_edit" not in widgets(app)
