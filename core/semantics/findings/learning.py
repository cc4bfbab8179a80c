"""Sentences about the course of learning: stages, false beliefs, and the order of branchings."""

from collections.abc import Sequence

import numpy as np

from core.data.concepts import World
from core.gallery.findings import Finding
from core.runs.text import literal
from core.semantics import illusions
from core.semantics.development import Split, order_of_splits
from core.semantics.dynamics import modes
from core.semantics.film import SHOWN_MODES, has_closed_form
from core.semantics.illusions import Illusion
from core.semantics.naming import mode_names, split_name
from core.semantics.params import SemanticsParams
from core.semantics.run import SemanticsRun
from core.semantics.similarity import SigmaSweep, faster_than_shallow, mean_waits
from core.semantics.stages import Stages, parameters
from core.semantics.theory import LN81

LN2 = float(np.log(2))
FAITHFUL = 0.9  # share of the variance from which distances can be read off an image
ENOUGH = 5  # branchings for a rank correlation


def law(run: SemanticsRun, kind: str) -> str:
    """Return what the dashed curves of a network are, with their limits."""
    name = "closed form" if has_closed_form(run, kind) else "predicted shape"
    return name if not _nonlinear(run, kind) else f"{name} for a linear network"


def _nonlinear(run: SemanticsRun, kind: str) -> bool:
    return kind == "deep" and run.params.activation != "linear"


def film(run: SemanticsRun, world: World, kind: str, found: Stages) -> Finding:
    """Return half-times of the two strongest modes and how well theory fits; empty while the first is not learned."""
    if not np.isfinite(found.half[0]):
        return Finding("")
    names = [literal(name) for name in mode_names(world)]
    text = f"The strongest mode ({names[0]}, s = {found.s[0]:.2f}) is half learned at **t = {found.half[0]:.2f}**"
    if len(found.s) > 1 and np.isfinite(found.half[1]):
        text += f", the second ({names[1]}, s = {found.s[1]:.2f}) at **t = {found.half[1]:.2f}**"
    error = float(np.nanmax(found.error[:SHOWN_MODES]))
    return Finding(
        f"{text}. The {law(run, kind)} (dashed) and the simulation differ by at most **{error:.2g}** of a mode's s, "
        f"{_averaged(run)}."
    )


def coinciding(world: World, found: Stages) -> Finding:
    """Say which of the shown modes have equal singular values; empty where all differ."""
    s = found.s[:SHOWN_MODES]
    alike = [k for k in range(len(s)) if any(np.isclose(s[k], s[j], rtol=1e-6) for j in range(len(s)) if j != k)]
    if not alike:
        return Finding("")
    names = "; ".join(literal(mode_names(world)[k]) for k in alike)
    return Finding(
        f"Some modes have equal singular values ({names}): in theory they take the same course from the same initial "
        "strength, so their curves can hide each other."
    )


def _averaged(run: SemanticsRun) -> str:
    return f"averaged over {run.params.seeds} networks" if run.params.seeds > 1 else "in this one network"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def too_short(run: SemanticsRun, kind: str, found: Stages) -> Finding | None:
    """Return how many modes were not learned by the end, and what would be enough; None when all were."""
    missing = np.isnan(found.half)
    if not missing.any() or run.stopped >= 0:
        return None
    networks = f"each of the {run.params.seeds} {kind} networks" if run.params.seeds > 1 else f"the {kind} network"
    text = f"By t = {run.times[-1]:.4g}, {(~missing).sum()} of {len(found.s)} modes are half learned in {networks}."
    needed = found.half_theory[missing]
    if not np.isfinite(needed).any() or _nonlinear(run, kind):
        return Finding(f"{text} Choose more steps.")
    longest = float(np.nanmax(needed))
    steps = int(np.ceil(longest * 1.2 / run.params.step / 50) * 50)
    if steps <= run.params.steps:
        return Finding(
            f"{text} In theory the slowest of them is half learned at t ≈ {longest:.3g}; this run departs from it."
        )
    text += f" In theory the slowest of them needs until t ≈ {longest:.3g}."
    most = SemanticsParams.controls()["steps"].high or np.inf
    if steps > most:
        return Finding(f"{text} At this step that is more than {most:,.0f} steps: choose a larger step or a larger σ.")
    return Finding(f"{text} Choose {steps:,} steps, or a larger {'step' if kind == 'shallow' else 'σ'}.")


def stages(run: SemanticsRun, kind: str, found: Stages) -> Finding:
    """Return what theory says of the stages of this kind of network."""
    if kind == "shallow":
        known = found.half[np.isfinite(found.half)]
        here = (
            f"Here the half-times lie between **{known.min():.3f}** and **{known.max():.3f}**."
            if len(known)
            else "Here no mode is half learned by the end."
        )
        return Finding(
            "In a shallow network the error of every mode shrinks as e^(−t), whatever its s, so no mode waits for "
            f"another. In theory each is half learned at ln 2 = {LN2:.3f} when it starts from zero. {here}"
        )
    depth = run.params.depth
    if depth == 2:
        text = (
            "A mode with singular value s starts from an initial strength a₀. In theory it is half learned after "
            f"ln(s/a₀ − 1)/2s, and its rise from 10 % to 90 % takes ln 81/2s = {LN81:.2f}/2s, whatever a₀ is."
        )
    else:
        text = (
            f"In theory a mode's strength a in a network of {depth} matrices obeys da/dt = "
            f"{depth}·a^(2−2/{depth})·(s−a). "
        )
        if has_closed_form(run, kind):
            text += f"The predicted half-times follow from the initial strength a₀ = σ^{depth}."
        else:
            text += (
                "From random initial weights no a₀ is known: the shape of each rise is predicted, not when it comes."
            )
    if _nonlinear(run, kind):
        text += f" The theory is that of a linear network; this one uses {run.params.activation}."
    shown = f"means over {run.params.seeds} networks" if run.params.seeds > 1 else "this one network"
    return Finding(f"{text} Dots are {shown}.")


def plateau(result: SigmaSweep) -> Finding:
    """Judge the article's reason why shallow networks are faster, that they have fewer parameters.

    Criterion: it does not hold when a deep network with more weights is the faster one in every seed from some start
    scale on, since the number of weights is the same at every scale.
    """
    deep, shallow = parameters(result.params)
    first = mean_waits(result)[0][:, 0]
    known = np.flatnonzero(np.isfinite(first))
    if deep <= shallow:
        return Finding(
            f"In this world the shallow network has no fewer weights ({shallow:,}) than the deep one ({deep:,}).",
            "not testable here",
        )
    text = f"The deep network has {deep:,} weights at every σ, the shallow one {shallow:,}."
    if len(known) < 2:
        return Finding(f"{text} The first mode was not half learned often enough to compare.", "not testable here")
    a, b = known[0], known[-1]
    text += (
        f" The first mode's half-time is **{first[a]:.2f}** at σ = {result.sigmas[a]:g} and **{first[b]:.2f}** at "
        f"σ = {result.sigmas[b]:g}."
    )
    wins = faster_than_shallow(result)
    if wins is None:
        return Finding(f"{text} No initial scale makes it faster than ln 2 = {LN2:.3f}.", "not testable here")
    return Finding(
        f"{text} From σ = **{wins:g}** on, every deep network is faster than ln 2 = {LN2:.3f}, the half-time of a "
        "shallow network that starts from zero.",
        "does not hold",
    )


def illusion(run: SemanticsRun, world: World, one: Illusion, end: float) -> Finding:
    """Describe a belief that rises above the truth, and explain it where the theory of linear networks does.

    Parameters
    ----------
    end
        The belief at the end.
    """
    name = f"{literal(world.items[one.item])} × {literal(world.properties[one.prop])}"
    status = "true" if one.truth > 0 else "false"
    text = (
        f"**{name}** is {status} ({one.truth:g}). The network's belief rises to **{one.peak:.2f}** at "
        f"t = **{one.time:.2f}** and ends at {end:.3f}. "
    )
    up, down = illusions.pushers(world, one.item, one.prop)
    s = modes(world.correlations)[1]
    if _nonlinear(run, "deep"):
        return Finding(f"{text}The contributions are those of the modes of this {run.params.activation} network's map.")
    if not illusions.can_overshoot(world, one.item, one.prop):
        return Finding(
            f"{text}No stronger mode pushes this belief up against a weaker one, so a linear network with balanced "
            "initial weights would not overshoot: the initial weights or the step size cause this peak."
        )
    names = [literal(mode) for mode in mode_names(world)]
    text += (
        f"In the end mode {names[up]} (s = {s[up]:.2f}) pushes the belief up the most and mode {names[down]} "
        f"(s = {s[down]:.2f}) pulls it down the most"
    )
    if s[up] > s[down] * (1 + 1e-9):
        text += "; in theory the stronger mode is learned first."
    else:
        text += "; other, stronger modes push it up as well."
    return Finding(f"{text} A shallow network learns all modes at one rate: its belief goes straight to the truth.")


def no_illusion(run: SemanticsRun, world: World) -> Finding:
    """Say that no belief of a run overshoots noticeably, or by how much one does."""
    kind = run.kinds[0]
    excess = illusions.largest_overshoot(world, run.peaks[0], run.maps[0, 0])
    text = (
        f"In this {kind} network no belief rises more than {illusions.NOTICEABLE:g} above both its start and the truth"
    )
    if excess >= illusions.NOTICEABLE:
        return Finding(f"In this {kind} network a belief rises by **{excess:.2g}** above both its start and the truth.")
    if kind == "shallow":
        text += ": every mode is learned at the same rate, so none runs ahead of the one that corrects it"
    return Finding(f"{text}.")


def branchings(kind: str, world: World, found: Sequence[Split], held: np.ndarray) -> Finding:
    """Say in which order the branchings of the world's tree open, and whether the paths can be trusted."""
    where = "hidden layer" if kind == "deep" else "network's answers"
    text = (
        "The tree is that of the facts (average linkage). A branching is half open when its two sides are half as far "
        f"apart in the {where} as in the end."
    )
    known = [split for split in found if np.isfinite(split.time)]
    times = np.array([split.time for split in known])
    order = order_of_splits(found)
    if kind == "shallow" and known:
        text += (
            " Without a hidden layer all modes are learned at one rate: the half-times lie between "
            f"**{times.min():.2f}** and **{times.max():.2f}**."
        )
    elif len(known) >= ENOUGH and np.isfinite(order):
        text += (
            f" Spearman's correlation between the height of a branching and −half-time is **{_signed(order)}** over "
            f"{len(known)} branchings (+1: the higher a branching, the earlier it opens)."
        )
    elif len(known) > 1:
        first, last = known[int(times.argmin())], known[int(times.argmax())]
        text += f" The first to open is {_branching(world, first)}, the last {_branching(world, last)}."
    if held[min(1, len(held) - 1)] < FAITHFUL:
        text += (
            f" Two dimensions hold {_percent(held[min(1, len(held) - 1)])} of the variance of the paths, so distances "
            "in their image are distorted."
        )
    return Finding(text)


def _signed(value: float) -> str:
    return f"{value:+.2f}".replace("-", "−")


def _branching(world: World, split: Split) -> str:
    name = literal(split_name(world.items, split.left, split.right))
    return f"**{name}** at t = {split.time:.2f}"
