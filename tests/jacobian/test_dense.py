"""Exact spectra of dense classifiers, from their weights alone."""

from types import SimpleNamespace

import numpy as np

from core.jacobian import dense

RNG = np.random.default_rng(0)


def test_dense_spectra_are_those_of_the_network_by_finite_differences():
    weights = [RNG.normal(size=(6, 5)), RNG.normal(size=5), RNG.normal(size=(5, 3)), RNG.normal(size=3)]
    x = RNG.random((2, 6))

    def logits(p):
        return np.maximum(p @ weights[0] + weights[1], 0) @ weights[2] + weights[3]

    step = 1e-6
    found = dense.spectra(weights, x)
    for image, values in zip(x, found[-1], strict=True):
        columns = [(logits(image + step * e) - logits(image - step * e)) / (2 * step) for e in np.eye(6)]
        # Central differences of a piecewise linear map are exact up to rounding, eps / step = 2e-10.
        np.testing.assert_allclose(values, np.linalg.svd(np.array(columns).T, compute_uv=False), atol=1e-8)


def test_one_dense_layer_has_the_spectrum_of_its_kernel_at_every_input():
    kernel = RNG.normal(size=(8, 3))
    (found,) = dense.spectra([kernel, np.zeros(3)], RNG.random((4, 8)))
    np.testing.assert_allclose(found, np.tile(np.linalg.svd(kernel, compute_uv=False), (4, 1)), rtol=1e-12)


def test_a_training_is_shown_after_and_before_with_gaps_where_a_layer_is_narrower():
    weights = [RNG.normal(size=(2, 6, 5)), RNG.normal(size=(2, 5)), RNG.normal(size=(2, 5, 3)), RNG.normal(size=(2, 3))]
    x = RNG.random((4, 6))
    found = dense.of_training(SimpleNamespace(weights=weights), x)
    assert found.shape == (2, 2, 4, 5)
    for state, at in ((0, -1), (1, 0)):
        hidden, logits = dense.spectra([w[at] for w in weights], x)
        np.testing.assert_array_equal(found[state, 0], hidden)
        np.testing.assert_array_equal(found[state, 1, :, :3], logits)
        assert np.isnan(found[state, 1, :, 3:]).all()
    assert dense.layer_names(1) == ("logits",)
    assert dense.layer_names(2) == ("hidden", "logits")
    assert dense.layer_names(3) == ("hidden 1", "hidden 2", "logits")
