"""The stages of a network as planes, held against maps of the plane whose answer is known."""

import numpy as np
import pytest

from core.boundaries import forward as maps
from core.boundaries import planes, stages
from core.boundaries.engine import Architecture, initial_weights
from tests.boundaries.examples import random_run, run_of, square_net


@pytest.mark.parametrize(
    ("kernel", "area"), [(np.eye(2), 1), ([[2, 0], [0, 3]], 6), ([[0, 1], [1, 0]], -1), ([[1, 1], [1, 1]], 0)]
)
def test_a_linear_layer_warps_the_grid_by_its_determinant(kernel, area):
    run = square_net(kernel, bias=(0.5, -1))
    found = stages.layer_planes(run, np.array([0]))
    before = next(p for p in found if p.layer == 0 and not p.after)
    np.testing.assert_allclose(before.area, area, atol=1e-5)  # float32 corners of cells of side .1
    wanted = planes.plane_grid(planes.half_width(run), planes.GRID) @ np.array(kernel) + [0.5, -1]
    np.testing.assert_allclose(before.grid.reshape(-1, 2), wanted, atol=1e-5)
    assert before.share == 1.0


def test_tanh_warps_the_grid_by_the_product_of_its_slopes():
    run = square_net(np.eye(2), activation="tanh")
    after = next(p for p in stages.layer_planes(run, np.array([0])) if p.layer == 0 and p.after)
    half = planes.half_width(run)
    rise = np.diff(np.tanh(np.linspace(-half, half, planes.GRID))) / (2 * half / (planes.GRID - 1))
    np.testing.assert_allclose(after.area[0], rise[::-1, None] * rise, rtol=1e-4)


def test_the_boundary_is_where_two_logits_are_equal_and_runs_through_every_plane():
    kernel = np.array([[1.0, 0.3], [-0.5, 1.0]])
    run = square_net(kernel, bias=(0.2, 0), activation="tanh")
    found = stages.layer_planes(run, np.array([0]))
    line = next(p for p in found if p.layer == 0 and p.after).boundary[0]
    line = line[~np.isnan(line[:, 0])]
    assert len(line) > 50
    np.testing.assert_allclose(line[:, 0], line[:, 1], atol=2e-3)  # contour interpolation on 101 pixels
    probabilities = found[-1].boundary[0]
    assert np.nanmax(np.abs(probabilities - 0.5)) < 1e-3


def test_a_wide_layer_is_drawn_on_its_principal_plane_or_on_two_units():
    net = Architecture((2, 5, 5, 2), "tanh")
    run = run_of(initial_weights(net, "he_uniform", [[0, 2]]), layers=2, units=5)
    outputs = maps.forward(run.weights[0], net, planes.columns(run, run.points))[0][1]
    covariance = np.linalg.eigvalsh(np.cov(outputs))
    hidden = stages.layer_planes(run, np.array([0]))[2]  # not the one in front of the output layer
    assert hidden.share == pytest.approx(covariance[-2:].sum() / covariance.sum(), rel=1e-4)
    assert np.var(hidden.points[0], axis=0, ddof=1) == pytest.approx(covariance[:-3:-1], rel=1e-3)
    chosen = stages.layer_planes(run, np.array([0]), pair=(4, 1))[2]
    np.testing.assert_allclose(chosen.points[0].T, outputs[[4, 1]], atol=1e-6)
    assert chosen.axes == ("unit 5", "unit 2")


@pytest.mark.parametrize(("kernel", "share"), [(np.eye(2), 0), ([[0, 1], [1, 0]], 1), ([[1, 1], [1, 1]], None)])
@pytest.mark.parametrize("activation", ["linear", "tanh", "sigmoid"])
def test_two_invertible_units_turn_over_all_of_the_plane_or_nothing(kernel, share, activation):
    kernel = 20 * np.array(kernel, float)  # so steep that float32 saturates in most cells
    assert stages.turned_over(square_net(kernel, activation=activation)) == share


def test_a_folded_plane_is_turned_over_on_one_side_of_the_fold():
    # units relu(x), relu(-x), y + 9: logits (|x|, y + 9), which mirror the left half
    hidden = np.array([[1, -1, 0], [0, 0, 1]])
    output = np.array([[1, 0], [1, 0], [0, 1]])
    flat = np.concatenate([hidden.ravel(), [0, 0, 9], output.ravel(), [0, 0]])
    run = run_of(flat[None], layers=1, units=3, activation="relu")
    assert stages.turned_over(run) == 0.5
    assert stages.turned_over(random_run(names=("a", "b", "c"), layers=1, units=3)) is None


def test_a_plane_in_front_of_the_output_layer_is_perpendicular_to_the_cut():
    run = random_run(layers=1, units=5)
    *_, hidden, logits, _ = stages.layer_planes(run, np.array([1]))
    for plane in (hidden, logits):
        across = plane.boundary[0][~np.isnan(plane.boundary[0, :, 0]), 0]
        assert len(across) > 50
        # contour interpolation on 101 pixels; the points are spread wider by two orders of magnitude
        assert np.ptp(across) < 0.02 * np.ptp(plane.points[0, :, 0])
    assert hidden.axes[0] == stages.ACROSS
    three = stages.layer_planes(random_run(("a", "b", "c"), layers=1, units=5), np.array([1]))
    assert three[2].axes == ("1st direction", "2nd direction")
    assert three[3].axes == three[1].axes  # three logits, too
    assert stages.layer_planes(run, np.array([1]), pair=(0, 1))[2].axes == ("unit 1", "unit 2")


def test_the_area_of_the_logits_keeps_its_sign_when_they_are_turned():
    run = square_net(np.array([[1.0, 0.3], [-0.5, 1.0]]))
    logits = stages.layer_planes(run, np.array([0]))[3]
    np.testing.assert_allclose(logits.area, 1.15, rtol=1e-3)
