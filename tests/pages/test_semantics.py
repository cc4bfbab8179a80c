"""What is Semantic Development's own: worlds one writes, steps too large, every tab with every kind of network."""

import pytest

from core import catalog
from core.semantics.params import WORLDS
from tests.opening import opened, said

TOPIC = catalog.topic("semantics")
TABS = (
    "Why in stages?",
    "Do worms have bones?",
    "How does the tree unfold?",
    "What makes a category?",
    "What would it guess?",
    "Same map, other similarity?",
    "And with real data?",
    "Change the world",
    "Take it with you",
)


def page(tab=TABS[0], **query):
    return opened(TOPIC.page, "semantics_", tab=tab, **query)


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("network", ["both", "shallow"])
def test_every_tab_with_every_network(tab, network):
    app = page(tab, network=network, steps="200")
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("world", WORLDS)
def test_every_world(world):
    app = page("Do worms have bones?", world=world, steps="200", seeds="1")
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
    app = page("Why in stages?", steps="3000", seeds="2", **query)
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
    app = page("Change the world", world="my own", table=",fly,swim\nowl,1,0\neel,0,1", steps="200", seeds="1")
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
    for tab in TABS[:6]:
        app = page(tab, **{"seeds": "2", "steps": "100", **query})
        assert not app.exception
        assert not app.error


def test_writing_the_world_as_text_makes_it_ones_own():
    app = page("Change the world", steps="200", seeds="1")
    next(button for button in app.button if button.label.startswith("Write the world")).click().run()
    assert not app.exception
    assert app.text_area(key="semantics_table").value.startswith(",grow,move")
    assert app.sidebar.selectbox(key="semantics_world").value == "my own"


def test_the_quoted_half_time_is_the_articles():
    assert "half learned at **t = 1.36**" in said(page())
