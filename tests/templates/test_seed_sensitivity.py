"""Seed sensitivity: measures on matrices with known answers, and batched seeds against single Keras runs."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from core import bake
from core.data import image_sets as images
from core.networks import batched as ensembles
from core.networks.training import TrainingParams, train
from core.runs import archive
from core.runs.progress import Step, drain
from core.statistics import correlations
from core.templates import capacity, seed_sensitivity
from core.templates.seed_sensitivity import SeedSensitivity, SeedSensitivityParams, compute

RNG = np.random.default_rng(0)
CODE = RNG.normal(size=(300, 12)) * np.linspace(0.5, 2, 12) + RNG.normal(size=12)
ORDER = RNG.permutation(12)


def test_permuted_units_are_found_again():
    noisy = CODE[:, ORDER] + 0.01 * RNG.normal(size=CODE.shape)
    r = correlations(CODE, noisy)
    np.testing.assert_array_equal(ORDER[seed_sensitivity.match(r)], np.arange(12))
    alike, stayed = seed_sensitivity.compare([CODE, CODE[:, ORDER]])
    assert alike[1, 0] == pytest.approx(1, abs=1e-6)
    assert alike[2:, 0] == pytest.approx(1, abs=1e-6)
    assert abs(alike[0, 0]) < 0.35  # 12 correlations of independent columns, but for fixed points of the order
    assert stayed[0] == (np.arange(12) == ORDER).mean()


def test_matching_is_the_best_of_all_permutations():
    from itertools import permutations

    r = RNG.normal(size=(6, 6))
    best = max(r[np.arange(6), list(p)].sum() for p in permutations(range(6)))
    assert r[np.arange(6), seed_sensitivity.match(r)].sum() == pytest.approx(best)


def test_matching_units_beats_the_same_numbers_even_by_chance():
    a, b = RNG.normal(size=(2, 200, 30))
    alike, _ = seed_sensitivity.compare([a, b])
    assert abs(alike[0, 0]) < 0.05  # 30 correlations of SD .07
    assert alike[1, 0] > 0.1  # this is why an untrained control stands beside it


def test_rsa_equals_scipy():
    other = RNG.normal(size=(300, 4))
    tables = [1 - np.corrcoef(z[:40])[np.triu_indices(40, 1)] for z in (CODE, other)]
    assert seed_sensitivity.rsa(CODE[:40], other[:40]) == pytest.approx(stats.spearmanr(*tables).statistic)
    alike, _ = seed_sensitivity.compare([CODE[:40], CODE[:40, ORDER]])
    assert alike[3, 0] == pytest.approx(1)


def test_seeds_vary_where_they_should():
    params = SeedSensitivityParams(nets=3, seed=5)
    assert params.seeds() == ([5, 6, 7], [5, 6, 7])
    assert replace(params, varied="only the shuffle").seeds() == ([5, 5, 5], [5, 6, 7])
    assert replace(params, varied="only the start").seeds() == ([5, 6, 7], [5, 5, 5])


@pytest.mark.parametrize("architecture", ["one layer", "hidden", "hidden from images"])
def test_batched_seeds_equal_single_runs_of_the_pages_own_trainer(architecture):
    params = TrainingParams(architecture=architecture, hidden=16, epochs=2, batch_size=100, weight_decay=0.01)
    data, seeds = images.load(params.dataset), (3, 5)
    starts = [ensembles.keras_start(replace(params, seed=seed), data) for seed in seeds]
    *_, last = ensembles.train(starts, seeds, data, params)
    for i, seed in enumerate(seeds):
        alone = drain(train(replace(params, seed=seed)))
        # float32 sums in another order; 80 steps of Adam amplify them
        for ours, theirs in zip(last.net(i), alone.final(), strict=True):
            np.testing.assert_allclose(ours, theirs, atol=2e-4)
        assert last.loss[i] == pytest.approx(alone.loss[-1], rel=1e-4)
        assert last.accuracy[i] == pytest.approx(alone.accuracy[-1], abs=2 / 4000)  # one or two ties
        assert last.test_accuracy[i] == pytest.approx(alone.test_accuracy[-1], abs=2 / 1000)


def test_a_deep_net_of_the_stack_goes_its_own_way():
    """Alone or beside others, the same start and shuffle end in the same weights."""
    data = images.load("mnist-5k")
    params = TrainingParams(epochs=1, batch_size=200)
    starts = [ensembles.glorot_start((784, 12, 9, 10), seed) for seed in range(3)]
    *_, together = ensembles.train(starts, (7, 8, 9), data, params)
    *_, alone = ensembles.train(starts[1:2], (8,), data, params)
    for ours, theirs in zip(together.net(1), alone.net(0), strict=True):
        np.testing.assert_allclose(ours, theirs, atol=2e-5)  # 20 steps in float32
    limit = np.sqrt(6 / (784 + 12))
    assert 0.95 * limit < np.abs(starts[0][0]).max() < limit


@pytest.mark.slow
def test_what_depends_on_the_seed_on_real_digits():
    """Mean and SD of the pairs of seeds 0 to 2; the ranges are wider than five SD between pairs."""
    linear = drain(compute(SeedSensitivityParams(nets=2, epochs=10, seed=20)))
    assert linear.mean("same number") > 0.98
    assert linear.mean("same number", 0) < 0.4
    hidden = drain(compute(SeedSensitivityParams(architecture="hidden", nets=2, epochs=6, batch_size=100, seed=20)))
    assert abs(hidden.mean("same number")) < 0.2
    assert 0.5 < hidden.mean("matched") < 0.8
    assert hidden.mean("CKA") > 0.88
    assert hidden.mean("CKA") > hidden.mean("CKA", 0) + 0.15
    assert 0.2 < hidden.reproducibility() < 0.7
    shuffled = drain(
        compute(
            SeedSensitivityParams(
                architecture="hidden", nets=2, epochs=6, batch_size=100, seed=20, varied="only the shuffle"
            )
        )
    )
    assert shuffled.mean("same number", 0) == pytest.approx(1, abs=1e-5)
    assert shuffled.mean("same number") > 0.85
    assert shuffled.stayed.mean() > 0.9
    assert np.isnan(shuffled.reproducibility())


def test_a_diverging_comparison_says_where_and_shows_the_last_good_epoch():
    params = SeedSensitivityParams(nets=2, epochs=2, optimizer="sgd", weight_decay=1.0, learning_rate=10.0)
    found = drain(compute(params))
    assert "in epoch 1" in found.failure
    assert found.epochs.tolist() == [0]
    assert np.isfinite(found.alike).all()


def test_the_comparison_survives_its_archive(tmp_path):
    found = drain(compute(SeedSensitivityParams(nets=2, epochs=1)))
    archive.save(tmp_path / "run.npz", found, half=("filters",))
    again = archive.load(tmp_path / "run.npz", SeedSensitivity, params=SeedSensitivityParams)
    assert again.params == found.params
    np.testing.assert_array_equal(again.alike, found.alike)


def test_every_study_has_its_own_file():
    paths = [recipe.path for recipe in bake.recipes() if recipe.topic in ("luck", "capacity")]
    assert (
        len(paths)
        == len(set(paths))
        == len(seed_sensitivity.study()) + sum(len(capacity.study(d)) for d in capacity.STUDIED)
    )


@pytest.mark.slow
def test_the_references_on_full_mnist(full_data):
    """Science: same number / matched / CKA .026 / .640 / .941 (untrained .302, .675), reproducibility .48."""
    found = drain(compute(SeedSensitivityParams(dataset="mnist", architecture="hidden", batch_size=500, nets=2)))
    assert abs(found.mean("same number")) < 0.1
    assert found.mean("matched") == pytest.approx(0.64, abs=0.04)  # a pair, 2,000 pictures
    assert found.mean("matched", 0) == pytest.approx(0.302, abs=0.04)
    assert found.mean("CKA") == pytest.approx(0.941, abs=0.03)
    assert found.mean("CKA", 0) == pytest.approx(0.675, abs=0.06)
    assert found.reproducibility() == pytest.approx(0.48, abs=0.06)


def test_a_comparison_of_many_networks_stops_between_pairs():
    codes = [RNG.normal(size=(20, 3)) for _ in range(5)]
    steps = []
    alike, stayed = drain(seed_sensitivity.comparison(codes, Step(2, 7)), steps.append)
    assert steps == [Step(2, 7)] * 10
    assert alike.shape == (4, 10)
    assert stayed.shape == (10,)
