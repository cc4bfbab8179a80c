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
    ("Stages", sections.STAGES, "Modes"),
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


def put(app, **values):
    """Set controls and the chapter, and run the page."""
    for name, value in values.items():
        app.session_state[f"semantics_{name}"] = value
    app.run()
    assert not app.exception, values
    return app


def button(app, label):
    return next((one for one in app.button if one.label == label), None)


def test_one_visitor_turns_everything():
    """All chapters and sections with both networks, with the shallow one alone, and in every world."""
    app = page()
    assert not app.exception
    assert "half learned at **t = 1.36**" in said(app)  # the article's own half-time
    assert button(app, BACK) is None
    count = len(TABS) - 2 + len(SECTIONS)
    put(app, network="both", steps=200, seeds=2)
    assert len(list(turned(app))) == count
    put(app, network="shallow")
    for turn in turned(app):
        texts = [info.value for info in turn.info if "bundled run" in info.value]
        tab, section = turn.session_state["semantics_tab"], turn.session_state["semantics_categories"]
        instead = tab == "False beliefs" or (tab == "Categories" and section in ("Typical members", "New property"))
        assert bool(texts) == instead, (tab, section)
    put(app, network="deep", tab="Beliefs during training")
    for world in WORLDS:
        put(app, world=world)
        assert not app.error, world


def test_an_empty_chapter_shows_a_bundled_run_and_switches_to_it():
    app = page("False beliefs", world="worms", network="shallow", steps="1000")
    assert "no belief rises more than 0.05" in app.info[0].value
    assert "“Worms have bones”" in app.info[0].value
    assert any(one.value.startswith("worm × bones (highest: 0.5") for one in app.selectbox)
    button(app, "Switch the page to “Worms have bones”").click().run()
    assert not app.exception
    assert not app.info
    assert app.session_state["semantics_network"] == "both"
    assert app.session_state["semantics_tab"] == "False beliefs"


@pytest.mark.parametrize(
    ("old", "key", "value"),
    [
        ("And with real data?", "semantics_stages", "Handwritten digits"),
        ("What would it guess?", "semantics_categories", "New property"),
        ("Change the world", "semantics_edit", True),
    ],
)
def test_an_old_chapter_opens_the_part_that_took_its_place(old, key, value):
    app = page(old)
    assert not app.exception
    assert app.session_state["semantics_tab"] == sections.RENAMED[old]
    assert app.session_state[key] == value


def test_messages_of_runs_that_go_wrong():
    """Each beside the run that it is about, in one session."""
    app = page(step="0.5", steps="500", seeds="1")
    words = [warning.value for warning in app.warning]
    assert "Steps below 1/s₁ = 0.378 are stable" in words[0]
    assert "grew without end" in words[1]
    put(app, step=0.005, steps=200, sigma=0.0001)
    assert any("0 of 4 modes are half learned" in info.value and "steps" in info.value for info in app.info)
    put(app, sigma=0.01, start="balanced", hidden=2)
    assert "hidden unit for each of the 4 modes" in app.error[0].value
    for values, sentence in (
        ({"activation": "relu", "start": "gaussian", "depth": 2, "sigma": 0.01}, "closed form"),
        ({"activation": "linear", "depth": 3, "sigma": 0.2}, "predicted shape"),
        ({"start": "balanced"}, "closed form"),
    ):
        put(app, hidden=16, steps=3000, **values)
        assert sentence in said(app)


@pytest.mark.parametrize(
    "query",
    [
        {"world": "my own", "table": ",fly,swim\nowl,1,0\neel,1,0"},  # twins: one mode, no distance
        pytest.param({"world": "my own", "table": ",a,b,c\nx,1,-1,-1\ny,-1,1,-1\nz,-1,-1,1"}, marks=pytest.mark.slow),
        pytest.param(
            {"world": "one category", "items": "4", "properties": "4", "inside": "1.0", "outside": "0.0"},
            marks=pytest.mark.slow,
        ),
        pytest.param({"step": "0.5", "steps": "300"}, marks=pytest.mark.slow),
        pytest.param({"steps": "50", "sigma": "0.0001"}, marks=pytest.mark.slow),
    ],
)
def test_odd_worlds_and_lost_runs_in_every_tab(query):
    assert len(list(turned(page(**{"seeds": "2", "steps": "100", **query}), TABS[:5]))) == 3 + len(SECTIONS)


BACK = "Back to your own table"
TABLE = ",fly,swim\nowl,1,0\neel,0,1"


def test_ones_own_world_is_written_mended_kept_and_brought_back():
    app = page(world="my own", table=",fly,swim\nowl,1,perhaps\neel,0,1", steps="200", seeds="1")
    assert "“owl” × “swim” is “perhaps”" in app.error[0].value
    app.text_area(key="semantics_table").set_value(TABLE).run()
    assert not app.exception
    assert not app.error
    assert "2 items × 2 properties" in said(app)
    assert button(app, BACK) is None
    app.button_group(key="_semantics_preset").select("No stages").run()
    assert app.sidebar.selectbox(key="semantics_world").value == "four things"
    assert not app.session_state["semantics_table"]
    button(app, BACK).click().run()
    assert app.session_state["semantics_table"] == TABLE
    assert app.sidebar.selectbox(key="semantics_world").value == "my own"
    assert button(app, BACK) is None
    put(app, world="worms")
    button(app, "Write this world as text").click().run()
    assert "worm" in app.session_state["semantics_table"]
    assert app.sidebar.selectbox(key="semantics_world").value == "my own"
    put(app, world="four things")
    button(app, BACK).click().run()
    assert app.session_state["semantics_table"] == TABLE
    assert not app.exception


def test_the_editor_opens_in_the_main_chapter_and_where_a_world_is_to_be_written():
    app = page("Claims", steps="200", seeds="1")
    assert not app.text_area
    app.sidebar.toggle(key="semantics_edit").set_value(True).run()
    assert app.session_state["semantics_tab"] == "Beliefs during training"
    assert app.text_area(key="semantics_table")
    app.sidebar.toggle(key="semantics_edit").set_value(False).run()
    assert not app.text_area
    put(app, world="my own")
    assert app.text_area(key="semantics_table")


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
