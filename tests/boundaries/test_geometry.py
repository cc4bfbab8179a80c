"""What can be said exactly of a network in the plane, held against maps whose answer is known."""

import numpy as np
import pytest

from core.boundaries import geometry
from core.boundaries.engine import Architecture, initial_weights
from core.boundaries.params import BoundaryParams
from core.boundaries.training import architecture


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
