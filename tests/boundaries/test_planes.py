"""The images and planes of a run, held against maps of the plane whose answer is known."""

import numpy as np
import pytest

from core.boundaries import planes
from core.boundaries.engine import Architecture, initial_weights
from tests.boundaries.examples import run_of, square_net


def test_two_classes_slide_along_a_line_and_three_in_a_triangle():
    run = square_net(np.eye(2))
    path = planes.output_path(run, np.array([0]))
    np.testing.assert_allclose(path.sum(axis=-1), 1, atol=1e-6)
    three = Architecture((2, 3), "tanh")
    run = run_of(initial_weights(three, "he_uniform", [[0, 2]]) * 30, names=("a", "b", "c"), layers=0)
    inside = planes.output_path(run, np.array([0]))[0]
    corners = np.array([[0, 0], [1, 0], [0.5, np.sqrt(0.75)]])
    assert np.linalg.norm(inside[:, None] - corners, axis=2).min(axis=1).mean() < 0.1  # steep logits: near corners


def test_images_have_row_0_on_top():
    weights = np.array([[0, 0, 5, -5, 0, 0]], np.float32)  # class 0 where y > 0
    film = planes.probability_film(run_of(weights, layers=0), np.array([0]), 1.0, 8)
    assert film.shape == (1, 2, 8, 8)
    assert film[0, 0, 0].min() > 0.99
    assert film[0, 0, -1].max() < 0.01


def test_lines_are_joined_with_gaps_and_nothing_is_drawn_from_infinite_weights():
    lines = [np.arange(20.0).reshape(10, 2), np.arange(600.0).reshape(300, 2)]
    joined = planes.join_lines(lines)
    assert joined.shape == (planes.BOUNDARY_POINTS, 2)
    gaps = np.isnan(joined[:, 0])
    assert joined[0].tolist() == [0, 1]
    assert np.flatnonzero(gaps)[0] > 200
    assert np.isfinite(joined[np.flatnonzero(gaps)[0] + 1]).all()
    assert planes.lines_of(np.full((2, 9, 9), np.inf), 1.0) == []


def test_each_border_of_three_classes_is_drawn_once():
    x, y = planes.plane_grid(1.0, 81).T
    angles = np.radians([90, 210, 330])[:, None]
    logits = (np.cos(angles) * x + np.sin(angles) * y).reshape(3, 81, 81)  # three sectors that meet in the middle
    lines = planes.lines_of(logits, 1.0)
    length = sum(np.linalg.norm(np.diff(line, axis=0), axis=1).sum() for line in lines)
    # one border runs down to (0, -1), two up at 30 degrees to x = +-1; masked pixels cost up to .1 at the junction
    assert length == pytest.approx(1 + 2 / np.cos(np.radians(30)), abs=0.15)


def test_a_turntable_turns_rigidly():
    outputs = np.random.default_rng(0).normal(size=(3, 30))
    seen = planes.turntable(outputs, frames=5, tilt=0)
    np.testing.assert_allclose(seen[0], outputs[[0, 2]].T)
    np.testing.assert_allclose(seen[4], seen[0], atol=1e-12)
    np.testing.assert_allclose(seen[:, :, 1], np.broadcast_to(outputs[2], (5, 30)))


def test_the_border_is_in_view_where_a_logit_overtakes_the_other():
    assert planes.border_in_view(run_of(np.array([[1, -1, 0, 0, 0, 0]]), layers=0))
    assert not planes.border_in_view(run_of(np.array([[1, -1, 0, 0, 9, 0]]), layers=0))


def test_frames_of_a_second_run_follow_the_steps_of_the_first():
    run = run_of(np.zeros((5, 6)), layers=0)  # steps 0 to 4
    frames = np.array([0, 2, 4])
    assert planes.frames_at(run, frames, np.array([0, 1, 2, 3, 99])).tolist() == [0, 1, 1, 2, 2]


@pytest.mark.parametrize(("bytes_a_frame", "count"), [(0, 41), (100, 20), (1e6, 15)])
def test_a_film_has_as_many_frames_as_its_bytes_allow(bytes_a_frame, count):
    run = run_of(np.zeros((121, 6)), layers=0)
    frames = planes.frames_of_bytes(run, 2000, bytes_a_frame, most=41)
    assert len(frames) == count
    assert frames[[0, -1]].tolist() == [0, 120]
