"""Frames of one network, moment by moment."""

import numpy as np

from core.semantics import film
from core.semantics.dynamics import modes
from core.semantics.params import build_world


def test_every_frame_is_one_moment_of_one_network(run):
    shown = film.film(run, "deep")
    u, _, v = modes(build_world(run.params).correlations)
    assert len(shown.times) == len(shown.beliefs) == len(shown.theory) == 101
    diagonal = np.diagonal(shown.mode_map, axis1=1, axis2=2)
    at = np.searchsorted(run.times, shown.times - 1e-9).clip(max=len(run.times) - 1)
    # a record lies at most three steps of .002 beside its frame, and the steepest rise is s²/2 = 3.5
    np.testing.assert_allclose(shown.strengths, run.strengths[0, 0, at], atol=3.5 * 0.006)
    rest = shown.mode_map - diagonal[:, :, None] * np.eye(4)
    assert np.abs(rest).max() < 1e-6  # balanced modes never mix; stored as float32
    np.testing.assert_allclose((u * diagonal[-1]) @ v.T, shown.beliefs[-1], atol=1e-6)
    assert np.abs(shown.strengths - shown.theory).max() < 2.7 * 0.002 * 2.65  # Euler's own error, times s


def test_hidden_similarity_of_the_film_is_v_a_v(run):
    shown = film.film(run, "deep")
    _, _, v = modes(build_world(run.params).correlations)
    expected = np.einsum("ik,tk,jk->tij", v, np.diagonal(shown.mode_map, axis1=1, axis2=2), v)
    np.testing.assert_allclose(shown.similarity, expected, atol=1e-5)  # stored as float32


def test_a_tree_is_drawn_from_leaves_to_root(run):
    shown = film.film(run, "deep")
    positions, lines = film.tree_points(shown.bars, shown.order)
    assert positions.shape == (101, 4 + 4 * 3, 2)
    assert len(lines) == 3
    np.testing.assert_array_equal(np.sort(positions[-1, :4, 1]), [-3, -2, -1, 0])
    root = positions[-1, lines[-1]]
    np.testing.assert_allclose(-root[:, 0].min(), shown.bars[-1, -1, 4])
    assert (positions[..., 0] <= 0).all()


def test_what_the_pictures_need_of_a_film(run):
    shown = film.film(run, "deep")
    frame = film.halfway(shown)
    half = shown.strengths[-1, 2] / 2
    assert abs(shown.strengths[frame, 2] - half) == np.abs(shown.strengths[:, 2] - half).min()
    assert film.held_by_two(shown) == shown.held[1]
    leaves, _ = film.tree_points(shown.bars, shown.order)
    low, high, bottom, top = film.tree_extent(leaves, 4)
    assert low < leaves[..., 0].min() <= 0 < high
    assert bottom < leaves[..., 1].min()
    assert top > leaves[..., 1].max()
    low, high, *_ = film.square_extent(shown.places)
    assert -low == high > np.abs(shown.places).max()
    assert film.square_extent(np.zeros((2, 3, 2))) == (-1, 1, -1, 1)
    assert str(film.rounded(np.array([-0.0001]))[0]) == "0.0"


def test_names_fit_where_no_two_items_end_side_by_side():
    ends = np.array([[-1.0, 0.5], [1.0, 0.5], [1.0, -0.5]])  # two of one height, far apart
    assert film.names_fit(np.stack([0 * ends, ends]))
    ends[1] = [-0.9, 0.52]
    assert not film.names_fit(np.stack([0 * ends, ends]))
