"""Repeating a run: what is stopped, failed and refused on a tiny page, and the section on each page that trains."""

import time

import pytest
from streamlit.testing.v1 import AppTest

from core.runs.jobs import Refused
from core.runs.progress import Step
from core.runs.request import Lane
from pages._shared import sweeps, waiting
from tests import opening
from tests.opening import opened
from tests.pages import tiny
from tests.pages.tiny import request
from tests.runs.test_jobs import TwoPlaces

STARTED = "_tiny_repeat_start"


def tiny_page():
    from types import SimpleNamespace

    import numpy as np

    from core.gallery.comparison import View
    from pages._shared import sweeps
    from tests.pages.tiny import TinyParams, request

    def view(run):
        size = float(run.params.size)
        return View({"size": size}, np.array([[0, 0], [1, size]]), ("x", "y"), np.ones((1, 2, 2)), "ones")

    def judge(run):
        return {"T1: odd": "holds" if run.params.size % 2 else "does not hold"}

    topic = SimpleNamespace(slug="tiny")
    sweeps.section(sweeps.Repeated(topic, TinyParams(), lambda params: request(params.size), view, judge))


def said(app):
    """Return what the page says, without the characters that keep Markdown from reading it."""
    return opening.said(app).replace("\\", "").replace("\u2060", "")


def page(values="1-4", field="size"):
    waiting.jobs.clear()
    app = AppTest.from_function(tiny_page, default_timeout=30)
    app.query_params["tiny_repeat"], app.query_params["tiny_repeat_size"] = field, values
    return app.run()


def start(app):
    app.button(key=STARTED).click().run()
    assert not app.exception
    return app


def labels(app):
    return [button.label for button in app.button]


def test_all_runs_are_computed_and_shown_together():
    app = page()
    assert not app.exception
    assert labels(app) == ["Start 4 runs"]
    assert "0 of 4 runs are finished; two are needed" in said(app)
    start(app)
    assert labels(app) == []
    assert "The size is highest, **4**, at 4 and lowest, **1**, at 1 (4 runs)" in said(app)
    assert "| T1: odd | holds in 2 of 4 runs: holds at 1, 3; does not hold at 2, 4 |" in said(app)
    assert len(app.get("vega_lite_chart") or app.get("arrow_vega_lite_chart")) == 2
    app.text_input[0].set_value("2-6").run()  # what is known already need not run again
    assert labels(app) == ["Start 2 runs"]
    assert "(3 runs so far (of 5))" in said(app)


def test_stop_keeps_what_is_done(monkeypatch):
    app, follow, followed = page(), waiting.follow, []

    def follow_until_stopped(job, bar):
        import streamlit as st

        followed.append(job)
        if len(followed) == 3:  # as if Stop had been pressed: its callback, and Streamlit's own end of the script
            st.session_state.pop("_tiny_repeat_asked")
            st.rerun()
        return follow(job, bar)

    def endless_at_three(params):
        while params.size == 3:
            time.sleep(0.01)
            yield Step(0, 1)
        return (yield from compute(params))

    compute = tiny.compute
    monkeypatch.setattr(tiny, "compute", endless_at_three)
    monkeypatch.setattr(waiting, "follow", follow_until_stopped)
    start(app)
    assert len(followed) == 3
    assert all(job.watchers == 0 for job in followed)
    assert labels(app) == ["Start 2 runs"]
    assert "2 runs so far (of 4)" in said(app)
    assert all(waiting.jobs().find(request(size).key) is not None for size in (1, 2))
    monkeypatch.undo()
    assert labels(start(app)) == []


def test_a_run_that_fails_is_named_and_the_others_go_on():
    app = start(page("7-9"))
    assert len(app.error) == 1
    assert "9: Nine is not possible." in said(app)
    assert labels(app) == ["Start 1 run"]
    assert "2 runs so far (of 3)" in said(app)
    assert len(start(app).error) == 1


def test_a_server_that_is_full_says_so(monkeypatch):
    app = page()

    def full(*_, **__):
        raise Refused("8 runs wait already.")

    monkeypatch.setattr(waiting.jobs(), "join", full)
    start(app)
    assert len(app.warning) == 1
    assert "8 runs wait already." in said(app)
    assert labels(app) == ["Start 4 runs"]


def test_a_run_that_finds_no_room_in_the_queue_is_asked_for_again(monkeypatch):
    app, jobs, asked = page(), waiting.jobs(), []
    join = jobs.join

    def full_at_the_second(key, *args, **options):
        asked.append(key)
        if len(asked) == 2:
            raise Refused("8 runs wait already.")
        return join(key, *args, **options)

    monkeypatch.setitem(jobs.runners, Lane.TRAINING, TwoPlaces())
    monkeypatch.setattr(jobs, "join", full_at_the_second)
    start(app)
    assert not app.warning
    assert labels(app) == []  # all runs are there
    assert asked[1] == asked[2]
    assert len(set(asked)) == 4


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ("0-999", "size", "1,000 values"),
        ("1, x", "size", "must be a number"),
        ("3", "size", "at least two values"),
        ("1, 2", "<b>size", "cannot be varied here"),
    ],
)
def test_an_address_that_cannot_be_swept_is_said(values, field, message):
    app = page(values, field)
    assert not app.exception
    assert message in said(app)


PAGES = {
    "1_Weight_Templates": (
        "templates",
        {"dataset": "photo-patches", "epochs": 1, "batch_size": 500, "tab": "Random seed", "seed_part": sweeps.TITLE},
        ("test accuracy", "A1: "),
    ),
    "2_Confusion_Matrix": (
        "confusion",
        {"dataset": "photo-patches", "epochs": 1, "batch_size": 200, "tab": sweeps.TITLE},
        ("test accuracy", ""),
    ),
    "4_Semantic_Development": (
        "semantics",
        {"steps": 50, "seeds": 1, "tab": "Stages", "stages": sweeps.TITLE},
        ("loss", ""),
    ),
    "6_Decision_Boundaries": (
        "boundaries",
        {"n": 40, "steps": 10, "layers": 0, "dataset": "blobs", "tab": "Random seeds", "seeds_part": sweeps.TITLE},
        ("training accuracy", ""),
    ),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_repeats_its_run(name):
    slug, address, expected = PAGES[name]
    app = opened(f"pages/{name}.py", f"{slug}_", repeat="seed", repeat_seed="0, 1", **address)
    assert not app.exception
    app.button(key=f"_{slug}_repeat_start").click().run()
    assert not app.exception
    assert not app.error
    text = said(app)
    assert "Over 2 runs that differ in" in text or "All 2 runs have the same" in text
    assert all(words in text for words in expected)
    app.selectbox(key=f"_{slug}_repeat_field").select_index(1).run()  # another field has its own values
    assert not app.exception
    assert app.button(key=f"_{slug}_repeat_start").label.startswith("Start")


@pytest.mark.slow
def test_spectra_of_trained_networks_are_repeated():
    address = {"dataset": "mnist-5k", "net": "mlp", "depth": 1, "epochs": 1, "training_part": sweeps.TITLE}
    query = {f"jacobian_{name}": str(value) for name, value in address.items()} | {"jacobian_tab": "During training"}
    app = opened("pages/5_Jacobian_Spectra.py", "", **query, jacobian_repeat_seed="0, 1")
    assert not app.exception
    app.button(key="_jacobian_repeat_start").click().run()
    assert not app.exception
    assert "Over 2 runs that differ in" in said(app)
    assert "Spectra get steeper with depth" in said(app)


def test_a_bundled_sweep_is_there_at_once():
    app = opened("pages/6_Decision_Boundaries.py", "boundaries_", units=2, tab="Random seeds", seeds_part=sweeps.TITLE)
    assert not app.exception
    assert "Over 5 runs that differ in “Seed” alone, the training accuracy is" in said(app)
    assert "B6: " in said(app)
    assert not [label for label in labels(app) if label.startswith("Start")]
