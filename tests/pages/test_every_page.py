"""Every page through AppTest: all presets, a guess, a pinned run, and junk in its address."""

from urllib.parse import parse_qsl, urlencode

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.catalog import ROOT, TOPICS
from pages._shared import header
from tests.opening import SECONDS, opened, said

JUNK = ("", "a=b&&=%%%", "epochs=-5&seed=nan&dataset=<b>")


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_presets_a_guess_and_a_pinned_run_in_one_session(topic):
    app = opened(topic.page, **topic.query(topic.presets[0]))
    assert not app.exception
    assert app.title[0].value == topic.question
    group = next(g for g in app.button_group if "Guess first" in g.label)
    group.set_value(group.options[0]).run()
    assert "Here it is" in said(app) or "Yes." in said(app)
    app.button(key=f"_{topic.slug}_pin").click().run()
    for preset in (*topic.presets[1:], topic.presets[0]):
        app.pills(key=f"_{topic.slug}_preset").set_value(preset.title).run()
        assert not app.exception
        assert not app.error
        assert preset.note in [caption.value for caption in app.caption]
    app.pills(key=f"_{topic.slug}_preset").set_value(topic.presets[1].title).run()
    assert "Pinned → now:" in said(app)
    app.button(key=f"_{topic.slug}_unpin").click().run()
    assert not app.exception
    assert "Pinned" not in said(app)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_run_that_an_address_pins_stands_beside_the_present_one(topic):
    present = topic.query(topic.presets[1])
    pinned = urlencode(topic.params(**topic.presets[0].here()).to_query())
    app = opened(topic.page, **present, **{f"pin_{topic.slug}": pinned})
    assert not app.exception
    assert "Pinned → now:" in said(app)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_the_address_of_a_preset_gives_its_settings(topic, monkeypatch):
    seen = []

    def stopped(_, params, __):
        seen.append(params.canonical())
        st.stop()

    monkeypatch.setattr(header, "_presets", stopped)
    for preset in topic.presets:
        opened(topic.page, **topic.query(preset))
        assert seen.pop() == topic.params(**preset.here()).canonical()


@pytest.mark.parametrize(("topic", "junk"), [(topic, JUNK[i % len(JUNK)]) for i, topic in enumerate(TOPICS)])
def test_junk_in_the_address_shows_the_default(topic, junk):
    names = (f"pin_{topic.slug}", f"from_{topic.slug}", f"at_{topic.slug}_film")
    settings = {f"{topic.slug}_{name}": "junk<>" for name in (*topic.params.controls(), "tab")}
    app = opened(topic.page, **settings, **dict.fromkeys(names, junk))
    assert not app.exception
    assert app.title[0].value == topic.question


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
@pytest.mark.parametrize("junk", JUNK)
def test_junk_for_a_pinned_run_is_some_run(topic, junk):
    assert isinstance(topic.params.from_query(dict(parse_qsl(junk))), topic.params)


def test_home_runs_twice():
    app = AppTest.from_file(str(ROOT / "Home.py"), default_timeout=SECONDS).run()
    assert not app.exception
    app.run()
    assert not app.exception


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_controls_without_a_value_in_the_address_show_the_default(topic):
    app = opened(topic.page, f"{topic.slug}_", **dict.fromkeys((*topic.params.controls(), "tab"), ""))
    assert not app.exception
    assert app.title[0].value == topic.question
