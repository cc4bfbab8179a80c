"""Asking for runs on a page: any number of them, each with its own buttons, and what stops, fails or is refused."""

import pytest
from streamlit.testing.v1 import AppTest

from core.runs.jobs import Job
from core.runs.progress import Step
from core.runs.text import literal
from pages._shared import waiting
from tests.opening import opened

SMALL = {"n": "40", "steps": "100", "units": "3", "seed": "1"}


def page_of_three():
    """A tiny page, as a script: its own run, one that a button starts, and the own run again under a button."""
    import streamlit as st

    from pages._shared import runs
    from tests.pages.tiny import request

    def stop(size):
        st.session_state[f"_run_{request(size).digest}"] = "stopped"

    if "no_own" not in st.session_state:
        st.write(f"own {runs.ask(request(1)).array.size}")
    for place in ("left", "right"):
        found = runs.offer(request(2), f"Compute {place}", "Not computed yet.", place=place)
        st.write(f"{place} {None if found is None else found.array.size}")
    failed = runs.offer(request(9), "Compute what fails")
    st.write(f"failed {failed}")
    st.button("stop 1", on_click=stop, args=(1,))
    st.button("stop 2", on_click=stop, args=(2,))


@pytest.fixture
def app():
    waiting.jobs.clear()
    return AppTest.from_function(page_of_three, default_timeout=30)


def texts(app):
    return [element.value for element in app.markdown]


def button(app, label):
    return next(found for found in app.button if found.label == label)


def test_ask_computes_and_offer_waits_for_its_button(app):
    app.run()
    assert not app.exception
    assert texts(app) == ["own 1", "left None", "right None", "failed None"]
    assert [info.value for info in app.info] == ["Not computed yet.", "Not computed yet."]
    button(app, "Compute right").click().run()
    assert not app.exception
    assert texts(app) == ["own 1", "left 2", "right 2", "failed None"]
    app.run()
    assert texts(app) == ["own 1", "left 2", "right 2", "failed None"]


def test_a_failure_is_said_under_its_own_button_and_the_page_goes_on(app):
    app.run()
    button(app, "Compute what fails").click().run()
    assert not app.exception
    assert [error.value for error in app.error] == [literal("Nine is not possible.")]
    assert "failed None" in texts(app)
    app.run()  # it is not tried again by itself
    assert [error.value for error in app.error] == [literal("Nine is not possible.")]
    button(app, "Start again").click().run()
    assert [error.value for error in app.error] == [literal("Nine is not possible.")]


def test_what_surely_takes_too_long_is_refused_before_it_waits_and_the_page_goes_on(app, monkeypatch):
    """The tiny run of size 1 is estimated at .01 s; nothing of it is queued."""
    monkeypatch.setenv("NBB_RUN_SECONDS", "0.003")
    monkeypatch.setattr(waiting.Jobs, "join", lambda *args: pytest.fail("It was queued."))
    app.run()
    assert not app.exception
    assert [literal("This run may take about") in warning.value for warning in app.warning] == [True]
    monkeypatch.undo()
    app.run()
    assert "own 1" in texts(app)
    assert not app.warning


def test_each_tab_is_a_visitor_of_its_own_who_leaves_what_it_has_joined(app, monkeypatch):
    jobs, joined = waiting.jobs(), []
    join = jobs.join

    def noted(*args, visitor, **options):
        joined.append((visitor, join(*args, visitor=visitor, **options)))
        return joined[-1][1]

    monkeypatch.setattr(jobs, "join", noted)
    other = AppTest.from_function(page_of_three, default_timeout=30)
    app.run()
    button(app, "Compute right").click().run()
    other.run()
    button(other, "Compute what fails").click().run()
    first, second, third = (visitor for visitor, _ in joined)
    assert first == second != third
    assert [job.watchers for _, job in joined] == [0, 0, 0]


def test_stopped_runs_have_buttons_of_their_own(app):
    """Of two places that offer one stopped run, and a page whose own run is stopped too."""
    app.run()
    waiting.jobs.clear()
    button(app, "stop 2").click().run()
    assert not app.exception
    assert [info.value[:8] for info in app.info] == ["Stopped:", "Stopped:"]
    assert "own 1" in texts(app)
    app.session_state["no_own"] = True
    app.run()
    assert len([found for found in app.button if found.label == "Start again"]) == 2
    waiting.jobs.clear()
    del app.session_state["no_own"]
    button(app, "stop 1").click().run()
    assert not app.exception
    assert texts(app) == []  # the own run is stopped, and nothing below it can be shown
    button(app, "Start again").click().run()
    assert "own 1" in texts(app)


def test_two_runs_of_one_topic_are_computed_in_one_script():
    """The spiral's own run and the linear net of “How far does it hold?”: their Stop buttons shared a key."""
    waiting.jobs.clear()
    app = opened("pages/6_Decision_Boundaries.py", "boundaries_", tab="How far does it hold?", **SMALL)
    assert not app.exception
    assert not app.error


def test_a_download_does_not_start_by_itself(monkeypatch, tmp_path):
    """An address may name a set that is not here; only its button, which says the size, fetches it."""
    from core.data import image_sets

    monkeypatch.setenv("NBB_DATA_DIR", str(tmp_path))
    asked = []

    def fetch(name):
        asked.append(name)
        raise image_sets.DataUnavailable("There is no network.")
        yield

    monkeypatch.setattr(image_sets, "fetch", fetch)
    for page, prefix in (("1_Weight_Templates", "templates_"), ("5_Jacobian_Spectra", "jacobian_")):
        asked.clear()
        app = opened(f"pages/{page}.py", prefix, dataset="cifar10", seed="77")
        assert not app.exception
        assert asked == []
        button(app, "Download cifar10 (170 MB)").click().run()
        assert not app.exception
        assert asked == ["cifar10"]
        assert [error.value for error in app.error] == [literal("There is no network.")]


def test_the_pinned_run_is_offered_and_then_held_against_the_present_one():
    waiting.jobs.clear()
    query = {f"boundaries_{name}": value for name, value in SMALL.items()}
    app = opened("pages/6_Decision_Boundaries.py", "", **query, pin_boundaries="n=40&steps=100&units=2&seed=1")
    assert not app.exception
    button(app, "Compute it again").click().run()
    assert not app.exception
    assert app.dataframe


def test_a_note_about_where_runs_are_computed_stands_beside_the_progress():
    job = Job("key", list, 1)
    assert waiting._progress(job) == (0.0, "Starting")
    assert waiting._progress(job, "This server computes it.") == (0.0, "Starting · This server computes it.")
    job.ahead = 1
    assert waiting._progress(job, "Note.")[1] == "Waiting: 1 other run first · Note."
    job.ahead, job.step = 0, Step(1, 4, {"loss": 0.5}, "Training")
    assert waiting._progress(job, "Note.") == (0.25, "Training · loss 0.5 · Note.")
    assert waiting._progress(job) == (0.25, "Training · loss 0.5")
