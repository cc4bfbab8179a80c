"""Guesses about a new property."""

import numpy as np

from core.data import concepts
from core.semantics import induction, theory
from core.semantics.dynamics import modes
from core.statistics import crossing

KINGDOM, TREE, WORM = concepts.kingdom(), concepts.binary_tree(), concepts.worm()
WORLDS = [KINGDOM, TREE, WORM, concepts.creatures(), concepts.diffusion_tree(3, 20, 0.2, np.random.default_rng(0))]


def test_induction_narrows(tree_run):
    """Sibling, cousin, other: 1.00/.98/.80 early, .43/.22/.09 late."""
    strengths = theory.deep_strength(modes(TREE.correlations)[1], np.full(8, 1e-5), np.linspace(0, 12, 2401))
    predicted = induction.predicted_projections(TREE, strengths, 0)
    early = predicted[int(crossing(-predicted[400:, 4], -0.80, np.arange(400, 2401.0), axis=0))]
    np.testing.assert_allclose(early[[1, 2, 4]], [1.00, 0.98, 0.80], atol=0.011)  # rounded to two digits
    np.testing.assert_allclose(predicted[-1, [1, 2, 4]], [0.43, 0.22, 0.09], atol=0.005)
    simulated = induction.projections(tree_run.hidden, 0)
    np.testing.assert_allclose(simulated[-1], predicted[-1], atol=0.002)  # what a start of 1e-3 leaves behind


def test_induction_is_what_gradient_descent_does():
    rng = np.random.default_rng(0)
    hidden = rng.standard_normal((6, 5))
    weights = np.zeros(6)
    for _ in range(400):
        weights += 0.05 * (1 - weights @ hidden[:, 2]) * hidden[:, 2]
    np.testing.assert_allclose(induction.projections(hidden[None], 2)[0], weights @ hidden, atol=1e-9)


def test_kinship_counts_branchings():
    assert induction.kinship(TREE, 0) == (0, 1, 2, 2, 3, 3, 3, 3)
