"""Pins, links and guesses on every page, through AppTest."""

from urllib.parse import urlencode

import pytest

from core.catalog import TOPICS
from tests.opening import opened, said


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_pinned_preset_stands_beside_the_present_run(topic):
    pinned = topic.params(**topic.presets[1].here())
    app = opened(topic.page, **{f"pin_{topic.slug}": urlencode(pinned.to_query())})
    assert not app.exception
    assert "Pinned → now:" in said(app)
    app.button(key=f"_{topic.slug}_unpin").click().run()
    assert not app.exception
    assert "Pinned" not in said(app)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
@pytest.mark.parametrize("junk", ["", "a=b&&=%%%", "epochs=-5&seed=nan&dataset=<b>"])
def test_junk_for_a_pin_a_link_or_a_moment_shows_the_page(topic, junk):
    names = (f"pin_{topic.slug}", f"from_{topic.slug}", f"at_{topic.slug}_film")
    app = opened(topic.page, **dict.fromkeys(names, junk))
    assert not app.exception
    assert app.title[0].value == topic.question


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.slug)
def test_a_guess_is_answered_from_the_run(topic):
    app = opened(topic.page)
    group = next(g for g in app.button_group if "Guess first" in g.label)
    group.set_value(group.options[0]).run()
    assert not app.exception
    assert "Here it is" in said(app) or "Yes." in said(app)
