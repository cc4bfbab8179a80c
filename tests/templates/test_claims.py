"""The criteria of the claims on templates, on both sides of each; and small measurements with known answers."""

from dataclasses import replace

import numpy as np
import pytest

from core.gallery.claims import Judgement
from core.networks.studies import RECIPE, readout
from core.runs.progress import drain
from core.templates.claims import CLAIMS, MEASURES, colour, from_images, hidden, one_layer, ten_units
from tests.gallery.judged import Neutral, around, verdict

HOLDS, PART, NOT = "holds", "holds in part", "does not hold"
WINNERS = ("trained_winners", "untrained_winners", "shuffled_winners")
FOUR = {name: around(0.2, 0.05, 0.2, 0.05) for name in WINNERS}
SPREAD = {"trained_targets": around(30, 0.2, 1, spread=1e-4), "untrained_targets": around(25, 0.2, 1)}
UNSURE = around(0.92, spread=0.1)[::-1]
BETWEEN = {name: around(0.1, 0.6, 0.9) for name in ("trained_between", "untrained_between", "same_start_between")}


def rims(zero: float, one: float) -> np.ndarray:
    """Rim and centre weights of ten classes, those of class 0 `zero` and of class 1 `one` apart."""
    found = np.zeros((10, 10, 2)) + np.linspace(-0.001, 0.001, 10)[:, None, None] * np.array([1, -1])
    found[:, 0, 0] += zero
    found[:, 1, 1] += one
    return found


def silhouettes(excess: float, classes: int) -> np.ndarray:
    """Silhouettes of ten classes, `classes` of them above chance by `excess`."""
    found = np.full((10, 10, 2), 0.3) + np.linspace(-0.01, 0.01, 10)[:, None, None] * np.array([1, -1])
    found[:, :classes, 0] += excess
    return found


def layers(readout_gain: float, dimension_fall: float) -> np.ndarray:
    """Readout and effective dimension of the image and four layers."""
    steps = np.arange(5) / 3
    by_layer = np.stack([0.8 + readout_gain * (steps - 1 / 3), 20 - dimension_fall * (steps - 1 / 3)], 1)
    return by_layer + np.linspace(-0.001, 0.001, 10)[:, None, None] * np.arange(5)[:, None]


CASES = [
    ("A1", {"trained_r": around(0.26), "trained_other_r": around(0.1)}, HOLDS),
    ("A1", {"trained_r": around(0.15), "trained_other_r": around(0.1)}, PART),
    ("A1", {"trained_r": around(0.26), "trained_other_r": around(0.26, spread=0.1)}, NOT),
    ("A2", FOUR, HOLDS),
    ("A2", FOUR | {"trained_winners": around(0.4, 0.05, 0.2, 0.05)}, PART),
    ("A2", FOUR | {"trained_winners": around(0.05, 0.2, 0.2, 0.05)}, NOT),
    ("A3", FOUR | {"trained_winners": around(0.2, 0.1, 0.3, 0.1)}, HOLDS),
    ("A3", FOUR | {"trained_winners": around(0.2, 0.1, 0.15, 0.1)}, PART),
    ("A3", FOUR | {"trained_winners": around(0.2, 0.1, 0.1, 0.3)}, NOT),
    ("A4", {"inner_product_error": 1e-7}, HOLDS),
    ("A4", {"inner_product_error": 1e-3}, NOT),
    ("A5", {"trained_dot_rank": around(0.95)}, HOLDS),
    ("A5", {"trained_dot_rank": around(0.7)}, PART),
    ("A5", {"trained_dot_rank": around(0.2)}, NOT),
    ("A6", {"trained_own_column": around(0.3), "trained_other_columns": around(0.01)}, HOLDS),
    ("A6", {"trained_own_column": around(0.3), "trained_other_columns": around(0.1)}, PART),
    ("A6", {"trained_own_column": around(0.3), "trained_other_columns": around(0.4)}, NOT),
    ("A7", {"gradient_error": 1e-7} | SPREAD, HOLDS),
    ("A7", {"gradient_error": 1e-7} | SPREAD | {"trained_targets": around(5, 0.2, 1, spread=1e-4)}, PART),
    ("A7", {"gradient_error": 1e-1} | SPREAD, NOT),
    ("A8", {"trained_units": around(0.1, 0.95, 0.5, 0, 0.3), "untrained_units": around(0, 0.5, 0.1, 0, 0.1)}, HOLDS),
    ("A8", {"trained_units": around(0.1, 0.6, 0.5, 0, 0.3), "untrained_units": around(0, 0.5, 0.1, 0, 0.1)}, PART),
    ("A8", {"trained_units": around(-0.1, 0.4, 0.5, 0, 0.3), "untrained_units": around(0, 0.5, 0.1, 0, 0.1)}, NOT),
    ("A9", {"weight_cosine": around(0.95)}, HOLDS),
    ("A9", {"weight_cosine": around(0.7)}, PART),
    ("A9", {"weight_cosine": around(0.1)}, NOT),
    ("A10", BETWEEN | {"trained_between": around(0.1, 0.6, 0.5)}, HOLDS),
    ("A10", BETWEEN | {"same_start_between": around(0.9, 0.9, 1)}, PART),
    ("A10", BETWEEN | {"trained_between": around(0.9, 0.95, 1)}, NOT),
    ("A11", {"images_kept": around(0.97), "images_winner": around(0.6), "random_winner": around(0.2)}, HOLDS),
    ("A11", {"images_kept": around(0.7), "images_winner": around(0.6), "random_winner": around(0.2)}, PART),
    ("A11", {"images_kept": around(0.2), "images_winner": around(0.6), "random_winner": around(0.2)}, NOT),
    ("A12", {"layer_accuracy": around(0.92), "images_accuracy": around(0.9)}, HOLDS),
    ("A12", {"layer_accuracy": around(0.92), "images_accuracy": UNSURE, "first_accuracy": 0.9}, PART),
    ("A12", {"layer_accuracy": around(0.9), "images_accuracy": around(0.95), "first_accuracy": 0.95}, NOT),
    ("A13", {"read_trained": around(0.8), "read_untrained": around(0.9), "read_pca": 0.85}, HOLDS),
    ("A13", {"read_trained": around(0.95), "read_untrained": around(0.9), "read_pca": 0.85}, "not testable here"),
    ("A14", {"read_trained": around(0.8), "read_untrained": around(0.9), "read_pca": 0.85}, HOLDS),
    ("A14", {"read_trained": around(0.95), "read_untrained": around(0.9), "read_pca": 0.99}, PART),
    ("A14", {"read_trained": around(0.95), "read_untrained": around(0.9), "read_pca": 0.85}, NOT),
    ("C1", {"trained_accuracy": around(0.92)}, HOLDS),
    ("C1", {"trained_accuracy": around(0.97)}, PART),
    ("C1", {"trained_accuracy": around(0.6)}, NOT),
    ("C2", {"evidence_error": 1e-15}, HOLDS),
    ("C2", {"evidence_error": 1e-6}, NOT),
    ("C3", {"trained_ring": around(0.1), "trained_centre": around(-0.3)}, HOLDS),
    ("C3", {"trained_ring": around(0.4), "trained_centre": around(0.3)}, PART),
    ("C3", {"trained_ring": around(0.1), "trained_centre": around(0.3)}, NOT),
    ("C4", {"trained_own_mean": around(0.8), "trained_other_means": around(0.1)}, HOLDS),
    ("C4", {"trained_own_mean": around(0.4), "trained_other_means": around(0.1)}, PART),
    ("C4", {"trained_own_mean": around(0.1), "trained_other_means": around(0.2)}, NOT),
    ("C5", {"two_wins": around(0.9), "partial": around(0.8), "cancelled": around(0.9)}, HOLDS),
    ("C5", {"two_wins": around(0.9), "partial": around(0.2), "cancelled": around(0.9)}, PART),
    ("C5", {"two_wins": around(0.2), "partial": around(0.8), "cancelled": around(0.9)}, NOT),
    ("C6", {"sigmoid_same": 1.0, "tanh_same": 1.0}, HOLDS),
    ("C6", {"sigmoid_same": 0.999, "tanh_same": 0.9}, PART),
    ("C6", {"sigmoid_same": 0.5, "tanh_same": 0.9}, NOT),
    ("C11", {"layer": around(0.38)}, HOLDS),
    ("C11", {"layer": around(0.3)}, PART),
    ("C11", {"layer": around(0.1)}, NOT),
    ("C12", {"blue_rim": around(0.02, 0.03), "other_rim": around(-0.01)}, HOLDS),
    ("C12", {"blue_rim": around(0.02, -0.03), "other_rim": around(-0.01)[::-1]}, PART),
    ("C12", {"blue_rim": around(-0.02, -0.03), "other_rim": around(-0.01)}, NOT),
    ("C13", {"between_share": [0.05, 0.2]}, HOLDS),
    ("C13", {"between_share": [0.15, 0.2]}, PART),
    ("C13", {"between_share": [0.25, 0.2]}, NOT),
    ("C15", {"trained_rim": rims(0.5, 0.5), "untrained_rim": rims(0, 0)}, HOLDS),
    ("C15", {"trained_rim": rims(0.5, -0.5), "untrained_rim": rims(0, 0)}, PART),
    ("C15", {"trained_rim": rims(-0.5, -0.5), "untrained_rim": rims(0, 0)}, NOT),
    ("C16", {"ten_accuracy": around(0.95), "layer_accuracy": around(0.92)}, HOLDS),
    ("C16", {"ten_accuracy": around(0.92), "layer_accuracy": around(0.92)[::-1]}, PART),
    ("C16", {"ten_accuracy": around(0.9), "layer_accuracy": around(0.92)}, NOT),
    ("C17", {"trained_clusters": silhouettes(0.2, 10), "untrained_clusters": silhouettes(0, 0)}, HOLDS),
    ("C17", {"trained_clusters": silhouettes(0.2, 2), "untrained_clusters": silhouettes(0, 0)}, PART),
    ("C17", {"trained_clusters": silhouettes(0, 0), "untrained_clusters": silhouettes(0, 0)}, NOT),
    ("C18", {"trained": layers(0.1, 5), "untrained": layers(-0.1, 5)}, HOLDS),
    ("C18", {"trained": layers(-0.1, 5), "untrained": layers(-0.1, 5)}, PART),
    ("C18", {"trained": layers(-0.1, -5), "untrained": layers(-0.1, 5)}, NOT),
]  # fmt: skip


def sizes(gain: float, cost: float) -> dict[str, np.ndarray]:
    """Accuracies and seconds of widths and depths; eight layers gain `gain` and cost `cost` times one."""
    accuracy = np.array([around(0.97, count=3), around(0.97 + gain, count=3)])
    return {
        "width": np.array([10, 100, 800]),
        "width_accuracy": np.array([around(0.9, count=3), around(0.97, count=3), around(0.98, count=3)]),
        "width_seconds": np.array([1.0, 2.0, 9.0]),
        "depth_64_accuracy": accuracy,
        "depth_64_seconds": np.array([1.0, cost]),
    }


SIZES = [
    ("C19", sizes(0.001, 2), HOLDS),
    ("C19", sizes(0.01, 2), PART),
    ("C19", sizes(0.05, 2), NOT),
    ("C20", {"cnn_mnist": [9900, 10000], "cnn_cifar10": [6400, 10000]}, HOLDS),
    ("C20", {"cnn_mnist": [9700, 10000], "cnn_cifar10": [4000, 10000]}, PART),
    ("C20", {"cnn_mnist": [9200, 10000], "cnn_cifar10": [4000, 10000]}, NOT),
]


@pytest.mark.parametrize(("claim", "numbers", "expected"), CASES + SIZES)
def test_the_criteria_decide_on_both_sides(claim, numbers, expected):
    assert verdict(CLAIMS, claim, **numbers) == expected


def test_every_claim_has_a_case_for_and_a_case_against():
    for claim in CLAIMS:
        verdicts = {expected for name, _, expected in CASES + SIZES if name == claim.id}
        assert HOLDS in verdicts
        assert verdicts - {HOLDS}, claim.id
        assert claim.measurement in MEASURES


def test_the_reason_of_a14_follows_the_readouts():
    better = hidden.a14(Neutral(read_trained=around(0.95), read_untrained=around(0.9), read_pca=np.array([0.85])))
    worse = hidden.a14(Neutral(read_trained=around(0.8), read_untrained=around(0.9), read_pca=np.array([0.85])))
    assert isinstance(better, Judgement)
    assert "does find features" in better.why
    assert "not read out better" in worse.why


@pytest.mark.parametrize(("gains", "said"), [((0.01, 0.02, 0.01), True), ((0.01, -0.01, 0.02), False)])
def test_that_no_pair_lost_accuracy_is_said_only_where_it_is_so(gains, said):
    reason = ten_units.c16({"ten_accuracy": 0.9 + np.array(gains), "layer_accuracy": np.full(3, 0.9)}).why
    assert ("no pair lost" in reason) == said


def test_a_readout_separates_what_is_linear_and_not_what_is_not():
    rng = np.random.default_rng(0)
    codes = rng.normal(size=(600, 4))
    linear, exclusive = (codes[:, 0] > 0).astype(int), (codes[:, 0] * codes[:, 1] > 0).astype(int)
    assert readout(codes[:300], linear[:300], codes[300:], linear[300:]) > 0.95
    assert readout(codes[:300], exclusive[:300], codes[300:], exclusive[300:]) < 0.65


def test_two_clusters_are_told_from_one_cloud():
    rng = np.random.default_rng(0)
    apart = np.concatenate([rng.normal(1, 0.1, (100, 3)), rng.normal(4, 0.1, (100, 3))])
    two, chance = ten_units.clusters(apart)
    assert two > 0.9 > chance + 0.2
    one, chance = ten_units.clusters(np.abs(rng.normal(5, 1, (200, 3))))
    assert abs(one - chance) < 0.1


def test_the_winner_of_its_own_template_is_found():
    x = np.eye(4, dtype=np.float32)
    own, other = one_layer.winner_r([x, np.zeros(4)], x)
    assert own == pytest.approx(1)
    assert other == pytest.approx(-1 / 3)


def test_blue_rims_are_measured_on_the_rim():
    kernel = np.zeros((12, 12, 3, 1))
    kernel[:4, :, 2], kernel[5:7, 5:7, 0] = 1, 9
    rim = 144 - 16
    assert colour.blueness(kernel.reshape(-1, 1), (12, 12, 3)) == pytest.approx(48 / rim)


def test_images_that_are_all_bright_open_every_unit():
    assert from_images.always_active([np.ones((3, 2)), np.zeros(2)], np.ones((5, 3))) == 1
    assert from_images.always_active([-np.ones((3, 2)), np.zeros(2)], np.ones((5, 3))) == 0


@pytest.mark.slow
def test_a_small_measurement_gives_every_number_that_its_claims_read():
    """A tenth of the epochs on the bundled digits: the identities hold, and the controls are at chance."""
    recipe = replace(RECIPE, dataset="mnist-5k", batch_size=50, epochs=2)
    found = drain(one_layer.measure(recipe, seeds=2, sample=200))
    found |= drain(hidden.measure(replace(recipe, architecture="hidden", hidden=16), seeds=2, sample=200))
    for claim in CLAIMS:
        if claim.measurement == "one layer" or claim.id == "A7":
            claim.judge({name: np.atleast_1d(value) for name, value in found.items()})
    assert found["evidence_error"] < 1e-12
    assert found["gradient_error"] < 1e-5
    assert found["trained_accuracy"].min() > 0.6
    assert found["shuffled_accuracy"].max() < 0.3
