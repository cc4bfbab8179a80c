"""A moment of a film in the address belongs to the run that it was copied with."""

import pytest

from core.catalog import topic
from pages._shared import player
from tests.opening import app_of


@pytest.fixture
def starts(monkeypatch):
    """Where each film was told to start."""
    found = {}
    real = player.pack

    def pack(panels, moments, start, seconds, *, name="", usual=-1):
        found[name] = start
        return real(panels, moments, start, seconds, name=name, usual=usual)

    monkeypatch.setattr(player, "pack", pack)
    return found


def test_a_moment_is_dropped_with_its_run_and_not_before(starts):
    app = app_of(topic("templates").page, at_templates_film="3", at_jacobian_film="2").run()
    assert starts["templates_film"] == 3
    guess = next(group for group in app.button_group if "Guess first" in group.label)
    guess.set_value(guess.options[0]).run()
    assert starts["templates_film"] == 3
    assert app.query_params["at_templates_film"] == "3"
    app.pills(key="_templates_preset").set_value("Hidden 128").run()
    assert not app.exception
    assert starts["templates_film"] == 20
    assert "at_templates_film" not in app.query_params
    assert app.query_params["at_jacobian_film"] == "2"  # other topics' moments are not this page's


@pytest.mark.parametrize("moment", ["-1", "1e309", "nan", "", "²", "9" * 30])
def test_what_is_no_moment_is_the_usual_one(starts, moment):
    app = app_of(topic("templates").page, at_templates_film=moment).run()
    assert not app.exception
    assert starts["templates_film"] == 20
