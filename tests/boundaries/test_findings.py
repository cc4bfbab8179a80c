"""Sentences about one run, each on both sides of its condition."""

from dataclasses import replace

import numpy as np
import pytest

from core.boundaries import findings, geometry, stages
from core.boundaries.geometry import Collapse, Reach
from core.data import own_points
from tests.boundaries.examples import random_run, run_of, square_net


def linear(weights=(1, -1, 0, 0, 0, 0), frames=1, **settings):
    """A linear network on x and y, by its six parameters."""
    return run_of(np.tile(np.array(weights, float), (frames, 1)), layers=0, **settings)


# --- training --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accuracy", "text"),
    [
        (
            [0.5, 0.98, 0.989],
            "**98.9%** of 40 training points correctly; on the training points it reaches 99 % at no st",
        ),
        (
            [0.5, 0.99, 0.7],
            "**70.0%** of 40 training points correctly; on the training points it has reached 99 % by step 1.",
        ),
    ],
)
def test_the_outcome_says_whether_and_when_99_percent_are_reached(accuracy, text):
    said = findings.outcome(replace(linear(frames=3), accuracy=np.array(accuracy))).text
    assert text in said
    assert said.startswith("After 2 steps the network with no hidden layer (6 parameters)")
    assert "held-out" not in said


def test_held_out_points_are_named_where_there_are_some():
    run = replace(linear(), held_labels=np.array([1]), held_accuracy=np.array([0.25]))
    assert "and **25.0%** of 1 held-out point correctly" in findings.outcome(run).text
    assert "After 0 steps" in findings.outcome(run).text


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"layers": 1, "units": 1}, "1 hidden layer of 1 tanh unit ("),
        ({"layers": 3, "units": 2, "activation": "relu"}, "3 hidden layers of 2 relu units ("),
    ],
)
def test_a_shape_has_its_singulars_and_plurals(settings, text):
    assert text in findings.shape(random_run(**settings))


@pytest.mark.parametrize(
    ("places", "labels", "text"),
    [
        ([[0, 0], [1, 1], [2, 0]], [0, 1, 0], ""),
        ([[0, 0], [0, 0], [1, 1]], [0, 0, 1], "1 point has the same place as an earlier one."),
        ([[0, 0], [0, 0], [0, 0], [1, 1]], [0, 0, 0, 1], "2 points have the same place as an earlier one."),
        ([[0, 0], [0, 0], [1, 1]], [0, 1, 1], "no network can classify all points correctly"),
    ],
)
def test_points_that_lie_on_each_other_are_counted(places, labels, text):
    run = replace(linear(), points=np.array(places, np.float32), labels=np.array(labels))
    said = findings.shared_places(run).text
    assert (text in said) if text else said == ""
    assert ("no network" in said) == ("no network" in text)


@pytest.mark.parametrize(
    ("settings", "included", "left_out"),
    [
        ({"optimizer": "sgd", "layers": 1, "activation": "relu"}, ("or Adam", "or tanh"), ("Lower",)),
        ({"optimizer": "adam", "layers": 1, "activation": "tanh"}, ("learning rate of 0.003",), ("or Adam", "or tanh")),
        ({"optimizer": "sgd", "layers": 0}, ("or Adam",), ("or tanh",)),
        ({"weight_decay": 1.0, "learning_rate": 3.0, "layers": 0}, ("Lower the weight decay below 0.67",), ("Try",)),
        ({"weight_decay": 1.0, "learning_rate": 1.0, "layers": 0}, ("Try a learning rate",), ("Lower",)),
    ],
)
def test_advice_after_a_divergence_fits_the_settings(settings, included, left_out):
    run = replace(random_run(units=2, **settings), diverged_step=7)
    said = findings.divergence(run).text
    assert "at step 7 of 3,000" in said
    assert "largest weight" in said
    assert all(text in said for text in included)
    assert not any(text in said for text in left_out)
    assert findings.divergence(replace(run, diverged_step=None)).text == ""


# --- layers and neurons ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (linear(), "the space of the inputs (2 dimensions) the border is a straight line."),
        (linear((1, -1, 0, 0, 9, 0)), "no border between the classes runs through the part"),
        (
            run_of(np.array([[1, -1, 0, 0]]), layers=0, f_y=False),
            "inputs (1 dimension) the border is a single threshold.",
        ),
        (square_net(np.eye(2), activation="tanh"), "last hidden layer (2 dimensions) the border is a straight line."),
        (random_run(layers=1, units=5), "is a flat cut. The plane drawn there is perpendicular to this cut at step 1"),
        (random_run(("a", "b", "c"), layers=1, units=2), "the border is made of straight pieces."),
        (random_run(("a", "b", "c"), layers=1, units=3), "the border is made of flat pieces. A drawing of 3"),
    ],
)
def test_the_border_is_described_in_the_space_before_the_output_layer(run, text):
    plane = stages.layer_planes(run, np.array([len(run.steps) - 1]))[2 * run.params.layers]
    said = findings.border(run, plane).text
    assert text in said
    assert ("drawing of" in said) == ("drawing of" in text)
    assert ("perpendicular" in said) == ("perpendicular" in text)


def test_a_border_on_two_chosen_units_may_look_curved():
    run = random_run(layers=1, units=5)
    plane = stages.layer_planes(run, np.array([1]), pair=(0, 1))[2]
    assert "A drawing of 5 dimensions" in findings.border(run, plane).text


def test_the_variance_of_a_plane_is_named_with_what_it_is_of():
    for settings, text in (
        ({"layers": 1, "units": 2}, ""),
        ({"layers": 1, "units": 5}, "variance of the last hidden layer's outputs at step 1"),
        ({"layers": 0, "f_r": True}, "variance of the inputs at step 1"),
    ):
        run = random_run(**settings)
        found = stages.layer_planes(run, np.array([1]))
        said = findings.variance_drawn(run, found[-3] if run.params.layers else found[0]).text
        assert (text in said) if text else said == ""


FOLD = np.concatenate([[1, -1, 0, 0, 0, 1], [0, 0, 9], [1, 0, 1, 0, 0, 1], [0, 0]])  # logits (|x|, y + 9)


@pytest.mark.parametrize(
    ("run", "text"),
    [
        (square_net(np.eye(2)), "no cell is mirrored"),
        (square_net([[0, 1], [1, 0]], activation="tanh"), "every cell is mirrored, so nothing is folded"),
        (
            run_of(FOLD[None], layers=1, units=3, activation="relu"),
            "50.0% of the cells are mirrored",
        ),
        (square_net(np.ones((2, 2))), "blue where it is mirrored."),
        (random_run(("a", "b", "c"), layers=1, units=2), "blue where it is mirrored."),
        (
            random_run(layers=1, units=2, f_theta=True),
            "blue where it is mirrored.",
        ),  # θ jumps, so a cell may be mirrored without a fold
    ],
)
def test_a_fold_is_claimed_only_where_some_cells_are_mirrored_and_others_not(run, text):
    said = findings.folding(run).text
    assert text in said
    assert ("From the plane to the logits" in said) == (text != "blue where it is mirrored.")
    assert ("folds the plane" in said) == ("50.0%" in text)


@pytest.mark.parametrize(
    ("settings", "strip"),
    [
        ({"layers": 1, "activation": "tanh"}, True),
        ({"layers": 1, "activation": "sigmoid"}, True),
        ({"layers": 1, "activation": "relu"}, False),
        ({"layers": 1, "activation": "linear"}, False),
        ({"layers": 0}, False),
    ],
)
def test_only_bounded_units_have_a_strip(settings, strip):
    run = random_run(units=4, **settings)
    said = findings.unit_slopes(run).text
    assert ("narrower is the strip" in said) == strip
    assert said.count("→") == run.params.layers + 1
    alone = findings.unit_slopes(replace(run, steps=run.steps[1:], weights=run.weights[1:])).text
    assert "at step 1:" in alone
    assert "→" not in alone


# --- one layer -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kernel", "turned", "qr"),
    [
        ([[2, 0], [0, 3]], False, True),
        ([[0, 1], [1, 0]], True, True),
        ([[0, 0], [1, 2]], False, False),  # x is sent to 0, so there is no shear that would make the map
        ([[0, 1], [0, 2]], False, True),
    ],
)
def test_a_square_weight_says_what_its_determinant_means(kernel, turned, qr):
    kernel = np.array(kernel, float)
    said = findings.square_weight(geometry.take_apart(kernel)).text
    assert f"|det W| = {abs(np.linalg.det(kernel)):.2f}" in said
    assert ("mirrored" in said) == turned
    assert "inf" not in said
    assert ("QR" in said) == qr


@pytest.mark.parametrize(
    ("settings", "names", "texts"),
    [
        ({"layers": 1}, ("0", "1"), ("after 1 layer of three tanh", "receives x and y", "by a flat cut;")),
        (
            {"layers": 2, "f_r": True},
            ("a", "b", "c"),
            ("after 2 layers of three", "receives 3 features", "by flat cuts;"),
        ),
    ],
)
def test_a_lift_names_its_layers_inputs_and_cuts(settings, names, texts):
    run = random_run(names, units=3, **settings)
    said = findings.lifted(run, run.params.layers - 1).text
    assert all(text in said for text in texts)


@pytest.mark.parametrize(
    ("settings", "error", "text"),
    [
        ({"layers": 0}, 1e-7, "one layer, so the table is its own weight, W1 (2 x 2), and bias"),
        ({"layers": 1, "activation": "linear"}, 1e-7, "they are the same map"),
        ({"layers": 1, "activation": "linear"}, 1.0, "more than rounding explains"),
        ({"layers": 1, "activation": "tanh"}, 1.0, "due to the tanh between the layers"),
        ({"layers": 1, "activation": "relu"}, 1e-7, "the relu between the layers makes no difference"),
        ({"layers": 1, "activation": "relu"}, np.nan, "too large to compare"),
    ],
)
def test_layers_are_one_only_within_rounding(settings, error, text):
    found = Collapse(np.eye(2), np.zeros(2), error, 1e-6)
    assert text in findings.collapsed(random_run(units=2, **settings), found).text


# --- beyond the data -------------------------------------------------------------------------------------------------


def reached(value):
    return Reach(np.array([0.5, 1.0, 2.5]), np.array([1.0, value, value]), 0.9)


@pytest.mark.parametrize(
    ("settings", "own", "phase", "included", "left_out"),
    [
        ({"dataset": "spiral"}, 0.1, 1.0, ("near the continued arms", "phase θ − kr **100.0%**", "50%", "winding"), ()),
        ({"dataset": "spiral", "f_phase": True}, 0.1, None, ("50%",), ("phase θ", "winding")),
        ({"dataset": "spiral"}, 1.0, 1.0, ("50%",), ("winding",)),
        ({"dataset": "donut"}, 0.4, None, ("every place there is of class 1",), ("arm", "winding", "50%")),
        ({"dataset": "blobs"}, 0.4, None, ("of places correctly",), ("arm", "winding", "outermost", "50%")),
    ],
)
def test_what_is_said_beyond_the_data_fits_the_set(settings, own, phase, included, left_out):
    run = run_of(np.zeros((1, 6)), layers=0, **settings)
    said = findings.extrapolation(run, reached(own), phase and reached(phase)).text
    assert "From 0.90, the distance of the farthest training point from the middle, to 2.50" in said
    assert f"**{own:.1%}**" in said
    assert all(text in said for text in included)
    assert not any(text in said for text in left_out)


# --- own points ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "moved", "said"),
    [
        ("0;1;a\n1;0;b", False, "2 points of 2 classes (0 is a, 1 is b), read as columns separated by semicolons."),
        (
            "x y class\n0,5 1 a\n1 0 b",
            True,
            "separated by blanks with decimal commas, the first line as a header. Both axes were moved and scaled",
        ),
        (f"0,1,{'a' * 500}\n1,0,b", False, f"0 is {'a' * 40}, 1 is b"),
    ],
)
def test_a_table_is_said_as_it_was_read(text, moved, said):
    table = own_points.read_table(text)
    data = own_points.own_set(table.points, table.labels)
    assert said in findings.table_read(table, data, moved)
