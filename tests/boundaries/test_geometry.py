"""What is said about maps of the plane, held against maps whose answer is known."""

import numpy as np
import pytest

from core.boundaries import forward as maps
from core.boundaries import geometry, planes
from core.boundaries.engine import Architecture, initial_weights
from core.boundaries.training import BoundaryParams, BoundaryRun, architecture


def run_of(weights, names=("0", "1"), frames=None, **settings):
    """A run with given weights (frames, parameters) and some points."""
    params = BoundaryParams(**settings)
    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, (40, 2)).astype(np.float32)
    empty = np.zeros(0)
    n = len(weights)
    return BoundaryRun(
        params=params,
        points=points,
        labels=np.arange(40) % len(names),
        held_points=points[:0],
        held_labels=np.zeros(0, int),
        names=names,
        steps=np.arange(n),
        weights=np.asarray(weights, np.float32),
        loss=np.ones(n),
        accuracy=np.ones(n),
        held_loss=empty,
        held_accuracy=empty,
    )


def square_net(kernel, bias=(0, 0), activation="linear"):
    """A 2-2-2 net with this hidden layer and the identity as its output layer, as flat weights (1, parameters)."""
    output = np.concatenate([np.eye(2).ravel(), np.zeros(2)])
    flat = np.concatenate([np.ravel(kernel), bias, output])
    return run_of(flat[None], layers=1, units=2, activation=activation)


# --- forward -------------------------------------------------------------------------------------------------------


def test_forward_is_the_textbook_net_for_one_and_for_many_nets():
    net = Architecture((2, 3, 4, 2), "tanh")
    weights = initial_weights(net, "glorot_uniform", [[0, 2], [0, 3]])
    weights += np.random.default_rng(0).normal(size=weights.shape).astype(np.float32) * 0.1  # biases too
    x = np.random.default_rng(1).normal(size=(2, 7)).astype(np.float32)
    stages = maps.forward(weights, net, x)
    for k in range(2):
        cut = np.split(weights[k], np.cumsum([6, 3, 12, 4, 8]))
        h = np.tanh(x.T @ cut[0].reshape(2, 3) + cut[1])
        h = np.tanh(h @ cut[2].reshape(3, 4) + cut[3])
        logits = h @ cut[4].reshape(4, 2) + cut[5]
        np.testing.assert_allclose(stages[-1][0][k], logits.T, rtol=1e-4, atol=1e-6)
        np.testing.assert_allclose(maps.predict(weights, net, x)[k], logits.T, rtol=1e-4, atol=1e-6)
        # two-class softmax is the sigmoid of the difference, and lies on y1 + y2 = 1
        np.testing.assert_allclose(stages[-1][1][k][0], 1 / (1 + np.exp(logits[:, 1] - logits[:, 0])), rtol=1e-4)
        np.testing.assert_allclose(stages[-1][1][k].sum(axis=0), 1, atol=1e-6)


def test_cross_entropy_and_margin_are_their_definitions():
    logits = np.random.default_rng(2).normal(size=(3, 4, 50)) * 5
    labels = np.random.default_rng(3).integers(4, size=50)
    odds = np.exp(logits)
    chosen = (odds / odds.sum(axis=1, keepdims=True))[:, labels, np.arange(50)]
    np.testing.assert_allclose(maps.cross_entropy(logits, labels), -np.log(chosen).mean(axis=1))
    for c in range(4):
        np.testing.assert_allclose(maps.margin(logits)[:, c], logits[:, c] - np.delete(logits, c, 1).max(axis=1))


def test_cross_entropy_stays_finite_where_the_softmax_underflows():
    logits = np.array([[1000.0], [-1000.0]])
    assert maps.cross_entropy(logits, np.array([1])) == pytest.approx(2000)


# --- collapse and square weights -----------------------------------------------------------------------------------


def test_linear_layers_are_one_to_float_precision_and_tanh_ones_are_not():
    x = np.random.default_rng(0).normal(size=(2, 500)).astype(np.float32)
    for activation in ("linear", "tanh"):
        net = Architecture((2, 6, 5, 3), activation)
        weights = initial_weights(net, "he_uniform", [[3, 2]])[0]
        found = geometry.collapse(weights, net, x)
        assert found.kernel.shape == (2, 3)
        assert (found.largest_error <= found.rounding) == (activation == "linear")
    assert found.rounding < 1e-4


def test_a_square_weight_is_put_together_again_from_its_parts():
    rng = np.random.default_rng(1)
    for kernel in [*rng.normal(size=(20, 2, 2)), np.eye(2), np.diag([1, -1]), np.ones((2, 2))]:
        parts = geometry.take_apart(kernel)
        np.testing.assert_allclose(geometry.svd_path(parts)[-1], kernel.T, atol=1e-12)
        np.testing.assert_allclose(geometry.svd_path(parts)[0], np.eye(2), atol=1e-15)
        turn = np.radians(parts.turn)
        rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
        shear = np.array([[1, parts.shear], [0, 1]])
        np.testing.assert_allclose(rotation @ np.diag(parts.scales) @ shear, kernel.T, atol=1e-12)
        assert np.prod(parts.stretch) == pytest.approx(np.linalg.det(kernel), abs=1e-12)


def test_a_rotation_and_a_shear_are_recognised():
    turn = np.radians(30)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    parts = geometry.take_apart(rotation.T)  # a kernel acts as its transpose
    assert (parts.turn, parts.shear) == (pytest.approx(30), pytest.approx(0, abs=1e-12))
    parts = geometry.take_apart(np.array([[1, 0], [0.5, 1]]))
    assert (parts.turn, parts.shear, parts.scales) == (pytest.approx(0), pytest.approx(0.5), pytest.approx((1, 1)))
    with pytest.raises(ValueError, match="2 x 2"):
        geometry.take_apart(np.ones((2, 3)))


# --- islands -------------------------------------------------------------------------------------------------------


def test_islands_are_regions_that_touch_no_edge():
    x, y = np.meshgrid(np.linspace(-1, 1, 101), np.linspace(-1, 1, 101))
    radius = np.hypot(x, y)
    assert len(geometry.island_sizes((radius < 0.5).astype(int))) == 1
    # a ring around a disc: the disc and the ring are bounded, the rest is not
    assert len(geometry.island_sizes(((radius > 0.3) & (radius < 0.6)).astype(int))) == 2
    assert len(geometry.island_sizes((x + y > 0.3).astype(int))) == 0
    assert len(geometry.island_sizes((np.hypot(x - 1, y) < 0.5).astype(int))) == 0
    disc = geometry.island_sizes((radius < 0.5).astype(int))[0]
    assert disc * (2 / 100) ** 2 == pytest.approx(np.pi / 4, rel=0.02)  # pixels on the rim


def test_nets_of_width_two_and_invertible_activation_never_have_islands():
    for layers in (1, 3):
        params = BoundaryParams(layers=layers, units=2)
        net = architecture(params, 2)
        weights = initial_weights(net, "he_uniform", [[9, k] for k in range(10)]) * 3
        assert geometry.island_counts(weights, net, ("x", "y"), 0.75).sum() == 0


def test_three_tanh_units_can_close_a_ring():
    angles = np.array([90, 210, 330])
    kernel = 4 * np.stack([np.cos(np.radians(angles)), np.sin(np.radians(angles))])
    hidden = np.concatenate([kernel.ravel(), np.full(3, -2.0)])
    output = np.concatenate([np.stack([np.ones(3), -np.ones(3)], axis=1).ravel(), [2.2, -2.2]])
    weights = np.concatenate([hidden, output])[None].astype(np.float32)
    net = Architecture((2, 3, 2), "tanh")
    assert geometry.island_counts(weights, net, ("x", "y"), 0.75).tolist() == [1]


def test_a_net_that_knows_the_phase_is_right_far_beyond_the_data():
    net = Architecture((2, 2), "tanh")  # logits (cos phi, -cos phi)
    weights = np.array([1, -1, 0, 0, 0, 0], np.float32)
    settings = {"dataset": "spiral", "turns": 0.75, "limit": 1.0}
    found = geometry.reach(weights, net, names=("phase",), **settings)
    assert found.beyond() == 1.0
    straight = geometry.reach(weights, net, names=("x", "y"), **settings)
    # a line through 0: an arm is on its right side for half of each turn; 2.4 in radius are 2.1 turns
    assert straight.accuracy.mean() == pytest.approx(0.5, abs=0.15)
    assert geometry.reach(weights, net, names=("x", "y"), dataset="moons", turns=0.75, limit=1.0) is None


# --- planes --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kernel", "area"), [(np.eye(2), 1), ([[2, 0], [0, 3]], 6), ([[0, 1], [1, 0]], -1), ([[1, 1], [1, 1]], 0)]
)
def test_a_linear_layer_warps_the_grid_by_its_determinant(kernel, area):
    run = square_net(kernel, bias=(0.5, -1))
    found = planes.layer_planes(run, np.array([0]))
    before = next(p for p in found if p.layer == 0 and not p.after)
    np.testing.assert_allclose(before.area, area, atol=1e-5)  # float32 corners of cells of side .1
    wanted = planes.plane_grid(planes.half_width(run), planes.GRID) @ np.array(kernel) + [0.5, -1]
    np.testing.assert_allclose(before.grid.reshape(-1, 2), wanted, atol=1e-5)
    assert before.share == 1.0


def test_tanh_warps_the_grid_by_the_product_of_its_slopes():
    run = square_net(np.eye(2), activation="tanh")
    after = next(p for p in planes.layer_planes(run, np.array([0])) if p.layer == 0 and p.after)
    half = planes.half_width(run)
    rise = np.diff(np.tanh(np.linspace(-half, half, planes.GRID))) / (2 * half / (planes.GRID - 1))
    np.testing.assert_allclose(after.area[0], rise[::-1, None] * rise, rtol=1e-4)


def test_the_boundary_is_where_two_logits_are_equal_and_runs_through_every_plane():
    kernel = np.array([[1.0, 0.3], [-0.5, 1.0]])
    run = square_net(kernel, bias=(0.2, 0), activation="tanh")
    found = planes.layer_planes(run, np.array([0]))
    line = next(p for p in found if p.layer == 0 and p.after).boundary[0]
    line = line[~np.isnan(line[:, 0])]
    assert len(line) > 50
    np.testing.assert_allclose(line[:, 0], line[:, 1], atol=2e-3)  # contour interpolation on 101 pixels
    probabilities = found[-1].boundary[0]
    assert np.nanmax(np.abs(probabilities - 0.5)) < 1e-3


def test_a_wide_layer_is_drawn_on_its_principal_plane_or_on_two_units():
    net = Architecture((2, 5, 2), "tanh")
    run = run_of(initial_weights(net, "he_uniform", [[0, 2]]), layers=1, units=5)
    outputs = maps.forward(run.weights[0], net, planes.columns(run, run.points))[0][1]
    covariance = np.linalg.eigvalsh(np.cov(outputs))
    hidden = planes.layer_planes(run, np.array([0]))[2]
    assert hidden.share == pytest.approx(covariance[-2:].sum() / covariance.sum(), rel=1e-4)
    assert np.var(hidden.points[0], axis=0, ddof=1) == pytest.approx(covariance[:-3:-1], rel=1e-3)
    chosen = planes.layer_planes(run, np.array([0]), pair=(4, 1))[2]
    np.testing.assert_allclose(chosen.points[0].T, outputs[[4, 1]], atol=1e-6)
    assert chosen.axes == ("unit 5", "unit 2")


def test_two_classes_slide_along_a_line_and_three_in_a_triangle():
    run = square_net(np.eye(2))
    path = planes.output_path(run, np.array([0]))
    np.testing.assert_allclose(path.sum(axis=-1), 1, atol=1e-6)
    three = Architecture((2, 3), "tanh")
    run = run_of(initial_weights(three, "he_uniform", [[0, 2]]) * 30, names=("a", "b", "c"), layers=0)
    inside = planes.output_path(run, np.array([0]))[0]
    corners = np.array([[0, 0], [1, 0], [0.5, np.sqrt(0.75)]])
    assert np.linalg.norm(inside[:, None] - corners, axis=2).min(axis=1).mean() < 0.1  # steep logits: near corners


def test_pictures_have_row_0_on_top():
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
