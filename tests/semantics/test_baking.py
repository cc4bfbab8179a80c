"""Baked runs are what the code gives today; every recipe is computed again at small size."""

import numpy as np

from core import bake
from core.runs.archive import load
from core.runs.progress import drain
from core.semantics import similarity
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun, train


def test_baked_runs_are_what_the_code_gives_today():
    recipe = next(r for r in bake.recipes() if r.topic == "semantics" and r.params == SemanticsParams())
    baked = load(recipe.path, SemanticsRun, params=SemanticsParams)
    again = drain(train(SemanticsParams()))
    # float32, and another machine's BLAS may add in another order
    np.testing.assert_allclose(again.strengths, baked.strengths, atol=1e-5)
    np.testing.assert_allclose(again.maps, baked.maps, atol=1e-5)


def test_baked_sweeps_are_what_the_code_gives_today():
    recipe = next(r for r in bake.recipes() if r.topic == "semantics-sweep")
    baked = load(recipe.path, similarity.SigmaSweep, params=SemanticsParams)
    again = drain(similarity.sweep(recipe.params, sigmas=similarity.SIGMAS))
    np.testing.assert_allclose(again.agreements, baked.agreements, atol=1e-4)
    np.testing.assert_allclose(again.half_times, baked.half_times, atol=1e-4)
    assert similarity.faster_than_shallow(baked) == 0.15  # at .1 nine of ten networks are
