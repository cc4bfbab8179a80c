"""The stages of a run beside what theory foretells of them."""

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
    """Half-times and 10–90 % rises of `kind` ("deep" or "shallow"), measured and foretold."""
    s = modes(build_world(run.params).correlations)[1]
    strengths = run.strengths[run.kinds.index(kind)]
    halves, rises = half_times(strengths, s, run.times), rise_times(strengths, s, run.times)
    depth = depth_of(run, kind)
    foretold = np.full_like(halves, np.nan)
    if kind == "shallow":
        foretold = theory.half_time(s, strengths[:, 0], 1)
    elif has_closed_form(run, kind):
        foretold = theory.half_time(s, run.initial, depth)
    rise_theory = theory.rise_time(s, kind == "shallow") if depth < 3 else np.full_like(s, np.nan)
    return Stages(
        s,
        _mean(halves),
        np.where(np.isfinite(halves).all(axis=0), halves.std(axis=0), np.nan),
        _mean(foretold),
        _mean(rises),
        rise_theory,
        theory_errors(run, kind).mean(axis=0),
    )


def _mean(values: np.ndarray) -> np.ndarray:
    """The mean over networks where every network has a value."""
    return np.where(np.isfinite(values).all(axis=0), np.nan_to_num(values).mean(axis=0), np.nan)


def too_short(run: SemanticsRun, kind: str) -> str:
    """A sentence when some modes were not learned by the end, with the time they would need where it is known."""
    found = stages(run, kind)
    missing = np.isnan(found.half)
    if not missing.any() or run.stopped >= 0:
        return ""
    words = f"By t = {run.times[-1]:.4g} the {kind} network has learned {(~missing).sum()} of {len(found.s)} modes."
    needed = found.half_theory[missing]
    if np.isfinite(needed).any():
        longest = float(np.nanmax(needed))
        steps = int(np.ceil(longest * 1.2 / run.params.step / 50) * 50)
        words += f" The slowest reaches half at t ≈ {longest:.3g}: give it {steps:,} steps, or a larger σ."
    return words


def parameters(params: SemanticsParams) -> tuple[int, int]:
    """Weights of the deep and of the shallow network."""
    properties, items = build_world(params).correlations.shape
    deep = params.hidden * (items + properties) + params.hidden**2 * (params.depth - 2)
    return deep, items * properties
