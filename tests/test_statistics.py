"""Shared statistics against scipy, closed forms and invariants."""

import numpy as np
import pytest
from scipy import stats

from core import statistics

RNG = np.random.default_rng(0)
CODE = RNG.normal(size=(300, 12)) * np.linspace(0.5, 2, 12) + RNG.normal(size=12)
ROTATION = np.linalg.qr(RNG.normal(size=(12, 12)))[0]


def test_pearson_of_paired_rows_equals_scipy_and_a_constant_row_has_none():
    a, b = RNG.normal(size=(2, 5, 30))
    np.testing.assert_allclose(
        statistics.pearson(a, b), [stats.pearsonr(p, q).statistic for p, q in zip(a, b, strict=True)]
    )
    a[2] = 4.0
    assert statistics.pearson(a, b)[2] == 0
    np.testing.assert_allclose(statistics.pearson(a * 3 - 1, a)[[0, 1, 3, 4]], 1)


def test_cosine_is_of_directions():
    a = RNG.normal(size=(4, 10))
    np.testing.assert_allclose(statistics.cosine(a, -2 * a), -1)
    assert statistics.cosine(np.array([[1, 0], [0, 0]]), np.array([[0, 3], [1, 1]])).tolist() == [0, 0]


def test_correlations_of_all_columns_equal_scipy_and_a_constant_column_has_none():
    other = RNG.normal(size=(300, 4))
    other[:, 1] = 5
    ours = statistics.correlations(CODE, other)
    assert ours.shape == (12, 4)
    np.testing.assert_allclose(ours[3, 2], stats.pearsonr(CODE[:, 3], other[:, 2]).statistic)
    assert not ours[:, 1].any()


def test_spearman_equals_scipy_with_ties_and_leaves_out_what_is_unknown():
    a, b = RNG.integers(0, 6, 40).astype(float), RNG.normal(size=40)
    assert statistics.spearman(a, b) == pytest.approx(stats.spearmanr(a, b).statistic)
    with_gaps = np.append(a, [np.nan, np.inf]), np.append(b, [1.0, 2.0])
    assert statistics.spearman(*with_gaps) == pytest.approx(stats.spearmanr(a, b).statistic)


@pytest.mark.parametrize(("a", "b"), [([1, 2], [1, 2]), ([1, 2, np.nan], [1, 2, 3]), ([3, 3, 3], [1, 2, 3])])
def test_spearman_of_too_little_is_unknown(a, b):
    assert np.isnan(statistics.spearman(np.array(a, float), np.array(b, float)))


def test_cka_does_not_see_rotation_scale_and_shift_but_sees_another_map():
    assert statistics.cka(CODE, CODE @ ROTATION * 3 + 7) == pytest.approx(1, abs=1e-12)
    assert statistics.cka(CODE, CODE @ RNG.normal(size=(12, 12))) < 0.99
    assert np.isnan(statistics.cka(np.ones((10, 3)), CODE[:10]))


def test_cka_of_independent_codes_is_what_chance_gives():
    """For white independent Gaussians E |A'B|² / (|A'A| |B'B|) is near sqrt(p q) / n."""
    found = np.mean([statistics.cka(RNG.normal(size=(1000, 20)), RNG.normal(size=(1000, 20))) for _ in range(20)])
    assert found == pytest.approx(20 / 1000, rel=0.1)  # 20 draws of a mean of 400 squares: 2 % of noise


def test_cka_equals_the_centred_gram_form():
    """Kornblith et al., eq. 3: HSIC of the two Gram matrices."""
    other = np.tanh(CODE @ RNG.normal(size=(12, 5)))
    centre = np.eye(300) - 1 / 300
    k, m = (centre @ (z @ z.T) @ centre for z in (CODE, other))
    expected = (k * m).sum() / np.sqrt((k * k).sum() * (m * m).sum())
    assert statistics.cka(CODE, other) == pytest.approx(expected, rel=1e-10)


def test_participation_ratio_counts_equal_shares():
    shares = np.array([[0, 9, 0, 0], [4, 4, 4, 4], [1, 1, 0, 0], [0, 0, 0, 0]])
    np.testing.assert_allclose(statistics.participation_ratio(shares), [1, 4, 2, 0])
    assert statistics.participation_ratio(np.ones((2, 3, 7))).tolist() == [[7] * 3] * 2


def test_crossing_interpolates_and_knows_early_late_and_never():
    times = np.array([0.0, 2.0, 4.0])
    values = np.array([[0, 1, 3], [5, 6, 7], [0, 0, 1], [1, 4, 0]])
    np.testing.assert_array_equal(statistics.crossing(values, 2, times), [3, 0, np.nan, 2 / 3])
    np.testing.assert_array_equal(statistics.crossing(values.T, 2, times, axis=0), [3, 0, np.nan, 2 / 3])


def test_half_and_rise_times_of_a_logistic_curve():
    """s/(1 + exp(-2 s (t - t₀))) is at half at t₀ and rises from 10 % to 90 % in ln(9)/s."""
    s, at = np.array([3.0, 1.0]), np.array([2.0, 5.0])
    times = np.linspace(0, 12, 4001)
    curves = s / (1 + np.exp(-2 * s * (times[:, None] - at)))
    np.testing.assert_allclose(statistics.half_times(curves, s, times), at, atol=1e-5)
    np.testing.assert_allclose(statistics.rise_times(curves, s, times), np.log(9) / s, atol=1e-4)


def test_the_interval_of_a_mean_is_student_s():
    found = statistics.mean_interval(np.array([1.0, 2.0, 3.0, np.nan]))
    # The 97.5 % quantile of t with 2 degrees of freedom is 4.302653; the standard error is 1/√3.
    half = 4.302653 / np.sqrt(3)
    assert (found.mean, found.low, found.high) == pytest.approx((2, 2 - half, 2 + half), rel=1e-6)
    assert found.below(2 + 1.01 * half)
    assert not found.below(2 + 0.99 * half)
    assert found.above(2 - 1.01 * half)
    assert not found.above(2 - 0.99 * half)


def test_one_value_decides_nothing():
    found = statistics.mean_interval(np.array([5.0, np.nan]))
    assert found.mean == 5
    assert not found.above(0)
    assert not found.below(100)


def test_the_interval_covers_the_mean_as_often_as_it_says():
    draws = np.random.default_rng(0).normal(3, 2, (2000, 6))
    found = [statistics.mean_interval(draw) for draw in draws]
    covered = np.mean([not (one.above(3) or one.below(3)) for one in found])
    assert covered == pytest.approx(0.95, abs=0.02)  # four standard errors of 2,000 draws


@pytest.mark.parametrize(("successes", "low", "high"), [(0, 0, 1 - 0.025 ** (1 / 20)), (20, 0.025 ** (1 / 20), 1)])
def test_the_bounds_of_no_and_of_only_successes_are_closed_forms(successes, low, high):
    # P(none of 20) = (1 - share)^20 = .025 at the upper bound
    found = statistics.share_interval(successes, 20)
    assert (found.mean, found.low, found.high) == pytest.approx((successes / 20, low, high))


def test_each_bound_of_a_share_makes_the_count_just_as_rare_as_its_tail():
    from scipy.stats import binom

    found = statistics.share_interval(7, 20)
    assert binom.sf(6, 20, found.low) == pytest.approx(0.025)
    assert binom.cdf(7, 20, found.high) == pytest.approx(0.025)


def test_no_trials_decide_nothing():
    found = statistics.share_interval(0, 0)
    assert (found.low, found.high) == (0, 1)
