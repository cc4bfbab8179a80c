"""The criteria of the claims on small networks, on both sides of each; and measurements with known answers."""

from dataclasses import replace

import numpy as np
import pytest

from core.boundaries import seeds
from core.boundaries.claims import (
    CLAIMS,
    MEASURES,
    beyond,
    cases,
    exact,
    islands,
    last_layer,
    learning,
    networks,
    size,
    watching,
)
from core.boundaries.engine import Architecture
from core.boundaries.geometry import take_apart
from core.boundaries.params import BoundaryParams
from core.data.points import PointSet
from core.runs.progress import drain
from tests.boundaries.examples import square_net
from tests.gallery.judged import Neutral, around, verdict

HOLDS, PART, NOT = "holds", "holds in part", "does not hold"


def reached(hits: int, step: int = 100) -> np.ndarray:
    """Steps of twenty networks, `hits` of which reach 99 % around `step`."""
    return np.where(np.arange(20) < hits, step + np.arange(20), -1)


NONE, SOME, ALL, LATE = reached(0), reached(9), reached(20), reached(20, 900)
NEAR, FAR = around(0.05, count=20), around(0.1, count=20)
SPIRAL = {"spiral_10_reached": ALL, "spiral_2_clearance": NEAR, "spiral_10_clearance": FAR}
LINES = {"draws_best": around(0.78), "draws_line": around(0.775)}
RINGS = {"donut_3_reached": ALL, "donut_3_islands": np.ones(20), "donut_deep_islands": np.zeros(20)}
SHUT = {f"{s}_{kind}": np.zeros((4, 20), bool) for s in islands.SETS for kind in islands.SHAPES} | {
    "steps": np.arange(4)
}
OPEN = np.array([[False] * 20, [True] * 20, [True] * 20, [False] * 20])
FULL = {f"dimensions_{name}": np.full((20, 2), [2, w]) for name, w in (("2", 2), ("3", 3), ("10", 10), ("deep", 2))}
GRID = {"parameters": [[12, 20], [18, 40]], "turns": [0.75, 1.5], "wide": [20, 19], "deep": [14, 0], "nets": 20}
MOVED = {f"{name}_layers": around(0.7, 0.95) for name in watching.SHAPES}
DRAWN = {f"{name}_drawn": around(0.9, 0.99) for name in watching.SHAPES}
STILL = {f"{name}_layers": np.full((10, 2), 0.7) for name in watching.SHAPES}
KEPT = {f"{shape}_islands_trained": np.zeros(20) for shape in last_layer.SHAPES}
OUT = {f"{name}_beyond": around(0.4) for name in (*beyond.TRIED, "plain", "untrained")}

CASES = [
    ("B1", {"linear_error": around(0.4), "tanh_error": around(1e6)}, HOLDS),
    ("B1", {"linear_error": [0.4, 1.5], "tanh_error": around(1e6)}, NOT),
    ("B2", {"rebuilt": 1e-15, "areas": around(0, 5)}, HOLDS),
    ("B2", {"rebuilt": 1e-15, "areas": around(0, 60)}, HOLDS),
    ("B2", {"rebuilt": 1e-15, "areas": around(0, 0.5)}, PART),
    ("B2", {"rebuilt": 1e-3, "areas": around(0, 5)}, NOT),
    ("B3", {"softmax": [[1e-16, 1e-16, 1e-14]]}, HOLDS),
    ("B3", {"softmax": [[1e-16, 1e-16, 1e-3]]}, NOT),
    ("B3", {"softmax": [[1e-16, 1e-3, 1e-14]]}, NOT),
    ("B4", {"blobs_line_reached": ALL}, HOLDS),
    ("B4", {"blobs_line_reached": SOME}, PART),
    ("B4", {"blobs_line_reached": NONE}, NOT),
    ("B5", LINES | {"spiral_line_reached": NONE}, HOLDS),
    ("B5", LINES | {"spiral_line_reached": NONE, "draws_line": around(0.7)}, PART),
    ("B5", LINES | {"spiral_line_reached": SOME}, NOT),
    ("B6", SPIRAL | {"spiral_2_reached": LATE}, HOLDS),
    ("B6", SPIRAL | {"spiral_2_reached": reached(9, 900)}, PART),
    ("B6", SPIRAL | {"spiral_2_reached": ALL}, PART),
    ("B6", SPIRAL | {"spiral_2_reached": LATE, "spiral_2_clearance": FAR}, PART),
    ("B6", SPIRAL | {"spiral_2_reached": NONE, "spiral_2_clearance": np.full(20, np.nan)}, NOT),
    ("B7", {"spiral_deep_reached": ALL, "spiral_2_reached": LATE}, HOLDS),
    ("B7", {"spiral_deep_reached": LATE, "spiral_2_reached": ALL}, PART),
    ("B7", {"spiral_deep_reached": SOME, "spiral_2_reached": LATE}, PART),
    ("B7", {"spiral_deep_reached": NONE, "spiral_2_reached": LATE}, NOT),
    ("B8", {"sheet": around(0, 0.6, spread=1e-12), "moved": around(5, 9)}, HOLDS),
    ("B8", {"sheet": around(0, 0.6, spread=1e-12), "moved": around(5, 0.05)}, PART),
    ("B8", {"sheet": around(0.3, 0.6), "moved": around(5, 9)}, NOT),
    ("B9", {"spiral_10_reached": ALL, "spiral_line_reached": NONE}, HOLDS),
    ("B9", {"spiral_10_reached": SOME, "spiral_line_reached": NONE}, PART),
    ("B9", {"spiral_10_reached": NONE, "spiral_line_reached": NONE}, NOT),
    ("B10", SHUT | {"donut_wide": OPEN, "spiral_wide": OPEN}, HOLDS),
    ("B10", SHUT | {"donut_wide": OPEN}, PART),
    ("B10", SHUT, NOT),
    ("B10", SHUT | {"donut_wide": OPEN[::-1] & ~OPEN}, NOT),
    ("B11", RINGS | {"donut_2_reached": NONE, "donut_2_islands": np.zeros(20)}, HOLDS),
    ("B11", RINGS | {"donut_2_reached": SOME, "donut_2_islands": np.zeros(20)}, PART),
    ("B11", RINGS | {"donut_2_reached": NONE, "donut_2_islands": np.ones(20)}, PART),
    ("B11", RINGS | {"donut_2_reached": ALL, "donut_2_islands": np.ones(20)}, NOT),
    ("B12", {"donut_10_reached": LATE, "spiral_10_reached": ALL}, HOLDS),
    ("B12", {"donut_10_reached": ALL, "spiral_10_reached": LATE}, PART),
    ("B12", {"donut_10_reached": NONE, "spiral_10_reached": LATE}, NOT),
    ("B13", {"donut_polar_reached": ALL, "donut_line_reached": NONE}, HOLDS),
    ("B13", {"donut_polar_reached": SOME, "donut_line_reached": NONE}, PART),
    ("B13", {"donut_polar_reached": NONE, "donut_line_reached": NONE}, NOT),
    ("B14", KEPT | {"deep_turned_all": around(0.9)[::-1], "deep_donut_all": around(0.9)[::-1]}, HOLDS),
    ("B14", KEPT | {"deep_turned_all": around(0.9)[::-1], "deep_donut_all": around(0.53)}, PART),
    ("B14", KEPT | {"deep_turned_all": around(0.53), "deep_donut_all": around(0.53)}, NOT),
    ("B15", OUT | {"noise_beyond": around(0.95), "phase_beyond": around(1.0)}, HOLDS),
    ("B15", OUT | {"phase_beyond": around(1.0)}, PART),
    ("B15", OUT | {"noise_beyond": around(0.8)}, NOT),
    ("B16", FULL | GRID, HOLDS),
    ("B16", FULL | GRID | {"dimensions_10": np.full((20, 2), [2, 9])}, PART),
    ("B16", FULL | GRID | {"parameters": [[12, 20], [12, 40]]}, NOT),
    ("B17", MOVED | DRAWN, HOLDS),
    ("B17", MOVED | DRAWN | {"wide_drawn": around(0.9, 0.6)}, PART),
    ("B17", MOVED | {f"{name}_drawn": around(0.9, 0.6) for name in watching.SHAPES}, NOT),
    ("B17", STILL | DRAWN, NOT),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "numbers", "expected"), CASES)
def test_the_criteria_decide_on_both_sides(claim, numbers, expected):
    two_columns = {f"{name}_{kind}": around(0.7, 0.7) for name in watching.SHAPES for kind in ("layers", "untrained")}
    assert verdict(CLAIMS, claim, **(two_columns | numbers)) == expected


def test_every_claim_has_a_case_for_and_a_case_against():
    assert [claim.id for claim in sorted(CLAIMS, key=lambda c: c.order)] == [f"B{i}" for i in range(1, 18)]
    for claim in CLAIMS:
        verdicts = {expected for name, _, expected in CASES if name == claim.id}
        assert {HOLDS, NOT} <= verdicts, claim.id
        assert claim.measurement in MEASURES


def judged(judge, **numbers):
    return judge(Neutral({name: np.atleast_1d(value) for name, value in numbers.items()}))


def test_what_was_not_shown_is_not_said():
    fast = judged(learning.b7, spiral_deep_reached=ALL, spiral_2_reached=reached(9, 900))
    assert "fewer steps than one is shown" in fast.why
    assert "more often is shown" in fast.why
    slow = judged(learning.b7, spiral_deep_reached=SOME, spiral_2_reached=SOME)
    assert "fewer steps than one is not shown" in slow.why
    assert "more often is not shown" in slow.why
    assert "does not reach 99 %" in judged(learning.b13, donut_polar_reached=ALL, donut_line_reached=NONE).why
    assert "does not reach 99 %" not in judged(learning.b13, donut_polar_reached=ALL, donut_line_reached=SOME).why
    assert "agrees" in judged(learning.b11, **RINGS, donut_2_reached=NONE, donut_2_islands=np.zeros(20)).why
    assert "agrees" not in judged(learning.b11, **RINGS, donut_2_reached=NONE, donut_2_islands=np.ones(20)).why
    assert "every seed" in judged(learning.b6, **SPIRAL, spiral_2_reached=LATE).why
    assert "Not every seed" in judged(learning.b6, **SPIRAL, spiral_2_reached=SOME).why
    assert (
        "could not be compared"
        in judged(learning.b6, spiral_2_reached=NONE, spiral_2_clearance=np.full(20, np.nan)).numbers
    )


def test_reasons_follow_the_numbers_of_exact_claims_and_islands():
    assert "at different places is not shown" in judged(exact.b2, rebuilt=1e-15, areas=around(0, 0.5)).why
    assert "shrinks areas by different amounts" in judged(exact.b2, rebuilt=1e-15, areas=around(0, 5)).why
    assert "10^18.1" in judged(exact.b2, rebuilt=1e-15, areas=around(0, 60)).numbers
    assert "and of 32 [" in judged(exact.b2, rebuilt=1e-15, areas=around(0, 5)).numbers
    assert "same map" in judged(exact.b1, linear_error=0.4).why
    assert "more than rounding" in judged(exact.b1, linear_error=1.4).why
    assert "no network of width two" in judged(islands.b10, **SHUT).why
    assert "their proof excludes" in judged(islands.b10, **(SHUT | {"donut_deep": OPEN})).why
    assert "on the spiral, and" in judged(islands.b10, **(SHUT | {"spiral_wide": OPEN})).why


def test_reasons_follow_the_numbers_of_the_other_claims():
    transfer = judged(last_layer.b14, **KEPT, deep_donut_trained=around(0.6), wide_donut_trained=around(0.4)[::-1]).why
    assert "five layers of two on the donut better" in transfer
    assert "ten units on the donut worse" in transfer
    assert "ten units on the turned spiral no difference shown" in transfer
    assert "noise of SD .1" in judged(beyond.b15, **(OUT | {"noise_beyond": around(0.95)})).why
    assert "Of those tried, only" in judged(beyond.b15, **(OUT | {"phase_beyond": around(1.0)})).why
    assert "Nothing that was tried" in judged(beyond.b15, **OUT).why
    assert "the activation bends it" in judged(size.b16, **FULL, **GRID).why
    bent = FULL | {"dimensions_10": np.full((20, 2), [3, 10])}
    assert "bends" not in judged(size.b16, **bent, **GRID).why
    learned = MOVED | DRAWN | {f"{name}_untrained": around(0.7, 0.7) for name in watching.SHAPES}
    assert "about as well" not in judged(watching.b17, **learned).why
    assert "about as well" in judged(watching.b17, **(learned | {"wide_untrained": around(0.7, 0.95)})).why
    assert "still shows why" in judged(watching.b17, **learned).why
    assert "does not show why" in judged(watching.b17, **(learned | {"wide_drawn": around(0.9, 0.6)})).why


# --- measurements ----------------------------------------------------------------------------------------------------


def test_a_straight_cut_divides_what_a_line_divides_and_its_gradient_is_0():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(2, 300))
    labels = (x[0] + 2 * x[1] + 3 > 2.5).astype(int)
    direction, offset = networks.straight_cut(x, labels)
    assert networks.cut_accuracy(x, labels) > 0.99
    assert direction[1] / direction[0] == pytest.approx(2, rel=0.1)
    assert offset / direction[0] == pytest.approx(0.5, abs=0.1)
    noisy = np.where(rng.random(300) < 0.2, 1 - labels, labels)
    direction, offset = networks.straight_cut(x, noisy)
    rest = 1 / (1 + np.exp(-(direction @ x + offset))) - noisy
    assert abs(rest.mean()) < 1e-4
    np.testing.assert_allclose(x @ rest / 300, 0, atol=1e-4)


def test_the_best_line_is_the_best_of_all_lines():
    points = np.array([[0, 0], [1, 0], [2, 0], [3, 0]], float)
    assert cases.best_line(points, np.array([0, 0, 1, 1])) == 1
    assert cases.best_line(points, np.array([1, 1, 0, 0])) == 1
    assert cases.best_line(points, np.array([0, 1, 0, 1])) == 0.75
    xor = np.array([[0, 0], [1, 1], [0, 1], [1, 0]], float)
    assert cases.best_line(xor, np.array([0, 0, 1, 1])) == 0.75


def seeds_run(weights, points, labels, layers=0, units=10):
    """Networks with given weights (nets, parameters), at the goal unless the second."""
    params = BoundaryParams(layers=layers, units=units)
    nets = len(weights)
    return seeds.SeedsRun(
        params=params,
        names=("0", "1"),
        points=points.astype(np.float32),
        labels=labels,
        steps=np.arange(1),
        accuracy=np.ones((1, nets)),
        loss=np.ones((1, nets)),
        film_steps=np.array([0, 1]),
        film=np.stack([weights, weights]).astype(np.float32),
        reached=np.where(np.arange(nets) == 1, -1, 0),
        fresh_accuracy=np.ones(nets),
        islands=np.zeros(nets, int),
    )


def test_clearance_is_the_distance_from_a_vertical_line():
    """Class 1 where x > .2: the logits are (0, x - .2); points stand at x = -.3 and .6."""
    line = np.array([0, 1, 0, 0, 0, -0.2])
    points = np.array([[-0.3, y] for y in np.linspace(-1, 1, 30)] + [[0.6, y] for y in np.linspace(-1, 1, 30)])
    found = cases.clearance(seeds_run(np.array([line, line]), points, np.repeat([0, 1], 30)))
    assert found[0] == pytest.approx(0.4, abs=2.5 / 400)
    assert np.isnan(found[1])


def test_softmax_errors_are_rounding_and_borders_are_found():
    line = np.array([0, 1, 0, 0, 0, -0.2])
    points = np.array([[-0.3, 0.1], [0.6, 0.3], [-0.5, 0.2], [0.9, 0.7]])
    found = exact.softmax_errors(seeds_run(line[None], points, np.array([0, 1, 0, 1])))
    assert found.shape == (1, 3)
    assert found.max() < 1e-12


def test_turn_scale_and_shear_rebuild_a_matrix():
    rng = np.random.default_rng(0)
    for kernel in (*rng.normal(size=(5, 2, 2)), np.diag([1.0, -1.0])):
        assert exact.rebuilt(kernel) < 1e-12
        assert take_apart(kernel).determinant == pytest.approx(np.linalg.det(kernel))


def test_local_areas_are_even_before_tanh_and_follow_its_slope_after():
    run = square_net(2 * np.eye(2), activation="tanh")
    points = np.array([[0.0, 0.0]] * 50 + [[0.5, 0.0]] * 50)
    many = seeds_run(run.weights, points, np.repeat([0, 1], 50), layers=1, units=2)
    (before, after), = exact.local_areas(many)  # fmt: skip
    assert before == pytest.approx(0, abs=1e-9)
    assert after == pytest.approx(2 * np.log2(np.cosh(1)))  # slopes 1 and 1 / cosh(1)^2
    assert exact.log_slopes(np.array([[400.0], [0.0]])) == pytest.approx(2 * np.log(2) - 800)


def test_flatness_tells_a_plane_from_a_cloud():
    rng = np.random.default_rng(0)
    assert exact.flatness(rng.normal(size=(3, 2)) @ rng.normal(size=(2, 99)) + 5) < 1e-12
    assert exact.flatness(rng.normal(size=(3, 999))) > 0.8


def test_filled_counts_dimensions():
    rng = np.random.default_rng(0)
    assert size.filled(rng.normal(size=(10, 4)) @ rng.normal(size=(4, 99)) + 5) == 4
    assert size.parameters()[0, 0] == 2 * 2 + 2 + 2 * 2 + 2


def test_layers_without_biases_cannot_divide_the_donut():
    rng = np.random.default_rng(1)
    net = Architecture((2, 40, 2), "tanh")
    weights = np.concatenate([rng.uniform(-3, 3, 80), np.zeros(40), np.zeros(82)])
    angle = np.linspace(0, 2 * np.pi, 100, endpoint=False)
    circle = np.stack([np.cos(angle), np.sin(angle)])
    x, labels = np.concatenate([0.3 * circle, circle], 1), np.repeat([0, 1], 100)
    odd = networks.hidden(weights, net, x)
    np.testing.assert_allclose(odd[:, :50], -odd[:, 50:100], atol=1e-9)
    assert networks.cut_accuracy(odd, labels) < 0.8
    run = replace(seeds_run(weights[None], x.T, labels, layers=1, units=40))
    biased = networks.random_layers(run)
    assert not run.film.any(axis=(0, 1))[80:120].any()
    assert np.abs(biased[0, 80:120]).max() <= 1
    assert networks.cut_accuracy(networks.hidden(biased[0], net, x), labels) > 0.99


def test_only_the_output_layer_is_trained_again():
    rng = np.random.default_rng(0)
    net = Architecture((2, 3, 2), "tanh")
    weights = rng.normal(size=net.parameters).astype(np.float32)
    points = rng.normal(size=(300, 2)).astype(np.float32)
    labels = (networks.hidden(weights, net, points.T)[0] > 0).astype(int)
    data = PointSet(points, labels, ("0", "1"))
    changed = last_layer.with_new_output(weights, net, data)
    np.testing.assert_array_equal(changed[:9], weights[:9].astype(np.float64))
    assert last_layer.accuracy(changed[None], net, data)[0] > 0.98


def test_a_quarter_turn_puts_the_arms_between_the_arms():
    same, turned, _ = last_layer.point_sets().values()
    np.testing.assert_allclose((same[0].points * turned[0].points).sum(1), 0, atol=1e-6)
    assert len(same[0].labels) == 400
    assert len(same[1].labels) == 1600


def test_a_straight_cut_through_a_drawn_plane_of_two_units_agrees_with_the_network():
    run = square_net([[1, 0.5], [-0.5, 1]], activation="tanh")
    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, (200, 2))
    many = seeds_run(run.weights, points, (points[:, 0] > 0).astype(int), layers=1, units=2)
    share, agreement = watching.drawn(many, many.film[0, 0])
    assert share == pytest.approx(1)
    assert agreement > 0.98
    assert watching.by_layer(many, many.film[0, 0])[0] > 0.98


def test_jittered_points_keep_their_labels():
    data = PointSet(np.zeros((50, 2), np.float32), np.arange(50) % 2, ("0", "1"))
    noisy = beyond.jittered(data)
    assert noisy.labels.tolist() == data.labels.tolist() * beyond.COPIES
    assert noisy.points.std() == pytest.approx(beyond.JITTER, rel=0.1)


def test_networks_that_are_trained_start_where_they_are_told():
    pytest.importorskip("tensorflow", reason="training needs it")
    params = BoundaryParams(dataset="blobs", layers=0, steps=30, n=60)
    weights = drain(networks.trained(params, nets=3))
    again = drain(networks.trained(replace(params, steps=10, learning_rate=0.0001), first=weights))
    assert weights.shape == (3, 6)
    np.testing.assert_allclose(again, weights, atol=2e-3)  # each of ten steps of Adam is about the learning rate
    assert np.abs(again - weights).max() > 1e-4
    many = drain(seeds.train_many(params, 3))
    np.testing.assert_allclose(weights, many.film[-1], atol=1e-4)


def test_twenty_networks_are_read_from_the_bundle():
    run = networks.many(**networks.DEEP)
    assert run.params == BoundaryParams(units=2, layers=5)
    assert len(run.reached) == 20
