"""Jacobian Spectra: every tab of every preset, from baked runs."""

import pytest
from streamlit.testing.v1 import AppTest

from core.catalog import ROOT, topic

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
    app = AppTest.from_file(str(ROOT / TOPIC.page), default_timeout=60)
    for name, value in TOPIC.query(preset).items():
        app.query_params[name] = value
    for tab in TABS:
        app.query_params["jacobian_tab"] = tab
        app.run()
        assert not app.exception
        assert not app.error
        assert not any("nan" in text.value.lower() for text in app.markdown)
