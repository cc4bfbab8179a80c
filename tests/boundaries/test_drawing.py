"""Drawings of planes: index lists that point at the right things, and images of classes."""

import io

import numpy as np
import pytest
from PIL import Image

from core.boundaries import drawing, geometry, planes, stages
from core.boundaries.engine import unpack
from core.charts import images, theme
from core.data import points
from tests.boundaries.examples import random_run, square_net


def rgb(colour):
    return [int(colour[i : i + 2], 16) for i in (1, 3, 5)]


def test_grid_lines_and_cells_join_neighbours_of_the_grid():
    grid = planes.plane_grid(1.0, planes.GRID)
    step = 2 / (planes.GRID - 1)
    for line in drawing.GRID_LINES:
        np.testing.assert_allclose(np.linalg.norm(np.diff(grid[line], axis=0), axis=1), step)
    for cell in drawing.GRID_CELLS:
        np.testing.assert_allclose(np.ptp(grid[cell], axis=0), step)
    assert len({tuple(sorted(cell)) for cell in drawing.GRID_CELLS}) == (planes.GRID - 1) ** 2


def test_what_moves_on_a_plane_stands_where_its_indices_say():
    run = random_run(layers=1, units=2)
    plane = stages.layer_planes(run, np.array([0, 1]))[2]
    positions, border = drawing.plane_positions(plane)
    np.testing.assert_array_equal(positions[:, border], plane.boundary)
    np.testing.assert_array_equal(positions[1, drawing.GRID_LINES[3]], plane.grid[1, 3])
    x0, x1, y0, y1 = drawing.plane_extent(plane)
    assert x1 - x0 == pytest.approx(y1 - y0)
    assert ((plane.points >= [x0, y0]) & (plane.points <= [x1, y1])).all()


def test_an_edge_is_at_its_thickest_at_the_98th_percentile_of_the_weights():
    run = random_run(layers=2, units=3)
    kernels = [kernel for kernel, _ in unpack(run.weights[1:], run.net)]
    sizes = np.sort(np.abs(np.concatenate([kernel.ravel() for kernel in kernels])))
    assert sizes[-2] <= drawing.weight_limit(run, np.array([1])) <= sizes[-1]
    assert drawing.weight_limit(square_net(np.zeros((2, 2))), np.array([0])) == 1  # the identity behind it


def test_planes_of_two_units_have_one_scale_and_others_fill_their_square():
    run = random_run(layers=1, units=5)
    for plane, own in zip(stages.layer_planes(run, np.array([1])), (False, True, True, True, False), strict=True):
        assert drawing.own_scales(plane) == own
        x0, x1, y0, y1 = drawing.plane_extent(plane)
        assert ((plane.points >= [x0, y0]) & (plane.points <= [x1, y1])).all()
        assert (x1 - x0 == pytest.approx(y1 - y0)) != own


def test_only_a_layer_of_three_is_lifted():
    line = np.full((planes.BOUNDARY_POINTS, 2), np.nan)
    assert drawing.lift(random_run(layers=1, units=2), line, 1.0) is None
    lifted = drawing.lift(random_run(layers=1, units=3), line, 1.0)
    assert lifted.positions.shape == (73, planes.GRID**2 + 40 + planes.BOUNDARY_POINTS, 2)
    assert np.isnan(lifted.positions[0, -1]).all()
    assert np.isfinite(lifted.positions[:, : planes.GRID**2 + 40]).all()


def test_the_ground_is_the_classes_colour_where_they_are_sure_and_pale_where_not():
    sure = np.zeros((3, 1, 2))
    sure[1, 0, 0] = 1  # class 1, certain
    sure[:, 0, 1] = 1 / 3  # no idea
    ground = images.class_ground(sure)
    assert ground[0, 1].tolist() == [248] * 3
    np.testing.assert_allclose(ground[0, 0], 248 * 0.4 + 0.6 * np.array(rgb(theme.CATEGORICAL[1])), atol=1)
    two = images.class_ground(np.array([[[0.0, 1.0, 0.5, np.nan]], [[1.0, 0.0, 0.5, np.nan]]]))
    assert two.tolist() == [[255, 0, 128, 128]]


def test_points_are_painted_where_they_lie():
    spots = planes.pixels_of(np.array([[-1.0, 1.0], [1.0, -1.0]]), 1.0, 11, radius=0)
    image = images.spotted(np.zeros((11, 11, 3), np.uint8), spots, np.array([0, 1]))
    assert image[0, 0].tolist() == rgb(theme.CATEGORICAL[0])
    assert image[10, 10].tolist() == rgb(theme.CATEGORICAL[1])
    assert image.any(axis=2).sum() == 2


def test_an_animation_has_all_its_frames():
    frames = np.stack([np.full((8, 8, 3), shade, np.uint8) for shade in (0, 100, 250)])
    with Image.open(io.BytesIO(images.gif(frames, seconds=0.6))) as film:
        assert film.n_frames == 3
        film.seek(2)
        assert np.abs(np.array(film.convert("RGB")).astype(int) - 250).max() <= 3  # the GIF's palette


def test_the_last_of_several_layers_is_lifted_where_the_border_is_flat():
    run = random_run(layers=2, units=3)
    half = planes.half_width(run)
    border = planes.join_lines(planes.boundary_lines(run, -1, half))
    lifted = drawing.lift(run, border, half)
    assert lifted.layer == 1
    front, side = (
        lifted.positions[view, -planes.BOUNDARY_POINTS :].astype(float) for view in (0, 18)
    )  # 18: 90 degrees
    tilt = np.radians(25)
    x, y = front[:, 0], -side[:, 0]
    space = np.stack([x, y, (front[:, 1] - np.sin(tilt) * y) / np.cos(tilt)], axis=1)
    kernel, _ = unpack(run.weights[-1], run.net)[-1]
    heights = space @ (kernel[:, 0] - kernel[:, 1])
    assert np.isfinite(heights).sum() > 20
    assert np.nanstd(heights) < 0.01  # contour interpolation on 101 pixels; the sheet is about 1 wide


def test_a_square_film_ends_in_the_points_under_the_weight():
    kernel = np.array([[1.0, 0.8], [-0.4, 1.2]])
    run = square_net(kernel)
    moved, reach = drawing.square_film(run, geometry.take_apart(kernel))
    places = np.concatenate([geometry.plane_grid(1, planes.GRID), run.points / planes.half_width(run)])
    np.testing.assert_allclose(moved[0], places, atol=1e-12)
    np.testing.assert_allclose(moved[-1], places @ kernel, atol=1e-9)
    assert np.abs(moved).max() < reach
    assert drawing.square_film(run, geometry.take_apart(np.zeros((2, 2))))[1] > 0


def test_the_corners_stand_behind_the_softmax_outputs():
    for classes, corners in ((2, 2), (3, 4)):
        path = np.zeros((2, 7, 2))
        both, line = drawing.with_corners(path, classes)
        assert line == list(range(7, 7 + corners))
        np.testing.assert_allclose(
            np.linalg.norm(np.diff(both[1, line], axis=0), axis=1), 2**0.5 if classes == 2 else 1
        )


def test_a_plane_without_area_still_has_a_limit_for_its_colours():
    flat = stages.layer_planes(square_net(np.zeros((2, 2))), np.array([0]))[1]
    assert drawing.area_limit(flat) == 1


@pytest.mark.parametrize(("dataset", "classes"), [("spiral", 2), ("spiral", 3), ("donut", 2)])
def test_continued_arms_lie_where_the_rule_of_the_set_says(dataset, classes):
    run = random_run(tuple("abc"[:classes]), dataset=dataset, classes=classes, layers=1, units=2)
    places, lines = drawing.continued_arms(run, 4.0)
    assert len(lines) == (classes if dataset == "spiral" else 0)
    for label, line in enumerate(lines):
        arm = np.concatenate([run.points, places])[line]
        assert (points.true_labels(dataset, arm, classes, run.params.turns) == label).all()
        assert np.hypot(*arm.T).max() == pytest.approx(4)


def test_the_border_of_the_product_is_that_of_a_linear_network_and_straight_for_any_other():
    run = random_run(layers=2, units=3, activation="linear")
    for settings in ({"activation": "linear"}, {"activation": "tanh"}):
        run = random_run(layers=2, units=3, **settings)
        product = geometry.collapse(run.weights[-1], run.net, planes.columns(run, run.points))
        line = drawing.product_border(run, product)
        line = line[~np.isnan(line[:, 0])]
        difference = line @ (product.kernel[:, 0] - product.kernel[:, 1]) + product.bias[0] - product.bias[1]
        assert np.abs(difference).max() < 1e-3  # contour interpolation of a linear function
        own = planes.boundary_lines(run, -1, planes.half_width(run))
        if settings["activation"] == "linear":
            np.testing.assert_allclose(np.sort(own[0][[0, -1]], axis=0), np.sort(line[[0, -1]], axis=0), atol=1e-3)
