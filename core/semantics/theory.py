"""What the article predicts: closed forms for a mode's strength, its waiting time, its rise and its stable step.

Times are in units of τ. `s` is a singular value of Σʸˣ, `a` the strength that the network gives to that mode.
"""

import numpy as np

from core.semantics.dynamics import Weights, modes
from core.semantics.params import SemanticsParams

LN81 = float(np.log(81))


def deep_strength(s: np.ndarray, a0: np.ndarray, times: np.ndarray) -> np.ndarray:
    """a(t) of a network with one hidden layer, shape (times, modes); equation 5 of the article.

    a(t) = s / (1 + (s/a₀ − 1)·exp(−2st))
    """
    return s / (1 + (s / a0 - 1) * np.exp(-2 * s * times[:, None]))


def shallow_strength(s: np.ndarray, a0: np.ndarray, times: np.ndarray) -> np.ndarray:
    """a(t) = s·(1 − exp(−t)) + a₀·exp(−t), shape (times, modes)."""
    decay = np.exp(-times[:, None])
    return s * (1 - decay) + a0 * decay


def depth_strength(s: np.ndarray, a0: np.ndarray, times: np.ndarray, depth: int) -> np.ndarray:
    """a(t) of `depth` matrices with a balanced start: da/dt = D·a^(2 − 2/D)·(s − a) (Saxe et al. 2014, eq. 15)."""
    if depth == 1:
        return shallow_strength(s, a0, times)
    if depth == 2:
        return deep_strength(s, a0, times)
    return _solve(s, np.log(np.maximum(a0, 1e-12)), 0.0, times, depth)


def _solve(s: np.ndarray, log_start: np.ndarray, start: float, times: np.ndarray, depth: int) -> np.ndarray:
    """Solve for ln a, which stays smooth through the plateau."""
    from scipy.integrate import solve_ivp  # noqa: PLC0415 takes half a second, which the first paint should not wait for

    def rate(_: float, log_a: np.ndarray) -> np.ndarray:
        a = np.exp(log_a)
        return depth * a ** (1 - 2 / depth) * (s - a)

    span = (start, float(times[-1] if times[-1] != start else start + 1e-9))
    solved = solve_ivp(rate, span, log_start, t_eval=times, method="LSODA", rtol=1e-8, atol=1e-10)
    return np.exp(solved.y.T)


def strength_through(s: np.ndarray, half_times: np.ndarray, times: np.ndarray, depth: int) -> np.ndarray:
    """The curve of `depth` matrices that passes s/2 at a measured half-time, shape (times, modes).

    With more than two matrices and a random start no a₀ is known that predicts the wait; the shape is still
    predicted, and this is it. A mode that has no half-time gives NaN.
    """
    curves = np.full((len(times), len(s)), np.nan)
    for k in np.flatnonzero(np.isfinite(half_times)):
        one, half = s[k : k + 1], float(half_times[k])
        middle = np.log(one / 2)
        after, before = times > half, times <= half
        if after.any():
            curves[after, k] = _solve(one, middle, half, times[after], depth)[:, 0]
        if before.any():
            curves[before, k] = _solve(one, middle, half, times[before][::-1], depth)[::-1, 0]
    return curves


def half_time(s: np.ndarray, a0: np.ndarray | float, depth: int = 2) -> np.ndarray:
    """When a(t) passes s/2: the plateau ln(s/a₀ − 1)/2s when deep, ln((s − a₀)/(s − s/2)) when shallow.

    For more than two matrices ∫ da / (D·a^(2−2/D)·(s − a)) from a₀ to s/2. NaN where a₀ is not in (0, s).
    """
    s, a0 = np.broadcast_arrays(np.asarray(s, float), np.asarray(a0, float))
    with np.errstate(invalid="ignore", divide="ignore"):
        if depth == 1:
            return np.where(a0 < s / 2, np.log(2 * (s - a0) / s), np.nan)
        if depth == 2:
            return np.where((a0 > 0) & (a0 < s), np.log(s / a0 - 1) / (2 * s), np.nan)
        logit = np.log(a0 / (s - a0))
    from scipy.integrate import simpson  # noqa: PLC0415 takes half a second, which the first paint should not wait for

    # With a = s/(1 + e^−x) the integral is that of a^(2/D − 1)/(D·s) dx, from the start's x to 0.
    x = logit[..., None] * np.linspace(1, 0, 2001)
    a = s[..., None] / (1 + np.exp(-x))
    integral: np.ndarray = simpson(a ** (2 / depth - 1) / (depth * s[..., None]), x=x, axis=-1)
    return integral


def rise_time(s: np.ndarray, shallow: bool = False) -> np.ndarray:
    """From 10 % to 90 %: ln 81/2s when deep, whatever the start; ln 9 when shallow, whatever the mode."""
    return np.full_like(s, LN81 / 2) if shallow else LN81 / (2 * s)


def growing_mode(weights: Weights, correlations: np.ndarray) -> np.ndarray:
    """a₀ = ‖W₁v + W₂ᵀu‖²/4 of each network and mode, shape (networks, modes).

    Near zero the part of W₁v and W₂ᵀu that they share grows as e^{st} and the rest dies as e^{−st}, so that
    this sum, and not the product uᵀW₂W₁v, is what the closed form starts from.
    """
    u, _, v = modes(correlations)
    if len(weights) != 2:
        raise ValueError("The growing mode is defined for two matrices.")
    both = weights[0] @ v + weights[1].mT @ u
    return (both**2).sum(axis=1) / 4


def closed_form_error(strengths: np.ndarray, theory: np.ndarray, s: np.ndarray) -> np.ndarray:
    """Return max |a_sim − a|/s over time for each mode; `strengths` and `theory` (..., R, k) give (..., k)."""
    return np.abs(strengths - theory).max(axis=-2) / s


def largest_stable_step(largest: float, depth: int) -> float:
    """The step at which the learned map stops being a fixed point that gradient descent can rest on.

    Around the balanced solution the loss has curvature D·s₁^(2−2/D) (a shallow network: 1), and Euler steps
    settle only below 2/curvature; for the article's network that is 1/s₁. Unbalanced solutions are steeper still.
    """
    return 2 / (depth * largest ** (2 - 2 / depth))


def step_warnings(params: SemanticsParams, correlations: np.ndarray) -> list[str]:
    """Return a sentence for each kind of network of a run whose step is too large."""
    largest = float(modes(correlations)[1][0])
    return [words for depth in params.depths().values() if (words := step_warning(largest, depth, params.step))]


def step_warning(largest: float, depth: int, step: float) -> str:
    """A sentence when `step` is too large for the largest singular value, else nothing."""
    stable = largest_stable_step(largest, depth)
    if step < stable:
        return ""
    formula = {1: "2", 2: "1/s₁"}.get(depth, f"2/({depth}·s₁^{2 - 2 / depth:.2f})")
    return (
        f"Step {step:g} is too large for the largest singular value s₁ = {largest:.3f}: the strongest mode oscillates "
        f"around its goal or grows without end. Steps below {formula} = {stable:.3f} are stable."
    )
