"""Winning units: similarities against SciPy, and winners of known weights."""

import numpy as np
from scipy import stats

from core.templates.winners import similarity, winner_match


def test_similarity_equals_scipy():
    rng = np.random.default_rng(0)
    a, b = rng.normal(2, 1, (6, 40)), rng.normal(-1, 3, (6, 40))
    alike = similarity(a, b)
    np.testing.assert_allclose(alike.pearson, [stats.pearsonr(p, q).statistic for p, q in zip(a, b, strict=True)])
    np.testing.assert_allclose(alike.dot, np.diag(a @ b.T))
    np.testing.assert_allclose(alike.cosine * np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1), alike.dot)


def test_similarity_of_constant_rows_is_zero_not_nan():
    flat = similarity(np.zeros((1, 4)), np.ones((1, 4)))
    assert (flat.pearson[0], flat.cosine[0], flat.dot[0]) == (0, 0, 0)


def test_the_yardstick_is_another_pictures_winner():
    """Pictures that are the weights themselves: the own winner matches exactly, the other one not at all."""
    rows = np.eye(4, dtype=np.float32)
    match = winner_match([rows, np.zeros(4, np.float32)], rows)[0]
    np.testing.assert_array_equal(match.winners, range(4))
    np.testing.assert_allclose(match.own.pearson, 1)
    np.testing.assert_allclose(match.other.pearson, -1 / 3)
