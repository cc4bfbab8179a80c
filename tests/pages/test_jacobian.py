"""Jacobian Spectra: every tab of every preset, from baked runs."""

import pytest

from core.catalog import topic
from tests.opening import app_of

TOPIC = topic("jacobian")
TABS = (
    "Which directions survive?",
    "What does noise do?",
    "Which steps change the answer?",
    "Are classes pulled apart?",
    "Does the start matter?",
    "Does the paper hold?",
    "Take it with you",
)


@pytest.mark.parametrize("preset", TOPIC.presets, ids=lambda preset: preset.title)
def test_every_tab_of_every_preset(preset):
    app = app_of(TOPIC.page)
    for name, value in TOPIC.query(preset).items():
        app.query_params[name] = value
    for tab in TABS:
        app.query_params["jacobian_tab"] = tab
        app.run()
        assert not app.exception
        assert not app.error
        assert not any("nan" in text.value.lower() for text in app.markdown)
