"""Jacobian Spectra: the tabs about training, from baked runs and on demand."""

import pytest

from core.catalog import topic
from tests.opening import app_of

TOPIC = topic("jacobian")
TABS = (
    "When does it get steep?",
    "Does steepness tell a good net?",
    "Can one ask for steepness?",
    "What does each layer do?",
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
        assert not any("trained once more" in text.value for text in app.markdown)  # all of it is baked
        assert not any("nan" in text.value.lower() for text in app.markdown)


def test_the_contractive_preset_opens_its_tab():
    app = app_of(TOPIC.page).run()
    app.pills(key="_jacobian_preset").select("Contractive against plain").run()
    assert any("half of ‖J‖²" in text.value for text in app.markdown)
    assert app.query_params["jacobian_tab"] == "Can one ask for steepness?"


def test_every_penalty_and_scale():
    app = app_of(TOPIC.page)
    app.query_params["jacobian_tab"] = "Can one ask for steepness?"
    for penalty in ("0.01", "0.3", "3.0"):
        app.query_params["jacobian_penalty"] = penalty
        app.run()
        assert not app.exception
        assert any("half of ‖J‖²" in text.value for text in app.markdown)
    app.query_params["jacobian_tab"] = "When does it get steep?"
    app.query_params["jacobian_epoch_scale"] = "s, logarithmic"
    app.run()
    assert not app.exception
