"""What is Semantic Development's own: worlds one writes, steps too large, every tab with every kind of network."""

import numpy as np
import pytest

from core import catalog
from core.runs.text import literal
from core.semantics.params import WORLDS
from pages._chapters.semantics import sections
from tests import hostile
from tests.opening import opened, said

TOPIC = catalog.topic("semantics")
TABS = (
    "Stages",
    "False beliefs",
    "Tree of items",
    "Categories",
    "Hidden similarity",
    "Claims",
    "Beliefs during training",
)


def page(tab=TABS[-1], **query):
    return opened(TOPIC.page, "semantics_", tab=tab, **query)


SECTIONS = [
    ("Stages", sections.STAGES, "Half-times"),
    ("Stages", sections.STAGES, "Initial scale"),
    ("Stages", sections.STAGES, "Handwritten digits"),
    ("Categories", sections.CATEGORIES, "Typical members"),
    ("Categories", sections.CATEGORIES, "Coherence"),
    ("Categories", sections.CATEGORIES, "Basic level"),
    ("Categories", sections.CATEGORIES, "New property"),
]


def turned(app, tabs=TABS):
    """Turn to each tab, and to each section of a tab, in one session and yield the app there."""
    for tab in tabs:
        for key, section in [rest for name, *rest in SECTIONS if name == tab] or [("", "")]:
            app.session_state["semantics_tab"] = tab
            if key:
                app.session_state[key] = section
            app.run()
            assert not app.exception, (tab, section)
            assert not app.error, (tab, section)
            yield app


@pytest.mark.parametrize("network", ["both", "shallow"])
def test_every_tab_with_every_network(network):
    assert len(list(turned(page(network=network, steps="200")))) == len(TABS) - 2 + len(SECTIONS)


@pytest.mark.parametrize("world", WORLDS)
def test_every_world(world):
    app = page("False beliefs", world=world, steps="200", seeds="1")
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"activation": "relu", "start": "gaussian"}, "closed form"),
        ({"depth": "3", "sigma": "0.2", "start": "gaussian"}, "predicted shape"),
        ({"start": "balanced"}, "closed form"),
    ],
)
def test_other_networks(query, sentence):
    app = page(TABS[-1], steps="3000", seeds="2", **query)
    assert not app.exception
    assert sentence in said(app)


def test_a_step_too_large_is_explained_before_and_after():
    app = page(step="0.5", steps="500", seeds="1")
    assert not app.exception
    words = [warning.value for warning in app.warning]
    assert "Steps below 1/s₁ = 0.378 are stable" in words[0]
    assert "grew without end" in words[1]


def test_a_start_too_small_for_the_steps_says_how_many_it_needs():
    app = page(sigma="0.0001", steps="200", seeds="1")
    assert any("0 of 4 modes are half learned" in info.value and "steps" in info.value for info in app.info)


def test_a_balanced_start_with_too_few_hidden_units_gets_a_sentence():
    app = page(start="balanced", hidden="2")
    assert not app.exception
    assert "hidden unit for each of the 4 modes" in app.error[0].value


def test_ones_own_world_from_the_address():
    app = page("Beliefs during training", world="my own", table=",fly,swim\nowl,1,0\neel,0,1", steps="200", seeds="1")
    assert not app.exception
    assert "2 items × 2 properties" in said(app)


def test_nonsense_in_ones_own_world_gets_a_sentence_and_the_text_to_mend():
    app = page(world="my own", table=",fly,swim\nowl,1,perhaps\neel,0,1")
    assert not app.exception
    assert "“owl” × “swim” is “perhaps”" in app.error[0].value
    app.text_area(key="semantics_table").set_value(",fly,swim\nowl,1,0\neel,0,1").run()
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize(
    "query",
    [
        {"world": "my own", "table": ",fly,swim\nowl,1,0\neel,1,0"},  # twins: one mode, no distance
        {"world": "my own", "table": ",a,b,c\nx,1,-1,-1\ny,-1,1,-1\nz,-1,-1,1"},
        {"world": "one category", "items": "4", "properties": "4", "inside": "1.0", "outside": "0.0"},
        {"step": "0.5", "steps": "300"},
        {"steps": "50", "sigma": "0.0001"},
    ],
)
def test_odd_worlds_and_lost_runs_in_every_tab(query):
    assert len(list(turned(page(**{"seeds": "2", "steps": "100", **query}), TABS[:5]))) == 3 + len(SECTIONS)


def test_writing_the_world_as_text_makes_it_ones_own():
    app = page("Beliefs during training", steps="200", seeds="1")
    next(button for button in app.button if button.label.startswith("Write the world")).click().run()
    assert not app.exception
    assert app.text_area(key="semantics_table").value.startswith(",grow,move")
    assert app.sidebar.selectbox(key="semantics_world").value == "my own"


def test_the_quoted_half_time_is_the_articles():
    assert "half learned at **t = 1.36**" in said(page("Beliefs during training"))


def button(app, label):
    return next((one for one in app.button if one.label == label), None)


BACK = "Back to your own table"


def test_a_preset_keeps_ones_own_table_and_a_button_brings_it_back():
    table = ",fly,swim\nowl,1,0\neel,0,1"
    app = page("Beliefs during training", world="my own", table=table, steps="200", seeds="1")
    assert button(app, BACK) is None
    app.button_group(key="_semantics_preset").select("No stages").run()
    assert not app.exception
    assert app.sidebar.selectbox(key="semantics_world").value == "four things"
    assert not app.session_state["semantics_table"]
    button(app, BACK).click().run()
    assert not app.exception
    assert app.session_state["semantics_table"] == table
    assert app.sidebar.selectbox(key="semantics_world").value == "my own"
    assert button(app, BACK) is None
    assert "2 items × 2 properties" in said(app)


def test_writing_another_world_as_text_keeps_ones_own_table():
    table = ",fly,swim\nowl,1,0\neel,0,1"
    app = page("Beliefs during training", world="worms", table=table, steps="200", seeds="1")
    next(one for one in app.button if one.label.startswith("Write the world")).click().run()
    assert "worm" in app.session_state["semantics_table"]
    app.sidebar.selectbox(key="semantics_world").set_value("four things").run()
    button(app, BACK).click().run()
    assert app.session_state["semantics_table"] == table


def test_a_visitor_without_a_table_is_offered_none():
    assert button(page(), BACK) is None


def hostile_table():
    """A world whose every name would do something if it were read as Markdown."""
    texts = [text for text in hostile.TEXTS if text != "---"]  # which tables of ours have between their rows
    names = [" ".join(text.replace(",", "").split()) for text in texts]
    facts = np.random.default_rng(0).random((len(names), len(names))) < 0.4
    np.fill_diagonal(facts, True)
    rows = [",".join([name, *map(str, row)]) for name, row in zip(names, facts.astype(int).tolist(), strict=True)]
    return "\n".join([",".join(["", *names]), *rows]), names


def rendered(app):
    """Every text of the page that Streamlit reads as Markdown: sentences, and labels and helps of widgets."""
    texts = [one.value for kind in (app.markdown, app.caption, app.info, app.warning, app.error) for one in kind]
    texts += [one.value for kind in (app.title, app.header, app.subheader) for one in kind]
    widgets = (app.button, app.selectbox, app.slider, app.number_input, app.text_area, app.button_group, app.toggle)
    return texts + [text for kind in widgets for one in kind for text in (one.label, getattr(one, "help", "")) if text]


def test_names_of_a_table_are_shown_literally_in_every_tab():
    table, names = hostile_table()
    app = page(world="my own", table=table, steps="200", seeds="1", network="both", sigma="0.1")
    shown = 0
    for turn in turned(app):
        texts = [text for text in rendered(turn) if text != table]
        for name in names:
            assert not any(name in text for text in texts if literal(name) != name), name
        shown += sum(literal(name) in text for name in names for text in texts)
    assert shown > 5  # in the tabs about false beliefs, categories and guesses


@pytest.mark.parametrize("name", ["![x](http://a.test/b.png)", "<img src=x>", ":red[x] $x$ `x`"])
def test_an_error_shows_names_literally(name):
    app = page(world="my own", table=f",a,b\n{name},1,maybe\ny,0,1")
    assert literal(name) in app.error[0].value
    assert name not in app.error[0].value
