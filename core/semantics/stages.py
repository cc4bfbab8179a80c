"""The stages of a run and what theory predicts of them."""

from dataclasses import dataclass

import numpy as np

from core.semantics import theory
from core.semantics.dynamics import modes
from core.semantics.film import depth_of, has_closed_form, theory_errors
from core.semantics.params import SemanticsParams, build_world
from core.semantics.run import SemanticsRun
from core.statistics import half_times, rise_times


@dataclass(frozen=True)
class Stages:
    """One entry a mode; means and SDs over networks, NaN where a mode was not reached or theory is silent."""

    s: np.ndarray
    half: np.ndarray
    half_sd: np.ndarray
    half_theory: np.ndarray
    rise: np.ndarray
    rise_theory: np.ndarray
    error: np.ndarray


def stages(run: SemanticsRun, kind: str) -> Stages:
    """Half-times and 10–90 % rises of `kind` ("deep" or "shallow"), measured and predicted."""
    s = modes(build_world(run.params).correlations)[1]
    strengths = run.strengths[run.kinds.index(kind)]
    halves, rises = half_times(strengths, s, run.times), rise_times(strengths, s, run.times)
    depth = depth_of(run, kind)
    predicted = np.full_like(halves, np.nan)
    if kind == "shallow":
        predicted = theory.half_time(s, strengths[:, 0], 1)
    elif has_closed_form(run, kind):
        predicted = theory.half_time(s, run.initial, depth)
    rise_theory = theory.rise_time(s, kind == "shallow") if depth < 3 else np.full_like(s, np.nan)
    return Stages(
        s,
        _mean(halves),
        np.where(np.isfinite(halves).all(axis=0), halves.std(axis=0), np.nan),
        _mean(predicted),
        _mean(rises),
        rise_theory,
        theory_errors(run, kind).mean(axis=0),
    )


def _mean(values: np.ndarray) -> np.ndarray:
    """The mean over networks where every network has a value."""
    return np.where(np.isfinite(values).all(axis=0), np.nan_to_num(values).mean(axis=0), np.nan)


def parameters(params: SemanticsParams) -> tuple[int, int]:
    """Weights of the deep and of the shallow network."""
    properties, items = build_world(params).correlations.shape
    deep = params.hidden * (items + properties) + params.hidden**2 * (params.depth - 2)
    return deep, items * properties
