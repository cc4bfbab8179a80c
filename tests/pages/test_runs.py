"""Asking for runs on a page: any number of them, each with its own buttons, and what stops, fails or is refused."""

from tests.opening import opened

SMALL = {"n": "40", "steps": "100", "units": "3", "seed": "1"}


def test_two_runs_of_one_topic_are_computed_in_one_script():
    """The spiral's own run and the linear net of “How far does it hold?”: their Stop buttons shared a key."""
    app = opened("pages/6_Decision_Boundaries.py", "boundaries_", tab="How far does it hold?", **SMALL)
    assert not app.exception
    assert not app.error
