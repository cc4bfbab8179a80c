"""Weights changed by hand: their text in an address, what does not fit, and training on from them."""

import numpy as np
import pytest

from core.boundaries import changed, edit_findings, edits, training
from core.boundaries.edits import Change, Edit, EditError
from core.boundaries.engine import Architecture, unpack
from core.boundaries.params import BoundaryParams
from core.boundaries.seeds import request as seeds_request
from core.runs.progress import drain
from tests.boundaries.examples import random_run

NET = Architecture((2, 3, 2), "tanh")
FITTING = "300:0.w.1.2=-1.2;1.b.0=0.5"


def test_a_text_says_an_edit_and_the_edit_that_text():
    edit, problems = edits.read(FITTING, NET)
    assert not problems
    assert edit == Edit(300, (Change(0, 1, 2, -1.2), Change(1, None, 0, 0.5)))
    assert edit.text() == FITTING
    assert edits.read("0.b.0=1", NET)[0].step is None
    assert edits.read("", NET) == (Edit(None, ()), ())
    assert edits.read("0.b.0=1;0.w.0.0=2;0.b.0=3", NET)[0].text() == "0.w.0.0=2;0.b.0=3"


@pytest.mark.parametrize("value", ["100", "-100", "1e2", ".5", "-0"])
def test_numbers_within_the_bounds_are_taken(value):
    edit, problems = edits.read(f"0.b.0={value}", NET)
    assert edit.changes[0].value == float(value)
    assert not problems


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("0.b.0=nan", "does not set a number"),
        ("0.b.0=inf", "does not set a number"),
        ("0.b.0=1e309", "does not set a number"),
        ("0.b.0=100.1", "does not set a number"),
        ("0.b.0=one", "does not set a number"),
        ("2.b.0=1", "does not have"),
        ("0.b.3=1", "does not have"),
        ("0.w.2.0=1", "does not have"),
        ("1.w.3.0=1", "does not have"),
        ("0.w.0=1", "is not a changed weight"),
        ("-1.b.0=1", "is not a changed weight"),
        ("0.b.²=1", "is not a changed weight"),
        ("![a](http://evil.example)", "is not"),
        ("x:0.b.0=1", "is not a step"),
        ("99999:0.b.0=1", "is not a step"),
        ("²:0.b.0=1", "is not a step"),
        ("0.b.0=1;" * 600, "longer than"),
    ],
)
def test_what_does_not_fit_is_left_out_and_said(text, why):
    edit, problems = edits.read(text, NET)
    assert edit.changes == ()
    assert why in problems[0]


def test_one_bad_change_leaves_the_others():
    edit, problems = edits.read("0.b.0=1;0.b.9=1;0.b.1=2", NET)
    assert edit.text() == "0.b.0=1;0.b.1=2"
    assert len(problems) == 1


def test_only_so_many_changes_are_used():
    wide = Architecture((2, 64, 2), "tanh")
    for count, said in ((edits.MOST_CHANGES, 0), (edits.MOST_CHANGES + 1, 1)):
        edit, problems = edits.read(";".join(f"0.b.{unit}=1" for unit in range(count)), wide)
        assert len(edit.changes) == edits.MOST_CHANGES
        assert len(problems) == said


def test_an_edit_sets_its_weights_and_no_others():
    run = random_run(layers=1, units=3)
    edit, _ = edits.read("0.w.1.2=-1.2;1.b.0=0.5", run.net)
    before = run.weights[-1].copy()
    after = edits.apply(run.weights[-1], run.net, edit)
    np.testing.assert_array_equal(run.weights[-1], before)  # a cached run stays as it is
    (first, _), (_, last) = unpack(after, run.net)
    assert first[1, 2] == np.float32(-1.2)
    assert last[0] == 0.5
    assert (after != before).sum() == 2


def test_an_edited_network_is_a_run_of_one_frame_with_its_own_numbers():
    run = random_run(layers=1, units=3)
    edit, _ = edits.read("0:1.b.0=99", run.net)
    one = changed.edited(run, edit)
    assert one.steps.tolist() == [0]
    share = (run.labels == 0).mean()  # with this bias every place is of class 0
    assert one.accuracy.tolist() == [share]
    assert one.loss[0] > 10
    assert one.params.edit == "0:1.b.0=99"
    assert training.request(one.params).params == run.params
    assert changed.edited(run, Edit(7, edit.changes)) is None
    assert changed.edited(run, Edit(None, edit.changes)).steps.tolist() == [1]


def test_stages_are_joined_up_to_a_bound():
    edit = Edit(5, (Change(0, None, 0, 1.0),))
    start = ""
    for _ in range(edits.MOST_STAGES):
        start = edits.joined(start, edit)
        assert edits.problems(start, NET) == ()
    with pytest.raises(EditError, match="at most 4 times"):
        edits.joined(start, edit)
    assert edits.problems(f"{start}~{edit.text()}", NET)
    assert edits.problems("0.b.9=1", NET)
    assert edits.problems("7:", NET)
    assert edits.counted(start) == "4 changed weights"
    assert edits.counted(edit.text()) == "1 changed weight"
    assert edits.counted("") == ""


def test_changed_weights_make_another_run_with_a_short_name():
    plain = BoundaryParams(units=3)
    started = BoundaryParams(units=3, start=FITTING)
    assert plain.slug() == BoundaryParams(units=3, edit="").slug() == "units-3"
    assert plain.slug() < started.slug() < "units-3_t"
    assert len(started.slug()) < 40
    assert "start" not in plain.to_query()
    assert BoundaryParams.from_query(started.to_query()) == started
    assert seeds_request(started).params == plain
    assert started.memory_bytes() > plain.memory_bytes()


def test_what_is_said_about_changed_weights_are_their_numbers():
    run = random_run(layers=1, units=3)
    one = changed.edited(run, edits.read("0:1.b.0=99", run.net)[0])
    said = edit_findings.changed(run, one).text
    assert "With 1 changed weight the network of step 0 classifies **50.0%** of the training points correctly" in said
    assert f"is {one.loss[0]:.3g} nats" in said
    assert "held-out" not in said
    assert edit_findings.started(run).text == ""
    later = random_run(layers=1, units=3, start="0.b.0=1;0.b.1=1")
    assert "with 2 changed weights" in edit_findings.started(later).text


@pytest.mark.parametrize(
    ("settings", "drag"),
    [
        ({"layers": 1, "units": 3}, "numbered lines"),
        ({"layers": 0}, "drag the border"),
        ({"layers": 1, "units": 3, "f_r": True}, None),
        ({"layers": 0, "names": ("a", "b", "c")}, None),
    ],
)
def test_dragging_is_offered_only_where_a_line_can_be_dragged(settings, drag):
    said = edit_findings.how_to_change(random_run(**settings))
    assert said.startswith("Click a weight")
    assert (drag in said) if drag else ("drag" not in said)


def small(**settings):
    return BoundaryParams(dataset="blobs", layers=1, units=2, steps=20, n=60, **settings)


def test_training_on_starts_at_the_changed_weights_and_ends_elsewhere():
    pytest.importorskip("tensorflow", reason="training needs it")
    plain = drain(training.train(small()))
    text = "10:0.w.1.1=3;1.b.0=-2"
    run = drain(training.train(small(start=text)))
    at = plain.steps.tolist().index(10)
    expected = edits.apply(plain.weights[at], plain.net, edits.read(text, plain.net)[0])
    np.testing.assert_allclose(run.weights[0], expected, atol=1e-6)
    assert run.steps[-1] == 20
    assert run.loss[-1] < run.loss[0]
    again = drain(training.train(small(start=f"{text}~0.b.0=1")))
    expected = edits.apply(run.weights[-1], run.net, edits.read("0.b.0=1", run.net)[0])
    np.testing.assert_allclose(again.weights[0], expected, atol=1e-5)
    # a step that is not stored, and one beyond the end, are reached all the same
    later = drain(training.train(small(start="33:0.b.0=1")))
    longer = drain(training.train(BoundaryParams(**{**vars(small()), "steps": 33})))
    np.testing.assert_allclose(later.weights[0, 4 + 1 :], longer.weights[-1, 4 + 1 :], atol=1e-5)


def test_changed_weights_that_do_not_fit_are_refused_in_words():
    with pytest.raises(EditError, match="does not have"):
        drain(training.train(small(start="5.b.0=1")))
