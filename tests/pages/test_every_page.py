"""Every page through AppTest: twice, with an address, and with junk in it."""

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog import ROOT, TOPICS
from tests.opening import SECONDS, opened


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_page_runs_twice(topic):
    app = opened(topic.page)
    assert not app.exception
    assert app.title[0].value == topic.question
    app.run()
    assert not app.exception


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_every_preset_is_shown_from_its_address(topic):
    for preset in topic.presets:
        app = opened(topic.page, **topic.query(preset))
        assert not app.exception
        assert not app.error
        assert preset.note in [caption.value for caption in app.caption]


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_junk_in_the_address_shows_the_default(topic):
    junk = dict.fromkeys(topic.params.controls(), "junk<>")
    app = opened(topic.page, f"{topic.slug}_", tab="no such tab", **junk)
    assert not app.exception


def test_home_runs_twice_and_shows_every_topic():
    app = AppTest.from_file(str(ROOT / "Home.py"), default_timeout=SECONDS).run()
    assert not app.exception
    app.run()
    assert not app.exception
